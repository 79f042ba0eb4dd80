"""What the doors of this room share: the cookie, and pages read as the sign-in role."""

from flask import Blueprint, current_app, render_template, request, session
from werkzeug.wrappers import Response

from tenants.access import COOKIE
from tenants.devices import device_of
from web.shell import show_solo

tenants = Blueprint("tenants", __name__, template_folder="../templates")

KNOCKS = "60 per minute"
"""An office of fifty people shares one address."""


def token() -> str:
    """The session token the browser sent."""
    return request.cookies.get(COOKIE, "")


def device() -> str:
    """What the reader sits at, in words."""
    return device_of(request.user_agent.string)


def with_cookie(answer: Response, fresh: str) -> Response:
    """The same answer, putting that session token into the browser."""
    if fresh != token():
        session.clear()  # a new sign-in begins with a new CSRF token too
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(COOKIE, fresh, httponly=True, samesite="Lax", secure=secure)
    return answer


def solo(template: str, **values: object) -> str:
    """Without navigation: this request has read as the sign-in role, the counts beside the entries may not."""
    show_solo()
    return render_template(f"tenants/{template}", **values)

"""What a browser keeps after a citizen has typed code and digits: a sealed cookie, for that one case and not for long.

So pages can be reloaded, left and come back to without digits in an address or in a page. Every page and every write
asks the database for code and digits again: the cookie gives nothing that typing would not give.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from flask import Response, current_app, request

from cases.actions.citizen import Pass
from foundation import clock
from foundation.crypto import vault

COOKIE = "slrt_follow"
LASTS = 30 * 60
"""Seconds: a telephone is often shared."""
_PURPOSE = "follow.pass"


def give(answer: Response, holder: Pass, path: str) -> Response:
    """The same answer, letting that browser see this case for a while. `path`: the address of the case."""
    body = json.dumps([holder.code, holder.last4, clock.now().timestamp() + LASTS])
    sealed = urlsafe_b64encode(vault().encrypt(body, _PURPOSE)).decode()
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(COOKIE, sealed, max_age=LASTS, path=path, httponly=True, samesite="Lax", secure=secure)
    return answer


def take_away(answer: Response, path: str) -> Response:
    """The same answer; whoever uses the telephone next types code and digits."""
    answer.delete_cookie(COOKIE, path=path)
    return answer


def held(code: str) -> Pass | None:
    """The pass for that case that this browser holds; None without one, with another's or after its time."""
    try:
        body = vault().decrypt(urlsafe_b64decode(request.cookies.get(COOKIE, "")), _PURPOSE)
        holds, last4, until = json.loads(body)
    except (ValueError, KeyError, InvalidTag):  # nothing, nonsense, or sealed by nobody here
        return None
    return Pass(holds, last4) if holds == code and clock.now().timestamp() < until else None

"""Who may open a door: one line above each view says it, one check before each request enforces it."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants.permissions import PERMISSIONS
from tenants.subjects import (
    Subject,
    TenantInfo,
    acting_as,
    load_subject,
    of_api_token,
    of_session,
    optional_subject,
    subject,
)
from web.errors import wants_json

__all__ = [
    "Access", "Subject", "TenantInfo", "acting_as", "declared", "init_app", "load_subject", "optional_subject",
    "permits", "public", "public_endpoints", "require", "signed_in", "subject",
]  # fmt: skip

COOKIE = "slrt_session"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """What a view declares: open to all ("public"), to whoever is signed in ("signed_in"), or to a permission."""

    kind: str
    permission: str = ""


class Undeclared(RuntimeError):
    """A route says nothing about who may: a mistake in the code."""


def permits(permission: str) -> Callable[[View], View]:
    """Only roles with that permission. An unknown permission is a mistake in the code: KeyError at start."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return lambda view: _mark(view, Access("permits", permission))


def signed_in(view: View) -> View:
    """Everybody who is signed in, whatever the role."""
    return _mark(view, Access("signed_in"))


def public(view: View) -> View:
    """Everybody. The view still learns through optional_subject() who asks."""
    return _mark(view, Access("public"))


def public_endpoints(app: Flask, *endpoints: str) -> None:
    """Open doors that a library made and that cannot carry a mark."""
    app.extensions.setdefault("slrt_public_endpoints", set()).update(endpoints)


def require(permission: str) -> None:
    """For a check inside an action: Refused (403) unless the subject has that permission."""
    if not subject().may(permission):
        raise Refused(_("Peran Anda tidak boleh %(what)s.", what=PERMISSIONS[permission]), status=403, code="forbidden")


def declared(app: Flask, endpoint: str, method: str = "GET") -> Access | None:
    """What the view behind an endpoint declares for that method; None when it says nothing."""
    if endpoint in app.extensions.get("slrt_public_endpoints", ()):
        return Access("public")
    view: Any = app.view_functions[endpoint]
    if getattr(view, "public", False):  # the mark of the room `web`, which lies below this one
        return Access("public")
    if hasattr(view, "view_class"):
        method = "GET" if method == "HEAD" else method
        view = getattr(view.view_class, method.lower(), None) or view
    return getattr(view, "access", None)


def init_app(app: Flask) -> None:
    """Find out who asks and whether they may, before any view runs."""
    public_endpoints(app, "web.static")  # Flask's own view of a blueprint's files
    app.before_request(_enter_as_reader)
    app.before_request(_enforce)
    app.teardown_request(_leave)


def _mark(view: View, access: Access) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view


def _enter_as_reader() -> None:
    g.reader_context = ExitStack()
    who = None if _is_asset() else _who_asks()
    if who is not None:
        g.reader_context.enter_context(acting_as(who))
    else:
        g.reader_context.enter_context(enter(Context(Reader.PUBLIC)))


def _leave(_fault: BaseException | None) -> None:
    stack: ExitStack | None = g.pop("reader_context", None)
    if stack is not None:
        stack.close()


def _is_asset() -> bool:
    """Files look the same to everybody: no query for them."""
    return request.path.startswith("/static/")


def _who_asks() -> Subject | None:
    """A bearer token counts under /api/ alone, where the CSRF check lets it through, and then a cookie does not."""
    if request.path.startswith("/api/") and "Authorization" in request.headers:
        kind, _space, token = request.headers["Authorization"].partition(" ")
        return of_api_token(token.strip()) if kind.lower() == "bearer" else None
    token = request.cookies.get(COOKIE, "")
    return of_session(token) if token else None


def _enforce() -> ResponseReturnValue | None:
    if request.endpoint is None or request.url_rule is None:
        return None  # no such address: 404 follows
    if request.method == "OPTIONS" and getattr(request.url_rule, "provide_automatic_options", False):
        return None  # Flask names the methods, nothing else
    access = declared(current_app, request.endpoint, request.method)
    if access is None:
        if current_app.testing:
            raise Undeclared(f"{request.endpoint} does not declare who may open it")
        abort(403)
    if access.kind == "public":
        return None
    who = optional_subject()
    if who is None:
        return _ask_to_sign_in()
    if access.permission and not who.may(access.permission):
        abort(403)
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        raise Refused(_("Masuk dulu untuk melanjutkan."), status=401, code="signin_required")
    where_to = sign_in_url()
    if "HX-Request" in request.headers:  # htmx would put the sign-in page into a corner of the page
        return Response(status=401, headers={"HX-Redirect": where_to})
    return redirect(where_to, 303)


def sign_in_url() -> str:
    """The sign-in page, coming back to what was being read."""
    wanted = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else ""
    return url_for("tenants.sign_in", next=wanted if wanted not in ("", "/") else None)

"""CSRF protection for everything a browser can be tricked into sending, and the signed cookie that it rests on."""

from typing import Any

from flask import Flask, current_app, request
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import CSRFProtect

_protection = CSRFProtect()


class _Sessions(SecureCookieSessionInterface):
    """Flask's, with the signer made once per key instead of once per request."""

    def __init__(self) -> None:
        self._signers: dict[Any, Any] = {}

    def get_signing_serializer(self, app: Flask) -> Any:
        key = (app.secret_key, tuple(app.config["SECRET_KEY_FALLBACKS"] or ()))
        if key not in self._signers:
            self._signers[key] = super().get_signing_serializer(app)
        return self._signers[key]


def init_app(app: Flask) -> None:
    """Check each unsafe request; the token lives as long as the session, so a long form stays sendable."""
    app.session_interface = _Sessions()
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    _protection.init_app(app)
    app.before_request(_check)


def is_bearer_call() -> bool:
    """An API call with a token of its own, or without any cookie: no browser can be tricked into lending its rights."""
    kind = request.headers.get("Authorization", "").partition(" ")[0].lower()
    return request.path.startswith("/api/") and (kind == "bearer" or not request.cookies)


def _check() -> None:
    # `request.endpoint` is empty for addresses that do not exist: those answer 404, not "expired form".
    if current_app.config["WTF_CSRF_ENABLED"] and request.endpoint and not is_bearer_call():
        _protection.protect(apply_exemptions=True)

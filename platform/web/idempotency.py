"""The key that makes sending the same form twice harmless: the form's side of it."""

from uuid import UUID, uuid4

from flask import Flask, request
from flask_babel import gettext as _

from foundation.errors import Refused

FIELD = "request_key"
HEADER = "Idempotency-Key"


def init_app(app: Flask) -> None:
    """Offer the key to the form components."""
    app.jinja_env.globals["kept_request_key"] = kept_key


def new_key() -> str:
    """A fresh key for an empty form."""
    return str(uuid4())


def kept_key() -> str:
    """The key of the form being shown again, or a fresh one."""
    key = _parse(request.form.get(FIELD)) if request.method == "POST" else None
    return str(key) if key else new_key()


def read_key() -> UUID:
    """The key sent with this request, in the form or as the `Idempotency-Key` header; Refused (400) without one."""
    key = _parse(request.headers.get(HEADER) or request.form.get(FIELD))
    if key is None:
        message = _("Formulir ini tidak lengkap. Muat ulang halaman, lalu kirim lagi.")
        raise Refused(message, status=400, code="request_key_missing")
    return key


def _parse(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None

"""The addresses sent to an applicant. They are signed, and hold what only whoever reads that e-mail knows."""

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

LASTS = 30 * 24 * 3600
"""Seconds for which a link to confirm or to answer works."""


def confirm(code: str, secret: str) -> str:
    """Where the applicant says that the e-mail address is theirs."""
    return f"{house()}/daftar-slrt/konfirmasi/{_seal().dumps([code, secret])}"


def follow(code: str, secret: str) -> str:
    """Where the applicant sees how far it is, and answers questions."""
    return f"{house()}/daftar-slrt/buka/{_seal().dumps([code, secret])}"


def key_in(token: str) -> tuple[str, str] | None:
    """Code and secret of such an address; None for one that is too old or not of this house."""
    try:
        code, secret = _seal().loads(token, max_age=LASTS)
    except (BadData, TypeError, ValueError):
        return None
    return str(code), str(secret)


def site(site_id: int) -> str:
    """Where the desk reviews it."""
    return f"{house()}/daerah/{site_id}"


def house() -> str:
    """The front door."""
    return current_app.config["SLRT"].public_url


def _seal() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="site-application")

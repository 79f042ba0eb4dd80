"""At the moment of signing: the second factor, given now or a few minutes ago in the same sign-in."""

from datetime import timedelta

from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import update

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants import audit, second_factor
from tenants.models import SigninSession
from tenants.subjects import Subject, subject

FRESH = timedelta(minutes=10)
"""So long a code opens further signatures: a morning's pile is signed without the phone in hand for each."""


def is_fresh() -> bool:
    """Whether whoever is signed in has given a code lately. A program's token never has."""
    given = subject().confirmed_at
    return given is not None and now() - given < FRESH


def require(code: str | None) -> None:
    """Before anything is numbered. Refused at `code`: `code_needed`, `wrong_code`, `no_second_factor`; 429 `locked`.

    Counted and spent in a transaction of its own: a wrong try stays counted though the signing is undone.
    """
    if is_fresh():
        return
    who = subject()
    if not code:
        message = _("Masukkan kode sekali pakai untuk menandatangani.")
        raise Refused(message, field="code", code="code_needed")
    with current_app.app_context(), enter(Context(Reader.SIGNIN)):
        try:
            _spend(who, code)
        finally:
            db.session.commit()


def _spend(who: Subject, code: str) -> None:
    try:
        if second_factor.spend(who.account_id, code):
            audit.record_for("recovery.use", who.tenant.id, who.membership_id, who.name)
    except Refused as refusal:
        raise Refused(refusal.message, field="code", status=refusal.status, code=refusal.code) from refusal
    if who.session is not None:
        this = update(SigninSession).where(SigninSession.token_hash == who.session)
        db.session.execute(this.values(confirmed_at=now()))

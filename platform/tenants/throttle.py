"""Wrong tries of a secret: counted before it is looked at, and from the fifth on each locks for longer."""

from datetime import datetime, timedelta
from math import ceil

from flask_babel import gettext as _
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import now
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from tenants.models import SigninThrottle

TRIES = 5
LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=8)


def key_of(whose: object, what: str) -> bytes:
    """What the tries of one person at one secret are counted under; names nobody."""
    return vault().lookup(str(whose), what)


def count_try(key: bytes) -> None:
    """One more try; Refused while locked. Tries sent at the same moment wait for each other.

    As the sign-in role. Commit also when the try fails, or nothing is counted.
    """
    unlocked = SigninThrottle.locked_until.is_(None) | (SigninThrottle.locked_until <= now())
    counted = insert(SigninThrottle).values(login_hash=key, failures=1)
    counted = counted.on_conflict_do_update(
        index_elements=["login_hash"], set_={"failures": SigninThrottle.failures + 1}, where=unlocked
    ).returning(SigninThrottle.failures)
    failures = db.session.scalar(counted)
    this = SigninThrottle.login_hash == key
    if failures is None:
        raise _locked(db.session.scalar(select(SigninThrottle.locked_until).where(this)) or now())
    if failures >= TRIES:
        until = now() + min(LOCK * 2 ** min(failures - TRIES, 10), LONGEST_LOCK)
        db.session.execute(update(SigninThrottle).where(this).values(locked_until=until))


def forget_tries(key: bytes) -> None:
    """After a good one."""
    db.session.execute(delete(SigninThrottle).where(SigninThrottle.login_hash == key))


def _locked(until: datetime) -> Refused:
    minutes = max(1, ceil((until - now()).total_seconds() / 60))
    message = _("Terlalu banyak percobaan. Coba lagi %(minutes)s menit lagi.", minutes=minutes)
    return Refused(message, status=429, code="locked")

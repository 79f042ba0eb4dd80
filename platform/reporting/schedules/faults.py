"""Why a report fails, in words for its owner: what is known, and otherwise a number under which the log has it."""

from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from psycopg.errors import QueryCanceled
from rq.timeouts import BaseTimeoutException
from sqlalchemy.exc import DBAPIError

from foundation.errors import Refused
from foundation.messaging import Unacceptable, Undeliverable

UNKNOWN = "system"
CAUSES: dict[str, LazyString] = {
    "too_large": _l("Tabelnya terlalu besar: perhitungannya belum selesai dalam waktu yang tersedia"),
    "not_permitted": _l("Pemiliknya tidak boleh lagi melihat isi tabelnya"),
    "owner_left": _l("Pemiliknya tidak lagi bertugas"),
    "mail_refused": _l("Server surel tidak menerima kabarnya"),
    UNKNOWN: _l("Kesalahan di sistem; pengelola sudah diberi tahu"),
}
"""By slug, in the order in which an owner can do something about it."""


def cause_of(fault: Exception) -> str:
    """The slug of the cause; what is not known is a fault of the house."""
    if isinstance(fault, Refused):
        return "owner_left" if fault.code == "no_membership" else "not_permitted"
    if isinstance(fault, (Undeliverable, Unacceptable)):
        return "mail_refused"
    too_long = isinstance(fault, DBAPIError) and isinstance(fault.orig, QueryCanceled)
    return "too_large" if too_long or isinstance(fault, BaseTimeoutException) else UNKNOWN


def why(run: Any) -> str:
    """Why that run fails, in the reader's language; empty while nothing is wrong. Never a word of the fault itself."""
    if run.cause not in CAUSES:
        return run.fault
    if run.cause == UNKNOWN:
        return _("%(why)s (nomor %(reference)s).", why=CAUSES[UNKNOWN], reference=run.reference)
    return f"{CAUSES[run.cause]}."

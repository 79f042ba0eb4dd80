"""The access log: who looked at or changed what. No role of the application may change or delete a line."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from foundation.db import db
from tenants.models import AuditEntry
from tenants.subjects import optional_subject

_words: dict[str, LazyString] = {
    "signin.in": _l("Masuk"),
    "signin.out": _l("Keluar"),
    "token.create": _l("Membuat token API"),
    "token.revoke": _l("Mencabut token API"),
    "membership": _l("akun"),
    "token": _l("token"),
}


def describe(words: Mapping[str, LazyString]) -> None:
    """A room tells at start how its actions ("case.view") and things ("case") read in the log."""
    _words.update(words)


def words_for(slug: str) -> str:
    """How an action or a kind of thing reads; the slug itself when no room has said."""
    return str(_words.get(slug, slug))


def record(action: str, subject_kind: str, subject_id: int | None = None, **detail: Any) -> None:
    """Add a line in the subject's own context. `detail` holds ids and reasons, never a name, NIK or phone."""
    who = optional_subject()
    db.session.add(
        AuditEntry(
            membership_id=who.membership_id if who else None,
            actor=who.name if who else "-",
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            detail=detail,
        )
    )
    db.session.flush()

"""Reading the access log: who looked at or changed what, by person, case, member of staff and time.

What a line is about is named by the room that knows it: that room says at start how its things are called and found.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Select, select, tuple_

from foundation.db import db
from foundation.errors import Refused
from tenants import audit
from tenants.models import AuditEntry, Membership
from tenants.permissions import ROLE_LABELS, ROLE_READERS, Reader
from tenants.subjects import subject
from web.pagination import Page, decode_cursor, page_of

PAGE = 50
MOST_EXPORTED = 20_000
Names = Callable[[Collection[int]], Mapping[int, str]]
Find = Callable[[str], int | None]

_names: dict[str, Names] = {}
_finders: dict[str, Find] = {}


def called(subject_kind: str, names: Names, find: Find | None = None) -> None:
    """A room tells how its things are called, those that the reader may see by name, and how one is found by it."""
    _names[subject_kind] = names
    if find is not None:
        _finders[subject_kind] = find


@dataclass(frozen=True)
class LogView:
    """Which part of the log is looked at. The address holds it: numbers, a case code and days, nobody's name."""

    person_id: int | None = None
    case_code: str = ""
    member_id: int | None = None
    first: date | None = None
    last: date | None = None

    def args(self) -> dict[str, Any]:
        """For url_for."""
        given = {
            "warga": self.person_id,
            "kasus": self.case_code,
            "petugas": self.member_id,
            "dari": self.first,
            "sampai": self.last,
        }
        return {name: str(value) for name, value in given.items() if value}

    def but(self, **changes: Any) -> "LogView":
        """The same view with something changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class LogLine:
    """One line of the access log."""

    id: int
    at: datetime
    actor: str
    role: str | None
    action: str
    subject_kind: str
    subject_id: int | None
    detail: dict[str, Any]
    name: str
    """How its room calls what the line is about; empty when it has no name this reader may see."""

    @property
    def role_label(self) -> str:
        """The role the actor has today, in the reader's language."""
        return str(ROLE_LABELS[self.role]) if self.role else ""

    @property
    def what(self) -> str:
        """In words: what was done, and to what."""
        if self.subject_kind == "membership" or not (self.name or self.subject_id):
            return audit.words_for(self.action)
        about = self.name or f"{audit.words_for(self.subject_kind)} {self.subject_id}"
        return f"{audit.words_for(self.action)}: {about}"

    @property
    def reason(self) -> str:
        """The reason that was typed, if one had to be."""
        return str(self.detail.get("reason", ""))


def log_page(view: LogView, cursor: str | None = None, size: int = PAGE) -> Page[LogLine]:
    """Newest first. Refused (400) for a cursor of another list; an unknown case code finds nothing."""
    wanted = _wanted(view)
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(tuple_(AuditEntry.at, AuditEntry.id) < tuple_(_moment(after[0]), after[1]))
    page = page_of(
        db.session.execute(wanted.limit(size + 1)).all(), size, lambda row: (row[0].at.isoformat(), row[0].id)
    )
    return Page(_lines(page.rows), next=page.next)


def exported(view: LogView) -> Iterator[list[str]]:
    """The same as rows of a table, the newest of at most so many; whoever exports is written down."""
    zone = ZoneInfo(subject().tenant.timezone)
    audit.record("audit.exported", "audit", None, **view.args())
    lines = _lines(db.session.execute(_wanted(view).limit(MOST_EXPORTED)).all())
    yield [_("Waktu"), _("Siapa"), _("Peran"), _("Apa"), _("Alasan")]
    for line in lines:
        at = line.at.astimezone(zone).isoformat(sep=" ", timespec="seconds")
        yield [at, line.actor, line.role_label, line.what, line.reason]


def looks_at(person_id: int, records: Collection[int], limit: int = 500) -> list[LogLine]:
    """What was done with one person's data under any of these records, newest first; for that person.

    Who hands it out is written down.
    """
    wanted = _wanted(LogView()).where(AuditEntry.person_id.in_(records))
    lines = _lines(db.session.execute(wanted.limit(limit)).all())
    audit.record("audit.printed", "person", person_id)
    return lines


def members() -> list[tuple[int, str]]:
    """Everybody who has worked here, for a select."""
    roles = [role for role, reader in ROLE_READERS.items() if reader in (Reader.STAFF, Reader.AGENCY)]
    everybody = select(Membership.id, Membership.name, Membership.role).where(Membership.role.in_(roles))
    rows = db.session.execute(everybody.order_by(Membership.name, Membership.id))
    return [(row.id, f"{row.name}, {ROLE_LABELS[row.role]}") for row in rows]


def name_of(subject_kind: str, subject_id: int) -> str:
    """How its room calls that thing; the number when this reader may not see it by name."""
    names = _names[subject_kind]([subject_id]) if subject_kind in _names else {}
    return names.get(subject_id, f"{audit.words_for(subject_kind)} {subject_id}")


def _wanted(view: LogView) -> Select[AuditEntry, str]:
    zone = ZoneInfo(subject().tenant.timezone)
    wanted = (
        select(AuditEntry, Membership.role)
        .outerjoin(
            Membership,
            (Membership.tenant_id == AuditEntry.tenant_id) & (Membership.id == AuditEntry.membership_id),
        )
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
    )
    if view.person_id is not None:
        wanted = wanted.where(AuditEntry.person_id == view.person_id)
    if view.case_code:
        case_id = _finders["case"](view.case_code) if "case" in _finders else None
        wanted = wanted.where(AuditEntry.subject_kind == "case", AuditEntry.subject_id == (case_id or 0))
    if view.member_id is not None:
        wanted = wanted.where(AuditEntry.membership_id == view.member_id)
    if view.first is not None:
        wanted = wanted.where(AuditEntry.at >= datetime.combine(view.first, time(), zone))
    if view.last is not None:
        wanted = wanted.where(AuditEntry.at < datetime.combine(view.last + timedelta(days=1), time(), zone))
    return wanted


def _lines(rows: Collection[Any]) -> list[LogLine]:
    """With the names of what they are about: one statement per kind of thing."""
    ids: dict[str, set[int]] = {}
    for entry, _role in rows:
        if entry.subject_id is not None:
            ids.setdefault(entry.subject_kind, set()).add(entry.subject_id)
    names = {kind: _names[kind](found) for kind, found in ids.items() if kind in _names}
    return [
        LogLine(
            id=entry.id,
            at=entry.at,
            actor=entry.actor,
            role=role,
            action=entry.action,
            subject_kind=entry.subject_kind,
            subject_id=entry.subject_id,
            detail=entry.detail,
            name=names.get(entry.subject_kind, {}).get(entry.subject_id, ""),
        )
        for entry, role in rows
    ]


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        message = _("Alamat halaman ini tidak lengkap. Mulai lagi dari halaman pertama.")
        raise Refused(message, status=400, code="bad_cursor") from error

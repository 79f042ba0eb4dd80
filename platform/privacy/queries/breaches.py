"""Failures to protect personal data: what stands, and whom it touched."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from privacy.models import Breach, BreachPerson, ShareRequest
from registry.queries import PersonRow, person_rows
from tenants import audit
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
MOST_LISTED = 100


@dataclass(frozen=True)
class Affected:
    """One person whose data it touched."""

    id: int
    person: PersonRow
    why: str


def hours_left(breach: Breach) -> int | None:
    """Whole hours of the law's clock; None once both the agency and the citizens were told."""
    if breach.reported_at is not None and breach.told_at is not None:
        return None
    return int((breach.due_at - now()).total_seconds() // 3600)


def breaches() -> Sequence[Breach]:
    """The newest hundred."""
    return db.session.scalars(select(Breach).order_by(Breach.id.desc()).limit(MOST_LISTED)).all()


def get_breach(breach_id: int, locked: bool = False) -> Breach:
    """One of them. Refused (404)."""
    wanted = select(Breach).where(Breach.id == breach_id)
    found = db.session.scalars(wanted.with_for_update() if locked else wanted).one_or_none()
    if found is None:
        raise Refused(_("Kejadian ini tidak ada di daerah Anda."), status=404, code="not_found")
    return found


def affected_count(breach_id: int) -> int:
    """How many people it touched: of one event, by its index."""
    return db.session.scalar(select(func.count()).where(BreachPerson.breach_id == breach_id)) or 0


def affected(breach_id: int, cursor: str | None = None, size: int = SIZE) -> Page[Affected]:
    """Whom it touched, in the order in which they were added. Whoever lists them is written down. 3 statements."""
    wanted = select(BreachPerson).where(BreachPerson.breach_id == breach_id).order_by(BreachPerson.id)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(BreachPerson.id > after[0])
    found = db.session.scalars(wanted.limit(size + 1)).all()
    people = person_rows(row.person_id for row in found)
    audit.record("breach.listed", "breach", breach_id)
    rows = [Affected(row.id, people[row.person_id], row.why) for row in found]
    return page_of(rows, size, lambda row: (row.id,))


def is_affected(breach_id: int, person_id: int) -> bool:
    """Whether that person is among them."""
    found = select(BreachPerson.id).where(BreachPerson.breach_id == breach_id, BreachPerson.person_id == person_id)
    return db.session.scalars(found).one_or_none() is not None


def made_shares() -> list[tuple[int, str]]:
    """Data sets that were made, the newest first, for a select."""
    made = select(ShareRequest).where(ShareRequest.made_at.is_not(None)).order_by(ShareRequest.id.desc())
    return [(row.id, f"{row.number}, {row.requester}") for row in db.session.scalars(made.limit(MOST_LISTED))]

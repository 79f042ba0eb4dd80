"""Districts side by side, from their summaries: two statements, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from foundation.db import db
from sustainability.models import NamingDecision, Standing
from sustainability.survival import UNKNOWN
from tenants.access import subject
from tenants.models import Tenant

DECISIONS = 20
"""How many earlier decisions a page recalls."""


@dataclass(frozen=True)
class District:
    """One district as a comparison may use it."""

    id: int
    name: str
    cohort_year: int | None
    ends_on: date | None
    state: str
    points: int | None
    """Hundredths."""
    named: bool
    """Whether it has agreed to be named."""
    noted_on: date | None


def districts() -> list[District]:
    """Every district of the reader's province, or of the nation for whoever reads for it; by name."""
    wanted = select(Tenant.id, Tenant.name).where(Tenant.kind == "district")
    if subject().tenant.kind == "province":
        wanted = wanted.where(Tenant.parent_id == subject().tenant.id)
    known = {row.tenant_id: row for row in db.session.scalars(select(Standing))}
    return [_district(id_, name, known.get(id_)) for id_, name in db.session.execute(wanted.order_by(Tenant.name))]


def naming() -> Sequence[NamingDecision]:
    """What the head has decided about being named, the newest first."""
    newest = select(NamingDecision).order_by(NamingDecision.id.desc()).limit(DECISIONS)
    return db.session.scalars(newest).all()


def _district(id_: int, name: str, row: Standing | None) -> District:
    if row is None:
        return District(id_, name, None, None, UNKNOWN, None, False, None)
    return District(id_, name, row.cohort_year, row.ends_on, row.state, row.points, row.named, row.noted_on)

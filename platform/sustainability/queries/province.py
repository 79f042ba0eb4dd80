"""How the districts of a province stand: when support ends and the newest stored score. No free words, no names."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.db import db
from sustainability.models import IndexScore, Profile
from sustainability.queries.money import ends_of_apbn
from tenants.access import subject
from tenants.models import Tenant


@dataclass(frozen=True)
class Standing:
    """One district."""

    id: int
    name: str
    cohort_year: int | None
    ends_on: date | None
    """The last day of APBN support, as far as it has been written down."""
    points: int | None
    """Hundredths of the newest stored score."""
    grade: str | None
    definition: str | None
    scored_on: date | None


def standings() -> list[Standing]:
    """Every district below the reader, the one whose support ends first at the top. Four statements."""
    below = select(Tenant.id, Tenant.name).where(Tenant.parent_id == subject().tenant.id)
    years = {row[0]: row[1] for row in db.session.execute(select(Profile.tenant_id, Profile.cohort_year))}
    ends = ends_of_apbn()
    newest = (
        select(IndexScore.tenant_id, IndexScore.points, IndexScore.grade, IndexScore.definition, IndexScore.scored_on)
        .ext(distinct_on(IndexScore.tenant_id))
        .order_by(IndexScore.tenant_id, IndexScore.scored_on.desc(), IndexScore.id.desc())
    )
    scores = {row.tenant_id: row for row in db.session.execute(newest)}
    found = []
    for id_, name in db.session.execute(below):
        last = scores.get(id_)
        known = (last.points, last.grade, last.definition, last.scored_on) if last else (None, None, None, None)
        found.append(Standing(id_, name, years.get(id_), ends.get(id_), *known))
    return sorted(found, key=lambda each: (each.ends_on or date.max, each.name))

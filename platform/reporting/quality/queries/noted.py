"""What the checks have found: in one's own office exactly, and at how many districts something points."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, cast, func, select

from foundation.reading import read
from reporting.quality.checks import CHECKS, Check, Found
from reporting.quality.models import QualityCount
from tenants.models import Tenant


@dataclass(frozen=True)
class OwnLine:
    """A check in one's own office, with its numbers as they are."""

    check: Check
    found: Found
    tripped: bool
    since: date | None
    noted_on: date

    @property
    def speaks(self) -> bool:
        """Whether there was enough to say anything."""
        return self.check.speaks(self.found)


@dataclass(frozen=True)
class CheckTotal:
    """In how many offices a check was made, and at how many it points."""

    check: Check
    offices: int
    tripped: int

    @property
    def share(self) -> float | None:
        """Of those in which it was made; None in none."""
        return self.tripped / self.offices if self.offices else None


@dataclass(frozen=True)
class Province:
    """How many of its districts have been looked at, and at how many something points."""

    id: int
    name: str
    offices: int
    noted: int
    marked: int


def own_lines() -> list[OwnLine]:
    """Of the reader's own office, in the order of the checks. One statement."""
    rows = {row.slug: row for row in read(_OWN)}
    return [
        OwnLine(check, Found(row.part, row.whole), row.tripped, row.tripped_on, row.noted_on)
        for slug, check in CHECKS.items()
        if (row := rows.get(slug)) is not None
    ]


def totals() -> list[CheckTotal]:
    """Over all districts that the reader sees, in the order of the checks. One statement."""
    rows: Mapping[str, Any] = {row.slug: row for row in read(_TOTALS)}
    return [CheckTotal(check, rows[slug].offices, rows[slug].tripped) for slug, check in CHECKS.items() if slug in rows]


def provinces() -> list[Province]:
    """By the code of the region. One statement, whatever the number of offices."""
    return [Province(*row) for row in read(_provinces())]


_OWN: Any = select(
    QualityCount.slug,
    QualityCount.part,
    QualityCount.whole,
    QualityCount.tripped,
    QualityCount.tripped_on,
    QualityCount.noted_on,
)
_N: Any = cast(func.count(), Integer)
_TOTALS: Any = select(
    QualityCount.slug,
    _N.label("offices"),
    cast(func.count().filter(QualityCount.tripped), Integer).label("tripped"),
).group_by(QualityCount.slug)
_DISTRICT = (Tenant.kind == "district", Tenant.active, Tenant.id > 0)


@cache
def _provinces() -> Select[*tuple[Any, ...]]:
    by_office = select(QualityCount.tenant_id, func.bool_or(QualityCount.tripped).label("marked"))
    noted = by_office.group_by(QualityCount.tenant_id).subquery()
    above = Tenant.__table__.alias("above")
    return (
        select(
            above.c.id,
            above.c.name,
            _N.label("offices"),
            cast(func.count(noted.c.tenant_id), Integer).label("noted"),
            cast(func.count().filter(noted.c.marked), Integer).label("marked"),
        )
        .select_from(Tenant)
        .join(above, above.c.id == Tenant.parent_id)
        .outerjoin(noted, noted.c.tenant_id == Tenant.id)
        .where(*_DISTRICT)
        .group_by(above.c.id, above.c.name, above.c.region_code)
        .order_by(above.c.region_code, above.c.id)
    )

"""What the checks have found: in one's own office exactly, and at how many districts something points."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, cast, func, select

from foundation.reading import Question, ask_together, read
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


class CheckTotal(NamedTuple):
    """In how many offices a check was made, and at how many it points."""

    slug: str
    offices: int
    tripped: int

    @property
    def check(self) -> Check:
        """Which one."""
        return CHECKS[self.slug]

    @property
    def share(self) -> float:
        """Of those in which it was made."""
        return self.tripped / self.offices


class Province(NamedTuple):
    """How many of its districts have been looked at, and at how many something points."""

    id: int
    name: str
    offices: int
    noted: int
    marked: int


class Nation(NamedTuple):
    """All districts that the reader sees: in the order of the checks, and by the code of the region."""

    totals: Sequence[CheckTotal]
    provinces: Sequence[Province]


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
    return _in_order(read(_TOTALS))


def nation() -> Nation:
    """The same, and each province. Two statements in one round trip, whatever the number of offices."""
    by_check, by_province = Question(_TOTALS, {}), Question(_provinces(), {})
    ask_together(by_check, by_province)
    return Nation(_in_order(by_check.answer()), [Province(*row) for row in by_province.answer()])


def _in_order(rows: Sequence[Any]) -> list[CheckTotal]:
    found = {row.slug: CheckTotal(*row) for row in rows}
    return [found[slug] for slug in CHECKS if slug in found]


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

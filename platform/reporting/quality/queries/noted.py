"""What the checks have found: in one's own office exactly, above it as far as it may be shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, cast, func, select

from foundation.reading import read
from foundation.tenancy import Reader, current
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
class Mark:
    """A check that points at an office, as it is seen above: both numbers to the nearest five, None when held back."""

    check: Check
    part: int | None
    whole: int | None
    since: date | None
    is_told: bool = True
    """Whether its numbers are. The same people to the nearest five, night after night, beside what is published of a
    quarter and beside moved numbers, would tell the ministry of one more."""


@dataclass(frozen=True)
class Office:
    """A district and what points at it."""

    id: int
    name: str
    region_code: str
    noted_on: date | None
    marks: Sequence[Mark]


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


def offices(province_id: int) -> list[Office]:
    """The districts of a province in the order of their codes, whoever is better or worse; numbers of people and cases
    are for the province. Two statements."""
    marks: dict[int, list[Mark]] = {}
    everything = current().reader is not Reader.MINISTRY
    for row in read(_marks(), province=province_id):
        is_told = everything or (row.shown_whole is None and not CHECKS[row.slug].least)
        mark = Mark(CHECKS[row.slug], row.shown_part, row.shown_whole, row.tripped_on, is_told)
        marks.setdefault(row.tenant_id, []).append(mark)
    order = list(CHECKS.values())
    return [
        Office(
            row.id,
            row.name,
            row.region_code or "",
            row.noted_on,
            sorted(marks.get(row.id, []), key=lambda mark: order.index(mark.check)),
        )
        for row in read(_offices(), province=province_id)
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
_PROVINCE: Any = bindparam("province", type_=Integer)
_DISTRICT = (Tenant.kind == "district", Tenant.active, Tenant.id > 0)


@cache
def _offices() -> Select[*tuple[Any, ...]]:
    newest = select(QualityCount.tenant_id, func.max(QualityCount.noted_on).label("noted_on"))
    noted = newest.group_by(QualityCount.tenant_id).subquery()
    return (
        select(Tenant.id, Tenant.name, Tenant.region_code, noted.c.noted_on)
        .outerjoin(noted, noted.c.tenant_id == Tenant.id)
        .where(Tenant.parent_id == _PROVINCE, *_DISTRICT)
        .order_by(Tenant.region_code, Tenant.id)
    )


@cache
def _marks() -> Select[*tuple[Any, ...]]:
    return (
        select(
            QualityCount.tenant_id,
            QualityCount.slug,
            QualityCount.shown_part,
            QualityCount.shown_whole,
            QualityCount.tripped_on,
        )
        .join(Tenant, Tenant.id == QualityCount.tenant_id)
        .where(Tenant.parent_id == _PROVINCE, QualityCount.tripped)
    )


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

"""Every regency with the stage of its site, and what the facts say of each office's figures. Five statements in all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from foundation.db import db
from foundation.reading import read
from reference.models import PROVINCE, REGENCY, Region
from reporting.activity import activity_of
from reporting.coverage.stages import Reach, line, reach_of, standing
from reporting.models import FactCheck
from tenants.models import Tenant
from tenants.sites.machine import Stage
from tenants.sites.models import Site

QUIET = timedelta(days=30)
"""An office that has registered nothing for longer is asked whether it still records."""
UNCHECKED = timedelta(days=3)
"""The comparison with a recount runs every night; after so long without one it is said."""


@dataclass(frozen=True)
class Coverage:
    """The country by province and by cohort."""

    nation: Reach
    provinces: Sequence[Reach]
    """By name: an order in which nobody is first or last."""
    cohorts: Sequence[tuple[int | None, Reach]]
    """By year of growth; None where it is not written down."""


@dataclass(frozen=True)
class Quality:
    """An office whose figures want a second look, and why."""

    name: str
    province: str
    newest_on: date | None
    is_quiet: bool
    repaired: int
    drifted_at: datetime | None
    is_unchecked: bool


def coverage() -> Coverage:
    """All regencies in use today, each with its site if it has one."""
    regions = read(_REGIONS)
    names = {each.code: each.name for each in regions if each.level == PROVINCE}
    sites = standing(read(_SITES))
    steps: dict[str, list[str]] = {code: [] for code in names}
    cohorts: dict[int | None, list[str]] = {}
    for region in (each for each in regions if each.level == REGENCY):
        site = sites.get(region.code)
        step = reach_of(Stage(site.state)) if site else "none"
        steps[region.code[:2]].append(step)
        if site is not None and step != "none":
            cohorts.setdefault(site.cohort, []).append(step)
    provinces = [line(name, steps[code]) for code, name in sorted(names.items(), key=lambda each: each[1])]
    years = sorted(cohorts.items(), key=lambda each: (each[0] is None, each[0] or 0))
    return Coverage(
        line("", [step for each in steps.values() for step in each]),
        provinces,
        [(year, line(str(year or ""), each)) for year, each in years],
    )


def to_look_at(today: date, now: datetime) -> list[Quality]:
    """Offices that have gone quiet, or whose sums had to be put right, by province and name."""
    offices = read(_OFFICES)
    above = {each.id: each.name for each in offices if each.kind == "province"}
    districts = [each for each in offices if each.kind == "district" and each.active]
    activity = activity_of([each.id for each in districts])
    checks = {each.tenant_id: each for each in db.session.scalars(select(FactCheck))}
    lines = []
    for office in districts:
        check, newest = checks.get(office.id), activity[office.id].newest_on
        lines.append(
            Quality(
                office.name,
                above.get(office.parent_id, ""),
                newest,
                newest is None or newest < today - QUIET,
                check.repaired if check else 0,
                check.drifted_at if check else None,
                check is None or check.checked_at < now - UNCHECKED,
            )
        )
    wanted = [each for each in lines if each.is_quiet or each.repaired or each.is_unchecked]
    return sorted(wanted, key=lambda each: (each.province, each.name))


_REGIONS: Any = select(Region.code, Region.name, Region.level).where(
    Region.level.between(PROVINCE, REGENCY), Region.valid_to.is_(None)
)
_SITES: Any = select(Site.region_code, Site.state, Site.cohort).order_by(Site.id)
_OFFICES: Any = select(Tenant.id, Tenant.parent_id, Tenant.kind, Tenant.name, Tenant.active).where(Tenant.id > 0)

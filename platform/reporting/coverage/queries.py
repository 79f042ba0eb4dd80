"""Every regency with the stage of its site, now and at the end of each quarter. Three statements in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from foundation.db import db
from foundation.reading import read
from reference.models import PROVINCE, REGENCY, Region
from reporting.activity import activity_of
from reporting.coverage.history import Past, Quarter, past_of, quarters
from reporting.coverage.stages import Reach, line, reach_of, standing
from reporting.models import FactCheck
from sustainability.models import Standing
from tenants.models import Tenant
from tenants.sites.machine import Stage
from tenants.sites.models import Site, SiteEvent

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
    ends: Sequence[tuple[int | None, Reach]]
    """By the year in which support from the state budget ends."""
    quarters: Sequence[Quarter]
    """How many served at the end of each of the last ones, the present one as of today."""


@dataclass(frozen=True)
class Quality:
    """An office whose figures want a second look, and why."""

    name: str
    province: str
    newest_on: date | None
    is_quiet: bool
    repaired: int
    is_unchecked: bool


def coverage(today: date) -> Coverage:
    """All regencies in use today, each with its site if it has one. Three statements."""
    regions, sites = read(_REGIONS), read(_SITES)
    names = {each.code: each.name for each in regions if each.level == PROVINCE}
    newest = standing(sites)
    provinces: dict[str, list[str]] = {code: [] for code in names}
    cohorts: dict[int | None, list[str]] = {}
    ends: dict[int | None, list[str]] = {}
    for region in (each for each in regions if each.level == REGENCY):
        site = newest.get(region.code)
        step = reach_of(Stage(site.state)) if site else "none"
        provinces[region.code[:2]].append(step)
        if site is not None and step != "none":
            cohorts.setdefault(site.cohort, []).append(step)
            ends.setdefault(site.ends_on.year if site.ends_on else None, []).append(step)
    return Coverage(
        line("", [step for each in provinces.values() for step in each]),
        [line(name, provinces[code], code) for code, name in sorted(names.items(), key=lambda each: each[1])],
        _by_year(cohorts),
        _by_year(ends),
        quarters(_pasts(sites), today),
    )


def _by_year(found: Mapping[int | None, Sequence[str]]) -> list[tuple[int | None, Reach]]:
    years = sorted(found.items(), key=lambda each: (each[0] is None, each[0] or 0))
    return [(year, line(str(year or ""), steps)) for year, steps in years]


def _pasts(sites: Sequence[Any]) -> list[Past]:
    """What each site has been, from the steps that it took."""
    steps: dict[int, list[Any]] = {}
    for step in read(_STEPS):
        steps.setdefault(step.site_id, []).append(step)
    return [past_of(site, steps.get(site.id, [])) for site in sites]


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
                check is None or check.checked_at < now - UNCHECKED,
            )
        )
    wanted = [each for each in lines if each.is_quiet or each.repaired or each.is_unchecked]
    return sorted(wanted, key=lambda each: (each.province, each.name))


_REGIONS: Any = select(Region.code, Region.name, Region.level).where(
    Region.level.between(PROVINCE, REGENCY), Region.valid_to.is_(None)
)
_SITES: Any = (
    select(
        Site.id,
        Site.region_code,
        Site.state,
        Site.live_on,
        Site.created_at,
        # as its province has declared it, else as the district has written it down
        func.coalesce(Site.cohort, Standing.cohort_year).label("cohort"),
        func.coalesce(Site.support_until, Standing.ends_on).label("ends_on"),
    )
    .outerjoin(Standing, Standing.tenant_id == Site.office_id)
    .order_by(Site.id)
)
_STEPS: Any = select(SiteEvent.site_id, SiteEvent.at, SiteEvent.from_state, SiteEvent.to_state).order_by(SiteEvent.id)
_OFFICES: Any = select(Tenant.id, Tenant.parent_id, Tenant.kind, Tenant.name, Tenant.active).where(Tenant.id > 0)

"""Every regency with the stage of its site, now and at the end of each quarter. Two statements in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from foundation.db import db
from foundation.reading import read
from reference.models import PROVINCE, REGENCY
from reference.queries import provinces_and_regencies
from reporting.coverage.history import Past, Quarter, past_of, quarters
from reporting.coverage.stages import Reach, line, reach_of, standing
from sustainability.models import Standing
from tenants.sites.models import Site, SiteEvent


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


def coverage(today: date) -> Coverage:
    """All regencies in use today, each with its site if it has one. Two statements."""
    regions, sites = provinces_and_regencies(db.session()), read(_SITES)
    names = {each.code: each.name for each in regions if each.level == PROVINCE}
    newest = standing(sites)
    provinces: dict[str, list[str]] = {code: [] for code in names}
    cohorts: dict[int | None, list[str]] = {}
    ends: dict[int | None, list[str]] = {}
    for region in (each for each in regions if each.level == REGENCY):
        site = newest.get(region.code)
        step = reach_of(site.state) if site else "none"
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

"""The district in the middle of its province: noted by night, read by the districts, of no tenant.

From five districts on a median speaks of nobody; it is rounded to fives besides, and one to four is said to be so.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from statistics import median
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from foundation.db import db
from foundation.reading import read, union_of
from reporting.dashboards.counts import COUNTS, summed
from reporting.dashboards.looks import DAYS, Look
from reporting.dashboards.models import ProvinceMedian
from reporting.suppression import SMALL, Cell, Hidden
from tenants.models import Tenant

FEWEST = 5
"""Districts of a province below which there is no median."""
STALE = timedelta(7)
"""A median that is older is not held against anything."""
MEASURES = ("opened", "closed", "open", "late_share")
"""Counts; `late_share` in percent of those that are open."""
_HAPPEN = frozenset({"opened", "closed"})
_PROVINCE = len("19")


def note_medians(day: date) -> int:
    """Note how the provinces' districts stood when `day` ended, which must be over. As Reader.RELAY, who commits; safe
    to run again. How many numbers."""
    found: dict[str, dict[str, list[int]]] = {}
    for code, of in _districts(day):
        for measure, n in of.items():
            found.setdefault(code, {}).setdefault(measure, []).append(n)
    rows = [
        {"province_code": code, "measure": measure, "noted_on": day, "n": _shown(each)}
        for code, measures in found.items()
        for measure, each in measures.items()
        if len(each) >= FEWEST
    ]
    if rows:
        noted = insert(ProvinceMedian).values(rows)
        keys = ["province_code", "measure", "noted_on"]
        db.session.execute(noted.on_conflict_do_update(index_elements=keys, set_={"n": noted.excluded.n}))
    return len(rows)


def medians_for(region_code: str | None, look: Look) -> Mapping[str, tuple[Cell, date]]:
    """By measure the newest median and its day, where it may be held against what is looked at. At most 1 statement."""
    if not region_code:
        return {}
    newest = (
        select(ProvinceMedian)
        .where(
            ProvinceMedian.province_code == region_code[:_PROVINCE],
            ProvinceMedian.noted_on.between(look.at - STALE, look.at),
        )
        .ext(distinct_on(ProvinceMedian.measure))
        .order_by(ProvinceMedian.measure, ProvinceMedian.noted_on.desc())
    )
    return {
        each.measure: (Hidden.SMALL if each.n is None else each.n, each.noted_on)
        for each in db.session.scalars(newest)
        if each.measure not in _HAPPEN or (look.days == DAYS and look.until == look.at)
    }


def _districts(day: date) -> list[tuple[str, dict[str, int]]]:
    """Of each district at work its province's code and its numbers."""
    look = Look(day - timedelta(DAYS - 1), day, day, day)
    names = ("opened", "closed", "open", "late_today")
    counted: dict[int, dict[str, int]] = {}
    for row in read(union_of(*(summed(name, COUNTS[name](look), by_tenant=True) for name in names))):
        counted.setdefault(row.tenant_id, {})[row.what] = row.now
    sites: Any = select(Tenant.id, Tenant.region_code).where(
        Tenant.kind == "district", Tenant.active, Tenant.region_code.is_not(None)
    )
    return [(each.region_code[:_PROVINCE], _numbers(counted.get(each.id, {}))) for each in read(sites)]


def _numbers(counted: Mapping[str, int]) -> dict[str, int]:
    still_open = counted.get("open", 0)
    numbers = {name: counted.get(name, 0) for name in ("opened", "closed", "open")}
    if still_open:
        numbers["late_share"] = round(100 * counted.get("late_today", 0) / still_open)
    return numbers


def _shown(numbers: list[int]) -> int | None:
    middle = round(median(numbers))
    return None if 0 < middle < SMALL else SMALL * ((middle + SMALL // 2) // SMALL)

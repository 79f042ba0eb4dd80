"""The district in the middle of its province: asked of the facts for any days, read by the districts, of no tenant.

From five districts on a median speaks of nobody; it is rounded to fives besides, and one to four is said to be so. How
much of what was open was overdue is known of today alone, and so noted by night.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from statistics import median
from typing import Any

from sqlalchemy import BigInteger, Date, Text, bindparam, column, func, select
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
SHORTEST = 7
"""Days of a period below which nobody is told what happened in the middle of a province."""
STALE = timedelta(7)
"""A noted median that is older is not held against anything."""
MEASURES = ("opened", "closed", "open", "late_share")
"""Counts; `late_share` in percent of those that are open, the only one that is noted."""
_PROVINCE = len("19")


def note_medians(day: date) -> int:
    """Note how much was overdue in the provinces' districts when `day` ended, which must be over. As Reader.RELAY, who
    commits; safe to run again. How many numbers."""
    found: dict[str, list[int]] = {}
    for code, share in _districts(day):
        found.setdefault(code, []).append(share)
    rows = [
        {"province_code": code, "measure": "late_share", "noted_on": day, "n": _shown(each)}
        for code, each in found.items()
        if len(each) >= FEWEST
    ]
    if rows:
        noted = insert(ProvinceMedian).values(rows)
        keys = ["province_code", "measure", "noted_on"]
        db.session.execute(noted.on_conflict_do_update(index_elements=keys, set_={"n": noted.excluded.n}))
    return len(rows)


def medians_for(region_code: str | None, look: Look) -> Mapping[str, tuple[Cell, date]]:
    """By measure the median and the day at whose end it held: of the days looked at, overdue of the newest night up to
    them. Empty with fewer than FEWEST districts; what happened in less than SHORTEST days is not told. 1 statement."""
    if not region_code:
        return {}
    days = {"since": look.since, "until": look.until, "at": look.at, "noted_since": look.at - STALE}
    rows = read(_statement(), province=region_code[:_PROVINCE], **days)
    return {row.measure: (Hidden.SMALL if row.n is None else row.n, row.day) for row in rows}


@cache
def _statement() -> Any:
    since, until, at, noted_since = (bindparam(name, type_=Date) for name in ("since", "until", "at", "noted_since"))
    province = bindparam("province", type_=Text)
    asked = func.province_medians(province, since, until, at).table_valued(
        column("measure", Text), column("n", BigInteger)
    )
    noted = (
        select(ProvinceMedian.measure, ProvinceMedian.n, ProvinceMedian.noted_on.label("day"))
        .where(ProvinceMedian.province_code == province, ProvinceMedian.noted_on.between(noted_since, at))
        .ext(distinct_on(ProvinceMedian.measure))
        .order_by(ProvinceMedian.measure, ProvinceMedian.noted_on.desc())
        .subquery()
    )
    return union_of(select(asked.c.measure, asked.c.n, at.label("day")), select(noted))


def _districts(day: date) -> list[tuple[str, int]]:
    """Of each district at work that has open cases: its province's code, and how much of them is overdue in percent."""
    look = Look(day - timedelta(DAYS - 1), day, day, day)
    counted: dict[int, dict[str, int]] = {}
    for row in read(union_of(*(summed(name, COUNTS[name](look), by_tenant=True) for name in ("open", "late_today")))):
        counted.setdefault(row.tenant_id, {})[row.what] = row.now
    sites: Any = select(Tenant.id, Tenant.region_code).where(
        Tenant.kind == "district", Tenant.active, Tenant.region_code.is_not(None)
    )
    return [
        (each.region_code[:_PROVINCE], round(100 * of.get("late_today", 0) / of["open"]))
        for each in read(sites)
        if (of := counted.get(each.id, {})).get("open")
    ]


def _shown(numbers: list[int]) -> int | None:
    middle = round(median(numbers))
    return None if 0 < middle < SMALL else SMALL * ((middle + SMALL // 2) // SMALL)

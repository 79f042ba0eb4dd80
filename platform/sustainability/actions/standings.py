"""Summaries of how districts stand, noted by night; and whether a district may be named beside its figures."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from cases.queries import outcomes
from foundation.db import db
from foundation.tenancy import current_tenant_id
from sustainability.models import IndexScore, NamingDecision, Profile, Standing
from sustainability.models.money import FIRST_YEAR
from sustainability.queries.measured import YEAR, every_district
from sustainability.queries.money import ends_of_apbn
from sustainability.queries.standings import naming
from sustainability.survival import Trace, state_of
from tenants import access, audit
from tenants.access import subject

_NOTED = ("cohort_year", "ends_on", "state", "registered", "registered_before", "points", "points_before", "noted_on")


def note_standings(today: date) -> int:
    """Note how every district stands on that day; how many. As Reader.RELAY, who commits. Safe to run again."""
    cohorts, ends = _cohorts(), ends_of_apbn()
    lately, two_years = outcomes.registered(today - YEAR), outcomes.registered(today - 2 * YEAR)
    ever = outcomes.registered(date(FIRST_YEAR, 1, 1))
    points, points_before = _points(today), _points(today - YEAR)
    rows = []
    for id_ in every_district():
        registered = lately.get(id_, 0)
        trace = Trace(
            registered=registered,
            before=two_years.get(id_, 0) - registered,
            ever=ever.get(id_, 0),
            points=points.get(id_),
            points_before=points_before.get(id_),
        )
        rows.append(
            {
                "tenant_id": id_,
                "cohort_year": cohorts.get(id_),
                "ends_on": ends.get(id_),
                "state": state_of(trace),
                "registered": trace.registered,
                "registered_before": trace.before,
                "points": trace.points,
                "points_before": trace.points_before,
                "noted_on": today,
            }
        )
    if rows:
        noted = insert(Standing).values(rows)
        fresh: Mapping[str, Any] = {name: noted.excluded[name] for name in _NOTED}
        db.session.execute(noted.on_conflict_do_update(index_elements=["tenant_id"], set_=fresh))
    return len(rows)


def decide_naming(named: bool) -> None:
    """Let the district be named in comparisons, or no longer; in force at once. The same again changes nothing.

    Refused: 403.
    """
    access.require("sustain:name")
    newest = next(iter(naming()), None)
    if (newest.named if newest else False) == named:
        return
    decision = NamingDecision(named=named, decided_by=subject().membership_id, decided_name=subject().name)
    db.session.add(decision)
    row = insert(Standing).values(tenant_id=current_tenant_id(), named=named)
    db.session.execute(row.on_conflict_do_update(index_elements=["tenant_id"], set_={"named": named}))
    db.session.flush()
    audit.record("sustainability.named" if named else "sustainability.unnamed", "naming_decision", decision.id)


def _cohorts() -> dict[int, int]:
    """Tenant -> year of growth."""
    rows = db.session.execute(select(Profile.tenant_id, Profile.cohort_year))
    return {tenant_id: year for tenant_id, year in rows if year is not None}


def _points(day: date) -> dict[int, int]:
    """Tenant -> the score that held on that day: one is stored whenever its evidence has changed."""
    newest = (
        select(IndexScore.tenant_id, IndexScore.points)
        .where(IndexScore.scored_on <= day)
        .ext(distinct_on(IndexScore.tenant_id))
        .order_by(IndexScore.tenant_id, IndexScore.scored_on.desc(), IndexScore.id.desc())
    )
    return {row[0]: row[1] for row in db.session.execute(newest)}

"""Measured by the system, never typed: what the facts of cases, registry and staff say of each district.

The same questions serve a district's page (the reader's own tenant) and the night's recomputation of all districts (as
the relay): every answer is by tenant, and the number of statements does not grow with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import func, select

from cases.queries import outcomes as ends
from cases.queries.outcomes import Answers, Outcomes
from foundation.db import db
from reference.models import VILLAGE, Region
from registry.queries.freshness import Freshness, freshness
from tenants.models import Membership, MembershipVillage, Tenant

YEAR = timedelta(days=365)
LATELY = timedelta(days=90)
"""A facilitator who took no step for longer is not counted as working."""
FRESH = timedelta(days=730)


@dataclass(frozen=True)
class Crew:
    """Facilitators of a district and the villages they serve."""

    facilitators: int = 0
    working: int = 0
    """Took a step in a case lately."""
    villages: int = 0
    """Served by at least one."""


@dataclass(frozen=True)
class Measured:
    """What is known of one district on a day."""

    outcomes: Outcomes = field(default_factory=Outcomes)
    overdue: int = 0
    registered: int = 0
    answers: Answers = field(default_factory=Answers)
    freshness: Freshness = field(default_factory=Freshness)
    crew: Crew = field(default_factory=Crew)
    villages: int = 0
    """Villages and kelurahan of the district."""

    @property
    def to_be_resolved(self) -> int:
        """What should be over: ended in twelve months, or open past its deadline."""
        return self.outcomes.ended + self.overdue


def measured(districts: Mapping[int, str | None], today: date) -> dict[int, Measured]:
    """By tenant, for these districts (tenant -> region code). Ten statements, however many districts."""
    year_ago = today - YEAR
    ended, late, new = ends.outcomes(year_ago), ends.overdue(today), ends.registered(year_ago)
    answered = ends.answers(year_ago, today)
    seen = freshness(today - FRESH, today - LATELY)
    crews = _crews(today)
    villages = _villages_of_regions()
    return {
        tenant_id: Measured(
            outcomes=ended.get(tenant_id, Outcomes()),
            overdue=late.get(tenant_id, 0),
            registered=new.get(tenant_id, 0),
            answers=answered.get(tenant_id, Answers()),
            freshness=seen.get(tenant_id, Freshness()),
            crew=crews.get(tenant_id, Crew()),
            villages=villages.get(region or "", 0),
        )
        for tenant_id, region in districts.items()
    }


def median_days(distribution: list[tuple[int, int]]) -> int | None:
    """The middle of (days, cases), the quickest first; None without cases."""
    half = sum(n for _days, n in distribution) / 2
    passed = 0
    for days, n in distribution:
        passed += n
        if passed >= half:
            return days
    return None


def every_district() -> dict[int, str | None]:
    """Tenant -> region code of each district."""
    rows = db.session.execute(select(Tenant.id, Tenant.region_code).where(Tenant.kind == "district"))
    return {row.id: row.region_code for row in rows}


def _crews(today: date) -> dict[int, Crew]:
    working = ends.at_work(today - LATELY)
    of_them = (Membership.role == "facilitator", Membership.active)
    facilitators: dict[int, set[int]] = {}
    for tenant_id, id_ in db.session.execute(select(Membership.tenant_id, Membership.id).where(*of_them)):
        facilitators.setdefault(tenant_id, set()).add(id_)
    served = (
        select(MembershipVillage.tenant_id, func.count(MembershipVillage.village_code.distinct()))
        .join(
            Membership,
            (Membership.tenant_id == MembershipVillage.tenant_id) & (Membership.id == MembershipVillage.membership_id),
        )
        .where(*of_them)
        .group_by(MembershipVillage.tenant_id)
    )
    villages: dict[int, int] = {row[0]: row[1] for row in db.session.execute(served)}
    return {
        tenant_id: Crew(len(ids), len(ids & working.get(tenant_id, set())), villages.get(tenant_id, 0))
        for tenant_id, ids in facilitators.items()
    }


_villages: dict[str, int] = {}


def _villages_of_regions() -> Mapping[str, int]:
    """How many villages each regency has today. Regions change by decree, before a start: a process asks once."""
    if not _villages:
        regency = func.left(Region.code, 5)
        counted = select(regency, func.count()).where(Region.level == VILLAGE, Region.valid_to.is_(None))
        _villages.update((row[0], row[1]) for row in db.session.execute(counted.group_by(regency)))
    return _villages

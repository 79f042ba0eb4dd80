"""Measured by the system, never typed: what the facts of cases, registry and staff say of each district.

The same questions serve a district's page (the reader's own tenant) and the night's recomputation of all districts (as
the relay): every answer is by tenant, and the number of statements does not grow with them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select, union

from cases.queries import outcomes as ends
from cases.queries.outcomes import Answers, Outcomes
from foundation.db import db
from reference.queries import villages_in_regencies
from registry.queries.freshness import Freshness, freshness
from tenants.models import Membership, MembershipVillage, Tenant
from workforce.models import Appointment, AppointmentVillage, Pay

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
    """Served by at least one, by an appointment or as signed in."""
    appointed: int = 0
    """Hold a decree that is valid today."""
    paid: int = 0
    """Of them, who got an honorarium in one of the last three months."""
    before: int = 0
    """Held a decree a year ago."""
    stayed: int = 0
    """Of them, who still hold one."""

    @property
    def payroll(self) -> int:
        """For how many the money has to last: who is paid; where nobody is, who is appointed, or at least signs in."""
        return self.paid or self.appointed or self.facilitators


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
    """By tenant, for these districts (tenant -> region code). Fourteen statements, however many districts."""
    year_ago = today - YEAR
    ended, late, new = ends.outcomes(year_ago), ends.overdue(today), ends.registered(year_ago)
    answered = ends.answers(year_ago, today)
    seen = freshness(today - FRESH, today - LATELY)
    crews = _crews(today)
    villages = villages_in_regencies(db.session())
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


def crew_on_the_books(tenant_id: int, today: date) -> Crew:
    """Who signs in there, is appointed and paid; not what they do. Three statements."""
    appointed = _appointed(today).get(tenant_id, set())
    return Crew(
        facilitators=len(_facilitators().get(tenant_id, ())),
        appointed=len(appointed),
        paid=len(appointed & _paid(today).get(tenant_id, set())),
    )


def _crews(today: date) -> dict[int, Crew]:
    working, facilitators = ends.at_work(today - LATELY), _facilitators()
    appointed, before = _appointed(today), _appointed(today - YEAR)
    paid, villages = _paid(today), _served(today)
    return {
        tenant_id: Crew(
            facilitators=len(facilitators.get(tenant_id, ())),
            working=len(facilitators.get(tenant_id, set()) & working.get(tenant_id, set())),
            villages=villages.get(tenant_id, 0),
            appointed=len(appointed.get(tenant_id, ())),
            paid=len(appointed.get(tenant_id, set()) & paid.get(tenant_id, set())),
            before=len(before.get(tenant_id, ())),
            stayed=len(before.get(tenant_id, set()) & appointed.get(tenant_id, set())),
        )
        for tenant_id in facilitators.keys() | appointed.keys() | before.keys()
    }


_SIGNED_IN = (Membership.role == "facilitator", Membership.active)


def _facilitators() -> dict[int, set[int]]:
    """Who signs in as facilitator, by tenant."""
    found: dict[int, set[int]] = {}
    for tenant_id, id_ in db.session.execute(select(Membership.tenant_id, Membership.id).where(*_SIGNED_IN)):
        found.setdefault(tenant_id, set()).add(id_)
    return found


def _appointed(day: date) -> dict[int, set[int]]:
    """Workers with a facilitator's decree that was valid on that day, by tenant."""
    held = select(Appointment.tenant_id, Appointment.worker_id).where(*appointed_on(day))
    found: dict[int, set[int]] = {}
    for tenant_id, worker_id in db.session.execute(held.distinct()):
        found.setdefault(tenant_id, set()).add(worker_id)
    return found


def appointed_on(day: date) -> tuple[Any, ...]:
    """Which appointments are a facilitator's decree that was valid on that day."""
    return (
        Appointment.post == "facilitator",
        Appointment.valid_from <= day,
        (Appointment.valid_until.is_(None)) | (Appointment.valid_until >= day),
        (Appointment.ended_on.is_(None)) | (Appointment.ended_on > day),
    )


def _paid(today: date) -> dict[int, set[int]]:
    """Workers who got an honorarium in this month or one of the three before, by tenant."""
    since = (today - LATELY).replace(day=1)
    found: dict[int, set[int]] = {}
    got = select(Pay.tenant_id, Pay.worker_id).where(Pay.month >= since, Pay.state == "paid").distinct()
    for tenant_id, worker_id in db.session.execute(got):
        found.setdefault(tenant_id, set()).add(worker_id)
    return found


def _served(today: date) -> dict[int, int]:
    """Villages with at least one facilitator, by tenant."""
    by_membership = (
        select(MembershipVillage.tenant_id, MembershipVillage.village_code)
        .join(
            Membership,
            (Membership.tenant_id == MembershipVillage.tenant_id) & (Membership.id == MembershipVillage.membership_id),
        )
        .where(*_SIGNED_IN)
    )
    by_decree = (
        select(AppointmentVillage.tenant_id, AppointmentVillage.village_code)
        .join(
            Appointment,
            (Appointment.tenant_id == AppointmentVillage.tenant_id)
            & (Appointment.id == AppointmentVillage.appointment_id),
        )
        .where(*appointed_on(today))
    )
    both = union(by_membership, by_decree).subquery()
    rows = db.session.execute(select(both.c.tenant_id, func.count()).group_by(both.c.tenant_id))
    return {row[0]: row[1] for row in rows}

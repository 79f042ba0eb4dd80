"""Facts: totals that are exact and instant.

A trigger on `case` appends signed deltas to `case_delta` in the writer's own transaction; a job folds
them into the fact tables. A read adds facts and pending deltas in one statement, so it is exact at any moment.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Computed,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin, current_tenant_id

OPENED_MONTH, CLOSED_MONTH = (f"date_trunc('month', {day}::timestamp)::date" for day in ("opened_on", "closed_on"))


class LedgerOfCases(TenantMixin):
    """A delta of a case that has its tenant already: that key is not checked a second time at every move."""

    tenant_id: Mapped[int] = mapped_column(Integer, primary_key=True, default=current_tenant_id, sort_order=-20)


class CaseDelta(LedgerOfCases, Base):
    """The ledger: +1 where a case has come to be, -1 where it no longer is."""

    __tablename__ = "case_delta"

    state: Mapped[str] = mapped_column(Text)
    sector: Mapped[str] = mapped_column(Text)
    opened_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    village_code: Mapped[str | None] = mapped_column(Text)
    case_type: Mapped[str | None] = mapped_column(Text)
    channel: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[date | None] = mapped_column(Date)
    """On the wall of the office; empty while the case is open."""
    opened_month: Mapped[date | None] = mapped_column(Date, Computed(OPENED_MONTH, persisted=False))
    closed_month: Mapped[date | None] = mapped_column(Date, Computed(CLOSED_MONTH, persisted=False))
    n: Mapped[int] = mapped_column(BigInteger)


class Moved(TenantKey):
    """A table of sums of which the nation is told blurred numbers: how far each is moved is drawn once and kept."""

    shift: Mapped[int | None] = mapped_column(SmallInteger)
    """`reporting.blur`; None for a cell that came since the last compaction."""


def _undrawn(table: str) -> tuple[Index, ...]:
    return (Index(f"ix_{table}_undrawn", "tenant_id", postgresql_where=text("shift IS NULL")),)


class CaseFactState(Moved, Base):
    """Cases by state: the small table that national totals read."""

    __tablename__ = "case_fact_state"
    __table_args__ = _undrawn("case_fact_state")

    state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactSector(Moved, Base):
    """Cases by sector and state."""

    __tablename__ = "case_fact_sector"
    __table_args__ = _undrawn("case_fact_sector")

    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactDue(TenantKey, Base):
    """Cases whose clock runs, by state and deadline: overdue as of any day is a sum over earlier deadlines."""

    __tablename__ = "case_fact_due"

    state: Mapped[str] = mapped_column(Text, primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactDay(TenantKey, Base):
    """Cases by the day they were registered and by sector."""

    __tablename__ = "case_fact_day"

    opened_on: Mapped[date] = mapped_column(Date, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactMonth(Moved, Base):
    """The same by month."""

    __tablename__ = "case_fact_month"
    __table_args__ = _undrawn("case_fact_month")

    opened_month: Mapped[date] = mapped_column(Date, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class ByWeek(TenantKey):
    """A row for every week in which something lies: the sum, and how much of it on each day (`cases.queries.weeks`)."""

    week: Mapped[date] = mapped_column(Date, primary_key=True, sort_order=-10)
    """Its Monday."""
    n: Mapped[int] = mapped_column(BigInteger)
    mon: Mapped[int] = mapped_column(BigInteger)
    tue: Mapped[int] = mapped_column(BigInteger)
    wed: Mapped[int] = mapped_column(BigInteger)
    thu: Mapped[int] = mapped_column(BigInteger)
    fri: Mapped[int] = mapped_column(BigInteger)
    sat: Mapped[int] = mapped_column(BigInteger)
    sun: Mapped[int] = mapped_column(BigInteger)


class CaseFactOffice(TenantKey, Base):
    """A tenant's cases by stage, in one row: what is read of all offices at once. A stage is a set of states."""

    __tablename__ = "case_fact_office"

    intake: Mapped[int] = mapped_column(BigInteger)
    decision: Mapped[int] = mapped_column(BigInteger)
    handling: Mapped[int] = mapped_column(BigInteger)
    result: Mapped[int] = mapped_column(BigInteger)
    closed: Mapped[int] = mapped_column(BigInteger)
    stopped: Mapped[int] = mapped_column(BigInteger)


class CaseFactStamp(TenantKey, Base):
    """What changes with any settled number of a tenant's cases: whoever remembers them asks whether it still stands."""

    __tablename__ = "case_fact_stamp"

    stamp: Mapped[UUID] = mapped_column(Uuid, server_default=func.gen_random_uuid())
    past: Mapped[UUID | None] = mapped_column(Uuid)
    """Changes only with what is told of months that are over; empty until it does."""


class CaseFactOpen(TenantKey, Base):
    """Open cases by sector."""

    __tablename__ = "case_fact_open"

    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactDeadline(ByWeek, Base):
    """Cases whose clock runs by deadline, whatever their state."""

    __tablename__ = "case_fact_deadline"


class CaseFactIntake(ByWeek, Base):
    """Cases by the day they were registered."""

    __tablename__ = "case_fact_intake"
    __table_args__ = (
        Index("ix_case_fact_intake_week", "week", "tenant_id", postgresql_include=["n", *WEEKDAYS]),  # decision 0032
    )


class CaseFactEnded(ByWeek, Base):
    """Cases that are over by the day they closed: with those registered, how many stood open on any past day."""

    __tablename__ = "case_fact_ended"


class CaseFactSectorIntake(ByWeek, Base):
    """Cases by sector and by the day they were registered. The key holds the numbers too: a province reads a few weeks
    of all its offices, which lie far apart in the table."""

    __tablename__ = "case_fact_sector_intake"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "week", "sector", postgresql_include=["n", *WEEKDAYS]),  # decision 0032
    )

    sector: Mapped[str] = mapped_column(Text, primary_key=True)


class CaseFactVillage(TenantKey, Base):
    """Cases by village and state, as they stand."""

    __tablename__ = "case_fact_village"

    village_code: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactPlace(TenantKey, Base):
    """Cases by the month they were registered, by village and sector."""

    __tablename__ = "case_fact_place"

    opened_month: Mapped[date] = mapped_column(Date, primary_key=True)
    village_code: Mapped[str] = mapped_column(Text, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactKind(Moved, Base):
    """Cases by the month they were registered, by type and by the way they came in."""

    __tablename__ = "case_fact_kind"
    __table_args__ = _undrawn("case_fact_kind")

    opened_month: Mapped[date] = mapped_column(Date, primary_key=True)
    case_type: Mapped[str] = mapped_column(Text, primary_key=True)
    channel: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactType(Moved, Base):
    """Cases by type and state, as they stand."""

    __tablename__ = "case_fact_type"
    __table_args__ = _undrawn("case_fact_type")

    case_type: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactClosed(TenantKey, Base):
    """Cases that are over, by the day they closed: one that is opened again was never closed."""

    __tablename__ = "case_fact_closed"

    closed_on: Mapped[date] = mapped_column(Date, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactClosedMonth(Moved, Base):
    """The same by month."""

    __tablename__ = "case_fact_closed_month"
    __table_args__ = _undrawn("case_fact_closed_month")

    closed_month: Mapped[date] = mapped_column(Date, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactStanding(TenantKey, Base):
    """Cases that came less cases that closed, by month, type and sector: what was open at a month's end is the sum up
    to it."""

    __tablename__ = "case_fact_standing"

    on_month: Mapped[date] = mapped_column(Date, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    case_type: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactStandingPlace(TenantKey, Base):
    """The same by village and sector."""

    __tablename__ = "case_fact_standing_place"

    on_month: Mapped[date] = mapped_column(Date, primary_key=True)
    village_code: Mapped[str] = mapped_column(Text, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactStandingDay(TenantKey, Base):
    """The same by day: read within one month, on top of the months before it."""

    __tablename__ = "case_fact_standing_day"

    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    village_code: Mapped[str] = mapped_column(Text, primary_key=True)
    sector: Mapped[str] = mapped_column(Text, primary_key=True)
    case_type: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseDeskDelta(LedgerOfCases, Base):
    """The ledger of open cases as a desk sees them. Staff alone read it: whose work lies where is their business."""

    __tablename__ = "case_desk_delta"

    state: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int] = mapped_column(BigInteger)
    """0 while nobody looks after the case."""
    state_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    """9999-12-31 while the clock rests."""
    on_day: Mapped[date] = mapped_column(Date)
    """The day of the step that made the change."""
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactWait(TenantKey, Base):
    """Open cases by state and the day they came to it: how long what waits where."""

    __tablename__ = "case_fact_wait"

    state: Mapped[str] = mapped_column(Text, primary_key=True)
    state_on: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactOwner(TenantKey, Base):
    """Open cases by who looks after them and by deadline."""

    __tablename__ = "case_fact_owner"

    owner_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactLate(TenantKey, Base):
    """How the open cases of each deadline came and went: overdue on any past day is a sum over both."""

    __tablename__ = "case_fact_late"

    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseStepDelta(TenantMixin, Base):
    """The ledger of steps taken."""

    __tablename__ = "case_step_delta"

    on_day: Mapped[date] = mapped_column(Date)
    """In the tenant's time zone."""
    actor_id: Mapped[int] = mapped_column(BigInteger)
    """0 for who is no member of staff: an agency, the citizen, the clock."""
    move: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str] = mapped_column(Text)
    """Empty for the registration."""
    to_state: Mapped[str] = mapped_column(Text)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactStep(TenantKey, Base):
    """Steps by day, by who took them, and from where to where."""

    __tablename__ = "case_fact_step"

    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    actor_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    move: Mapped[str] = mapped_column(Text, primary_key=True)
    from_state: Mapped[str] = mapped_column(Text, primary_key=True)
    to_state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseOutcomeDelta(TenantMixin, Base):
    """The ledger of how cases end: +1 when one closes, -1 when it is opened again."""

    __tablename__ = "case_outcome_delta"

    month: Mapped[date] = mapped_column(Date)
    """The first day of the month in which it closed, in the tenant's time zone."""
    resolution: Mapped[str] = mapped_column(Text)
    route: Mapped[str] = mapped_column(Text)
    """`referred` when it ever went to an agency or another site, else `local`."""
    punctual: Mapped[str] = mapped_column(Text)
    """`in_time` when the citizen was told by the day first promised, else `late`."""
    satisfied: Mapped[str] = mapped_column(Text)
    """yes, no, or unasked."""
    days: Mapped[int] = mapped_column()
    """From registration to the day the citizen was told; at most 400."""
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactOutcome(TenantKey, Base):
    """How cases ended, by month."""

    __tablename__ = "case_fact_outcome"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    resolution: Mapped[str] = mapped_column(Text, primary_key=True)
    route: Mapped[str] = mapped_column(Text, primary_key=True)
    punctual: Mapped[str] = mapped_column(Text, primary_key=True)
    satisfied: Mapped[str] = mapped_column(Text, primary_key=True)
    days: Mapped[int] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class ReferralAnswerDelta(TenantMixin, Base):
    """The ledger of referrals by the month their answer is due. One that is taken back does not count."""

    __tablename__ = "referral_answer_delta"

    month: Mapped[date] = mapped_column(Date)
    agency_id: Mapped[int] = mapped_column(BigInteger)
    """0 for another site."""
    outcome: Mapped[str] = mapped_column(Text)
    """open, in_time or late."""
    sent_month: Mapped[date | None] = mapped_column(Date)
    accepted: Mapped[str | None] = mapped_column(Text)
    """open, in_time or late: whether it was said by its day that the referral is taken on."""
    n: Mapped[int] = mapped_column(BigInteger)


class ReferralFactAnswer(TenantKey, Base):
    """Referrals by the month their answer is due, by agency, and whether it came in time."""

    __tablename__ = "referral_fact_answer"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    agency_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    outcome: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class ReferralFactSent(TenantKey, Base):
    """Referrals by the month they were sent, by agency: taken on in time, answered in time."""

    __tablename__ = "referral_fact_sent"

    sent_month: Mapped[date] = mapped_column(Date, primary_key=True)
    agency_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    accepted: Mapped[str] = mapped_column(Text, primary_key=True)
    outcome: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class ReferralFlowDelta(TenantMixin, Base):
    """The ledger of referrals by day, whatever became of them. An agency reads its own lines."""

    __tablename__ = "referral_flow_delta"

    agency_id: Mapped[int] = mapped_column(BigInteger)
    """0 for another site."""
    sent_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    """By when its answer is awaited."""
    closed_on: Mapped[date] = mapped_column(Date)
    """9999-12-31 while nobody has answered it or taken it back."""
    n: Mapped[int] = mapped_column(BigInteger)


class ReferralFactBegun(TenantKey, Base):
    """Referrals by agency and the day they were sent."""

    __tablename__ = "referral_fact_begun"

    agency_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    sent_on: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class ReferralFactOver(TenantKey, Base):
    """Referrals by agency, the day they were over and the day that was awaited: open and overdue on any past day."""

    __tablename__ = "referral_fact_over"

    agency_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    closed_on: Mapped[date] = mapped_column(Date, primary_key=True)
    due_on: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)

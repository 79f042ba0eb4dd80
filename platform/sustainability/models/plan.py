"""The exit plan of a site: what is done by whom until support ends, who approved it, and what was warned of."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, SmallInteger, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from sustainability.models.about import Proved, Recorded
from sustainability.models.money import SOURCES, rupiah_in_range, year_in_range
from sustainability.plan_machine import MOVES, State
from tenants.models import one_of

ACTION_STATES = ("planned", "running", "done", "dropped")


class ExitPlan(Recorded):
    """The one plan of a site. What it says is frozen from its submission until it is returned or revised."""

    __tablename__ = "exit_plan"
    __table_args__ = (
        one_of("state", tuple(State)),
        belongs_to("membership", "recorded_by"),
        UniqueConstraint("tenant_id"),
    )

    goal: Mapped[str] = mapped_column(Text)
    """What is to stand when support has ended, in the site's own words."""
    ends_on: Mapped[date] = mapped_column(Date)
    """The last day of the support that it prepares for."""
    state: Mapped[str] = mapped_column(Text)
    edition: Mapped[int] = mapped_column(SmallInteger)
    """1, and one more with every revision of an approved plan."""
    approved_on: Mapped[date | None] = mapped_column(Date)
    """The day of the newest approval: that edition holds while the next is drafted."""


class PlanAction(Proved):
    """One thing to do. Its proof is the file, and may run out."""

    __tablename__ = "plan_action"
    __table_args__ = (
        one_of("state", ACTION_STATES),
        one_of("source", SOURCES),
        year_in_range(),
        rupiah_in_range("cost"),
        CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name="done_has_a_day"),
        belongs_to("exit_plan", "plan_id"),
        belongs_to("agency", "agency_id"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
        Index("ix_plan_action_due", "tenant_id", "plan_id", "due_on", "id"),
    )

    plan_id: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(Text)
    gap: Mapped[str] = mapped_column(Text, server_default="")
    """The gap whose step it took over, and which step; empty for one of the site's own."""
    step: Mapped[str] = mapped_column(Text, server_default="")
    owner: Mapped[str] = mapped_column(Text)
    """The post that answers for it, not a name."""
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    """An agency that takes referrals here; empty for any other office."""
    office: Mapped[str] = mapped_column(Text, server_default="")
    """That other office."""
    due_on: Mapped[date] = mapped_column(Date)
    year: Mapped[int] = mapped_column(SmallInteger)
    """The fiscal year in which it costs something."""
    cost: Mapped[int] = mapped_column(BigInteger)
    """Whole rupiah, besides what running the service needs anyway."""
    source: Mapped[str | None] = mapped_column(Text)
    proof: Mapped[str] = mapped_column(Text, server_default="")
    """What would prove it."""
    state: Mapped[str] = mapped_column(Text)
    done_on: Mapped[date | None] = mapped_column(Date)
    evidence: Mapped[str] = mapped_column(Text, server_default="")
    """What proves it."""
    evidence_until: Mapped[date | None] = mapped_column(Date)
    """The last day on which the proof counts; empty: for good."""
    note: Mapped[str] = mapped_column(Text, server_default="")


class PlanEvent(TenantMixin, Base):
    """One step of a plan. Append-only."""

    __tablename__ = "plan_event"
    __table_args__ = (
        one_of("move", tuple(MOVES)),
        one_of("to_state", tuple(State)),
        belongs_to("exit_plan", "plan_id"),
        belongs_to("membership", "membership_id"),
        belongs_to("stored_file", "file_id"),
        Index("ix_plan_event_plan", "tenant_id", "plan_id", "id"),
    )

    plan_id: Mapped[int] = mapped_column(BigInteger)
    edition: Mapped[int] = mapped_column(SmallInteger)
    move: Mapped[str] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    membership_id: Mapped[int] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(Text)
    actor_title: Mapped[str] = mapped_column(Text, server_default="")
    signed: Mapped[bool] = mapped_column(server_default="false")
    note: Mapped[str] = mapped_column(Text, server_default="")
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    """The plan as PDF, as it stood when the second office approved it."""

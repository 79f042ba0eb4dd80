"""Reports that are made by the clock, and each one that was."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

LENGTHS = ("month", "quarter")
RUN_STATES = ("waiting", "failing", "done", "failed")
"""Failing is tried again by itself; failed waits for somebody to change what was scheduled."""


class ReportSchedule(TenantMixin, Base):
    """Which tables, how often, for whom. Counted as its owner may see them."""

    __tablename__ = "report_schedule"
    __table_args__ = (
        belongs_to("membership", "membership_id"),
        one_of("every", LENGTHS),
        one_of("state", ("active", "paused")),
        Index("ix_report_schedule_due", "tenant_id", "next_on", postgresql_where=text("state = 'active'")),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    owner_name: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    every: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    tables: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Name and description of each, as they were when it was scheduled."""
    recipient_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    state: Mapped[str] = mapped_column(Text, server_default="active")
    owner_left: Mapped[bool] = mapped_column(server_default="false")
    """Paused because its owner no longer works here."""
    next_on: Mapped[date] = mapped_column(Date)
    """The first day of the next month or quarter to report on."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column(server_default="1")
    """One more with every change by a person; what the clock does to it is no change."""


class ReportRun(TenantMixin, Base):
    """One report: what was counted, frozen, and the two files made of it."""

    __tablename__ = "report_run"
    __table_args__ = (
        belongs_to("report_schedule", "schedule_id"),
        one_of("state", RUN_STATES),
        one_of("every", LENGTHS),
        UniqueConstraint("tenant_id", "schedule_id", "every", "begins_on"),
        CheckConstraint("(state = 'done') = (pdf IS NOT NULL AND workbook IS NOT NULL)", name="done_whole"),
        CheckConstraint(
            "(failing_since IS NULL) = (again_at IS NULL) AND (state <> 'failing' OR failing_since IS NOT NULL)",
            name="failing_told",
        ),
    )

    schedule_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    """What the schedule was called when it was made, and so what its paper says."""
    every: Mapped[str] = mapped_column(Text)
    """Whether it is about a month or a quarter, whatever the schedule has become since."""
    begins_on: Mapped[date] = mapped_column(Date)
    """The first day of the month or quarter."""
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    fault: Mapped[str] = mapped_column(Text, server_default="")
    """Why it cannot be made as it is described, in words for its owner."""
    cause: Mapped[str] = mapped_column(Text, server_default="")
    """Why it fails, as a slug: of `faults.CAUSES` what is tried again, otherwise of what is wrong with a table."""
    failing_since: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Of a report that is done: since when word of it cannot be mailed."""
    tries: Mapped[int] = mapped_column(server_default="0")
    again_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reference: Mapped[str] = mapped_column(Text, server_default="")
    """Of the last try that failed; it stands in the log beside the fault."""
    unmailed: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'::bigint[]"))
    """Notices whose mail was refused and is tried again."""
    made_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    inputs: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB)
    """The counted tables (`frozen.as_json`): both files follow from them alone."""
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    workbook: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)

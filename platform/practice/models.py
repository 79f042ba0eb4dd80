"""The practice room of an office, and what people have practised in it. No citizen stands here."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, SmallInteger, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin, belongs_to


class PracticeRoom(TenantKey, Base):
    """How far the last emptying and filling of a practice room has come."""

    __tablename__ = "practice_room"
    __table_args__ = (CheckConstraint("tenant_id < 0", name="of_practice"),)

    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    asked_by: Mapped[str] = mapped_column(Text)
    filled: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    """Invented cases that stand there."""
    ready_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when everything is there; empty while it is emptied and filled."""
    closed_before: Mapped[int] = mapped_column(server_default="0")
    """Cases that trainees had closed and that went with earlier emptyings."""


class PracticeRun(TenantMixin, Base):
    """One try of one trainee at one task. Finished ones survive the emptying of the room."""

    __tablename__ = "practice_run"
    __table_args__ = (
        CheckConstraint("tenant_id < 0", name="of_practice"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_in_percent"),
        CheckConstraint("(finished_at IS NULL) = (score IS NULL)", name="scored_at_the_end"),
        belongs_to("membership", "membership_id"),
        belongs_to("update_round", "round_id"),
        Index("ix_practice_run_member", "tenant_id", "membership_id", "id"),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    scenario: Mapped[str] = mapped_column(Text)
    case_code: Mapped[str | None] = mapped_column(Text)
    """The case it is about; empty until the trainee has registered it, where that is the task."""
    round_id: Mapped[int | None] = mapped_column(BigInteger)
    """The update round it is about, until it is finished: the room may be emptied then."""
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    after_event: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """The newest step in the room when it began: what came before was done by others."""
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    score: Mapped[int | None] = mapped_column(SmallInteger)
    """Of a hundred; empty until it is finished."""
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    """What was done, missed or done out of order, step by step (`practice.judging`)."""

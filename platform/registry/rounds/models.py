"""A village's update round: who is proposed, what was agreed, what the visit found, who signed, what came back."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, Index, SmallInteger, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from registry.rounds.machine import MOVES, State
from registry.rounds.reasons import ANSWERS, FINDINGS, KINDS, REASONS
from tenants.models import one_of

BASES = ("musdes", "muskel", "sptjm")


class UpdateRound(TenantMixin, Base):
    """One round of one village for one month."""

    __tablename__ = "update_round"
    __table_args__ = (
        one_of("basis", BASES),
        one_of("state", tuple(State)),
        belongs_to("stored_file", "scan_id"),
        belongs_to("membership", "opened_by"),
        Index("ix_update_round_state", "tenant_id", "state", "id"),
        Index("ix_update_round_village", "tenant_id", "village_code", "id"),
    )

    village_code: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    month: Mapped[date] = mapped_column(Date)
    """The first day of the month for which it counts."""
    cut_off_on: Mapped[date] = mapped_column(Date)
    """The last day on which it can be sent and still count: the 17th unless the site has set another day."""
    state: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date | None] = mapped_column(Date)
    held_at: Mapped[str] = mapped_column(Text, server_default="")
    """Where the meeting was."""
    chair: Mapped[str] = mapped_column(Text, server_default="")
    number: Mapped[str] = mapped_column(Text, server_default="")
    """Of the minutes, as the village numbers them."""
    attendance: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    """Who was there: name and office, one line each."""
    summary: Mapped[str] = mapped_column(Text, server_default="")
    scan_id: Mapped[int | None] = mapped_column(BigInteger)
    """The signed paper, photographed or scanned."""
    opened_by: Mapped[int] = mapped_column(BigInteger)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class RoundItem(TenantMixin, Base):
    """Somebody who is proposed in a round, and everything that came of it."""

    __tablename__ = "round_item"
    __table_args__ = (
        one_of("kind", tuple(KINDS)),
        one_of("reason", REASONS),
        one_of("finding", tuple(FINDINGS)),
        one_of("answer", tuple(ANSWERS)),
        belongs_to("update_round", "round_id"),
        belongs_to("person", "person_id"),
        belongs_to("membership", "visited_by"),
        UniqueConstraint("tenant_id", "round_id", "person_id"),
        Index("ix_round_item_person", "tenant_id", "person_id", "id"),
    )

    round_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    programme: Mapped[str | None] = mapped_column(Text)
    """In or out of which programme; empty: of the registry itself."""
    reason: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    dropped_note: Mapped[str] = mapped_column(Text, server_default="")
    """Why it was taken off the list; empty while it stands."""
    finding: Mapped[str | None] = mapped_column(Text)
    visited_on: Mapped[date | None] = mapped_column(Date)
    visited_by: Mapped[int | None] = mapped_column(BigInteger)
    finding_note: Mapped[str] = mapped_column(Text, server_default="")
    answer: Mapped[str | None] = mapped_column(Text)
    answer_desil: Mapped[int | None] = mapped_column(SmallInteger)
    answer_status: Mapped[str | None] = mapped_column(Text)
    answer_reason: Mapped[str | None] = mapped_column(Text)
    answer_note: Mapped[str] = mapped_column(Text, server_default="")
    answered_on: Mapped[date | None] = mapped_column(Date)
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class RoundEvent(TenantMixin, Base):
    """One step of a round. Append-only."""

    __tablename__ = "round_event"
    __table_args__ = (
        one_of("move", tuple(MOVES)),
        one_of("to_state", tuple(State)),
        belongs_to("update_round", "round_id"),
        belongs_to("membership", "membership_id"),
        Index("ix_round_event_round", "tenant_id", "round_id", "id"),
    )

    round_id: Mapped[int] = mapped_column(BigInteger)
    move: Mapped[str] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    membership_id: Mapped[int] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(Text)
    actor_title: Mapped[str] = mapped_column(Text, server_default="")
    signed: Mapped[bool] = mapped_column(server_default="false")
    note: Mapped[str] = mapped_column(Text, server_default="")

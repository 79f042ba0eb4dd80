"""Who receives which programme, since when, how much, and why it ended."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, FetchedValue, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from registry.models.about import PersonOrHousehold, about_one
from registry.models.observation import SOURCES
from tenants.models import one_of

STANDINGS = ("proposed", "active", "suspended", "ended")
END_REASONS = (
    "address_not_found", "person_not_found", "deceased", "public_servant", "public_servant_family", "desil_6_10",
    "graduated", "period_over", "refused", "withdrawn", "moved", "unknown",
)  # fmt: skip
EVERY = ("once", "month", "quarter", "year")


class Participation(PersonOrHousehold, TenantMixin, Base):
    """A person or household in a programme: the standing today. How it came to that lies in `participation_event`."""

    __tablename__ = "participation"
    __table_args__ = (
        *about_one("participation"),
        one_of("standing", STANDINGS),
        one_of("end_reason", END_REASONS),
        one_of("amount_every", EVERY),
        one_of("source", SOURCES),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("valid_until >= valid_from", name="period_forward"),
        CheckConstraint("(standing = 'ended') = (end_reason IS NOT NULL)", name="ended_with_a_reason"),
        Index("ix_participation_programme", "tenant_id", "programme", "standing", "id"),
    )

    village_code: Mapped[str] = mapped_column(Text, server_default=FetchedValue())
    """Where the family lives now; the database fills it in, and follows the family."""
    programme: Mapped[str] = mapped_column(Text)
    """A slug of `reference/codes/programmes.toml`."""
    standing: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    """The last day; empty while it goes on."""
    amount: Mapped[int | None] = mapped_column(BigInteger)
    """Whole rupiah for each `amount_every`."""
    amount_every: Mapped[str | None] = mapped_column(Text)
    end_reason: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    """The case that brought it, if one did. No foreign key: cases lie above this room."""
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class ParticipationEvent(TenantMixin, Base):
    """One change of a participation: when it took effect, what it was then, who wrote it down. Append-only."""

    __tablename__ = "participation_event"
    __table_args__ = (
        belongs_to("participation", "participation_id"),
        belongs_to("membership", "recorded_by"),
        one_of("standing", STANDINGS),
        one_of("end_reason", END_REASONS),
        one_of("source", SOURCES),
        Index("ix_participation_event_participation", "tenant_id", "participation_id", "id"),
    )

    participation_id: Mapped[int] = mapped_column(BigInteger)
    effective_on: Mapped[date] = mapped_column(Date)
    standing: Mapped[str] = mapped_column(Text)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    amount_every: Mapped[str | None] = mapped_column(Text)
    end_reason: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(Text, server_default="")

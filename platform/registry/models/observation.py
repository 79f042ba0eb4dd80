"""The history: what was observed of whom, on which day, by whom, from which source. Append-only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

SOURCES = ("visit", "self_report", "document", "musdes", "sptjm", "import", "siks_ng", "dukcapil", "agency")


class Observation(TenantMixin, Base):
    """Some values of one person or one household, true on a day. No reader's role may change or delete it.

    A person's observation that names a household says that the person lived there from that day. The state on any
    day is the fold of what was observed until then (`registry.history`).
    """

    __tablename__ = "observation"
    __table_args__ = (
        one_of("source", SOURCES),
        belongs_to("person", "person_id"),
        belongs_to("household", "household_id"),
        belongs_to("membership", "recorded_by"),
        belongs_to("observation", "replaces_id"),
        CheckConstraint("num_nonnulls(person_id, household_id) > 0", name="about_somebody"),
        Index("ix_observation_person", "tenant_id", "person_id", "observed_on", "id"),
        Index("ix_observation_household", "tenant_id", "household_id", "observed_on", "id"),
    )

    person_id: Mapped[int | None] = mapped_column(BigInteger)
    household_id: Mapped[int | None] = mapped_column(BigInteger)
    observed_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(Text)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Values by variable; None says that it is not known any more. Numbers kept encrypted stand here masked."""
    replaces_id: Mapped[int | None] = mapped_column(BigInteger)
    """The observation that this one corrects: what that one said no longer counts."""
    note: Mapped[str] = mapped_column(Text, server_default="")

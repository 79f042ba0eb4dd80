"""Welfare status as received from the centre, and what an operator read in SIKS-NG. Received, never computed."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, SmallInteger, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from registry.models.about import DESIL_IN_RANGE, PersonOrHousehold, about_one
from registry.models.observation import SOURCES
from tenants.models import one_of

DTSEN_STATUSES = ("active", "active_deceased_review", "inactive")
SIKS_ANSWERS = ("active", "death_review", "inactive", "not_found", "nik_mismatch", "unavailable")


class WelfareStatus(PersonOrHousehold, TenantMixin, Base):
    """A decile or a standing in DTSEN, with the quarter it holds for and the day it came. Append-only."""

    __tablename__ = "welfare_status"
    __table_args__ = (
        *about_one("welfare_status"),
        one_of("dtsen_status", DTSEN_STATUSES),
        one_of("source", SOURCES),
        CheckConstraint(DESIL_IN_RANGE, name="desil_in_range"),
        belongs_to("membership", "recorded_by"),
    )

    desil: Mapped[int | None] = mapped_column(SmallInteger)
    dtsen_status: Mapped[str | None] = mapped_column(Text)
    period: Mapped[str] = mapped_column(Text)
    """The quarter, e.g. 2026-Q1: DTSEN is updated four times a year."""
    received_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(Text, server_default="")


class SiksCheck(TenantMixin, Base):
    """Somebody looked a person up in SIKS-NG by hand: what the screen said, when, and who looked. Append-only."""

    __tablename__ = "siks_check"
    __table_args__ = (
        one_of("answer", SIKS_ANSWERS),
        CheckConstraint(DESIL_IN_RANGE, name="desil_in_range"),
        belongs_to("person", "person_id"),
        belongs_to("membership", "operator_id"),
        Index("ix_siks_check_person", "tenant_id", "person_id", "id"),
    )

    person_id: Mapped[int] = mapped_column(BigInteger)
    checked_on: Mapped[date] = mapped_column(Date)
    answer: Mapped[str] = mapped_column(Text)
    desil: Mapped[int | None] = mapped_column(SmallInteger)
    period: Mapped[str | None] = mapped_column(Text)
    operator_id: Mapped[int | None] = mapped_column(BigInteger)
    operator_name: Mapped[str] = mapped_column(Text)
    """Who looked: SIKS-NG accounts often belong to somebody else than who writes it down here."""
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    note: Mapped[str] = mapped_column(Text, server_default="")

"""A run of all rules over all persons: totals by village, and who seems to be missed or misplaced. Not a decision."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Index, Integer, SmallInteger, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

RUN_STATES = ("waiting", "done")
GAPS = ("missed", "odd")
"""missed: indicated and not receiving. odd: receiving and not indicated."""


class ScreeningRun(TenantMixin, Base):
    """One run, with the rules as they were, so that its figures can be explained later."""

    __tablename__ = "screening_run"
    __table_args__ = (one_of("state", RUN_STATES), belongs_to("membership", "asked_by"))

    state: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date] = mapped_column(Date)
    asked_by: Mapped[int | None] = mapped_column(BigInteger)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    people: Mapped[int | None] = mapped_column(Integer)
    """How many persons were asked about."""
    rules: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)


class ScreeningCount(TenantMixin, Base):
    """How one programme came out in one village. Units are households or persons, as the programme is given."""

    __tablename__ = "screening_count"
    __table_args__ = (
        belongs_to("screening_run", "run_id"),
        UniqueConstraint("tenant_id", "run_id", "programme", "village_code"),
    )

    run_id: Mapped[int] = mapped_column(BigInteger)
    programme: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str] = mapped_column(Text)
    indicated: Mapped[int] = mapped_column(Integer)
    unknown: Mapped[int] = mapped_column(Integer)
    """A datum that decides is missing."""
    receiving: Mapped[int] = mapped_column(Integer)
    missed: Mapped[int] = mapped_column(Integer)
    odd: Mapped[int] = mapped_column(Integer)


class ScreeningGap(TenantMixin, Base):
    """Somebody indicated and not receiving, or the other way round. Personal data; kept for the newest run alone."""

    __tablename__ = "screening_gap"
    __table_args__ = (
        belongs_to("screening_run", "run_id"),
        belongs_to("person", "person_id"),
        one_of("gap", GAPS),
        Index("ix_screening_gap_list", "tenant_id", "run_id", "programme", "gap", "rank", "id"),
        Index("ix_screening_gap_village", "tenant_id", "run_id", "programme", "gap", "village_code", "rank", "id"),
    )

    run_id: Mapped[int] = mapped_column(BigInteger)
    programme: Mapped[str] = mapped_column(Text)
    gap: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str] = mapped_column(Text)
    person_id: Mapped[int] = mapped_column(BigInteger)
    rank: Mapped[int] = mapped_column(SmallInteger)
    """Minus the weighing criteria met: whoever meets more comes first."""

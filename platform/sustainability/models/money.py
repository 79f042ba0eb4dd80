"""Money: which source pays for what in which year, what running the service costs, and until when a source pays."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, SmallInteger, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from sustainability.models.about import MOST_RUPIAH, Proved, Recorded
from tenants.models import one_of

SOURCES = ("apbn", "apbd_province", "apbd_district", "village", "zakat", "csr", "other")
ITEMS = (
    "facilitators",
    "supervisors",
    "manager",
    "secretariat",
    "operations",
    "training",
    "devices",
    "puskesos",
)
FIRST_YEAR, LAST_YEAR = 2016, 2045
"""Fiscal years that can be entered: the first SLRT were founded in 2016."""


def year_in_range() -> CheckConstraint:
    """A fiscal year that can be meant."""
    return CheckConstraint(f"year BETWEEN {FIRST_YEAR} AND {LAST_YEAR}", name="year_in_range")


def rupiah_in_range(column: str) -> CheckConstraint:
    """Never negative, below 10^15."""
    return CheckConstraint(f"{column} BETWEEN 0 AND {MOST_RUPIAH}", name=f"{column}_in_range")


class FundingLine(Proved):
    """What one source pays for one cost item in one fiscal year, in whole rupiah."""

    __tablename__ = "funding_line"
    __table_args__ = (
        one_of("source", SOURCES),
        one_of("item", ITEMS),
        year_in_range(),
        rupiah_in_range("planned"),
        rupiah_in_range("committed"),
        rupiah_in_range("realised"),
        CheckConstraint("committed = 0 OR document <> ''", name="commitment_has_document"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
        UniqueConstraint("tenant_id", "year", "source", "item"),
    )

    year: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[str] = mapped_column(Text)
    item: Mapped[str] = mapped_column(Text)
    planned: Mapped[int] = mapped_column(BigInteger)
    """Hoped for: no document binds anybody yet."""
    committed: Mapped[int] = mapped_column(BigInteger)
    """Bound by `document`: a DPA, a village budget, an agreement."""
    realised: Mapped[int] = mapped_column(BigInteger)
    """Spent."""
    document: Mapped[str] = mapped_column(Text, server_default="")


class CostNeed(Recorded):
    """What one cost item needs in one fiscal year, whoever pays."""

    __tablename__ = "cost_need"
    __table_args__ = (
        one_of("item", ITEMS),
        year_in_range(),
        rupiah_in_range("amount"),
        belongs_to("membership", "recorded_by"),
        UniqueConstraint("tenant_id", "year", "item"),
    )

    year: Mapped[int] = mapped_column(SmallInteger)
    item: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(BigInteger)


class SupportPeriod(Proved):
    """From when to when a source supports the service. Periods may overlap; pages say so."""

    __tablename__ = "support_period"
    __table_args__ = (
        one_of("source", SOURCES),
        CheckConstraint("ends_on >= starts_on", name="forwards"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
    )

    source: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    document: Mapped[str] = mapped_column(Text)
    """What says so: a decree, a letter of the ministry."""


class SupportWarning(TenantMixin, Base):
    """That the end of a source was warned of, so many months ahead: once, unless the end moves. Append-only."""

    __tablename__ = "support_warning"
    __table_args__ = (
        one_of("source", SOURCES),
        CheckConstraint("months IN (3, 6, 12)", name="months_known"),
        UniqueConstraint("tenant_id", "source", "ends_on", "months"),
    )

    source: Mapped[str] = mapped_column(Text)
    ends_on: Mapped[date] = mapped_column(Date)
    months: Mapped[int] = mapped_column(SmallInteger)
    told_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())

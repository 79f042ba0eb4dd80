"""Facts: totals that are exact and instant.

A statement trigger on `case` appends signed deltas to `case_delta` in the writer's own transaction; a job folds
them into the fact tables. A read adds facts and pending deltas in one statement, so it is exact at any moment.
"""

from datetime import date

from sqlalchemy import BigInteger, Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin


class CaseDelta(TenantMixin, Base):
    """The ledger: +1 where a case has come to be, -1 where it no longer is."""

    __tablename__ = "case_delta"

    state: Mapped[str] = mapped_column(Text)
    sector: Mapped[str] = mapped_column(Text)
    opened_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactState(TenantKey, Base):
    """Cases by state: the small table that national totals read."""

    __tablename__ = "case_fact_state"

    state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class CaseFactSector(TenantKey, Base):
    """Cases by sector and state."""

    __tablename__ = "case_fact_sector"

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

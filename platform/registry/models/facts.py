"""Totals of the registry: how fresh it is, what is lacking, who is in which programme. Nobody is in them."""

from datetime import date

from sqlalchemy import BigInteger, Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin

NEVER = date(1900, 1, 1)
"""The month of families at whom nobody has looked yet."""


class HouseholdSeenDelta(TenantMixin, Base):
    """The ledger: +1 in the month in which a family was looked at, -1 where it was before."""

    __tablename__ = "household_seen_delta"

    month: Mapped[date] = mapped_column(Date)
    n: Mapped[int] = mapped_column(BigInteger)


class HouseholdFactSeen(TenantKey, Base):
    """Families by the month of the newest observation of the household."""

    __tablename__ = "household_fact_seen"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class NeedDelta(TenantMixin, Base):
    """The ledger of needs."""

    __tablename__ = "need_delta"

    noted_month: Mapped[date] = mapped_column(Date)
    kind: Mapped[str] = mapped_column(Text)
    need_state: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str | None] = mapped_column(Text)
    """Where the family lives now."""
    n: Mapped[int] = mapped_column(BigInteger)


class NeedFact(TenantKey, Base):
    """Needs by the month they were noted, by kind and state."""

    __tablename__ = "need_fact"

    noted_month: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    need_state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class NeedFactVillage(TenantKey, Base):
    """Needs by where the family lives now, by kind and state."""

    __tablename__ = "need_fact_village"

    village_code: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    need_state: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class ParticipationDelta(TenantMixin, Base):
    """The ledger of who is in which programme."""

    __tablename__ = "participation_delta"

    since_month: Mapped[date] = mapped_column(Date)
    programme: Mapped[str] = mapped_column(Text)
    standing: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str | None] = mapped_column(Text)
    """Where the family lives now."""
    n: Mapped[int] = mapped_column(BigInteger)


class ParticipationFact(TenantKey, Base):
    """Participations by the month they began, by programme and standing."""

    __tablename__ = "participation_fact"

    since_month: Mapped[date] = mapped_column(Date, primary_key=True)
    programme: Mapped[str] = mapped_column(Text, primary_key=True)
    standing: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class ParticipationFactVillage(TenantKey, Base):
    """Participations by where the family lives now, by programme and standing."""

    __tablename__ = "participation_fact_village"

    village_code: Mapped[str] = mapped_column(Text, primary_key=True)
    programme: Mapped[str] = mapped_column(Text, primary_key=True)
    standing: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)

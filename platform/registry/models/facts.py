"""How fresh the registry is: families by the month in which somebody last looked at how they live."""

from datetime import date

from sqlalchemy import BigInteger, Date
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

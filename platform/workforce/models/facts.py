"""How many hold which post on any day, paid by whom: a decree adds one when it begins and takes it away at its end."""

from datetime import date

from sqlalchemy import BigInteger, Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin


class AppointmentDelta(TenantMixin, Base):
    """The ledger of appointments."""

    __tablename__ = "appointment_delta"

    on_day: Mapped[date] = mapped_column(Date)
    post: Mapped[str] = mapped_column(Text)
    funding: Mapped[str] = mapped_column(Text)
    n: Mapped[int] = mapped_column(BigInteger)


class AppointmentFact(TenantKey, Base):
    """Comings and goings by day: who is appointed on a day is the sum of all days up to it."""

    __tablename__ = "appointment_fact"

    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    post: Mapped[str] = mapped_column(Text, primary_key=True)
    funding: Mapped[str] = mapped_column(Text, primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)

"""How a district stands among the others: one summary row each, and whether it may be named there."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, DateTime, Integer, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin, belongs_to
from sustainability.survival import STATES
from tenants.models import one_of


class Standing(TenantKey, Base):
    """What a comparison of districts reads instead of their records. Written by night; figures only."""

    __tablename__ = "sustainability_standing"
    __table_args__ = (one_of("state", STATES),)

    cohort_year: Mapped[int | None] = mapped_column(SmallInteger)
    ends_on: Mapped[date | None] = mapped_column(Date)
    """The last day of APBN support, as far as it has been written down."""
    state: Mapped[str] = mapped_column(Text, server_default=text("'unknown'"))
    registered: Mapped[int] = mapped_column(Integer, server_default="0")
    """Cases of the last twelve months."""
    registered_before: Mapped[int] = mapped_column(Integer, server_default="0")
    points: Mapped[int | None] = mapped_column(Integer)
    points_before: Mapped[int | None] = mapped_column(Integer)
    """Hundredths of the index, now and a year ago."""
    noted_on: Mapped[date | None] = mapped_column(Date)
    named: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    """As the newest NamingDecision says; without one, no."""


class NamingDecision(TenantMixin, Base):
    """The head has said whether the district may be named in comparisons. Append-only: the newest holds."""

    __tablename__ = "naming_decision"
    __table_args__ = (belongs_to("membership", "decided_by"),)

    named: Mapped[bool] = mapped_column(Boolean)
    decided_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_name: Mapped[str] = mapped_column(Text)

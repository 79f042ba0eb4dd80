"""What reporting itself writes down."""

from datetime import datetime

from sqlalchemy import DateTime, Integer
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey


class FactCheck(TenantKey, Base):
    """The newest comparison of a tenant's facts with a recount, and when they last had to be put right."""

    __tablename__ = "fact_check"

    checked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    drifts: Mapped[int] = mapped_column(Integer)
    """Numbers that were wrong at the newest comparison."""
    repaired: Mapped[int] = mapped_column(Integer, server_default="0")
    """Numbers put right since the beginning."""
    drifted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

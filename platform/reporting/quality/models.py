"""What is noted of each office's data by night."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, Computed, Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey

_GIVES_AWAY = "part BETWEEN 1 AND 4 OR whole - part BETWEEN 1 AND 4"
SHOWN_PART = f"CASE WHEN whole IS NULL THEN part WHEN {_GIVES_AWAY} THEN NULL ELSE (part + 2) / 5 * 5 END"
SHOWN_WHOLE = "CASE WHEN whole BETWEEN 1 AND 4 THEN NULL ELSE (whole + 2) / 5 * 5 END"


class QualityCount(TenantKey, Base):
    """What one check found in one office: `part` of `whole`. Above the office only what may be shown of it is read."""

    __tablename__ = "quality_count"

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    """The check (`reporting.quality.checks`)."""
    part: Mapped[int] = mapped_column(BigInteger)
    whole: Mapped[int | None] = mapped_column(BigInteger)
    """None where nothing of a whole is counted: days, lists, sums."""
    tripped: Mapped[bool] = mapped_column(Boolean)
    tripped_on: Mapped[date | None] = mapped_column(Date)
    """Since which night without a break."""
    noted_on: Mapped[date] = mapped_column(Date)
    shown_part: Mapped[int | None] = mapped_column(BigInteger, Computed(SHOWN_PART, persisted=True))
    """To the nearest five; None where it is 1 to 4, or all but 1 to 4. Numbers that count no people stay."""
    shown_whole: Mapped[int | None] = mapped_column(BigInteger, Computed(SHOWN_WHOLE, persisted=True))

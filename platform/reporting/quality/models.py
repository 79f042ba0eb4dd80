"""What is noted of each office's data by night, how its figures lie among others, and what it says to that."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Computed, Date, DateTime, Double, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin, belongs_to
from tenants.models import one_of

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


class QualityFigure(TenantKey, Base):
    """One figure of one office beside the same of its peers."""

    __tablename__ = "quality_figure"
    __table_args__ = (one_of("among", ("province", "small", "medium", "large")),)

    slug: Mapped[str] = mapped_column(Text, primary_key=True)
    """The figure (`reporting.quality.figures`)."""
    value: Mapped[float] = mapped_column(Double)
    middle: Mapped[float] = mapped_column(Double)
    """The median of the others."""
    low: Mapped[float] = mapped_column(Double)
    high: Mapped[float] = mapped_column(Double)
    """Between which half of the others lie."""
    peers: Mapped[int] = mapped_column(Integer)
    """How many others."""
    among: Mapped[str] = mapped_column(Text)
    """`province`, or the class of size: `small`, `medium`, `large`."""
    far: Mapped[bool] = mapped_column(Boolean, server_default=text("false"))
    noted_on: Mapped[date] = mapped_column(Date)


class QualityWord(TenantMixin, Base):
    """What an office says to a check or a figure of its own. Append-only: the newest holds. No name stands in it."""

    __tablename__ = "quality_word"
    __table_args__ = (
        belongs_to("membership", "written_by"),
        Index("ix_quality_word_newest", "tenant_id", "slug", "id"),
    )

    slug: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    written_by: Mapped[int | None] = mapped_column(BigInteger)

"""What has been published. It belongs to everybody and to no tenant; it is added to, never changed."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Index, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from reporting.opendata.datasets import LEVELS
from tenants.models import one_of


class OpenRelease(Base):
    """A quarter that has been published, once and for good."""

    __tablename__ = "open_release"

    quarter: Mapped[date] = mapped_column(Date, primary_key=True)
    """Its first day."""
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class OpenFigure(Base):
    """A published number, or why there is none."""

    __tablename__ = "open_figure"
    __table_args__ = (
        one_of("level", tuple(LEVELS)),
        one_of("held_back", ("", "small", "withheld")),
        CheckConstraint("(n IS NULL) = (held_back <> '')", name="n_or_reason"),
        Index("ix_open_figure_code", "code", "quarter", "dataset", "number"),
    )

    dataset: Mapped[str] = mapped_column(Text, primary_key=True)
    quarter: Mapped[date] = mapped_column(Date, ForeignKey("open_release.quarter"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Its place in the table of the quarter: the nation, then province after province with its districts."""
    level: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    province_code: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    n: Mapped[int | None] = mapped_column(BigInteger)
    held_back: Mapped[str] = mapped_column(Text, server_default="")

"""What a province hands down to its districts."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base


class ProvinceMedian(Base):
    """How much of what is open is overdue in the district in the middle of a province, in percent and rounded to fives;
    of no tenant, and only from five districts on."""

    __tablename__ = "province_median"
    __table_args__ = (CheckConstraint("n IS NULL OR n % 5 = 0", name="rounded"),)

    province_code: Mapped[str] = mapped_column(Text, primary_key=True)
    measure: Mapped[str] = mapped_column(Text, primary_key=True)
    noted_on: Mapped[date] = mapped_column(Date, primary_key=True)
    """As things stood when this day ended."""
    n: Mapped[int | None] = mapped_column(BigInteger)
    """None: one to four."""

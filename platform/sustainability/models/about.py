"""What every record of this room says about itself: who wrote it down, what proves it, whether it still counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Text, func
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantMixin

MOST_RUPIAH = 999_999_999_999_999
"""One rupiah below 10^15: more than any district's whole budget, so more is a slip of the keyboard."""


class Recorded(TenantMixin, Base):
    """Nothing is deleted: what no longer counts keeps the day on which it was taken out."""

    __abstract__ = True

    recorded_by: Mapped[int | None] = mapped_column(BigInteger, sort_order=90)
    recorded_name: Mapped[str] = mapped_column(Text, sort_order=91)
    recorded_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=now, server_default=func.now(), sort_order=92
    )
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), sort_order=93)
    version: Mapped[int] = mapped_column(sort_order=94)
    """Grows with every change: a stale form is told so instead of overwriting."""

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}


class Proved(Recorded):
    """A record with a paper behind it; the bytes lie in foundation.storage."""

    __abstract__ = True

    file_id: Mapped[int | None] = mapped_column(BigInteger, sort_order=80)
    file_name: Mapped[str] = mapped_column(Text, server_default="", sort_order=81)
    file_type: Mapped[str] = mapped_column(Text, server_default="", sort_order=82)

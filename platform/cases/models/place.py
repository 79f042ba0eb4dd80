"""Where the matter of a case lies."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Double, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to


class CasePlace(Veiled, TenantMixin, Base):
    """A point and a landmark, either of which may be unknown. Personal data: it may be somebody's house."""

    __tablename__ = "case_place"
    __table_args__ = (
        belongs_to("case", "case_id"),
        UniqueConstraint("tenant_id", "case_id"),
        CheckConstraint("latitude BETWEEN -11.2 AND 6.3 AND longitude BETWEEN 94.7 AND 141.2", name="in_indonesia"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="whole_point"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    latitude: Mapped[float | None] = mapped_column(Double)
    """Degrees, WGS 84; south is negative."""
    longitude: Mapped[float | None] = mapped_column(Double)
    landmark: Mapped[str] = mapped_column(Text, server_default="")
    """In words: behind the mosque, third house."""
    noted_name: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

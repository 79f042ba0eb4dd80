"""Break-glass: a provincial supervisor opens one case of a district, for a reason, for some hours."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to


class BreakGlass(Veiled, TenantMixin, Base):
    """One opening. Lies with the district whose case it is; the district may end it at any moment."""

    __tablename__ = "break_glass"
    __table_args__ = (
        belongs_to("case", "case_id"),
        CheckConstraint("expires_at <= opened_at + interval '24 hours'", name="a_day_at_most"),
        CheckConstraint("length(reason) >= 20", name="for_a_reason"),
        Index("ix_break_glass_case", "tenant_id", "case_id"),
        Index("ix_break_glass_newest", "tenant_id", "id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    province_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    membership_id: Mapped[int] = mapped_column(BigInteger)
    """The supervisor's, in the province: no key of this district's."""
    supervisor_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    ended_by: Mapped[str] = mapped_column(Text, server_default="")

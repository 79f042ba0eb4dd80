"""Tables that somebody wants to come back to."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, DateTime, Index, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to


class ReportTable(TenantMixin, Base):
    """How a table is made, under a name of one's own. Shared, every colleague of the office may open it too.

    Its numbers are counted anew each time.
    """

    __tablename__ = "report_table"
    __table_args__ = (
        belongs_to("membership", "membership_id"),
        Index(
            "ix_report_table_own",
            "tenant_id",
            "membership_id",
            "name_norm",
            unique=True,
            postgresql_where=text("discarded_at IS NULL"),
        ),
        Index(
            "ix_report_table_shared",
            "tenant_id",
            "name_norm",
            "id",
            postgresql_where=text("shared AND discarded_at IS NULL"),
        ),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    owner_name: Mapped[str] = mapped_column(Text)
    """As it was when the table was saved."""
    name: Mapped[str] = mapped_column(Text)
    name_norm: Mapped[str] = mapped_column(Text, Computed("lower(name)", persisted=True))
    args: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What stands in the address of the table."""
    shared: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    discarded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

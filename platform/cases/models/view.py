"""Ways of looking at the queue that somebody wants to come back to."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, DateTime, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to


class SavedView(TenantMixin, Base):
    """A view of the queue under a name of one's own. Shared, every colleague of the site may open it too."""

    __tablename__ = "saved_view"
    __table_args__ = (
        belongs_to("membership", "membership_id"),
        UniqueConstraint("tenant_id", "membership_id", "name_norm"),
        Index("ix_saved_view_shared", "tenant_id", "name_norm", "id", postgresql_where=text("shared")),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    name_norm: Mapped[str] = mapped_column(Text, Computed("lower(name)", persisted=True))
    """In small letters: one person's views have different names."""
    args: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """What stands in the address of the queue."""
    shared: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

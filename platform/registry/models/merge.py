"""Two records found to be one person."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to


class PersonMerge(TenantMixin, Base):
    """One merge, and everything that is needed to take it back."""

    __tablename__ = "person_merge"
    __table_args__ = (
        belongs_to("person", "survivor_id"),
        belongs_to("person", "merged_id"),
        Index("ix_person_merge_survivor", "tenant_id", "survivor_id", "id"),
        Index(
            "uq_person_merge_standing", "tenant_id", "merged_id", unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
    )  # fmt: skip

    survivor_id: Mapped[int] = mapped_column(BigInteger)
    merged_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    actor_name: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    changes_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    """What the survivor took over: before and after of each column, as sealed JSON."""
    moved: Mapped[dict[str, list[int]]] = mapped_column(JSONB)
    """Ids of the rows that followed the person, by table."""
    undone_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    undone_by: Mapped[str] = mapped_column(Text, server_default="")
    undone_reason: Mapped[str] = mapped_column(Text, server_default="")

"""What the office says among itself about a case. Never part of a packet, a letter or what a citizen follows."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to


class CaseNote(Veiled, TenantMixin, Base):
    """One remark on a case. Personal data: free words. Nobody changes or takes back what was written."""

    __tablename__ = "case_note"
    __table_args__ = (
        belongs_to("case", "case_id"),
        belongs_to("membership", "author_id"),
        Index("ix_case_note_case", "tenant_id", "case_id", "id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    author_id: Mapped[int] = mapped_column(BigInteger)
    author_name: Mapped[str] = mapped_column(Text)
    author_role: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


class NoteMention(TenantMixin, Base):
    """A colleague whose attention a note asks for."""

    __tablename__ = "note_mention"
    __table_args__ = (
        belongs_to("case_note", "note_id"),
        belongs_to("membership", "membership_id"),
        UniqueConstraint("tenant_id", "note_id", "membership_id"),
    )

    note_id: Mapped[int] = mapped_column(BigInteger)
    membership_id: Mapped[int] = mapped_column(BigInteger)

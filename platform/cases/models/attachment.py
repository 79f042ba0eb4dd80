"""Photographs and papers of a case, and the copies an agency was given of them. The bytes lie in foundation.storage."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to


class Attachment(Veiled, TenantMixin, Base):
    """One file of a case. Personal data, its name too."""

    __tablename__ = "attachment"
    __table_args__ = (
        belongs_to("case", "case_id"),
        belongs_to("membership", "added_by"),
        belongs_to("stored_file", "file_id"),
        belongs_to("stored_file", "thumbnail_id"),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_attachment_case", "tenant_id", "case_id", "id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    document: Mapped[str] = mapped_column(Text)
    """Which paper it is, a slug of the documents in `case_types.toml`; `other` for anything else."""
    name: Mapped[str] = mapped_column(Text)
    """What it was called by whoever sent it, made harmless; for people, never a path."""
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column()
    """Bytes as kept."""
    file_id: Mapped[int] = mapped_column(BigInteger)
    thumbnail_id: Mapped[int | None] = mapped_column(BigInteger)
    added_by: Mapped[int | None] = mapped_column(BigInteger)
    added_name: Mapped[str] = mapped_column(Text)
    from_citizen: Mapped[bool] = mapped_column(server_default="false")
    """Sent by whoever holds the code, without sign-in: nobody at the office has seen the paper itself."""
    key: Mapped[str | None] = mapped_column(Text)
    """Of what a citizen sent: the same file sent twice is kept once."""
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when its bytes are erased: it belonged to somebody else, or nobody needs it."""
    removed_name: Mapped[str] = mapped_column(Text, server_default="")
    removed_reason: Mapped[str] = mapped_column(Text, server_default="")


class ReferralFile(Veiled, TenantMixin, Base):
    """A copy of an attachment that the citizen agreed to share with the agency of this referral."""

    __tablename__ = "referral_file"
    __table_args__ = (
        belongs_to("referral", "referral_id"),
        belongs_to("stored_file", "file_id"),
        Index("ix_referral_file_referral", "tenant_id", "referral_id", "id"),
    )

    referral_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int] = mapped_column(BigInteger)
    document: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column()
    file_id: Mapped[int] = mapped_column(BigInteger)

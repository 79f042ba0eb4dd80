"""Letters: numbered without gaps, signed by a named person, checkable by anyone who holds the paper."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, Index, LargeBinary, SmallInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to


class Letter(Veiled, TenantMixin, Base):
    """A signed letter. The PDF is kept as signed; a later change of template does not touch it."""

    __tablename__ = "letter"
    __table_args__ = (
        belongs_to("case", "case_id"),
        belongs_to("referral", "referral_id"),
        UniqueConstraint("tenant_id", "year", "number"),
        UniqueConstraint("tenant_id", "check_code"),
        Index("ix_letter_case", "tenant_id", "case_id"),
        Index("ix_letter_referral", "tenant_id", "referral_id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    referral_id: Mapped[int | None] = mapped_column(BigInteger)
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    year: Mapped[int] = mapped_column(SmallInteger)
    number: Mapped[int] = mapped_column()
    number_text: Mapped[str] = mapped_column(Text)
    """As printed, e.g. 460/1187/SLRT/2026."""
    check_code: Mapped[str] = mapped_column(Text)
    """What the QR carries: tenant prefix and eight letters, e.g. BLT-7KQ4-M2XD."""
    addressee: Mapped[str] = mapped_column(Text)
    signer_id: Mapped[int] = mapped_column(BigInteger)
    signer_name: Mapped[str] = mapped_column(Text)
    signer_title: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    valid_until: Mapped[date] = mapped_column(Date)
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

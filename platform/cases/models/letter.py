"""Letters: numbered without gaps, signed by a named person, checkable by anyone who holds the paper."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Date,
    DateTime,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from tenants.models import one_of

DRAFT_STATES = ("waiting", "signed", "discarded")


class Letter(Veiled, TenantMixin, Base):
    """A signed letter. The PDF is kept as signed; a later change of template does not touch it."""

    __tablename__ = "letter"
    __table_args__ = (
        belongs_to("case", "case_id"),
        belongs_to("referral", "referral_id"),
        belongs_to("letter", "replaced_by"),
        UniqueConstraint("tenant_id", "year", "number"),
        UniqueConstraint("tenant_id", "check_code"),
        Index("ix_letter_case", "tenant_id", "case_id"),
        Index("ix_letter_referral", "tenant_id", "referral_id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    referral_id: Mapped[int | None] = mapped_column(BigInteger)
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    """The kind of letter, a slug of `settings`."""
    title: Mapped[str] = mapped_column(Text, server_default="Surat rujukan")
    """What it is called, as printed: a later change of the kind's name does not reach it."""
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
    valid_until: Mapped[date | None] = mapped_column(Date)
    """Empty for a letter that states what was."""
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_by: Mapped[str] = mapped_column(Text, server_default="")
    revoke_reason: Mapped[str] = mapped_column(Text, server_default="")
    replaced_by: Mapped[int | None] = mapped_column(BigInteger)
    """The letter that stands in its place."""
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class LetterDraft(Veiled, TenantMixin, Base):
    """A letter prepared for a signature. It has no number yet; what it says is gathered anew when it is looked at."""

    __tablename__ = "letter_draft"
    __table_args__ = (
        one_of("state", DRAFT_STATES),
        belongs_to("case", "case_id"),
        belongs_to("referral", "referral_id"),
        belongs_to("membership", "prepared_by"),
        belongs_to("letter", "replaces_id"),
        belongs_to("letter", "letter_id"),
        Index("ix_letter_draft_case", "tenant_id", "case_id"),
        Index("ix_letter_draft_waiting", "tenant_id", "id", postgresql_where=text("state = 'waiting'")),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    referral_id: Mapped[int | None] = mapped_column(BigInteger)
    """For a letter about a referral."""
    kind: Mapped[str] = mapped_column(Text)
    addressee: Mapped[str] = mapped_column(Text, server_default="")
    purpose: Mapped[str] = mapped_column(Text, server_default="")
    note: Mapped[str] = mapped_column(Text, server_default="")
    """What was typed for it. Personal data."""
    replaces_id: Mapped[int | None] = mapped_column(BigInteger)
    """The letter that is revoked when this one is signed."""
    prepared_by: Mapped[int] = mapped_column(BigInteger)
    prepared_name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    letter_id: Mapped[int | None] = mapped_column(BigInteger)
    """Once it is signed."""

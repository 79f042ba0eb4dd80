"""What somebody at work should know: a referral was declined, a deadline has passed. Never a word about a person."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to


class Notice(Veiled, TenantMixin, Base):
    """One line in the inbox of one member. Everybody in a role, or of an agency, gets a line of their own."""

    __tablename__ = "notice"
    __table_args__ = (
        belongs_to("membership", "membership_id"),
        belongs_to("case", "case_id"),
        belongs_to("referral", "referral_id"),
        belongs_to("incoming_referral", "incoming_id"),
        belongs_to("update_round", "round_id"),
        Index("ix_notice_member", "tenant_id", "membership_id", "id"),
        Index("ix_notice_unread", "tenant_id", "membership_id", "id", postgresql_where=text("read_at IS NULL")),
        Index("ix_notice_round", "tenant_id", "round_id", "kind", postgresql_where=text("round_id IS NOT NULL")),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    """The recipient's agency: an agency officer's policy is plain equality on it."""
    kind: Mapped[str] = mapped_column(Text)
    """A slug of `cases.notices.WORDS`."""
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    referral_id: Mapped[int | None] = mapped_column(BigInteger)
    incoming_id: Mapped[int | None] = mapped_column(BigInteger)
    round_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

"""What a citizen said on the public page, until a job has brought it into the story."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from tenants.models import one_of

KINDS = ("objection", "rating")
STATES = ("waiting", "taken", "noted")


class CitizenWord(Veiled, TenantMixin, Base):
    """An objection, or what is said of the result. Personal data: free words. Written by `leave_word` alone."""

    __tablename__ = "citizen_word"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", STATES),
        belongs_to("case", "case_id"),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_citizen_word_case", "tenant_id", "case_id", "id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(Text)
    """Of the form: sent twice, it is one word."""
    satisfied: Mapped[bool | None] = mapped_column()
    """Of a rating."""
    body: Mapped[str] = mapped_column(Text, server_default="")
    """The words; emptied once they stand in the story."""
    left_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    """Taken: it has moved the case. Noted: the case could no longer move, the desk was told."""

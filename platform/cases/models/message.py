"""What the citizen was told, through which channel, and whether it left."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from tenants.models import one_of

STATES = ("waiting", "sent", "failed")


class Message(Veiled, TenantMixin, Base):
    """One message to a citizen. Personal data."""

    __tablename__ = "message"
    __table_args__ = (
        one_of("state", STATES),
        belongs_to("case", "case_id"),
        Index("ix_message_case", "tenant_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(Text)
    recipient_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    recipient_masked: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

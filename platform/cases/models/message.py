"""What the citizen was told, through which channel, whether it arrived; and by which way they want to be told."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from tenants.models import one_of

STATES = ("waiting", "sent", "delivered", "failed", "stopped", "practised")
CHANNELS = ("whatsapp", "sms", "email")


class Message(Veiled, TenantMixin, Base):
    """One message to a citizen. Personal data."""

    __tablename__ = "message"
    __table_args__ = (
        one_of("state", STATES),
        one_of("channel", CHANNELS),
        belongs_to("case", "case_id"),
        Index("ix_message_case", "tenant_id", "case_id"),
        Index("ix_message_failed", "tenant_id", "id", postgresql_where=text("state = 'failed'")),
        Index("ix_message_recipient", "tenant_id", "recipient_hash"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    occasion: Mapped[str] = mapped_column(Text, server_default="")
    """The state or step it tells of (`cases.message_words`)."""
    channel: Mapped[str] = mapped_column(Text)
    recipient_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    recipient_hash: Mapped[bytes] = mapped_column(LargeBinary, server_default="")
    """Keyed hash of the address: whoever answers STOP is known by it."""
    recipient_masked: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    """Sent: the channel took it on. Delivered: it says that it arrived. Stopped: the citizen had said stop.
    Practised: written for practice, so it stays in the house."""
    failure: Mapped[str] = mapped_column(Text, server_default="")
    """Why it failed, as the channel says it; never an address."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    delivered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ContactChoice(TenantMixin, Base):
    """What one person wants of one channel: to be told by it first, or no longer at all. Personal data."""

    __tablename__ = "contact_choice"
    __table_args__ = (
        one_of("channel", CHANNELS),
        one_of("stopped_how", ("sms", "link", "desk")),
        belongs_to("person", "person_id"),
        UniqueConstraint("tenant_id", "person_id", "channel"),
    )

    person_id: Mapped[int] = mapped_column(BigInteger)
    channel: Mapped[str] = mapped_column(Text)
    preferred: Mapped[bool] = mapped_column(server_default="false")
    stopped_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    stopped_how: Mapped[str | None] = mapped_column(Text)
    """Answered STOP, followed the link in an e-mail, or told an officer."""

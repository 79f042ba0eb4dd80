"""A referral: addressed, answered, with the consented packet and nothing else.

To an agency of the district every row names the agency, because an agency officer's policy is plain equality on
(tenant_id, agency_id). To another site a row names that site and no agency; a courier carries it there and back.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from cases.referral_machine import ReferralState
from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from tenants.models import one_of

RESULTS = ("granted", "refused", "returned")
KINDS = ("agency", "site", "escalation")


class Referral(Veiled, TenantMixin, Base):
    """One request to one agency or site. Its own states; the case follows when the answer has come."""

    __tablename__ = "referral"
    __table_args__ = (
        one_of("state", tuple(ReferralState)),
        one_of("result", RESULTS),
        one_of("kind", KINDS),
        CheckConstraint("(agency_id IS NULL) = (site_id IS NOT NULL)", name="one_recipient"),
        belongs_to("case", "case_id"),
        belongs_to("agency", "agency_id"),
        belongs_to("membership", "officer_id"),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_referral_case", "tenant_id", "case_id"),
        Index(
            "ix_referral_open",
            "tenant_id",
            "agency_id",
            "answer_due_on",
            "id",
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index("ix_referral_agency", "tenant_id", "agency_id", "answer_due_on", "id"),
        Index("ix_referral_sent", "tenant_id", "sent_at", "id"),
        Index("ix_referral_agency_sent", "tenant_id", "agency_id", "sent_at", "id"),
        Index(
            "ix_referral_agency_closed",
            "tenant_id",
            "agency_id",
            "closed_at",
            "id",
            postgresql_where=text("closed_at IS NOT NULL"),
        ),
        Index("ix_referral_late", "tenant_id", "answer_due_on", postgresql_where=text("closed_at IS NULL")),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text, server_default="agency")
    """To an agency; to another site that is to help; or up one level, because a deadline passed or someone asked."""
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    key: Mapped[str | None] = mapped_column(Text)
    """Of a packet to another site: by this it is known there, however often it is delivered."""
    officer_id: Mapped[int | None] = mapped_column(BigInteger)
    """Who at the agency works on it."""
    state: Mapped[str] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accept_due_on: Mapped[date] = mapped_column(Date)
    """By when it shall say whether it takes it on."""
    answer_due_on: Mapped[date] = mapped_column(Date)
    decided_on: Mapped[date | None] = mapped_column(Date)
    """The day on which it first said whether it takes it on, or answered at once."""
    reminders: Mapped[int] = mapped_column(server_default="0")
    reminded_on: Mapped[date | None] = mapped_column(Date)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when the citizen no longer agrees: the agency sees nothing of what it was sent."""
    late_since: Mapped[date | None] = mapped_column(Date)
    """The deadline whose passing has been acted upon."""
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def shared(self) -> bool:
        """Whether its recipient may still read what was sent."""
        return self.state != ReferralState.REVOKED and self.withdrawn_at is None


class ReferralPacket(Veiled, TenantMixin, Base):
    """Exactly the fields that the citizen consented to share, sealed. JSON inside."""

    __tablename__ = "referral_packet"
    __table_args__ = (
        belongs_to("referral", "referral_id"),
        Index("ix_referral_packet_referral", "tenant_id", "referral_id"),
    )

    referral_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    body_cipher: Mapped[bytes] = mapped_column(LargeBinary)


class ReferralEvent(Veiled, TenantMixin, Base):
    """One step of a referral, with the reason or the answer given. Personal data: free words."""

    __tablename__ = "referral_event"
    __table_args__ = (
        belongs_to("referral", "referral_id"),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_referral_event_referral", "tenant_id", "referral_id", "id"),
    )

    referral_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    key: Mapped[str | None] = mapped_column(Text)
    """Of a step between sites: carried over once, however often it is delivered."""
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    move: Mapped[str] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    competent: Mapped[str] = mapped_column(Text, server_default="")
    """When declined as "not ours": whose it is."""

"""A referral to an agency: addressed, answered, with the consented packet and nothing else.

Every row names its agency, because an agency officer's policy is plain equality on (tenant_id, agency_id).
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, Index, LargeBinary, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.machine import ReferralState
from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from tenants.models import one_of

RESULTS = ("granted", "refused", "returned")


class Referral(Veiled, TenantMixin, Base):
    """One request to one agency. Its own states; the case follows when the answer has come."""

    __tablename__ = "referral"
    __table_args__ = (
        one_of("state", tuple(ReferralState)),
        one_of("result", RESULTS),
        belongs_to("case", "case_id"),
        belongs_to("agency", "agency_id"),
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
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    answer_due_on: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class ReferralPacket(Veiled, TenantMixin, Base):
    """Exactly the fields that the citizen consented to share, sealed. JSON inside."""

    __tablename__ = "referral_packet"
    __table_args__ = (
        belongs_to("referral", "referral_id"),
        Index("ix_referral_packet_referral", "tenant_id", "referral_id"),
    )

    referral_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int] = mapped_column(BigInteger)
    body_cipher: Mapped[bytes] = mapped_column(LargeBinary)


class ReferralEvent(Veiled, TenantMixin, Base):
    """One step of a referral, with the reason or the answer given. Personal data: free words."""

    __tablename__ = "referral_event"
    __table_args__ = (
        belongs_to("referral", "referral_id"),
        Index("ix_referral_event_referral", "tenant_id", "referral_id", "id"),
    )

    referral_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    move: Mapped[str] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    competent: Mapped[str] = mapped_column(Text, server_default="")
    """When declined as "not ours": whose it is."""

"""What another site has asked of this one: a packet of the consented fields, carried here, with its own states.

Nothing of the sender's rows is shared. Who answers writes here, and a courier carries the step back.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cases.models.referral import RESULTS
from cases.referral_machine import ReferralState
from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from tenants.models import one_of

KINDS = ("site", "escalation")


class IncomingReferral(Veiled, TenantMixin, Base):
    """A request from another site. Personal data lies sealed in its packet; veiled with the case made of it."""

    __tablename__ = "incoming_referral"
    __table_args__ = (
        one_of("state", tuple(ReferralState)),
        one_of("result", RESULTS),
        one_of("kind", KINDS),
        belongs_to("case", "case_id"),
        belongs_to("person", "person_id"),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_incoming_person", "tenant_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
        Index("ix_incoming_nik", "tenant_id", "nik_hash", postgresql_where=text("nik_hash IS NOT NULL")),
        Index("ix_incoming_open", "tenant_id", "answer_due_on", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_incoming_over", "tenant_id", "id", postgresql_where=text("closed_at IS NOT NULL")),
    )

    key: Mapped[str] = mapped_column(Text)
    """The sender's: however often the packet is delivered, it is taken in once."""
    kind: Mapped[str] = mapped_column(Text)
    from_tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    code: Mapped[str] = mapped_column(Text)
    """The sender's case code."""
    emergency: Mapped[bool] = mapped_column(server_default="false")
    state: Mapped[str] = mapped_column(Text)
    result: Mapped[str | None] = mapped_column(Text)
    body_cipher: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    accept_due_on: Mapped[date] = mapped_column(Date)
    answer_due_on: Mapped[date] = mapped_column(Date)
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    """The case that this site has made of it."""
    nik_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Of the NIK in the packet, when the citizen consented to share it."""
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    """Whom of this site's people it is about, where that is known: by the NIK, or by the case made of it."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """The citizen has taken the consent back that this rested on."""
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

    @property
    def shared(self) -> bool:
        """Whether this site may still read what was sent."""
        return self.state != ReferralState.REVOKED and self.withdrawn_at is None


class IncomingEvent(TenantMixin, Base):
    """One step of an incoming request, ours or the sender's. Personal data: free words."""

    __tablename__ = "incoming_event"
    __table_args__ = (
        belongs_to("incoming_referral", "incoming_id"),
        UniqueConstraint("tenant_id", "key"),
        Index("ix_incoming_event_incoming", "tenant_id", "incoming_id", "id"),
    )

    incoming_id: Mapped[int] = mapped_column(BigInteger)
    key: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    move: Mapped[str] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    """Empty for the sender's steps: members of another site have no number here."""
    actor_name: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    competent: Mapped[str] = mapped_column(Text, server_default="")

"""A district on its way to an office of its own: the site, its application, and what happened to it.

A site belongs to no tenant: it is there before its office is, and stays when the office's data is gone. On whose desk
it lies (`desk_id`) and whose office it is (`office_id`) decide who reads it, in the database too.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of
from tenants.sites.machine import OVER, Stage

STAGES = tuple(stage.value for stage in Stage)
_ENDED = ", ".join(f"'{stage}'" for stage in sorted({*OVER, Stage.DRAFT}))


class Site(Base):
    """One district's way through the stages (`tenants.sites.machine`). A public body's standing, no personal data."""

    __tablename__ = "site"
    __table_args__ = (
        one_of("state", STAGES),
        Index(
            "ix_site_one_open_per_district",
            "region_code",
            unique=True,
            postgresql_where=text(f"state NOT IN ({_ENDED})"),
        ),
        Index("ix_site_desk", "desk_id", "name", "id"),
        Index("ix_site_name", "name", "id"),
        Index("ix_site_office", "office_id"),
        Index("ix_site_draft", "created_at", "id", postgresql_where=text("state = 'draft'")),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    name: Mapped[str] = mapped_column(Text)
    """As in the decree: "Kabupaten Belitung"."""
    desk_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    """Who reviews and supervises it: its province, or the ministry while nobody works for the province."""
    office_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    """Its tenant, once there is one."""
    state: Mapped[str] = mapped_column(Text)
    state_since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    returns_to: Mapped[str | None] = mapped_column(Text)
    """While suspended: where it stood before."""
    live_on: Mapped[date | None] = mapped_column(Date)
    cohort: Mapped[int | None] = mapped_column(SmallInteger)
    """The year of growth in which it joined."""
    support_until: Mapped[date | None] = mapped_column(Date)
    """The last day of support from the state budget (APBN)."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return Stage(self.state)


class SiteApplication(TenantMixin, Base):
    """What a district wrote when it applied. Belongs to the tenant on whose desk it lies."""

    __tablename__ = "site_application"
    __table_args__ = (
        belongs_to("stored_file", "letter_id"),
        UniqueConstraint("tenant_id", "site_id"),
        Index("ix_site_application_code", "code"),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    code: Mapped[str] = mapped_column(Text)
    """What the applicant follows it by, together with the e-mail address or the last digits of the telephone."""
    link_secret: Mapped[str] = mapped_column(Text)
    """In every link sent to the applicant, signed: whoever has it has read that e-mail."""
    social_name: Mapped[str | None] = mapped_column(Text)
    social_title: Mapped[str | None] = mapped_column(Text)
    social_email: Mapped[str] = mapped_column(Text)
    social_phone: Mapped[str | None] = mapped_column(Text)
    planning_name: Mapped[str | None] = mapped_column(Text)
    planning_phone: Mapped[str | None] = mapped_column(Text)
    letter_number: Mapped[str | None] = mapped_column(Text)
    letter_id: Mapped[int | None] = mapped_column(BigInteger)
    """The letter of the Bupati or mayor, a PDF."""
    mails: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    """How often a link to confirm was asked for."""
    sent_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    warned_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """While a draft: when its applicant was told that it is about to be forgotten."""
    checks: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    """What the reviewer has ticked off (`tenants.sites.words.CHECKS`)."""


class SiteEvent(Base):
    """A step that a site took: who, when, why. Append-only."""

    __tablename__ = "site_event"
    __table_args__ = (Index("ix_site_event_site", "site_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    desk_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    move: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")


class SiteStep(Base):
    """A step of making an office that is done; there is no half-done one."""

    __tablename__ = "site_step"

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    step: Mapped[str] = mapped_column(Text, primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    done_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class ReadinessItem(TenantMixin, Base):
    """One letter of the readiness checklist as an office has answered it (`tenants.sites.readiness`)."""

    __tablename__ = "readiness_item"
    __table_args__ = (
        one_of("item", tuple("ABCDEFGHIJKL")),
        belongs_to("stored_file", "file_id"),
        belongs_to("membership", "responsible_id"),
        UniqueConstraint("tenant_id", "item"),
    )

    item: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    """The evidence in words: number of the decree, date of the agreement."""
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    responsible_id: Mapped[int | None] = mapped_column(BigInteger)
    due_on: Mapped[date | None] = mapped_column(Date)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_by: Mapped[str] = mapped_column(Text, server_default="")


class DeskMessage(TenantMixin, Base):
    """What a desk has told its sites, once for all of them. Belongs to the desk's tenant."""

    __tablename__ = "desk_message"

    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    stages: Mapped[list[str]] = mapped_column(JSONB)
    """Only sites in these; empty: all."""
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    sent_by: Mapped[str] = mapped_column(Text)
    reached: Mapped[int] = mapped_column()
    """How many offices got it."""


class SiteMessage(TenantMixin, Base):
    """The copy of it that lies in one office."""

    __tablename__ = "site_message"
    __table_args__ = (Index("ix_site_message_newest", "tenant_id", "id"),)

    desk_name: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    read_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Erasure(Base):
    """That all data of a closed office is to go, and the proof that it went. Two people, after the waiting time."""

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint("confirmed_account <> asked_account", name="by_two"),
        CheckConstraint("confirmed_at >= closed_at + interval '90 days'", name="after_the_wait"),
        CheckConstraint("done_at IS NULL OR confirmed_at IS NOT NULL", name="confirmed_first"),
    )

    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), primary_key=True)
    desk_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    closed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    asked_by: Mapped[str] = mapped_column(Text)
    asked_account: Mapped[int] = mapped_column(BigInteger)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    confirmed_by: Mapped[str | None] = mapped_column(Text)
    confirmed_account: Mapped[int | None] = mapped_column(BigInteger)
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    counts: Mapped[dict[str, int] | None] = mapped_column(JSONB(none_as_null=True))
    """Rows that went, by table."""
    digest: Mapped[str | None] = mapped_column(Text)
    """SHA-256 of what the certificate says."""

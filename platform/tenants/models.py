"""The tenant tree, who works where, how they sign in, and what they looked at."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to

KINDS = ("ministry", "province", "district", "practice")
ROLES = (
    "front_office",
    "back_office",
    "facilitator",
    "supervisor",
    "manager",
    "head",
    "administrator",
    "privacy_officer",
    "village_head",
    "verifier",
    "planner",
    "agency_officer",
    "provincial_supervisor",
    "ministry_analyst",
    "platform_operator",
)

INVITATION_WAYS = ("mail", "paper")


def one_of(column: str, values: tuple[str, ...], name: str | None = None) -> CheckConstraint:
    """Text with a CHECK, not an enum type: enum comparison is not leakproof and loses its index under RLS."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({listed})", name=name or f"{column}_known")


class Tenant(Base):
    """A node of the tree ministry -> province -> district. Not secret: names and codes of public bodies.

    The practice room of an office stands outside the tree, under the negative of the office's number.
    """

    __tablename__ = "tenant"
    __table_args__ = (
        one_of("kind", KINDS),
        CheckConstraint("(kind = 'practice') = (id < 0)", name="practice_below_zero"),
        UniqueConstraint("code_prefix"),
        Index("ix_tenant_parent_id", "parent_id"),
    )

    id: Mapped[int] = mapped_column(Integer, Identity(always=True), primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    kind: Mapped[str] = mapped_column(Text)
    region_code: Mapped[str | None] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    """Short, as people say it: "Belitung Timur"."""
    full_name: Mapped[str] = mapped_column(Text)
    """As on a letterhead: "Kabupaten Belitung Timur"."""
    office: Mapped[str] = mapped_column(Text, server_default="Dinas Sosial")
    address: Mapped[str] = mapped_column(Text, server_default="")
    seat: Mapped[str] = mapped_column(Text, server_default="")
    """The town in which letters are dated."""
    phone: Mapped[str] = mapped_column(Text, server_default="")
    email: Mapped[str] = mapped_column(Text, server_default="")
    government: Mapped[str] = mapped_column(Text, server_default="")
    """The first line of the letterhead; empty is "Pemerintah" and the full name."""
    code_prefix: Mapped[str] = mapped_column(Text)
    """Begins every case code, e.g. BLT in BLT-26-000123."""
    timezone: Mapped[str] = mapped_column(Text, server_default="Asia/Jakarta")
    active: Mapped[bool] = mapped_column(server_default="true")
    """Kept by the database: false while its site is suspended or closed, and then nobody of it signs in."""


class OfficeLogo(TenantMixin, Base):
    """The picture beside a tenant's letterhead, one at most; without a file, none."""

    __tablename__ = "office_logo"
    __table_args__ = (UniqueConstraint("tenant_id"), belongs_to("stored_file", "file_id"))

    file_id: Mapped[int | None] = mapped_column(BigInteger)


class Account(Base):
    """A person who can sign in. Only the sign-in role reads it."""

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("login"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    login: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str] = mapped_column(Text)
    totp_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    totp_offer_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    """A secret shown for setting up that no code has confirmed yet."""
    totp_last_step: Mapped[int] = mapped_column(BigInteger, server_default="0")
    """The newest code accepted: a one-time code works once."""
    active: Mapped[bool] = mapped_column(server_default="true")


class RecoveryCode(Base):
    """A code on paper that stands in for the second factor, once. Only its keyed hash lies here."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("account.id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Agency(TenantMixin, Base):
    """An organisation (OPD, hospital, PLN, BPJS …) that takes referrals from this tenant."""

    __tablename__ = "agency"

    kind: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    seat: Mapped[str] = mapped_column(Text, server_default="")
    accept_days: Mapped[int] = mapped_column(server_default="2")
    """Working days in which it promised to say whether it takes a referral on."""
    answer_days: Mapped[int] = mapped_column(server_default="5")
    """Working days in which it promised to answer."""
    services: Mapped[list[str]] = mapped_column(JSONB, server_default="[]")
    """What it offers, in its own words; empty: what organisations of its kind offer."""
    active: Mapped[bool] = mapped_column(server_default="true")


class Membership(TenantMixin, Base):
    """An account at work in one tenant, in one role."""

    __tablename__ = "membership"
    __table_args__ = (
        one_of("role", ROLES),
        belongs_to("agency", "agency_id"),
        belongs_to("membership", "supervisor_id"),
        Index("ix_membership_account_id", "account_id"),
        Index("ix_membership_name", "tenant_id", "name", "id"),
    )

    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("account.id"))
    role: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text, server_default="")
    """Position as printed under a signature."""
    employee_number: Mapped[str] = mapped_column(Text, server_default="")
    """NIP, for those who sign."""
    email: Mapped[str] = mapped_column(Text, server_default="")
    """Where notices are sent besides the inbox; empty: nowhere."""
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    supervisor_id: Mapped[int | None] = mapped_column(BigInteger)
    active: Mapped[bool] = mapped_column(server_default="true")
    """Works here now. Not yet, while an invitation waits; no longer, after leaving."""
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when no longer; empty again once invited back."""


class MembershipVillage(TenantMixin, Base):
    """A village that a facilitator serves."""

    __tablename__ = "membership_village"
    __table_args__ = (
        belongs_to("membership", "membership_id"),
        UniqueConstraint("tenant_id", "membership_id", "village_code"),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    village_code: Mapped[str] = mapped_column(Text)


class Invitation(TenantMixin, Base):
    """A way into one membership for whoever it was made for: by a link in a mail, or by a code on paper. Works once."""

    __tablename__ = "invitation"
    __table_args__ = (
        one_of("way", INVITATION_WAYS),
        belongs_to("membership", "membership_id"),
        Index("ix_invitation_membership", "tenant_id", "membership_id", "id"),
        Index("ix_invitation_secret_hash", "secret_hash"),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    way: Mapped[str] = mapped_column(Text)
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Keyed hash of what was mailed or printed; empty until then. The secret itself lies nowhere."""
    invited_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    handed_out_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When it was last mailed or printed."""
    accepted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Confidant(Veiled, TenantMixin, Base):
    """Who sees a confidential case besides manager and head. Owner and registrar are kept here by the database."""

    __tablename__ = "confidant"
    __table_args__ = (
        one_of("why", ("owner", "registrar", "named")),
        belongs_to("case", "case_id"),
        belongs_to("membership", "membership_id"),
        UniqueConstraint("tenant_id", "case_id", "membership_id", "why"),
        Index(
            "ix_confidant_membership",
            "tenant_id",
            "membership_id",
            "case_id",
            postgresql_where=text("removed_at IS NULL"),
        ),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    membership_id: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, server_default="")
    """For who was named by hand: on what ground, e.g. "SK Kadis 460/118/2026"."""
    added_by: Mapped[int | None] = mapped_column(BigInteger)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class SigninSession(Base):
    """A sign-in that the server can end. The browser holds a random token, here lies only its hash."""

    __tablename__ = "signin_session"
    __table_args__ = (
        Index("ix_signin_session_account_id", "account_id"),
        Index("ix_signin_session_membership", "tenant_id", "membership_id"),
    )

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("account.id"))
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    membership_id: Mapped[int | None] = mapped_column(BigInteger)
    """Empty until the second factor has been given, where one is needed."""
    device: Mapped[str] = mapped_column(Text, server_default="")
    """Browser and system in words, so that people recognise their own."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the second factor was last given in this session: signing asks for a recent one."""


class SigninThrottle(Base):
    """Wrong tries per login, known or not: the answer to both must be the same."""

    __tablename__ = "signin_throttle"

    login_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int] = mapped_column(server_default="0")
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ApiToken(TenantMixin, Base):
    """A bearer token of one membership; shown once, kept as a hash, never with more rights than its owner."""

    __tablename__ = "api_token"
    __table_args__ = (
        belongs_to("membership", "membership_id"),
        Index("ix_api_token_token_hash", "token_hash"),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class AuditEntry(TenantMixin, Base):
    """Who looked at or changed what. Append-only: no reader's role may UPDATE or DELETE it."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        Index("ix_audit_entry_at", "tenant_id", "at", "id"),
        Index("ix_audit_entry_subject", "tenant_id", "subject_kind", "subject_id", "at", "id"),
        Index("ix_audit_entry_member", "tenant_id", "membership_id", "at", "id"),
        Index(
            "ix_audit_entry_person",
            "tenant_id",
            "person_id",
            "at",
            "id",
            postgresql_where=text("person_id IS NOT NULL"),
        ),
    )

    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    membership_id: Mapped[int | None] = mapped_column(BigInteger)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    """Whoever it is about, filled in by the database from what the line is about."""
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """Ids and reasons, never a name or a NIK."""


class Receipt(TenantMixin, Base):
    """What a request key already made: the same form sent twice makes one thing."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("tenant_id", "request_key"),)

    request_key: Mapped[str] = mapped_column(Text)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
    subject_kind: Mapped[str] = mapped_column(Text)
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

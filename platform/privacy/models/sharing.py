"""Data sets that somebody asked for: what was asked, what was allowed, the file made of it and who fetched it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, SmallInteger, Text, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

SHARE_STATES = ("asked", "refused", "approved", "ready", "failed", "revoked", "expired")
FORMATS = ("csv", "xlsx")


class ShareAgreement(TenantMixin, Base):
    """An agreement on sharing data (PKS): with whom, on what ground, until when."""

    __tablename__ = "share_agreement"
    __table_args__ = (
        belongs_to("agency", "agency_id"),
        belongs_to("membership", "recorded_by"),
        CheckConstraint("valid_until >= signed_on", name="period_forward"),
        Index("ix_share_agreement_newest", "tenant_id", "id"),
        Index("ix_share_agreement_agency", "tenant_id", "agency_id", "id"),
    )

    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    """Empty when the partner is none of the site's agencies: the centre, a university."""
    partner: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    signed_on: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Ended before its day."""
    ended_reason: Mapped[str] = mapped_column(Text, server_default="")
    recorded_by: Mapped[int] = mapped_column(BigInteger)
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class ShareRequest(TenantMixin, Base):
    """One data set that an agency, or somebody outside, asked for. What was asked stays beside what was allowed."""

    __tablename__ = "share_request"
    __table_args__ = (
        one_of("state", SHARE_STATES),
        one_of("file_format", FORMATS),
        belongs_to("agency", "agency_id"),
        belongs_to("membership", "asked_by"),
        belongs_to("membership", "decided_by"),
        belongs_to("share_agreement", "agreement_id"),
        belongs_to("stored_file", "file_id"),
        Index("ix_share_request_newest", "tenant_id", "id"),
        Index("ix_share_request_agency", "tenant_id", "agency_id", "id"),
        Index("ix_share_request_waiting", "tenant_id", "id", postgresql_where=text("state = 'asked'")),
    )

    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    """Whose request it is; empty for one that came by letter from outside."""
    requester: Mapped[str] = mapped_column(Text)
    letter: Mapped[str] = mapped_column(Text, server_default="")
    """Number and date of the letter by which it was asked for."""
    asked_by: Mapped[int] = mapped_column(BigInteger)
    asked_name: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    purpose: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    agreement_id: Mapped[int | None] = mapped_column(BigInteger)
    file_format: Mapped[str] = mapped_column(Text)
    asked: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """columns, whole (numbers wanted in clear), villages, programme, standing, period_from, period_until."""
    allowed: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The same as it was approved: never more than asked."""
    state: Mapped[str] = mapped_column(Text, server_default="asked")
    number: Mapped[str] = mapped_column(Text, server_default="")
    """Given when approved, e.g. BD/12/2026; printed in every row."""
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_name: Mapped[str] = mapped_column(Text, server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    note: Mapped[str] = mapped_column(Text, server_default="")
    """Why it was refused, narrowed, revoked, or could not be made."""
    valid_days: Mapped[int | None] = mapped_column(SmallInteger)
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """From then on the file is gone."""
    made_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    rows: Mapped[int | None] = mapped_column()
    """People in it."""
    marker: Mapped[str] = mapped_column(Text, server_default="")
    """Stands in every row and decides their order: a copy found somewhere leads back to this request."""
    fingerprint: Mapped[str] = mapped_column(Text, server_default="")
    """SHA-256 of the file as it was made."""
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class ShareDownload(TenantMixin, Base):
    """Somebody fetched the file. Append-only."""

    __tablename__ = "share_download"
    __table_args__ = (
        belongs_to("share_request", "share_id"),
        belongs_to("membership", "membership_id"),
        Index("ix_share_download_share", "tenant_id", "share_id", "id"),
    )

    share_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    membership_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))

"""What a site has decided about itself, version by version, and what the levels above it recommend.

Nothing is ever changed or deleted: a new version replaces the one before, and the history is the table itself.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Computed, Date, DateTime, ForeignKey, Identity, Index, Text, UniqueConstraint, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

KINDS = (
    "case_type", "sectors", "office", "closure", "letter_type", "numbering", "cut_off", "agency",
    "screening_rule", "screening_choice", "screening_own",
)  # fmt: skip
"""What can be set. Each has one schema (`settings.schemas.SCHEMAS`)."""
OWN_ONLY = frozenset({"agency", "screening_own"})
"""Whom a site asks, and where it departs from what programmes ask for, is its own affair: nobody above sets it."""
MINISTRY_ONLY = frozenset({"screening_rule"})
"""What a programme asks for is the same in the whole country; a site that departs says so, and why, beside it."""
DEPARTING = ("screening_own", "screening_choice")
"""Where a site leaves the default: of these alone the ministry sees how many there are, never what was written."""


class _Version:
    """One version of one setting, whoever made it."""

    kind: Mapped[str] = mapped_column(Text)
    slug: Mapped[str] = mapped_column(Text)
    """Which one of its kind: a case type, the first day of a closure; `site` where there is only one."""
    version: Mapped[int] = mapped_column()
    """1, 2, 3 … of this setting."""
    valid_from: Mapped[date] = mapped_column(Date)
    data: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    """As its schema loads it; empty is "back to the default"."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    author_name: Mapped[str] = mapped_column(Text)


class Setting(_Version, TenantMixin, Base):
    """What a site has set for itself."""

    __tablename__ = "setting"
    __table_args__ = (
        one_of("kind", KINDS),
        belongs_to("membership", "author_id"),
        UniqueConstraint("tenant_id", "kind", "slug", "version"),
    )

    author_id: Mapped[int | None] = mapped_column(BigInteger)
    given_up: Mapped[bool] = mapped_column(Computed("data IS NULL", persisted=True))
    line: Mapped[str | None] = mapped_column(Text, Computed("data ->> 'line'", persisted=True))
    """Which source was chosen, of a choice between several."""
    ends: Mapped[str | None] = mapped_column(Text, Computed("data ->> 'ends'", persisted=True))
    """The last day (ISO) of what ends by itself. With the two above: what can be counted without reading the words."""


class DefaultSetting(_Version, Base):
    """What a province recommends to its districts, or the ministry to all. Public, part of no tenant, like a region."""

    __tablename__ = "default_setting"
    __table_args__ = (
        one_of("kind", KINDS),
        UniqueConstraint("publisher_id", "kind", "slug", "version"),
        Index("ix_default_setting_publisher_id", "publisher_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    publisher_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))


class CaseTypeVersion(TenantMixin, Base):
    """A case type as it stood when a case of this site began with it; whoever's words they were, they stay here."""

    __tablename__ = "case_type_version"
    __table_args__ = (UniqueConstraint("tenant_id", "slug", "digest"),)

    slug: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(Text)
    """SHA-256 of the words: the same words are one version."""
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)
    since: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

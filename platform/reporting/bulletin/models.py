"""Bulletins of an office: written, submitted, published as they stand; taken back with a reason alone."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, DateTime, LargeBinary, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin
from tenants.models import one_of

STATES = ("draft", "submitted", "published")


class Bulletin(TenantMixin, Base):
    """What an office tells its citizens about a quarter. At most one for each."""

    __tablename__ = "bulletin"
    __table_args__ = (
        UniqueConstraint("tenant_id", "quarter"),
        one_of("state", STATES),
        CheckConstraint("(state = 'published') = (pdf IS NOT NULL)", name="published_whole"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why = '')", name="withdrawn_told"),
    )

    quarter: Mapped[date] = mapped_column(Date)
    """Its first day."""
    state: Mapped[str] = mapped_column(Text, server_default="draft")
    opening: Mapped[str] = mapped_column(Text)
    """What the office says before the numbers."""
    advice: Mapped[str] = mapped_column(Text, server_default="")
    """What a citizen can do, after them."""
    written_by: Mapped[str] = mapped_column(Text)
    sent_back: Mapped[str] = mapped_column(Text, server_default="")
    """Why the head did not publish it; empty once it is submitted again."""
    approved_by: Mapped[str] = mapped_column(Text, server_default="")
    approved_title: Mapped[str] = mapped_column(Text, server_default="")
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    figures: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    """The topics as they were approved (`figures.kept`)."""
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When it was last taken back after it had been published."""
    withdrawn_why: Mapped[str] = mapped_column(Text, server_default="")
    """What was wrong with it then, for everybody to read; empty while it never was taken back."""
    version: Mapped[int] = mapped_column(server_default="1")

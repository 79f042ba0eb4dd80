"""PPKS and PSKS: in which official categories a person is, since and until when."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from registry.models.observation import SOURCES
from tenants.models import one_of

SCHEMES = ("ppks", "psks")


class PersonCategory(TenantMixin, Base):
    """A person in one of the 26 PPKS (needs welfare services) or 12 PSKS (can give them) categories for a time."""

    __tablename__ = "person_category"
    __table_args__ = (
        one_of("scheme", SCHEMES),
        one_of("source", SOURCES),
        belongs_to("person", "person_id"),
        belongs_to("membership", "recorded_by"),
        CheckConstraint("until >= since", name="period_forward"),
        Index("ix_person_category_person", "tenant_id", "person_id", "id"),
        Index(
            "uq_person_category_open", "tenant_id", "person_id", "scheme", "category", unique=True,
            postgresql_where=text("until IS NULL"),
        ),
        Index("ix_person_category_category", "tenant_id", "scheme", "category", "id"),
    )  # fmt: skip

    person_id: Mapped[int] = mapped_column(BigInteger)
    scheme: Mapped[str] = mapped_column(Text)
    category: Mapped[str] = mapped_column(Text)
    """A slug of `reference/codes/welfare.toml`: 01-26 for PPKS."""
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    """The last day; empty while it holds."""
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)

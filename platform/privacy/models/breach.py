"""Data that went where they should not: what is known of it, the law's clock, and whose data they were."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to


class Breach(TenantMixin, Base):
    """One failure to protect personal data (UU 27/2022 art. 46), as the written notice must tell of it."""

    __tablename__ = "breach"
    __table_args__ = (
        CheckConstraint("due_at > found_at", name="clock_forward"),
        Index("ix_breach_newest", "tenant_id", "id"),
        Index(
            "ix_breach_open", "tenant_id", "due_at", "id",
            postgresql_where=text("reported_at IS NULL OR told_at IS NULL"),
        ),
    )  # fmt: skip

    found_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """When the office came to know of it: from here the law counts."""
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    happened: Mapped[str] = mapped_column(Text)
    """When it happened, as far as is known."""
    what: Mapped[str] = mapped_column(Text)
    how: Mapped[str] = mapped_column(Text)
    kinds: Mapped[list[str]] = mapped_column(JSONB)
    """Which data, slugs of `privacy/schemas/breaches.py`."""
    remedy: Mapped[str] = mapped_column(Text)
    """What the office does about it."""
    advice: Mapped[str] = mapped_column(Text, server_default="")
    """What the citizens can do themselves."""
    recorded_by: Mapped[str] = mapped_column(Text)
    reported_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the agency for personal data was told."""
    reported_by: Mapped[str] = mapped_column(Text, server_default="")
    told_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When the last of the citizens was told."""
    told_by: Mapped[str] = mapped_column(Text, server_default="")
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class BreachPerson(TenantMixin, Base):
    """Somebody whose data it touched."""

    __tablename__ = "breach_person"
    __table_args__ = (
        belongs_to("breach", "breach_id"),
        belongs_to("person", "person_id"),
        UniqueConstraint("tenant_id", "breach_id", "person_id"),
        Index("ix_breach_person_person", "tenant_id", "person_id"),
    )

    breach_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int] = mapped_column(BigInteger)
    why: Mapped[str] = mapped_column(Text)
    """How it is known: the data set, what a member of staff opened, or added by hand."""

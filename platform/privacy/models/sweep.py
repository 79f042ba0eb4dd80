"""Data whose time is over: listed for the office, approved as a whole, erased in portions, with proof in numbers."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, DateTime, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

SWEEP_STATES = ("listed", "approved", "done")
ITEM_STATES = ("listed", "held", "erased", "kept")
"""Kept: when its turn came, nothing of it might go any more."""
WHY_HELD = ("restricted", "disputed", "officer")
"""The citizen's restriction stands; a request about the data is not answered yet; somebody of the office said so."""


class RetentionSweep(TenantMixin, Base):
    """One list of people of whom something is past its time. Nothing of it goes before somebody approves all of it."""

    __tablename__ = "retention_sweep"
    __table_args__ = (
        one_of("state", SWEEP_STATES),
        belongs_to("membership", "approved_by"),
        Index("ix_retention_sweep_open", "tenant_id", unique=True, postgresql_where=text("state <> 'done'")),
    )

    state: Mapped[str] = mapped_column(Text)
    listed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    erase_from: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """The first moment at which it may be erased; all that is listed is past its time by then."""
    people: Mapped[int] = mapped_column(Integer)
    """How many were listed, held ones included."""
    held: Mapped[int] = mapped_column(Integer, server_default="0")
    """How many of them are held back now."""
    told_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """When whoever guards personal data was last told of it."""
    approved_by: Mapped[int | None] = mapped_column(BigInteger)
    approved_name: Mapped[str] = mapped_column(Text, server_default="")
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    erased: Mapped[int] = mapped_column(Integer, server_default="0")
    """Of how many people something was erased."""
    outcome: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """Proof in numbers: rows by table, never a word of them."""
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class RetentionItem(TenantMixin, Base):
    """One person on such a list."""

    __tablename__ = "retention_item"
    __table_args__ = (
        one_of("state", ITEM_STATES),
        belongs_to("retention_sweep", "sweep_id"),
        belongs_to("person", "person_id"),
        UniqueConstraint("tenant_id", "sweep_id", "person_id"),
        Index("ix_retention_item_list", "tenant_id", "sweep_id", "state", "id"),
        Index("ix_retention_item_person", "tenant_id", "person_id", "done_at"),
    )

    sweep_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int] = mapped_column(BigInteger)
    state: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text, server_default="")
    """Of what is held: a slug of WHY_HELD."""
    kinds: Mapped[list[str]] = mapped_column(JSONB)
    """Which kinds of data are past their time, slugs of `privacy/retention.toml`."""
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    outcome: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")

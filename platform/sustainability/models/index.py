"""Scores of the index, each with what it was made from."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Index, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantMixin
from tenants.models import one_of

GRADES = ("growing", "developing", "independent")
"""Tumbuh, Berkembang, Mandiri: the platform's proposal, no ministry scoring."""


class IndexScore(TenantMixin, Base):
    """A score with the version of the weights and its inputs, so that it can be recomputed exactly. Append-only."""

    __tablename__ = "index_score"
    __table_args__ = (one_of("grade", GRADES), Index("ix_index_score_newest", "tenant_id", "scored_on", "id"))

    scored_on: Mapped[date] = mapped_column(Date)
    scored_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    definition: Mapped[str] = mapped_column(Text)
    """The version of dimensions, weights, gates and levels."""
    points: Mapped[int] = mapped_column(Integer)
    """Hundredths: 5325 is 53.25 of 100."""
    grade: Mapped[str] = mapped_column(Text)
    dimensions: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Hundredths by dimension."""
    inputs: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """The frozen facts; what is not there had no evidence."""

"""The boundaries an office has given for its map: versions, of which one at most is drawn."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, Integer, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin, belongs_to


class Boundary(TenantMixin, Base):
    """One file that was taken: who brought it and when. Earlier versions stay, and can be drawn again."""

    __tablename__ = "boundary"
    __table_args__ = (
        belongs_to("membership", "membership_id"),
        Index("ix_boundary_current", "tenant_id", unique=True, postgresql_where=text("current")),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    put_by: Mapped[str] = mapped_column(Text)
    """The name as it was then."""
    put_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    fingerprint: Mapped[str] = mapped_column(Text)
    """SHA-256 of the file: the same one sent twice is one version."""
    current: Mapped[bool]
    width: Mapped[int]
    height: Mapped[int]
    """Of the drawing, in the units of its paths."""
    points_given: Mapped[int]
    points_kept: Mapped[int]
    shapes: Mapped[int]


class BoundaryShape(TenantKey, Base):
    """A region as it is drawn."""

    __tablename__ = "boundary_shape"
    __table_args__ = (belongs_to("boundary", "boundary_id"),)

    boundary_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    region_code: Mapped[str] = mapped_column(Text, primary_key=True)
    path: Mapped[str] = mapped_column(Text)
    """The `d` of an SVG path."""
    area: Mapped[int] = mapped_column(BigInteger)
    """Larger shapes are drawn first, so that a city within a regency lies on top."""
    label_x: Mapped[int] = mapped_column(Integer)
    label_y: Mapped[int] = mapped_column(Integer)
    room: Mapped[int] = mapped_column(Integer)
    """How wide the shape is at its label."""

"""Equipment of a site: what there is, who holds it, and every move it has made."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of
from workforce.posts import FUNDING
from workforce.stock import KINDS, MOVES, STATES


class Equipment(TenantMixin, Base):
    """One thing with a serial number."""

    __tablename__ = "equipment"
    __table_args__ = (
        one_of("kind", tuple(KINDS)),
        one_of("funding", tuple(FUNDING)),
        one_of("state", tuple(STATES)),
        CheckConstraint("(state = 'held') = (holder_id IS NOT NULL)", name="held_by_somebody"),
        belongs_to("worker", "holder_id"),
        UniqueConstraint("tenant_id", "kind", "serial"),
        Index("ix_equipment_state", "tenant_id", "state", "kind", "id"),
        Index("ix_equipment_holder", "tenant_id", "holder_id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    label: Mapped[str] = mapped_column(Text)
    """Make and model."""
    serial: Mapped[str] = mapped_column(Text)
    funding: Mapped[str] = mapped_column(Text)
    """Who paid for it."""
    state: Mapped[str] = mapped_column(Text)
    holder_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class EquipmentMove(TenantMixin, Base):
    """It was handed over, came back, broke, was lost. Never changed, but for the signed letter that is added to it."""

    __tablename__ = "equipment_move"
    __table_args__ = (
        one_of("move", ("added", *MOVES)),
        belongs_to("equipment", "equipment_id"),
        belongs_to("worker", "worker_id"),
        belongs_to("stored_file", "file_id"),
        Index("ix_equipment_move_equipment", "tenant_id", "equipment_id", "id"),
    )

    equipment_id: Mapped[int] = mapped_column(BigInteger)
    move: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column(Date)
    worker_id: Mapped[int | None] = mapped_column(BigInteger)
    """To whom, or from whom."""
    condition: Mapped[str] = mapped_column(Text, server_default="")
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    """The hand-over letter with both signatures, photographed or scanned."""
    entered_by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())

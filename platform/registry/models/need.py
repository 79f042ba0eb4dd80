"""What a person or a household lacks, by sector."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, FetchedValue, Index, Text, func, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from registry.models.about import PersonOrHousehold, about_one
from registry.models.observation import SOURCES
from tenants.models import one_of

NEED_STATES = ("open", "met", "withdrawn")


class Need(Veiled, PersonOrHousehold, TenantMixin, Base):
    """One thing that is lacking, until it is met or withdrawn. A case may have noted it, or may work on it."""

    __tablename__ = "need"
    __table_args__ = (
        *about_one("need"),
        one_of("state", NEED_STATES),
        one_of("source", SOURCES),
        belongs_to("membership", "recorded_by"),
        belongs_to("membership", "closed_by"),
        CheckConstraint("(state = 'open') = (closed_on IS NULL)", name="closed_with_a_day"),
        Index("ix_need_open", "tenant_id", "kind", "id", postgresql_where=text("state = 'open'")),
        Index("ix_need_case", "tenant_id", "case_id"),
    )

    village_code: Mapped[str] = mapped_column(Text, server_default=FetchedValue())
    """Where the family lives now; the database fills it in, and follows the family."""
    kind: Mapped[str] = mapped_column(Text)
    """A slug of `reference/codes/needs.toml`."""
    state: Mapped[str] = mapped_column(Text, server_default="open")
    noted_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, server_default="")
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    """The case that works on it. No foreign key: cases lie above this room and write the link themselves."""
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_by: Mapped[int | None] = mapped_column(BigInteger)
    closed_note: Mapped[str] = mapped_column(Text, server_default="")
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}

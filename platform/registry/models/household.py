"""Households: who shares a family card, where they live and in what."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Double,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from registry.models.about import DESIL_IN_RANGE, Received
from tenants.models import one_of

RECORD_STATES = ("draft", "final")


class Household(Received, TenantMixin, Base):
    """People on one family card (KK), or sharing one kitchen when there is none.

    The columns hold what is known now; how it came to be known lies in `observation`. Their names, code lists and
    meanings are those of `reference/codes/variables.toml`.
    """

    __tablename__ = "household"
    __table_args__ = (
        one_of("record_state", RECORD_STATES),
        CheckConstraint(DESIL_IN_RANGE, name="desil_in_range"),
        belongs_to("membership", "finalised_by"),
        UniqueConstraint("tenant_id", "family_card_hash"),
        Index("ix_household_village", "tenant_id", "village_code", "id"),
    )

    family_card_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    family_card_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    family_card_masked: Mapped[str] = mapped_column(Text, server_default="")
    address: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str] = mapped_column(Text)
    latitude: Mapped[float | None] = mapped_column(Double)
    longitude: Mapped[float | None] = mapped_column(Double)
    family_size: Mapped[int | None] = mapped_column(SmallInteger)

    tenure: Mapped[int | None] = mapped_column(SmallInteger)
    land_proof: Mapped[int | None] = mapped_column(SmallInteger)
    floor_area: Mapped[int | None] = mapped_column(SmallInteger)
    floor: Mapped[int | None] = mapped_column(SmallInteger)
    wall: Mapped[int | None] = mapped_column(SmallInteger)
    roof: Mapped[int | None] = mapped_column(SmallInteger)
    water: Mapped[int | None] = mapped_column(SmallInteger)
    toilet: Mapped[int | None] = mapped_column(SmallInteger)
    closet: Mapped[int | None] = mapped_column(SmallInteger)
    sewage: Mapped[int | None] = mapped_column(SmallInteger)
    lighting: Mapped[int | None] = mapped_column(SmallInteger)
    power: Mapped[int | None] = mapped_column(SmallInteger)
    fuel: Mapped[int | None] = mapped_column(SmallInteger)

    farmland: Mapped[int | None] = mapped_column(Integer)
    other_house: Mapped[bool | None] = mapped_column()
    cattle: Mapped[int | None] = mapped_column(SmallInteger)
    buffalo: Mapped[int | None] = mapped_column(SmallInteger)
    horses: Mapped[int | None] = mapped_column(SmallInteger)
    pigs: Mapped[int | None] = mapped_column(SmallInteger)
    goats: Mapped[int | None] = mapped_column(SmallInteger)
    gas_cylinders: Mapped[int | None] = mapped_column(SmallInteger)
    refrigerators: Mapped[int | None] = mapped_column(SmallInteger)
    air_conditioners: Mapped[int | None] = mapped_column(SmallInteger)
    water_heaters: Mapped[int | None] = mapped_column(SmallInteger)
    televisions: Mapped[int | None] = mapped_column(SmallInteger)
    computers: Mapped[int | None] = mapped_column(SmallInteger)
    smartphones: Mapped[int | None] = mapped_column(SmallInteger)
    gold: Mapped[bool | None] = mapped_column()
    bicycles: Mapped[int | None] = mapped_column(SmallInteger)
    motorcycles: Mapped[int | None] = mapped_column(SmallInteger)
    cars: Mapped[int | None] = mapped_column(SmallInteger)
    boats: Mapped[int | None] = mapped_column(SmallInteger)
    motorboats: Mapped[int | None] = mapped_column(SmallInteger)
    income_source: Mapped[int | None] = mapped_column(SmallInteger)
    spending_food: Mapped[int | None] = mapped_column(BigInteger)
    spending_other: Mapped[int | None] = mapped_column(BigInteger)

    record_state: Mapped[str] = mapped_column(Text, server_default="draft")
    """draft is always saved; final had no GALAT when it was declared so. A later change makes it a draft again."""
    finalised_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    finalised_by: Mapped[int | None] = mapped_column(BigInteger)
    observed_on: Mapped[date | None] = mapped_column(Date)
    """The day of the newest observation of the household itself: how stale the record is."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}

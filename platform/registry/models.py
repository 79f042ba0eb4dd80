"""Households and persons. NIK, family card and phone lie encrypted beside a keyed hash for exact look-up."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Computed,
    Date,
    DateTime,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

SEXES = ("male", "female")


class Household(TenantMixin, Base):
    """People on one family card (KK), or sharing one kitchen when there is none."""

    __tablename__ = "household"
    __table_args__ = (UniqueConstraint("tenant_id", "family_card_hash"),)

    family_card_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    family_card_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    family_card_masked: Mapped[str] = mapped_column(Text, server_default="")
    address: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())


class Person(TenantMixin, Base):
    """A person known to this tenant. A NIK may be unknown or unchecked: flagged, never a wall."""

    __tablename__ = "person"
    __table_args__ = (
        one_of("sex", SEXES),
        belongs_to("household", "household_id"),
        UniqueConstraint("tenant_id", "nik_hash"),
        Index("ix_person_phone", "tenant_id", "phone_hash"),
        Index(
            "ix_person_name",
            "tenant_id",
            "name_norm",
            postgresql_ops={"name_norm": "text_pattern_ops"},
            postgresql_include=["id", "birth_date"],
        ),
        Index("ix_person_birth_date", "tenant_id", "birth_date"),
        Index("ix_person_household", "tenant_id", "household_id"),
    )

    household_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    name_norm: Mapped[str] = mapped_column(Text, Computed("lower(name)", persisted=True))
    """Stored, because an expression index is lost under row level security."""
    nik_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    nik_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    nik_masked: Mapped[str] = mapped_column(Text, server_default="")
    """First and last four digits, e.g. 1906••••••••0001; empty when the NIK is unknown."""
    sex: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date | None] = mapped_column(Date)
    birth_place: Mapped[str] = mapped_column(Text, server_default="")
    relation: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    """Relation to the head of family, DTSEN code 1-8."""
    phone_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_masked: Mapped[str] = mapped_column(Text, server_default="")
    email_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

"""Persons. NIK and phone lie encrypted beside a keyed hash for exact look-up."""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    Index,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from registry.models.about import DESIL_IN_RANGE, Received
from tenants.models import one_of

SEXES = ("male", "female")
NIK_STATES = ("unknown", "unchecked", "matched", "mismatched")
PRESENCES = ("found", "moved", "deceased", "not_found")


class Person(Received, TenantMixin, Base):
    """A person known to this tenant. A NIK may be unknown or unchecked: flagged, never a wall.

    The columns hold what is known now; how it came to be known lies in `observation`. Their names, code lists and
    meanings are those of `reference/codes/variables.toml`. A welfare status here is the person's own and goes before
    the household's: an old parent in a better-off child's house is judged by what is his or hers.
    """

    __tablename__ = "person"
    __table_args__ = (
        one_of("sex", SEXES),
        one_of("nik_state", NIK_STATES),
        one_of("presence", PRESENCES),
        CheckConstraint(DESIL_IN_RANGE, name="desil_in_range"),
        belongs_to("household", "household_id"),
        belongs_to("person", "merged_into"),
        UniqueConstraint("tenant_id", "nik_hash"),
        Index("ix_person_phone", "tenant_id", "phone_hash"),
        Index(
            "ix_person_name",
            "tenant_id",
            "name_norm",
            postgresql_ops={"name_norm": "text_pattern_ops"},
            postgresql_include=["id", "birth_date", "merged_into"],
        ),
        Index("ix_person_name_key", "tenant_id", "name_key"),
        Index("ix_person_birth_date", "tenant_id", "birth_date"),
        Index("ix_person_merged_into", "tenant_id", "merged_into", postgresql_where=text("merged_into IS NOT NULL")),
        Index("ix_person_household", "tenant_id", "household_id"),
    )

    household_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    name_norm: Mapped[str] = mapped_column(Text, Computed("lower(name)", persisted=True))
    """Stored, because an expression index is lost under row level security."""
    name_key: Mapped[str] = mapped_column(Text, Computed("name_key(name)", persisted=True))
    """How the name sounds: titles, old spelling and vowels away. Blocks the search for doubles, shown to nobody."""
    nik_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    nik_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    nik_masked: Mapped[str] = mapped_column(Text, server_default="")
    """First and last four digits, e.g. 1906••••••••0001; empty when the NIK is unknown."""
    nik_state: Mapped[str] = mapped_column(Text, server_default="unknown")
    sex: Mapped[str] = mapped_column(Text)
    birth_date: Mapped[date | None] = mapped_column(Date)
    birth_place: Mapped[str] = mapped_column(Text, server_default="")
    relation: Mapped[int] = mapped_column(SmallInteger, server_default="1")
    """Relation to the head of family, DTSEN code 1-8."""
    marital_status: Mapped[int | None] = mapped_column(SmallInteger)
    presence: Mapped[str] = mapped_column(Text, server_default="found")
    phone_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_masked: Mapped[str] = mapped_column(Text, server_default="")
    email_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)

    schooling: Mapped[int | None] = mapped_column(SmallInteger)
    school_level: Mapped[int | None] = mapped_column(SmallInteger)
    working: Mapped[bool | None] = mapped_column()
    occupation: Mapped[int | None] = mapped_column(SmallInteger)
    work_sector: Mapped[int | None] = mapped_column(SmallInteger)
    turnover: Mapped[int | None] = mapped_column(SmallInteger)
    income: Mapped[int | None] = mapped_column(BigInteger)
    """The person's own, in rupiah a month."""
    support: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_seeing: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_hearing: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_walking: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_hands: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_learning: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_behaviour: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_speaking: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_selfcare: Mapped[int | None] = mapped_column(SmallInteger)
    difficulty_remembering: Mapped[int | None] = mapped_column(SmallInteger)
    illness: Mapped[int | None] = mapped_column(SmallInteger)
    pregnant: Mapped[bool | None] = mapped_column()

    observed_on: Mapped[date | None] = mapped_column(Date)
    """The day of the newest observation: how stale the record is."""
    merged_into: Mapped[int | None] = mapped_column(BigInteger)
    """The person this record turned out to be. It then has no hashes: no number leads here any more."""
    restricted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when processing is restricted at the citizen's wish: not in runs over everybody, data sets or referrals."""
    restriction: Mapped[str] = mapped_column(Text, server_default="")
    """Why, for whoever opens the record."""
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when nothing but the number and the shape of the record is left."""
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}

"""What many rows of this room are about: one person, or one household."""

from sqlalchemy import BigInteger, CheckConstraint, Index, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import SchemaItem

from foundation.tenancy import belongs_to


class PersonOrHousehold:
    """A row about exactly one of the two: what is a person's own stays so in another's household."""

    person_id: Mapped[int | None] = mapped_column(BigInteger)
    household_id: Mapped[int | None] = mapped_column(BigInteger)


def about_one(table: str) -> tuple[SchemaItem, ...]:
    """The keys, the check and the indexes that such a row needs."""
    return (
        belongs_to("person", "person_id"),
        belongs_to("household", "household_id"),
        CheckConstraint("num_nonnulls(person_id, household_id) = 1", name="about_one"),
        Index(f"ix_{table}_person", "tenant_id", "person_id", "id"),
        Index(f"ix_{table}_household", "tenant_id", "household_id", "id"),
    )


class Received:
    """The newest welfare status received from the centre, copied here so that screening reads one row."""

    desil: Mapped[int | None] = mapped_column(SmallInteger)
    """1 (poorest tenth) to 10. Received, never computed here."""
    desil_period: Mapped[str | None] = mapped_column(Text)
    """The quarter it holds for, e.g. 2026-Q1."""
    dtsen_status: Mapped[str | None] = mapped_column(Text)
    """active, active_deceased_review or inactive."""


DESIL_IN_RANGE = "desil BETWEEN 1 AND 10"

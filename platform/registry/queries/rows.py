"""People in lists, and whose villages a reader may look into. A list costs the same few statements however long."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, TypeVarTuple

from sqlalchemy import ARRAY, BigInteger, Select, Text, and_, any_, bindparam, select

from foundation.clock import today
from foundation.db import db
from foundation.reading import read
from reference import codes
from reference.queries import districts_and_villages, place_labels
from registry.ages import age_on
from registry.models import Household, Person
from tenants.access import subject
from tenants.permissions import VILLAGE_ROLES

Columns = TypeVarTuple("Columns")

SAME_HOUSE = and_(Household.tenant_id == Person.tenant_id, Household.id == Person.household_id)


@dataclass(frozen=True)
class PersonRow:
    """A person in a list: enough to recognise somebody, no whole number."""

    id: int
    name: str
    sex: str
    birth_date: date | None
    nik_masked: str
    phone_masked: str
    relation: int
    village_code: str
    village: str
    """Desa Lalang, Manggar."""

    @property
    def sex_label(self) -> str:
        """In the reader's language."""
        return codes.SEXES[self.sex].label

    @property
    def relation_label(self) -> str:
        """Relation to the head of family, in the reader's language."""
        return codes.RELATIONS[str(self.relation)].label

    @property
    def age(self) -> int | None:
        """Whole years, None without a date of birth. The day turns in Jakarta."""
        return age_on(self.birth_date, today("Asia/Jakarta"))


def person_rows(person_ids: Iterable[int]) -> dict[int, PersonRow]:
    """Persons named in another room's list, by id. Who may see that list is that room's business."""
    wanted = list(set(person_ids))
    return {row.id: row for row in rows_of(read(_listed("id"), id=wanted, most=len(wanted)))} if wanted else {}


def living_that(condition: str, value: Any, size: int = 200) -> list[PersonRow]:
    """Of whom one thing is known (`CONDITIONS`), in this reader's villages, without records merged into others."""
    mine = my_villages()
    names = (condition, "living", *(["villages"] if mine is not None else []))
    return rows_of(read(_listed(*names), **{condition: value, "villages": [*(mine or ())], "most": size}))


SHOWN = (
    Person.id, Person.name, Person.sex, Person.birth_date, Person.nik_masked, Person.phone_masked,
    Person.relation, Household.village_code,
)  # fmt: skip
"""What a list shows of a person, in the order of PersonRow."""
CONDITIONS = {
    "id": Person.id == any_(bindparam("id", type_=ARRAY(BigInteger))),
    "nik": Person.nik_hash == bindparam("nik"),
    "phone": Person.phone_hash == bindparam("phone"),
    "card": Household.family_card_hash == bindparam("card"),
    "house": Person.household_id == bindparam("house"),
    "living": Person.merged_into.is_(None),
    "villages": Household.village_code == any_(bindparam("villages", type_=ARRAY(Text))),
}
"""What people in a list have in common, by the name of its value."""


@cache
def _listed(*names: str) -> Any:
    """The statement for the conditions of these names, built once for each set."""
    listed = select(*SHOWN).join(Household, SAME_HOUSE).where(*(CONDITIONS[name] for name in names))
    return listed.order_by(Person.relation if "house" in names else Person.id, Person.id).limit(bindparam("most"))


def rows_of(found: Sequence[Any]) -> list[PersonRow]:
    """Rows that begin with SHOWN, with the place named."""
    places = place_labels(db.session(), {row.village_code for row in found}) if found else {}
    return [PersonRow(*row[: len(SHOWN)], village=places[row.village_code]) for row in found]


def names_for_the_log(person_ids: Collection[int]) -> dict[int, str]:
    """How the access log calls people, for a reader who may see them by name."""
    if not subject().may("person:read"):
        return {}
    named = select(Person.id, Person.name).where(Person.id.in_(person_ids))
    return {row.id: row.name for row in db.session.execute(named)}


def village_choices() -> list[tuple[str, str]]:
    """The villages in which this reader works, by name: a facilitator's own, or the whole district."""
    tenant = subject().tenant
    mine = my_villages()
    grouped = districts_and_villages(db.session(), tenant.region_code) if tenant.region_code else []
    labels = [(village.code, f"{village.name}, {district.name}") for district, inside in grouped for village in inside]
    return sorted((each for each in labels if mine is None or each[0] in mine), key=lambda each: (each[1], each[0]))


def my_villages() -> tuple[str, ...] | None:
    """The villages to which this reader is limited; None for the whole tenant."""
    return subject().village_codes if subject().role in VILLAGE_ROLES else None


def people() -> Select[Person, Household]:
    """Everybody of this tenant with where they live, still to be narrowed."""
    return select(Person, Household).join(Household, SAME_HOUSE)


def in_my_villages(statement: Select[*Columns], *, joined: bool = True) -> Select[*Columns]:
    """Only what lies in this reader's villages; `joined` when the statement already names Household."""
    mine = my_villages()
    if mine is None:
        return statement
    if not joined:
        statement = statement.join(Household, SAME_HOUSE)
    return statement.where(Household.village_code.in_(mine))

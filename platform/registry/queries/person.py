"""One person, with everything the page about them shows. Opening the page leaves an audit row."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from reference.identity import parse_nik
from reference.queries import place_label
from registry.models import Household, Person
from registry.queries.rows import PersonRow, in_my_villages, living_that, people
from tenants import audit

_RECORDS = "slrt_records_of_persons"


class Merged(Refused):
    """That record turned out to be somebody else's: `survivor_id` leads there."""

    def __init__(self, survivor_id: int) -> None:
        super().__init__(_("Data ini sudah digabung dengan data warga lain."), status=410, code="merged")
        self.survivor_id = survivor_id


@dataclass(frozen=True)
class PersonView:
    """Everything the page about a person shows."""

    person: Person
    household: Household
    row: PersonRow
    members: list[PersonRow]
    """The others of the household."""
    place: str
    nik_flag: str
    """What is doubtful about the NIK, in a sentence; empty when nothing is."""

    @property
    def age(self) -> int | None:
        """See PersonRow."""
        return self.row.age

    @property
    def sex_label(self) -> str:
        """See PersonRow."""
        return self.row.sex_label

    @property
    def relation_label(self) -> str:
        """See PersonRow."""
        return self.row.relation_label

    @property
    def family_card_masked(self) -> str:
        """1906••••••••0002, or nothing."""
        return self.household.family_card_masked


def get_person(person_id: int) -> Person:
    """The person, no audit row. Refused (404): unknown, another tenant's, or out of a facilitator's villages.

    Merged (410) for a record that was found to be somebody else's.
    """
    return _person_and_household(person_id)[0]


def household_of(person: Person) -> Household:
    """Where that person lives. No statement when this transaction has read it before."""
    return db.session.get_one(Household, (person.tenant_id, person.household_id))


def records_of(person: Person) -> list[int]:
    """The ids under which that person was ever recorded: its own, and those of records merged into it.

    Asked once per transaction: most of what a page shows of a person hangs on it.
    """
    known: dict[tuple[int, int], list[int]] = db.session.info.setdefault(_RECORDS, {})
    key = (person.tenant_id, person.id)
    if key not in known:
        known[key] = _records_of(person)
    return known[key]


def forget_records(*_session: object) -> None:
    """A record was merged into another, or out of it again, or the transaction is over: look again."""
    db.session.info.pop(_RECORDS, None)


def _records_of(person: Person) -> list[int]:
    ids = newest = [person.id]
    while newest:
        merged = select(Person.id).where(Person.merged_into.in_(newest))
        newest = list(db.session.scalars(merged))
        ids = [*ids, *newest]
    return ids


def survivor_of(person_id: int) -> int:
    """Whose record that is today: its own, or that of the person it was merged into."""
    into = db.session.scalars(select(Person.merged_into).where(Person.id == person_id)).one_or_none()
    return person_id if into is None else survivor_of(into)


def person_view(person_id: int) -> PersonView:
    """The page about a person; whoever opens it is written down."""
    person, household = _person_and_household(person_id)
    rows = living_that("house", household.id)
    audit.record("person.viewed", "person", person.id)
    return PersonView(
        person=person,
        household=household,
        row=next(row for row in rows if row.id == person.id),
        members=[row for row in rows if row.id != person.id],
        place=place_label(db.session(), household.village_code),
        nik_flag=_nik_flag(person),
    )


def holder_of(nik: str) -> Person | None:
    """Who has that NIK in this tenant, wherever they live."""
    return db.session.scalars(select(Person).where(Person.nik_hash == vault().lookup(nik, "nik"))).one_or_none()


def household_with_card(family_card: str) -> Household | None:
    """The household on that family card."""
    hashed = vault().lookup(family_card, "family_card")
    return db.session.scalars(select(Household).where(Household.family_card_hash == hashed)).one_or_none()


def _person_and_household(person_id: int) -> tuple[Person, Household]:
    wanted = in_my_villages(people().where(Person.id == person_id))
    for person, household in db.session.execute(wanted):
        if person.merged_into is not None:
            raise Merged(person.merged_into)
        return person, household
    raise Refused(_("Data warga ini tidak ditemukan."), status=404, code="not_found")


def _nik_flag(person: Person) -> str:
    if person.nik_cipher is None:
        return _("NIK belum diketahui. Catat bila KTP atau KK sudah ada.")
    if not parse_nik(vault().decrypt(person.nik_cipher, "nik")).region_known:
        return _("Kode kecamatan pada NIK tidak ada di daftar wilayah sekarang. Cocokkan dengan KTP.")
    return ""

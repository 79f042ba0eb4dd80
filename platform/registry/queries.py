"""Reading persons and households. Looking for a person and opening one leave an audit row.

A facilitator finds and opens only people of the own villages. Lists cost the same few statements whatever their length.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, TypeVarTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, or_, select, tuple_

from foundation.clock import today
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from reference.identity import parse_nik
from reference.queries import districts_and_villages, place_label, place_labels
from registry.models import Household, Person
from registry.schemas import SearchKey, search_key
from tenants import audit
from tenants.access import subject
from web.pagination import Page, decode_cursor, encode_cursor

Columns = TypeVarTuple("Columns")

PAGE = 20
_SHORTEST_INSIDE = 3
"""Letters from which a name is also sought inside other words: fewer would match half the district."""
_ALIKE = 0.75
_CANDIDATES = 500

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
        return age_on(self.birth_date, today("Asia/Jakarta")) if self.birth_date else None


@dataclass(frozen=True)
class Match:
    """Somebody who may already be the person asked about, and what they have in common."""

    person: PersonRow
    why: list[str]


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


def age_on(born: date, day: date) -> int:
    """Whole years lived by that day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# --- one person ---------------------------------------------------------------------------------------


def get_person(person_id: int) -> Person:
    """The person, no audit row. Refused (404): unknown, another tenant's, or out of a facilitator's villages."""
    return _person_and_household(person_id)[0]


def household_of(person: Person) -> Household:
    """Where that person lives."""
    return db.session.execute(select(Household).where(Household.id == person.household_id)).scalar_one()


def person_view(person_id: int) -> PersonView:
    """The page about a person; whoever opens it is written down."""
    person, household = _person_and_household(person_id)
    living_there = _in_my_villages(_people().where(Person.household_id == household.id)).order_by(
        Person.relation, Person.id
    )
    rows = _rows(living_there)
    audit.record("person.viewed", "person", person.id)
    return PersonView(
        person=person,
        household=household,
        row=next(row for row in rows if row.id == person.id),
        members=[row for row in rows if row.id != person.id],
        place=place_label(db.session(), household.village_code),
        nik_flag=_nik_flag(person),
    )


def person_rows(person_ids: Iterable[int]) -> dict[int, PersonRow]:
    """Persons named in another room's list, by id. Who may see that list is that room's business."""
    wanted = set(person_ids)
    return {row.id: row for row in _rows(_people().where(Person.id.in_(wanted)))} if wanted else {}


def holder_of(nik: str) -> Person | None:
    """Who has that NIK in this tenant, wherever they live."""
    return db.session.scalars(select(Person).where(Person.nik_hash == vault().lookup(nik, "nik"))).one_or_none()


def household_with_card(family_card: str) -> Household | None:
    """The household on that family card."""
    hashed = vault().lookup(family_card, "family_card")
    return db.session.scalars(select(Household).where(Household.family_card_hash == hashed)).one_or_none()


def village_choices() -> list[tuple[str, str]]:
    """The villages in which this reader works, by name: a facilitator's own, or the whole district."""
    tenant = subject().tenant
    mine = my_villages()
    grouped = districts_and_villages(db.session(), tenant.region_code) if tenant.region_code else []
    labels = [(village.code, f"{village.name}, {district.name}") for district, inside in grouped for village in inside]
    return sorted((each for each in labels if mine is None or each[0] in mine), key=lambda each: (each[1], each[0]))


def my_villages() -> tuple[str, ...] | None:
    """The villages to which this reader is limited; None for the whole tenant."""
    return subject().village_codes if subject().role == "facilitator" else None


def _person_and_household(person_id: int) -> tuple[Person, Household]:
    wanted = _in_my_villages(_people().where(Person.id == person_id))
    for person, household in db.session.execute(wanted):
        return person, household
    raise Refused(_("Data warga ini tidak ditemukan."), status=404, code="not_found")


def _nik_flag(person: Person) -> str:
    if person.nik_cipher is None:
        return _("NIK belum diketahui. Catat bila KTP atau KK sudah ada.")
    if not parse_nik(vault().decrypt(person.nik_cipher, "nik")).region_known:
        return _("Kode kecamatan pada NIK tidak ada di daftar wilayah sekarang. Cocokkan dengan KTP.")
    return ""


# --- searching ----------------------------------------------------------------------------------------


def search(text: str, cursor: str | None = None, size: int = PAGE) -> Page[PersonRow]:
    """People by NIK, family card or telephone number (exact), else by the beginning of their name, then by any part.

    The text must have passed SearchSchema. The next page's cursor holds a name: send it in a form, never in an address.
    """
    key = search_key(text)
    page = _by_name(key.value, cursor, size) if key.kind == "name" else _by_number(key, size)
    audit.record("person.searched", "person", None, by=key.kind, found=len(page.rows))
    return page


def _by_number(key: SearchKey, size: int) -> Page[PersonRow]:
    for condition in _exact(key):
        rows = _rows(_in_my_villages(_people().where(condition)).order_by(Person.id).limit(size))
        if rows:
            return Page(rows)
    return Page([])


def _exact(key: SearchKey) -> list[ColumnElement[bool]]:
    if key.kind == "phone":
        return [Person.phone_hash == vault().lookup(key.value, "phone")]
    return [
        Person.nik_hash == vault().lookup(key.value, "nik"),
        Household.family_card_hash == vault().lookup(key.value, "family_card"),
    ]


def _by_name(name: str, cursor: str | None, size: int) -> Page[PersonRow]:
    """Two searches in a row, the quick one first; a cursor remembers in which of them it stands."""
    ways = [_begins_with(name)]
    if len(name) >= _SHORTEST_INSIDE:
        ways.append(and_(Person.name_norm.contains(name, autoescape=True), ~_begins_with(name)))
    way, after_name, after_id = decode_cursor(cursor, (int, str, int)) or (0, "", 0)
    found: list[tuple[int, str, int]] = []
    for number, condition in list(enumerate(ways))[max(way, 0) :]:
        ids = select(Person.id, Person.name_norm).where(condition)
        if cursor and number == way:
            ids = ids.where(tuple_(Person.name_norm, Person.id) > tuple_(after_name, after_id))
        ids = _in_my_villages(ids, joined=False).order_by(Person.name_norm, Person.id).limit(size + 1 - len(found))
        found += [(number, row.name_norm, row.id) for row in db.session.execute(ids)]
        if len(found) > size:
            break
    shown = found[:size]
    rows = person_rows(person_id for _way, _name, person_id in shown)
    return Page(
        [rows[person_id] for _way, _name, person_id in shown],
        next=encode_cursor(shown[-1]) if len(found) > size else None,
    )


def _begins_with(name: str) -> ColumnElement[bool]:
    """`^@`, because LIKE is not leakproof and would lose the index under row level security."""
    return Person.name_norm.op("^@", is_comparison=True)(name)


# --- likely the same person ---------------------------------------------------------------------------


def similar(data: dict[str, Any], size: int = 5) -> list[Match]:
    """Who may already be the person described by clean PersonSchema data; the most alike first.

    Only people who share a number, a name or a date of birth are compared at all. The database finds those by
    index; how alike two names are is decided here.
    """
    name = data["name"].lower()
    hashes = {field: vault().lookup(data[field], field) for field in ("nik", "phone") if data[field]}
    alike = [Person.name_norm == name, Person.id.in_(_namesakes_born_on(data["birth_date"], name))]
    if "nik" in hashes:
        alike.append(Person.nik_hash == hashes["nik"])
    if "phone" in hashes:
        alike.append(Person.phone_hash == hashes["phone"])
    people = select(Person, Household.village_code).join(Household, SAME_HOUSE).where(or_(*alike))
    found = db.session.execute(_in_my_villages(people).limit(_CANDIDATES))
    whys = {person.id: _common(person, village, data, hashes) for person, village in found}
    best = sorted((id_ for id_, why in whys.items() if why), key=lambda id_: (-len(whys[id_]), id_))[:size]
    rows = person_rows(best)
    return [Match(rows[id_], whys[id_]) for id_ in best]


def _namesakes_born_on(day: date | None, name: str) -> list[int]:
    """Ids of people born that day whose name is like this one: only names are fetched, a common birthday is cheap."""
    if day is None:
        return []
    born = db.session.execute(select(Person.id, Person.name_norm).where(Person.birth_date == day))
    return [id_ for id_, other in born if _likeness(other, name) >= _ALIKE][:_CANDIDATES]


def _common(person: Person, village: str, data: dict[str, Any], hashes: dict[str, bytes]) -> list[str]:
    """What is the same. Nothing when only the name is, or only what a family shares: telephone and village."""
    why = []
    if person.nik_hash and person.nik_hash == hashes.get("nik"):
        why.append(_("NIK sama"))
    likeness = _likeness(person.name_norm, data["name"].lower())
    if not why and likeness < _ALIKE:
        return []
    if person.birth_date and person.birth_date == data["birth_date"]:
        why.append(_("tanggal lahir sama"))
    if person.phone_hash and person.phone_hash == hashes.get("phone"):
        why.append(_("nomor telepon sama"))
    if village == data["village_code"]:
        why.append(_("desa sama"))
    if why and likeness >= _ALIKE:
        why.append(_("nama sama") if likeness == 1 else _("nama mirip"))
    return why


def _likeness(one: str, other: str) -> float:
    """0 to 1; a name that is the beginning of the other counts as alike (Junaidi, Junaidi bin Hasan)."""
    short, long = sorted((one, other), key=len)
    if long.startswith(short + " "):
        return _ALIKE
    return SequenceMatcher(None, one, other).ratio()


# --- rows ---------------------------------------------------------------------------------------------


def _people() -> Select[Person, Household]:
    return select(Person, Household).join(Household, SAME_HOUSE)


def _in_my_villages(statement: Select[*Columns], *, joined: bool = True) -> Select[*Columns]:
    mine = my_villages()
    if mine is None:
        return statement
    if not joined:
        statement = statement.join(Household, SAME_HOUSE)
    return statement.where(Household.village_code.in_(mine))


def _rows(statement: Select[Person, Household]) -> list[PersonRow]:
    found: Sequence[Any] = db.session.execute(statement).all()
    places = place_labels(db.session(), {household.village_code for _person, household in found}) if found else {}
    return [
        PersonRow(
            id=person.id,
            name=person.name,
            sex=person.sex,
            birth_date=person.birth_date,
            nik_masked=person.nik_masked,
            phone_masked=person.phone_masked,
            relation=person.relation,
            village_code=household.village_code,
            village=places[household.village_code],
        )
        for person, household in found
    ]

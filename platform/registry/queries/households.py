"""One household: who lives there, in what, and what its record lacks. Opening the page leaves an audit row."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.clock import today
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from reference.identity import Nik, parse_nik
from reference.queries import place_label
from registry.checks import Findings, Member, Record, examine, member_of
from registry.models import Household, Person, PersonCategory
from registry.queries.rows import my_villages
from tenants import audit
from tenants.access import subject


@dataclass(frozen=True)
class HouseholdView:
    """Everything the page about a household shows."""

    household: Household
    place: str
    record: Record
    findings: Findings

    @property
    def members(self) -> Sequence[Member]:
        """Everybody ever recorded here who was not moved to another household, the head first."""
        return self.record.members

    @property
    def title(self) -> str:
        """How people name a household: after its head, or whoever there is."""
        named = self.record.heads or self.record.living or list(self.members)
        return _("Keluarga %(name)s", name=named[0].person.name) if named else _("Keluarga tanpa anggota")


def get_household(household_id: int) -> Household:
    """The household, no audit row. Refused (404): unknown, another tenant's, or out of a facilitator's villages."""
    mine = my_villages()
    wanted = select(Household).where(Household.id == household_id)
    if mine is not None:
        wanted = wanted.where(Household.village_code.in_(mine))
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused(_("Data keluarga ini tidak ditemukan."), status=404, code="not_found")
    return found


def members_of(household_id: int) -> Sequence[Person]:
    """Who is recorded in that household, the head first."""
    living_there = select(Person).where(Person.household_id == household_id, Person.merged_into.is_(None))
    return db.session.scalars(living_there.order_by(Person.relation, Person.birth_date, Person.id)).all()


def record_of(household: Household) -> Record:
    """The household as the rules look at it. Two statements."""
    who = subject()
    day = today(who.tenant.timezone)
    people = members_of(household.id)
    categories = _categories([person.id for person in people])
    members = [member_of(person, day, _nik(person), tuple(categories[person.id])) for person in people]
    return Record(household, members, day, who.tenant.region_code or "")


def household_view(household_id: int) -> HouseholdView:
    """The page about a household; whoever opens it is written down."""
    household = get_household(household_id)
    record = record_of(household)
    audit.record("household.viewed", "household", household.id)
    return HouseholdView(household, place_label(db.session(), household.village_code), record, examine(record))


def _nik(person: Person) -> Nik | None:
    return parse_nik(vault().decrypt(person.nik_cipher, "nik")) if person.nik_cipher is not None else None


def _categories(person_ids: list[int]) -> dict[int, list[str]]:
    running = select(PersonCategory.person_id, PersonCategory.category).where(
        PersonCategory.person_id.in_(person_ids), PersonCategory.scheme == "ppks", PersonCategory.until.is_(None)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for person_id, category in db.session.execute(running) if person_ids else ():
        found[person_id].append(category)
    return found

"""Recording people, each once, in the household of their family card. Numbers go in encrypted, never in clear."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from foundation.crypto import vault
from foundation.errors import Refused
from reference.identity import parse_nik
from registry import history, queries
from registry.actions import refusals
from registry.actions.observations import MASKS, Seen, begin, differs, observe, seen_today
from registry.models import Household, Person
from registry.schemas import contradictions
from registry.values import NEVER_EMPTY, variables_of
from tenants import access, audit, receipts

_PERSON = tuple(variables_of("person"))
_STAYS = NEVER_EMPTY | MASKS.keys()
"""Left empty, it stays as it was."""


def create_person(
    data: dict[str, Any], request_key: UUID, seen: Seen | None = None, household_id: int | None = None
) -> Person:
    """Record a person from clean PersonSchema data, in that household, in that of the family card, or in a new one.

    The same request key gives the same person again. Raises AlreadyRecorded for a NIK that somebody has, Refused for
    a village or a household outside the reader's own. `seen` is today and the person's own word unless given.
    """
    access.require("person:write")
    receipt = receipts.once(request_key, data, "person")
    if receipt.subject_id is not None:
        return queries.get_person(receipt.subject_id)
    seen = seen or seen_today()
    refusals.refuse_elsewhere(data["village_code"])
    refusals.refuse_taken_nik(data["nik"], of=None)
    with refusals.in_words(data["nik"]):
        present = queries.get_household(household_id) if household_id is not None else None
        person = Person(household_id=_household_for(data, present, seen).id)
        begin(person, {"relation": 1, **_facts(data), history.HOUSE: person.household_id}, seen)
    receipt.subject_id = person.id
    audit.record("person.created", "person", person.id)
    return person


def update_person(person_id: int, data: dict[str, Any], version: int, seen: Seen | None = None) -> Person:
    """Change a person; address and village are the whole household's.

    NIK, family card, telephone and e-mail stay as they are when `data` says None.
    Refused 409 `stale` when somebody else was faster.
    """
    access.require("person:write")
    person = queries.get_person(person_id)
    if person.version != version:
        raise refusals.stale()
    seen = seen or seen_today()
    refusals.refuse_elsewhere(data["village_code"])
    refusals.refuse_taken_nik(data["nik"], of=person)
    _agree_with_kept_nik(person, data)
    present = queries.household_of(person)
    with refusals.in_words(data["nik"]):
        household = _household_for(data, present, seen)
        facts = {slug: value for slug, value in _facts(data).items() if differs(person, slug, value)}
        if household.id != present.id:
            facts[history.HOUSE] = household.id
        if observe(person, facts, seen) is None:
            flag_modified(person, "name")  # a new address alone is a new version too
    audit.record("person.updated", "person", person.id)
    return person


# --- parts --------------------------------------------------------------------------------------------


def _facts(data: dict[str, Any]) -> dict[str, Any]:
    """What the form says of the person; a number that was not typed is not mentioned."""
    facts = {slug: data[slug] for slug in _PERSON if slug in data and (data[slug] is not None or slug not in _STAYS)}
    if "nik" in facts:
        facts["nik_state"] = "unchecked"
    return facts


def _household_for(data: dict[str, Any], present: Household | None, seen: Seen) -> Household:
    """The household on that family card, or the present one, or a new one. The newest address holds."""
    card = data["family_card"]
    said = {"address": data["address"], "village_code": data["village_code"], "family_card": card}
    household = (queries.household_with_card(card) if card else None) or present
    if household is None:
        household = Household()
        begin(household, said, seen)
        return household
    if household is not present:
        refusals.refuse_foreign_household(household)
    observe(household, {slug: value for slug, value in said.items() if differs(household, slug, value)}, seen)
    return household


def _agree_with_kept_nik(person: Person, data: dict[str, Any]) -> None:
    """A NIK that stays must agree with what is changed around it, and tells the date of birth if nobody does."""
    if data["nik"] or person.nik_cipher is None:
        return
    nik = parse_nik(vault().decrypt(person.nik_cipher, "nik"))
    for field, message in contradictions(nik, data["sex"], data["birth_date"]).items():
        raise Refused(message, field=field)
    data["birth_date"] = data["birth_date"] or nik.birth_date

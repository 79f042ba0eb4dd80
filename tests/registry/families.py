"""A family on one card for the tests of this room, and everything a final record of it says."""

from typing import Any

from registry import actions, queries
from registry.actions import seen_today
from registry.models import Person
from registry.values import variables_of
from tests.registry.people import CARD, another, record

LIFE = {
    "schooling": 3, "school_level": 3, "working": True, "occupation": 6, "work_sector": 1, "illness": 1,
    "marital_status": 2,
    **{slug: 4 for slug in variables_of("person", "life") if slug.startswith("difficulty_")},
}  # fmt: skip
HOUSE = {
    "tenure": 1, "land_proof": 6, "floor_area": 48, "floor": 6, "wall": 3, "roof": 3, "water": 5, "toilet": 1,
    "closet": 1, "sewage": 1, "lighting": 1, "power": 450, "fuel": 4,
}  # fmt: skip
ECONOMY = {
    **{slug: 0 for slug, each in variables_of("household", "economy").items() if each.kind == "number"},
    "other_house": False, "gold": False, "smartphones": 1, "motorcycles": 1, "income_source": 3,
    "spending_food": 900_000, "spending_other": 600_000,
}  # fmt: skip


def family(**head: Any) -> tuple[int, int, int]:
    """Marwan, 45, and his mother Rohani, 71, in his house: (household, Marwan, Rohani)."""
    marwan = record(
        another(**{"name": "Marwan", "sex": "male", "birth_date": "1981-05-06", "family_card": CARD} | head)
    )
    rohani = record(another(name="Rohani", birth_date="1955-02-03", family_card=CARD, relation=6))
    return marwan.household_id, marwan.id, rohani.id


def complete(household_id: int) -> None:
    """Say everything that a final record needs."""
    household = queries.get_household(household_id)
    people = queries.members_of(household_id)
    say(household, {**HOUSE, **ECONOMY, "family_size": len(people)})
    for person in people:
        say(person, LIFE | ({"support": 1} if person.relation == 6 else {}))


def say(row: Any, facts: dict[str, Any]) -> None:
    """Write down some values today."""
    level = "person" if isinstance(row, Person) else "household"
    actions.record_facts(level, row.id, facts, seen_today("visit"), row.version)

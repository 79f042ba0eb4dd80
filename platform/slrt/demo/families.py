"""Invented families around the citizens of the demonstration: members, house, what they have, receive and lack."""

from datetime import date, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from foundation import clock
from foundation.db import db
from registry import actions, queries
from registry.actions import Seen
from registry.models import Household, Person
from registry.quarters import period_of
from registry.schemas import PersonSchema
from registry.values import variables_of
from slrt.demo.places import FIRST_NAMES
from slrt.demo.sites import Office
from tenants.access import acting_as, load_subject

EVERY = 5
"""One in so many citizens is shown with a family: enough to look at, quick to make."""
_KEYS = UUID(int=0x51)
_SPOUSE, _CHILD, _PARENT = 2, 3, 6
_NEGLECTED = "08"


def fill(office: Office, person_id: int, number: int) -> None:
    """Give that citizen a family, seen at home by the front office some weeks ago. Commits."""
    moment, chance = clock.now(), Random(number)  # noqa: S311 (plausible, not secret)
    seen = Seen(moment.date() - timedelta(days=chance.randrange(20, 300)), "visit")
    with acting_as(load_subject(chance.choice(office.staff["front_office"]), office.tenant_id, moment)):
        citizen = queries.get_person(person_id)
        household = queries.household_of(citizen)
        wealth = chance.random()
        members = [citizen, *_relatives(office, citizen, household, number, chance, seen)]
        for member in members:
            _say("person", member, _life(member, chance), seen)
        _say("household", household, _house(wealth, chance) | {"family_size": len(members)}, seen)
        _receive(household, members, wealth, chance, number)
        if chance.random() < 0.5:
            _finalise(household)
        db.session.commit()


def _relatives(
    office: Office, citizen: Person, household: Household, number: int, chance: Random, seen: Seen
) -> list[Person]:
    """A spouse, up to three children, now and then an old parent."""
    grown = _age(citizen) >= 22
    kinds = [_SPOUSE] if grown and chance.random() < 0.8 else []
    kinds += [_CHILD] * (chance.randrange(4) if grown else 0)
    kinds += [_PARENT] if chance.random() < 0.35 and _age(citizen) < 60 else []
    return [
        _member(
            office, citizen, household, relation, uuid5(_KEYS, f"{office.tenant_id}/{number}/{place}"), chance, seen
        )
        for place, relation in enumerate(kinds)
    ]


def _member(
    office: Office, citizen: Person, household: Household, relation: int, key: UUID, chance: Random, seen: Seen
) -> Person:
    age = {_SPOUSE: _age(citizen), _CHILD: max(1, _age(citizen) - 24), _PARENT: _age(citizen) + 24}[relation]
    born = seen.on - timedelta(days=365 * max(1, age - chance.randrange(1, 4)) + chance.randrange(300))
    sex = chance.choice(("male", "female"))
    if relation == _SPOUSE:
        sex = "female" if citizen.sex == "male" else "male"
    typed = {
        "name": f"{chance.choice(FIRST_NAMES[sex])} {chance.choice(office.place.surnames)}",
        "sex": sex,
        "birth_date": born.isoformat(),
        "relation": relation,
        "address": household.address,
        "village_code": household.village_code,
    }
    return actions.create_person(dict(PersonSchema().load(typed)), key, seen, household.id)  # type: ignore[arg-type]


def _life(person: Person, chance: Random) -> dict[str, Any]:
    age, works = _age(person), 18 <= _age(person) <= 64 and chance.random() < 0.7
    levels = ((7, None), (13, 3), (16, 8), (200, chance.choice((3, 8, 13, 15))))
    level = next(each for oldest, each in levels if age < oldest)
    facts: dict[str, Any] = {slug: 4 for slug in variables_of("person", "life") if slug.startswith("difficulty_")}
    facts |= {
        "schooling": 1 if level is None else 2 if age < 18 else 3,
        "school_level": level,
        "working": works,
        "occupation": chance.choice((1, 4, 6, 7)) if works else None,
        "work_sector": chance.choice((1, 4, 11, 12)) if works else None,
        "illness": chance.choice((1, 1, 1, 1, 2, 4, 6)) if age > 30 else 1,
        "marital_status": {_SPOUSE: 2, _CHILD: 1, _PARENT: 4}.get(person.relation, 2 if age > 25 else 1),
    }
    if facts["occupation"] == 1:
        facts["turnover"] = 1
    if works:
        facts["income"] = 100_000 * chance.randrange(8, 35)
    if person.relation == _PARENT:
        facts |= {"support": chance.choice((1, 4)), "income": 0, "difficulty_walking": chance.choice((2, 3))}
    return facts


def _house(wealth: float, chance: Random) -> dict[str, Any]:
    poor = wealth < 0.35
    facts: dict[str, Any] = {
        slug: 0 for slug, each in variables_of("household", "economy").items() if each.kind == "number"
    }
    return facts | {
        "tenure": 1,
        "land_proof": 6 if poor else 1,
        "floor_area": chance.randrange(16, 40) if poor else chance.randrange(36, 120),
        "floor": 8 if wealth < 0.15 else 6 if poor else 2,
        "wall": 4 if wealth < 0.15 else 3 if poor else 1,
        "roof": 3 if poor else 2,
        "water": chance.choice((4, 5, 6)),
        "toilet": 6 if wealth < 0.1 else 1,
        "closet": None if wealth < 0.1 else 1,
        "sewage": None if wealth < 0.1 else 1,
        "lighting": 1,
        "power": 450 if poor else 900,
        "fuel": 10 if wealth < 0.15 else 4,
        "other_house": False,
        "gold": not poor,
        "smartphones": 1 if poor else 3,
        "motorcycles": 0 if wealth < 0.2 else 1,
        "televisions": 0 if poor else 1,
        "goats": chance.randrange(3),
        "income_source": chance.choice((1, 2, 3)),
        "spending_food": 50_000 * chance.randrange(14, 30),
        "spending_other": 50_000 * chance.randrange(6, 24),
    }


def _receive(household: Household, members: list[Person], wealth: float, chance: Random, number: int) -> None:
    """A decile from the centre, programmes for who is poor, and an old parent's own status and needs."""
    received = clock.now().date() - timedelta(days=chance.randrange(10, 260))
    status = {"desil": 1 + int(wealth * 9.99), "dtsen_status": "active", "period": period_of(received),
              "received_on": received, "source": "siks_ng", "note": None}  # fmt: skip
    actions.receive_status("household", household.id, status, _key(household, "status"))
    if wealth < 0.45:
        programme = chance.choice(("pkh", "sembako"))
        amount, every = {"pkh": (600_000, "quarter"), "sembako": (200_000, "month")}[programme]
        actions.add_participation(
            "household", household.id, _joined(programme, amount, every, received), _key(household, "programme")
        )
        actions.add_need("household", household.id, _need("unfit_house", received), _key(household, "need"))
    for person in members:
        if person.relation == _PARENT and person.support == 4:
            own = {**status, "desil": chance.choice((1, 2))}
            actions.receive_status("person", person.id, own, _key(person, "status"))
            actions.add_need("person", person.id, _need("elderly", received), _key(person, "need"))
            category = {"category": _NEGLECTED, "since": received, "source": "visit", "note": None}
            actions.add_category(person.id, category, _key(person, "category"))
    if number % (EVERY * 4) == 0:
        looked = {"checked_on": received, "answer": "active", "desil": None, "period": None, "operator_name": None,
                  "note": None}  # fmt: skip
        actions.record_check(members[0].id, looked, _key(members[0], "look"))


def _joined(programme: str, amount: int, every: str, since: date) -> dict[str, Any]:
    return {
        "programme": programme, "standing": "active", "valid_from": since, "valid_until": None, "amount": amount,
        "amount_every": every, "end_reason": None, "source": "import", "note": None,
    }  # fmt: skip


def _need(kind: str, since: date) -> dict[str, Any]:
    return {"kind": kind, "noted_on": since, "source": "visit", "note": None}


def _finalise(household: Household) -> None:
    if queries.household_view(household.id).findings.ready:
        actions.finalise(household.id, household.version)


def _say(level: str, row: Person | Household, facts: dict[str, Any], seen: Seen) -> None:
    actions.record_facts(level, row.id, facts, seen, row.version)


def _age(person: Person) -> int:
    born = person.birth_date or date(1980, 1, 1)
    return (clock.now().date() - born).days // 365


def _key(row: Person | Household, word: str) -> UUID:
    return uuid5(_KEYS, f"{row.tenant_id}/{type(row).__name__}/{row.id}/{word}")

"""A person as rules see one, read for the page: own and household's values, members, programmes. 4 statements."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select

from foundation.db import db
from registry.models import Household, Participation, Person
from registry.screening.bulk import AWAY, EVER, RECEIVING, WELFARE
from registry.screening.evaluate import Subject, Values
from registry.screening.fields import fields


def subject_of(person: Person, as_of: date) -> Subject:
    """The person on that day, with the household's members who are there."""
    household = db.session.scalars(select(Household).where(Household.id == person.household_id)).one()
    there = select(Person).where(
        Person.household_id == household.id, Person.merged_into.is_(None), Person.presence.not_in(AWAY)
    )
    held = db.session.execute(
        select(Participation.programme, Participation.standing).where(
            or_(Participation.person_id == person.id, Participation.household_id == household.id)
        )
    ).all()
    return Subject(
        values=_values(person, household, as_of),
        members=[_values(member, household, as_of) for member in db.session.scalars(there)],
        receives=frozenset(programme for programme, standing in held if standing in RECEIVING),
        received=frozenset(programme for programme, standing in held if standing in EVER),
    )


def _values(person: Person, household: Household, as_of: date) -> Values:
    values: dict[str, Any] = {
        name: getattr(person if field.level == "person" else household, name, None) for name, field in fields().items()
    }
    for name in WELFARE:
        own = getattr(person, name)
        values[name] = getattr(household, name) if own is None else own
    values["age"] = age_on(person.birth_date, as_of)
    return values


def age_on(born: date | None, day: date) -> int | None:
    """Completed years; None when the date of birth is unknown or lies ahead."""
    if born is None or born > day:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

"""How it came to be known, and what was so on any day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry import history
from registry.models import Household, Observation, Person
from registry.queries.observations import observations_of
from registry.queries.person import survivor_of
from registry.queries.records import get_row
from registry.queries.rows import my_villages
from registry.values import in_words, variables_of
from tenants import audit
from tenants.models import Membership


@dataclass(frozen=True)
class Known:
    """A variable with its value on a day, and the observation that told it."""

    slug: str
    value: Any
    """As JSON has it; None when it was known not to be known."""
    by: Observation

    @property
    def label(self) -> str:
        """The variable, in the reader's language."""
        return codes.VARIABLES[self.slug].label

    @property
    def words(self) -> str:
        """The value, in the reader's language."""
        return in_words(codes.VARIABLES[self.slug], self.value)


@dataclass(frozen=True)
class Past:
    """What was known of one person or household on a day."""

    row: Person | Household
    day: date
    known: dict[str, Known]

    def block(self, block: str) -> list[Known]:
        """What was known of one block, in the order of the questionnaire."""
        level = "person" if isinstance(self.row, Person) else "household"
        return [self.known[slug] for slug in variables_of(level, block) if slug in self.known]


@dataclass(frozen=True)
class Line:
    """One value in the history of a variable."""

    value: Any
    words: str
    observation: Observation
    recorded_by: str
    corrected_by: Observation | None
    """The observation that says better; None while this one counts."""
    holds: bool
    """Whether this is what holds today."""


def past(level: str, row_id: int, day: date) -> Past:
    """The state of a person or household at the end of that day. One statement beside the row's own; audited."""
    row = get_row(level, row_id)
    told = history.state(observations_of(row), day)
    audit.record(f"{level}.past_viewed", level, row.id, day=day.isoformat())
    return Past(
        row, day, {slug: Known(slug, each.value, each.by) for slug, each in told.items() if slug != history.HOUSE}
    )


def household_then(person: Person, day: date) -> Household | None:
    """Where that person lived on that day, as far as is known and this reader may look."""
    house = house_on(person, day)
    return house_in_reach(house) if house else None


def house_in_reach(household_id: int) -> Household | None:
    """That household, if this reader may look at where it lies."""
    wanted, mine = select(Household).where(Household.id == household_id), my_villages()
    return db.session.scalars(wanted if mine is None else wanted.where(Household.village_code.in_(mine))).one_or_none()


def people_then(household: Household, day: date) -> list[Person]:
    """Who lived in that household on that day: everybody ever seen there, asked where they were then."""
    ever = select(Observation.person_id).where(
        Observation.household_id == household.id, Observation.person_id.is_not(None)
    )
    seen = {survivor_of(person_id) for person_id in set(db.session.scalars(ever)) if person_id is not None}
    people = db.session.scalars(select(Person).where(Person.id.in_(seen)).order_by(Person.relation, Person.id))
    return [person for person in people if house_on(person, day) == household.id]


def lines_of(level: str, row_id: int, slug: str) -> list[Line]:
    """The history of one variable, the newest first, what was corrected too. Refused (404) for an unknown one."""
    if slug not in variables_of(level):
        raise Refused(_("Isian ini tidak dikenal."), status=404, code="not_found")
    row = get_row(level, row_id)
    observations = observations_of(row)
    names = _names(observations)
    corrected = history.corrections(observations)
    holding = history.state(observations).get(slug)
    audit.record(f"{level}.history_viewed", level, row.id, variable=slug)
    return [
        Line(
            value=each.facts[slug],
            words=in_words(codes.VARIABLES[slug], each.facts[slug]),
            observation=each,
            recorded_by=names.get(each.recorded_by or 0, ""),
            corrected_by=corrected.get((each.id, slug)),
            holds=holding is not None and holding.by is each,
        )
        for each in reversed(observations)
        if slug in each.facts
    ]


def get_observation(level: str, row_id: int, observation_id: int) -> Observation:
    """One observation of that person or household. Refused (404) else."""
    row = get_row(level, row_id)
    for each in observations_of(row):
        if each.id == observation_id:
            return each
    raise Refused(_("Catatan ini tidak ditemukan."), status=404, code="not_found")


def house_on(person: Person, day: date) -> int | None:
    """The household in which that person lived on that day, as far as is known."""
    told = history.state(observations_of(person), day).get(history.HOUSE)
    return told.value if told else None


def _names(observations: Sequence[Observation]) -> dict[int, str]:
    ids = {each.recorded_by for each in observations if each.recorded_by is not None}
    named = db.session.execute(select(Membership.id, Membership.name).where(Membership.id.in_(ids)))
    return {row.id: row.name for row in named}

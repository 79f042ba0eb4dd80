"""What is known about a case, in the words that packets and letters use: one way to read each thing."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import select

from cases.indonesian import plain_date
from cases.models import Case, CaseEvent, CaseIntake, Narrative
from cases.queries.places import in_words, place_of
from foundation.db import db
from reference import codes
from reference.queries import place_label
from registry.models import Household, Person

_DONE = (
    "check",
    "record_visit",
    "recommend",
    "decide",
    "start_emergency_help",
    "file_check",
    "file_recommendation",
    "file_decision",
    "record_result",
)
"""The steps whose words tell what the SLRT itself has done."""


@dataclass(frozen=True)
class Source:
    """A case with its citizen. Statements are sent when a thing is first asked for."""

    case: Case

    @cached_property
    def person(self) -> Person:
        """Whose case it is."""
        return db.session.scalars(select(Person).where(Person.id == self.case.person_id)).one()

    @cached_property
    def household(self) -> Household:
        """Where they live."""
        return db.session.scalars(select(Household).where(Household.id == self.person.household_id)).one()

    @cached_property
    def intake(self) -> CaseIntake:
        """What they said."""
        return db.session.scalars(select(CaseIntake).where(CaseIntake.case_id == self.case.id)).one()

    @cached_property
    def words(self) -> dict[str, str]:
        """The latest words of each step."""
        rows = db.session.execute(
            select(CaseEvent.move, Narrative.body)
            .join(Narrative, Narrative.event_id == CaseEvent.id)
            .where(CaseEvent.case_id == self.case.id)
            .order_by(CaseEvent.id)
        )
        return {row.move: row.body for row in rows}


Reader = Callable[[Source], str]


def birth(source: Source) -> str:
    """Place and date of birth, as far as known."""
    born = plain_date(source.person.birth_date) if source.person.birth_date else ""
    return ", ".join(part for part in (source.person.birth_place, born) if part)


def done(source: Source) -> str:
    """What the SLRT itself has done, a line a step."""
    return "\n".join(text for move, text in source.words.items() if move in _DONE)


def _latest(*moves: str) -> Reader:
    """The words of whichever of these steps was taken: an emergency files its papers afterwards."""
    return lambda source: next((source.words[move] for move in moves if move in source.words), "")


READERS: dict[str, Reader] = {
    "name": lambda source: source.person.name,
    "birth": birth,
    "sex": lambda source: codes.SEXES[source.person.sex].label_id if source.person.sex else "",
    "village": lambda source: place_label(db.session(), source.household.village_code),
    "address": lambda source: source.household.address,
    "place": lambda source: in_words(place_of(source.case.id)),
    "summary": lambda source: source.intake.summary,
    "story": lambda source: source.intake.story,
    "done": done,
    "nik_masked": lambda source: source.person.nik_masked or "",
    "family_card_masked": lambda source: source.household.family_card_masked or "",
    "phone_masked": lambda source: source.person.phone_masked or "",
    "check": _latest("check", "file_check"),
    "visit": _latest("record_visit"),
    "recommendation": _latest("recommend", "file_recommendation"),
    "decision": _latest("decide", "file_decision"),
    "result": _latest("record_result", "record_centre_answer", "receive_answer"),
}


def read(source: Source, wanted: Collection[str], readers: dict[str, Reader]) -> dict[str, str]:
    """What has a value, of what is wanted."""
    return {name: text for name, reader in readers.items() if name in wanted and (text := reader(source))}

"""What was so on a day beside the variables: the decile received by then, programmes, needs, categories."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.db import db
from registry.models import (
    Household,
    Need,
    Participation,
    ParticipationEvent,
    Person,
    PersonCategory,
    WelfareStatus,
)
from registry.queries.past import house_in_reach, house_on
from registry.queries.person import records_of


@dataclass(frozen=True)
class Received:
    """A welfare status as it stood: what had been received by that day for the newest quarter."""

    own: bool
    """The person's own, and not the household's."""
    desil: int | None
    dtsen_status: str | None
    period: str
    received_on: date
    source: str


@dataclass(frozen=True)
class Joined:
    """A programme as it stood."""

    participation: Participation
    event: ParticipationEvent
    """The change that had brought it to its standing."""


@dataclass(frozen=True)
class Beside:
    """All of it, of a person and the household they lived in then, or of a household."""

    received: list[Received]
    programmes: list[Joined]
    needs: list[Need]
    categories: list[PersonCategory]
    house_known: bool = True
    """Whether it is known where the person lived then; where it is not, the household of today stands in."""

    def __bool__(self) -> bool:
        """Whether anything was known."""
        return bool(self.received or self.programmes or self.needs or self.categories)


def beside(row: Person | Household, day: date) -> Beside:
    """What stood at the end of that day, of a household only where this reader may look at it.

    A statement for each kind, none of them audited: whoever asks has opened the past.
    """
    if isinstance(row, Person):
        people, house = records_of(row), house_on(row, day)
        houses = [row.household_id] if house is None else [house] if house_in_reach(house) else []
    else:
        people, house, houses = [], row.id, [row.id]
    return Beside(
        _received(people, houses, day),
        _programmes(people, houses, day),
        _needs(people, houses, day),
        _categories(people, day),
        house_known=house is not None,
    )


def _received(people: Collection[int], houses: Collection[int], day: date) -> list[Received]:
    told = select(WelfareStatus).where(_of(WelfareStatus, people, houses), WelfareStatus.received_on <= day)
    newest = told.order_by(WelfareStatus.period.desc(), WelfareStatus.received_on.desc(), WelfareStatus.id.desc())
    rows = db.session.scalars(newest).all()
    found = []
    for own in (True, False):
        mine = [each for each in rows if (each.person_id is not None) == own]
        if mine:
            desil = next((each.desil for each in mine if each.desil is not None), None)
            status = next((each.dtsen_status for each in mine if each.dtsen_status is not None), None)
            found.append(Received(own, desil, status, mine[0].period, mine[0].received_on, mine[0].source))
    return found


def _programmes(people: Collection[int], houses: Collection[int], day: date) -> list[Joined]:
    last = (
        select(Participation, ParticipationEvent)
        .join(ParticipationEvent, ParticipationEvent.participation_id == Participation.id)
        .where(_of(Participation, people, houses), ParticipationEvent.effective_on <= day)
        .ext(distinct_on(Participation.id))
        .order_by(Participation.id, ParticipationEvent.effective_on.desc(), ParticipationEvent.id.desc())
    )
    stood = [Joined(*row) for row in db.session.execute(last)]
    return [each for each in stood if each.event.standing != "ended"]


def _needs(people: Collection[int], houses: Collection[int], day: date) -> list[Need]:
    open_then = Need.noted_on <= day, or_(Need.closed_on.is_(None), Need.closed_on > day)
    return list(db.session.scalars(select(Need).where(_of(Need, people, houses), *open_then).order_by(Need.id)))


def _categories(people: Collection[int], day: date) -> list[PersonCategory]:
    held = PersonCategory.since <= day, or_(PersonCategory.until.is_(None), PersonCategory.until >= day)
    wanted = select(PersonCategory).where(PersonCategory.person_id.in_(people), *held)
    return list(db.session.scalars(wanted.order_by(PersonCategory.id))) if people else []


def _of(model: Any, people: Collection[int], houses: Collection[int]) -> ColumnElement[bool]:
    return or_(model.person_id.in_(people), model.household_id.in_(houses))

"""Emptying a practice room and filling it again, in seconds. Killed anywhere, it is begun again from the empty room.

It is emptied in one transaction by a role that may delete rows below zero and read nothing; then invented cases are
walked through the application's own actions until each stands in another stage.
"""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

from flask import current_app
from sqlalchemy import update

from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from practice.cast import Cast, colleagues_of
from practice.models import PracticeRoom
from practice.rooms import alone, take_over_settings, within
from practice.stories import Story, citizen, stories
from practice.walks import Walk
from tenants.sites.erasing import delete_all, in_order

STAYS = frozenset(
    {"agency", "case_type_version", "membership", "membership_village", "practice_room", "setting", "signin_session"}
)
"""People stay at work there, and the words of settings, which running processes know by number; of the
rest the database keeps what was learnt and the order being carried out."""
_CHECKED = ("accept", "check")
_DECIDED = (*_CHECKED, "recommend", "decide")
_HANDLED = (*_DECIDED, "handle", "record_result")
_REFERRED = (*_DECIDED, "refer")
_ANSWERED = (*_REFERRED, "referral_accept", "referral_answer")
PLAN: Sequence[tuple[str, ...]] = (
    (), (), (),
    ("accept",), ("accept",),
    ("accept", "ask_correction"),
    ("accept", "order_visit"),
    _CHECKED, _CHECKED,
    (*_CHECKED, "recommend"), (*_CHECKED, "recommend"),
    _DECIDED, _DECIDED,
    (*_DECIDED, "handle"),
    _REFERRED, _REFERRED,
    (*_REFERRED, "referral_accept"),
    _ANSWERED,
    _HANDLED,
    (*_HANDLED, "inform"),
    (*_HANDLED, "inform", "close"),
    ("accept", "reject"),
)  # fmt: skip
"""How far each invented case has come: something for everybody's desk."""


def reset(room_id: int) -> None:
    """Do it, whatever was there before."""
    _empty(room_id)
    take_over_settings(room_id)
    with within(room_id):
        people = colleagues_of(room_id)
    chance = Random(-room_id)  # noqa: S311 (plausible, not secret)
    for number, steps in enumerate(PLAN, start=1):
        with alone():
            _walk(people, number, steps, chance)
        _say(room_id, filled=number)
    _say(room_id, ready_at=clock.now())


def _empty(room_id: int) -> None:
    """One transaction: the room is full or empty, never half."""
    with current_app.app_context(), enter(Context(Reader.RESETTER, tenant_id=room_id)):
        tables = [name for name in in_order() if name not in STAYS]
        delete_all(tables)
        delete_all([name for name in tables if name.endswith("_delta")])  # what triggers wrote about what went
        db.session.commit()


def _say(room_id: int, **how_far: object) -> None:
    with within(room_id):
        db.session.execute(update(PracticeRoom).where(PracticeRoom.tenant_id == room_id).values(**how_far))


def _walk(people: Cast, number: int, steps: Sequence[str], chance: Random) -> None:
    walk = Walk(people, _story_for(number, steps), clock.now() - timedelta(days=1 + number % 9, hours=number % 5))
    walk.register(citizen(people.villages[number % len(people.villages)], number, chance))
    for step in steps:
        if step == "refer" and not people.agencies:
            return  # an office that asks nobody yet
        walk.take(step)


def _story_for(number: int, steps: Sequence[str]) -> Story:
    """One that goes to an agency for a referral, one that the office settles itself for the others that are handled."""
    away = "refer" in steps
    fitting = [each for each in stories() if ("decide" not in steps) or (each.agency is not None) == away]
    return fitting[number % len(fitting)]

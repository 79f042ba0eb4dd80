"""Cases of the two quarters that are published by now, so that there is something to tell and to compare.

Those that were referred are walked step by step: their answers are part of what is told. The others are written down.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, islice
from random import Random
from typing import Any

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reference import codes
from reporting.opendata.jobs import newest_due
from slrt.demo.journeys import ENDS, Journey
from slrt.demo.sites import Office
from slrt.demo.stories import STORIES, Story
from slrt.demo.written import at_desk, come, working_day, write_down

CASES = {0: 6, -1: 5}
"""How many were referred in the newest quarter that is published, and in the one before."""
OTHERS = {-1: 21, 0: 30}
"""And how many were not; the earlier quarter first, as their numbers are given."""
_TOLD = ("pbi_reactivation", "sembako_not_paid", "kip_not_issued", "general_question")
"""Few kinds of trouble: numbers below five are held back from everybody."""
_IN_TURN = (
    "pbi_reactivation", "sembako_not_paid", "pbi_reactivation", "general_question", "pbi_reactivation",
    "sembako_not_paid", "kip_not_issued", "pbi_reactivation", "general_question", "sembako_not_paid",
    "pbi_reactivation", "general_question",
)  # fmt: skip
"""Most about the first, and of each other kind of the office's own enough to be told."""
_ENDS = ("closed", "closed", "closed", "informed")
_FIRST = 3000
"""Their citizens have numbers above everybody else's."""


def journeys(office: Office, chance: Random) -> Iterator[Journey]:
    """From the desk to their end within some days, long ago."""
    stories = [each for each in _stories() if each.agency]
    number = sum(ENDS.values())
    for back, count in CASES.items():
        quarter = newest_due().after(back)
        for _case in range(count):
            number += 1
            day = quarter.first + timedelta(days=chance.randrange(75))
            journey = Journey(office, number, chance.choice(_ENDS), chance)
            journey.story = chance.choice(stories)
            journey.agency = journey.story.agency or ""
            journey.moment = datetime.combine(day, time(1), UTC)
            yield journey


def write_others(office: Office, chance: Random) -> None:
    """Those that the office has settled itself. Commits."""
    with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
        people = come(office, range(_FIRST, _FIRST + sum(OTHERS.values())), chance)
        days = sorted(
            working_day(newest_due().after(back).first + timedelta(days=chance.randrange(3, 75)))
            for back, count in OTHERS.items()
            for _case in range(count)
        )
        known = {each.case_type: each for each in _stories()}
        stories = islice(cycle(known[slug] for slug in _IN_TURN), len(days))
        settled = [
            (story, _settled(who, day, story, chance)) for who, day, story in zip(people, days, stories, strict=True)
        ]
        write_down(office, settled)
        db.session.commit()


def _settled(who: tuple[int, str], day: date, story: Story, chance: Random) -> dict[str, Any]:
    """Two of three as promised, within a working week or two; the others somewhat late."""
    promised = day + timedelta(days=14)
    over = working_day(day + timedelta(days=chance.randrange(7, 14) if chance.random() < 0.67 else 16))
    return {
        "person_id": who[0], "village_code": who[1], "case_type": story.case_type, "kind": story.kind,
        "sector": codes.CASE_TYPES[story.case_type].sector, "channel": chance.choice(("walk_in", "phone")),
        "state": "closed", "opened_at": at_desk(day), "opened_on": day, "state_on": over, "moved_on": over,
        "promised_on": promised, "due_on": None, "closed_at": at_desk(over), "resolution": "resolved",
        "satisfied": chance.choice((True, True, True, False, None)), "version": 1,
    }  # fmt: skip


def _stories() -> list[Story]:
    return [each for each in STORIES if each.case_type in _TOLD]

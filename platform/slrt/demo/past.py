"""Cases of the two quarters that are published by now, so that there is something to tell and to compare."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random

from reporting.opendata.jobs import newest_due
from slrt.demo.journeys import ENDS, Journey
from slrt.demo.sites import Office
from slrt.demo.stories import STORIES

CASES = {0: 36, -1: 26}
"""How many in the newest quarter that is published, and in the one before."""
_TOLD = ("pbi_reactivation", "sembako_not_paid", "kip_not_issued", "general_question")
"""Few kinds of trouble: numbers below five are held back from everybody."""
_ENDS = ("closed", "closed", "closed", "informed", "rejected", "cancelled")


def journeys(office: Office, chance: Random) -> Iterator[Journey]:
    """From the desk to their end within some days, long ago."""
    stories = [each for each in STORIES if each.case_type in _TOLD]
    number = sum(ENDS.values())
    for back, count in CASES.items():
        quarter = newest_due().after(back)
        for _case in range(count):
            number += 1
            day = quarter.first + timedelta(days=chance.randrange(75))
            journey = Journey(office, number, chance.choice(_ENDS), chance)
            journey.story = chance.choices(stories, weights=(5, 3, 2, 2))[0]
            journey.agency = journey.story.agency or ""
            journey.moment = datetime.combine(day, time(1), UTC)
            yield journey

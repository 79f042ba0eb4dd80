"""Reading the registry, by noun.

A facilitator finds and opens only people of the own villages. Lists cost the same few statements whatever their length.
"""

from registry.queries.households import HouseholdView, get_household, household_view, members_of, record_of
from registry.queries.merges import following, merge_row, merges_of
from registry.queries.observations import observations_of
from registry.queries.past import Known, Line, Past, get_observation, household_then, lines_of, past, people_then
from registry.queries.person import (
    Merged,
    PersonView,
    forget_records,
    get_person,
    holder_of,
    household_of,
    household_with_card,
    person_view,
    records_of,
    survivor_of,
)
from registry.queries.records import (
    Standing,
    about,
    categories_of,
    checks_of,
    get_category,
    get_need,
    get_participation,
    get_row,
    needs_of,
    opened,
    participation_events,
    participations_of,
    standings_of,
    statuses_of,
)
from registry.queries.rows import PersonRow, my_villages, names_for_the_log, person_rows, village_choices
from registry.queries.search import search
from registry.queries.similar import Match, doubles_of, similar
from registry.queries.then import Beside, beside

__all__ = [
    "Beside",
    "HouseholdView",
    "Known",
    "Line",
    "Match",
    "Merged",
    "Past",
    "PersonRow",
    "PersonView",
    "Standing",
    "about",
    "beside",
    "categories_of",
    "checks_of",
    "doubles_of",
    "following",
    "forget_records",
    "get_category",
    "get_household",
    "get_need",
    "get_observation",
    "get_participation",
    "get_person",
    "get_row",
    "holder_of",
    "household_of",
    "household_then",
    "household_view",
    "household_with_card",
    "lines_of",
    "members_of",
    "merge_row",
    "merges_of",
    "my_villages",
    "names_for_the_log",
    "needs_of",
    "observations_of",
    "opened",
    "participation_events",
    "participations_of",
    "past",
    "people_then",
    "person_rows",
    "person_view",
    "record_of",
    "records_of",
    "search",
    "similar",
    "standings_of",
    "statuses_of",
    "survivor_of",
    "village_choices",
]

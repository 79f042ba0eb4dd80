"""Reading the registry, by noun.

A facilitator finds and opens only people of the own villages. Lists cost the same few statements whatever their length.
"""

from registry.queries.merges import following, merge_row, merges_of
from registry.queries.observations import observations_of
from registry.queries.person import (
    Merged,
    PersonView,
    get_person,
    holder_of,
    household_of,
    household_with_card,
    person_view,
)
from registry.queries.rows import PersonRow, age_on, my_villages, person_rows, village_choices
from registry.queries.search import search
from registry.queries.similar import Match, doubles_of, similar

__all__ = [
    "Match",
    "Merged",
    "PersonRow",
    "PersonView",
    "age_on",
    "doubles_of",
    "following",
    "get_person",
    "holder_of",
    "household_of",
    "household_with_card",
    "merge_row",
    "merges_of",
    "my_villages",
    "observations_of",
    "person_rows",
    "person_view",
    "search",
    "similar",
    "village_choices",
]

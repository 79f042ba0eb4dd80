"""The pages of the room: importing them opens their doors on the blueprint."""

from registry.pages import (
    households,
    looks,
    merge,
    own_rules,
    past,
    people,
    planning,
    questionnaire,
    records,
    rules,
    runs,
    screening,
    words,
)
from registry.pages.blueprint import add_section, registry

__all__ = [
    "add_section", "households", "looks", "merge", "own_rules", "past", "people", "planning", "questionnaire",
    "records", "registry", "rules", "runs", "screening", "words",
]  # fmt: skip

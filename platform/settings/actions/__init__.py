"""Everything that changes what is in force, by noun. Actions flush; whoever called them commits."""

from settings.actions.additions import add_case_type, add_letter_type
from settings.actions.agencies import add_agency, change_agency
from settings.actions.versions import save, wait_for_other_writers
from settings.actions.words import keep_words

__all__ = [
    "add_agency",
    "add_case_type",
    "add_letter_type",
    "change_agency",
    "keep_words",
    "save",
    "wait_for_other_writers",
]

"""Everything that changes the registry, by noun. Actions flush; whoever called them commits."""

from registry.actions.disclosure import PRIVATE, Contact, contact_of, disclose, reveal_nik
from registry.actions.observations import Seen, observe, seen_today
from registry.actions.persons import create_person, update_person
from registry.actions.refusals import AlreadyRecorded

__all__ = [
    "PRIVATE",
    "AlreadyRecorded",
    "Contact",
    "Seen",
    "contact_of",
    "create_person",
    "disclose",
    "observe",
    "reveal_nik",
    "seen_today",
    "update_person",
]

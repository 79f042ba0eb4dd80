"""Everything that changes the registry, by noun. Actions flush; whoever called them commits."""

from registry.actions.disclosure import PRIVATE, Contact, contact_of, disclose, reveal_nik
from registry.actions.persons import AlreadyRecorded, create_person, update_person

__all__ = [
    "PRIVATE",
    "AlreadyRecorded",
    "Contact",
    "contact_of",
    "create_person",
    "disclose",
    "reveal_nik",
    "update_person",
]

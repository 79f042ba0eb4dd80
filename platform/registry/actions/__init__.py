"""Everything that changes the registry, by noun. Actions flush; whoever called them commits."""

from registry.actions.bulk import Incoming, Recorded, record_people, record_receiving
from registry.actions.categories import add_category, end_category
from registry.actions.disclosure import PRIVATE, Contact, contact_of, disclose, reveal_nik
from registry.actions.elsewhere import Office, registered_elsewhere
from registry.actions.needs import add_need, close_need, link_need, note_need_of_case
from registry.actions.observations import Seen, observe, seen_today
from registry.actions.participation import add_participation, change_participation
from registry.actions.persons import create_person, update_person
from registry.actions.questionnaire import correct, finalise, record_facts, save_block
from registry.actions.refusals import AlreadyRecorded
from registry.actions.welfare import receive_status, record_check

__all__ = [
    "PRIVATE",
    "AlreadyRecorded",
    "Contact",
    "Incoming",
    "Office",
    "Recorded",
    "Seen",
    "add_category",
    "add_need",
    "add_participation",
    "change_participation",
    "close_need",
    "contact_of",
    "correct",
    "create_person",
    "disclose",
    "end_category",
    "finalise",
    "link_need",
    "note_need_of_case",
    "observe",
    "receive_status",
    "record_check",
    "record_facts",
    "record_people",
    "record_receiving",
    "registered_elsewhere",
    "reveal_nik",
    "save_block",
    "seen_today",
    "update_person",
]

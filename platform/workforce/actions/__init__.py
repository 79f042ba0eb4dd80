"""Everything that changes what the room keeps, by noun. Actions flush; whoever called them commits."""

from workforce.actions.accounts import align_account, invite_workers
from workforce.actions.imports import keep_file, take_over
from workforce.actions.pay import note_pay
from workforce.actions.roster import add_worker, appoint, leave, link_account

__all__ = [
    "add_worker",
    "align_account",
    "appoint",
    "invite_workers",
    "keep_file",
    "leave",
    "link_account",
    "note_pay",
    "take_over",
]

"""What is done in this room, by noun."""

from privacy.actions.breaches import add_affected, add_person, record_breach, report, tell_citizens
from privacy.actions.erasure import do_erase, erase
from privacy.actions.extracts import expire, make
from privacy.actions.requests import (
    corrected,
    decline,
    expire_copy,
    fetch_copy,
    hand_copy,
    lift,
    restrict,
    take,
    tell_guards,
)
from privacy.actions.sharing import agree, approve, ask, download, end_agreement, refuse, revoke, tell
from privacy.actions.sweeps import approve_sweep, erase_portion, hold, let_go, list_due, remind
from privacy.actions.withdrawal import withdraw

__all__ = [
    "add_affected",
    "add_person",
    "agree",
    "approve",
    "approve_sweep",
    "ask",
    "corrected",
    "decline",
    "do_erase",
    "download",
    "end_agreement",
    "erase",
    "erase_portion",
    "expire",
    "expire_copy",
    "fetch_copy",
    "hand_copy",
    "hold",
    "let_go",
    "lift",
    "list_due",
    "make",
    "record_breach",
    "refuse",
    "remind",
    "report",
    "restrict",
    "revoke",
    "take",
    "tell",
    "tell_citizens",
    "tell_guards",
    "withdraw",
]

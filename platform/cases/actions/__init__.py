"""Everything that changes a case, by noun. Actions flush; whoever called them commits."""

from cases.actions import confidential, consent
from cases.actions.assignments import Assigned, assign, assign_many, hand_over, take
from cases.actions.cases import register
from cases.actions.moves import move, move_without_staff
from cases.actions.notes import add_note
from cases.actions.referrals import accept_referral, answer_referral, decline_referral, refer

__all__ = [
    "Assigned",
    "accept_referral",
    "add_note",
    "answer_referral",
    "assign",
    "assign_many",
    "confidential",
    "consent",
    "decline_referral",
    "hand_over",
    "move",
    "move_without_staff",
    "refer",
    "register",
    "take",
]

"""Everything that changes a case, by noun. Actions flush; whoever called them commits."""

from cases.actions import confidential, consent
from cases.actions.assignments import Assigned, assign, assign_many, hand_over, take
from cases.actions.cases import register
from cases.actions.moves import move, move_without_staff
from cases.actions.notes import add_note
from cases.actions.referrals import acknowledge, refer, remind, revoke
from cases.actions.replies import (
    accept_referral,
    answer_referral,
    assign_referral,
    decline_referral,
    hand_over_referrals,
    receive_referral,
    start_referral,
)
from cases.actions.withdrawal import withdraw

__all__ = [
    "Assigned",
    "accept_referral",
    "acknowledge",
    "add_note",
    "answer_referral",
    "assign",
    "assign_many",
    "assign_referral",
    "confidential",
    "consent",
    "decline_referral",
    "hand_over",
    "hand_over_referrals",
    "move",
    "move_without_staff",
    "receive_referral",
    "refer",
    "register",
    "remind",
    "revoke",
    "start_referral",
    "take",
    "withdraw",
]

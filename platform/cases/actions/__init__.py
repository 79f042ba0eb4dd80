"""Everything that changes a case, by noun. Actions flush; whoever called them commits."""

from cases.actions import consent
from cases.actions.cases import move, register, take
from cases.actions.referrals import accept_referral, answer_referral, decline_referral, refer

__all__ = [
    "accept_referral",
    "answer_referral",
    "consent",
    "decline_referral",
    "move",
    "refer",
    "register",
    "take",
]

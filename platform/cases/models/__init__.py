"""The tables of the room, by noun."""

from cases.models.case import Case, CaseEvent, CaseIntake, Narrative, YearCounter
from cases.models.draft import CaseDraft
from cases.models.facts import CaseDelta, CaseFactDay, CaseFactDue, CaseFactSector, CaseFactState
from cases.models.letter import Letter
from cases.models.message import Message
from cases.models.notice import Notice
from cases.models.referral import Referral, ReferralEvent, ReferralPacket

__all__ = [
    "Case",
    "CaseDelta",
    "CaseDraft",
    "CaseEvent",
    "CaseFactDay",
    "CaseFactDue",
    "CaseFactSector",
    "CaseFactState",
    "CaseIntake",
    "Letter",
    "Message",
    "Narrative",
    "Notice",
    "Referral",
    "ReferralEvent",
    "ReferralPacket",
    "YearCounter",
]

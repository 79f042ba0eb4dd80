"""The tables of the room, by noun."""

from cases.models.assignment import CaseAssignment
from cases.models.attachment import Attachment, ReferralFile
from cases.models.break_glass import BreakGlass
from cases.models.carried import CaseCarried
from cases.models.case import Case, CaseEvent, CaseIntake, EventDetail, Narrative, YearCounter
from cases.models.citizen_word import CitizenWord
from cases.models.consent import Consent
from cases.models.draft import CaseDraft
from cases.models.facts import (
    CaseDelta,
    CaseDeskDelta,
    CaseFactClosed,
    CaseFactDay,
    CaseFactDeadline,
    CaseFactDue,
    CaseFactEnded,
    CaseFactIntake,
    CaseFactKind,
    CaseFactLate,
    CaseFactOffice,
    CaseFactOpen,
    CaseFactOutcome,
    CaseFactOwner,
    CaseFactPlace,
    CaseFactSector,
    CaseFactSectorIntake,
    CaseFactStanding,
    CaseFactStandingDay,
    CaseFactStandingPlace,
    CaseFactState,
    CaseFactStep,
    CaseFactType,
    CaseFactVillage,
    CaseFactWait,
    CaseOutcomeDelta,
    CaseStepDelta,
    ReferralAnswerDelta,
    ReferralFactAnswer,
    ReferralFactBegun,
    ReferralFactOver,
    ReferralFactSent,
    ReferralFlowDelta,
)
from cases.models.incoming import IncomingEvent, IncomingReferral
from cases.models.letter import Letter, LetterDraft
from cases.models.message import ContactChoice, Message
from cases.models.note import CaseNote, NoteMention
from cases.models.notice import Notice
from cases.models.place import CasePlace
from cases.models.referral import Referral, ReferralEvent, ReferralPacket
from cases.models.view import SavedView

__all__ = [
    "Attachment",
    "BreakGlass",
    "Case",
    "CaseAssignment",
    "CaseCarried",
    "CaseDelta",
    "CaseDeskDelta",
    "CaseDraft",
    "CaseEvent",
    "CaseFactClosed",
    "CaseFactDay",
    "CaseFactDeadline",
    "CaseFactDue",
    "CaseFactEnded",
    "CaseFactIntake",
    "CaseFactKind",
    "CaseFactLate",
    "CaseFactOffice",
    "CaseFactOpen",
    "CaseFactOutcome",
    "CaseFactOwner",
    "CaseFactPlace",
    "CaseFactSector",
    "CaseFactSectorIntake",
    "CaseFactStanding",
    "CaseFactStandingDay",
    "CaseFactStandingPlace",
    "CaseFactState",
    "CaseFactStep",
    "CaseFactType",
    "CaseFactVillage",
    "CaseFactWait",
    "CaseIntake",
    "CaseNote",
    "CaseOutcomeDelta",
    "CasePlace",
    "CaseStepDelta",
    "CitizenWord",
    "Consent",
    "ContactChoice",
    "EventDetail",
    "IncomingEvent",
    "IncomingReferral",
    "Letter",
    "LetterDraft",
    "Message",
    "Narrative",
    "NoteMention",
    "Notice",
    "Referral",
    "ReferralAnswerDelta",
    "ReferralEvent",
    "ReferralFactAnswer",
    "ReferralFactBegun",
    "ReferralFactOver",
    "ReferralFactSent",
    "ReferralFile",
    "ReferralFlowDelta",
    "ReferralPacket",
    "SavedView",
    "YearCounter",
]

"""Money, foundations, self-assessment and index: what tells whether the service lives on."""

from sustainability.models.about import MOST_RUPIAH, Proved, Recorded
from sustainability.models.assessment import AssessmentRound, AssessmentTaken, AssessmentTally
from sustainability.models.foundations import (
    AgencyCommitment,
    CoordinationMeeting,
    Institution,
    LegalBasis,
    MeetingAttendance,
    MeetingDecision,
    PlanningDocument,
    Profile,
    Puskesos,
    PuskesosFunding,
)
from sustainability.models.index import IndexScore
from sustainability.models.money import ITEMS, SOURCES, CostNeed, FundingLine, SupportPeriod, SupportWarning
from sustainability.models.plan import ExitPlan, PlanAction, PlanEvent
from sustainability.models.standing import NamingDecision, Standing

__all__ = [
    "ITEMS",
    "MOST_RUPIAH",
    "SOURCES",
    "AgencyCommitment",
    "AssessmentRound",
    "AssessmentTaken",
    "AssessmentTally",
    "CoordinationMeeting",
    "CostNeed",
    "ExitPlan",
    "FundingLine",
    "IndexScore",
    "Institution",
    "LegalBasis",
    "MeetingAttendance",
    "MeetingDecision",
    "NamingDecision",
    "PlanAction",
    "PlanEvent",
    "PlanningDocument",
    "Profile",
    "Proved",
    "Puskesos",
    "PuskesosFunding",
    "Recorded",
    "Standing",
    "SupportPeriod",
    "SupportWarning",
]

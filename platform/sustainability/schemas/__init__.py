"""One description of each input of this room."""

from sustainability.schemas.foundations import (
    AttendanceSchema,
    CommitmentSchema,
    DecisionSchema,
    InstitutionSchema,
    LegalBasisSchema,
    MeetingSchema,
    PlanningDocumentSchema,
    ProfileSchema,
    PuskesosFundingSchema,
    PuskesosSchema,
)
from sustainability.schemas.money import FundingLineSchema, NeedsSchema, SupportPeriodSchema

__all__ = [
    "AttendanceSchema",
    "CommitmentSchema",
    "DecisionSchema",
    "FundingLineSchema",
    "InstitutionSchema",
    "LegalBasisSchema",
    "MeetingSchema",
    "NeedsSchema",
    "PlanningDocumentSchema",
    "ProfileSchema",
    "PuskesosFundingSchema",
    "PuskesosSchema",
    "SupportPeriodSchema",
]

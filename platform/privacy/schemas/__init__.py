"""One description of each input, for pages and programs."""

from privacy.schemas.breaches import AffectedSchema, BreachSchema
from privacy.schemas.requests import AnswerSchema, DeclineSchema, SweepSchema, TakeSchema
from privacy.schemas.sharing import (
    AgreementSchema,
    ApproveSchema,
    ReasonSchema,
    WhatSchema,
    WhomSchema,
    WhySchema,
)

__all__ = [
    "AffectedSchema",
    "AgreementSchema",
    "AnswerSchema",
    "ApproveSchema",
    "BreachSchema",
    "DeclineSchema",
    "ReasonSchema",
    "SweepSchema",
    "TakeSchema",
    "WhatSchema",
    "WhomSchema",
    "WhySchema",
]

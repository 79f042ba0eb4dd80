"""One description of each input, for pages and programs."""

from privacy.schemas.requests import AnswerSchema, DeclineSchema, TakeSchema
from privacy.schemas.sharing import (
    AgreementSchema,
    ApproveSchema,
    ReasonSchema,
    WhatSchema,
    WhomSchema,
    WhySchema,
)

__all__ = [
    "AgreementSchema",
    "AnswerSchema",
    "ApproveSchema",
    "DeclineSchema",
    "ReasonSchema",
    "TakeSchema",
    "WhatSchema",
    "WhomSchema",
    "WhySchema",
]

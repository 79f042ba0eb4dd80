"""One description of each input, for pages and programs."""

from privacy.schemas.sharing import (
    AgreementSchema,
    ApproveSchema,
    ReasonSchema,
    WhatSchema,
    WhomSchema,
    WhySchema,
)

__all__ = ["AgreementSchema", "ApproveSchema", "ReasonSchema", "WhatSchema", "WhomSchema", "WhySchema"]

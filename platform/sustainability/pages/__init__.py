"""The room's pages, by noun. Importing a module opens its doors on the blueprint."""

from sustainability.pages import (
    assessment,
    gaps,
    index,
    measured,
    money,
    naming,
    outlook,
    overview,
    plan,
    province,
    records,
)
from sustainability.pages.blueprint import sustainability

__all__ = [
    "assessment",
    "gaps",
    "index",
    "measured",
    "money",
    "naming",
    "outlook",
    "overview",
    "plan",
    "province",
    "records",
    "sustainability",
]

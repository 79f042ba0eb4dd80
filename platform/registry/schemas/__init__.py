"""What may come in about people and households, by noun: the same for forms, the API and spreadsheets."""

from registry.schemas.merge import MergeSchema, UnmergeSchema
from registry.schemas.person import PersonChangeSchema, PersonName, PersonSchema, RevealSchema, contradictions
from registry.schemas.questionnaire import (
    BLOCK_SCHEMAS,
    HouseholdFactsSchema,
    PersonFactsSchema,
    SeenSchema,
    correction_schema,
)
from registry.schemas.records import (
    CategoryEndSchema,
    CategorySchema,
    ElsewhereSchema,
    NeedClosingSchema,
    NeedSchema,
    ParticipationChangeSchema,
    ParticipationSchema,
    SiksCheckSchema,
    WelfareStatusSchema,
)
from registry.schemas.search import SearchKey, SearchSchema, search_key

__all__ = [
    "BLOCK_SCHEMAS",
    "CategoryEndSchema",
    "CategorySchema",
    "ElsewhereSchema",
    "HouseholdFactsSchema",
    "MergeSchema",
    "NeedClosingSchema",
    "NeedSchema",
    "ParticipationChangeSchema",
    "ParticipationSchema",
    "PersonChangeSchema",
    "PersonFactsSchema",
    "PersonName",
    "PersonSchema",
    "RevealSchema",
    "SearchKey",
    "SearchSchema",
    "SeenSchema",
    "SiksCheckSchema",
    "UnmergeSchema",
    "WelfareStatusSchema",
    "contradictions",
    "correction_schema",
    "search_key",
]

"""What may come in about people and households, by noun: the same for forms, the API and spreadsheets."""

from registry.schemas.merge import MergeSchema, UnmergeSchema
from registry.schemas.person import PersonChangeSchema, PersonName, PersonSchema, RevealSchema, contradictions
from registry.schemas.search import SearchKey, SearchSchema, search_key

__all__ = [
    "MergeSchema",
    "PersonChangeSchema",
    "PersonName",
    "PersonSchema",
    "RevealSchema",
    "SearchKey",
    "SearchSchema",
    "UnmergeSchema",
    "contradictions",
    "search_key",
]

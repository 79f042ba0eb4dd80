"""Code lists: what a case can be about, who can be asked, what people and houses are. Read once, at start.

The lists lie beside this file as TOML, with their labels in both languages. A new case type is one entry in
`case_types.toml`; a mistake there stops the start with a message that names the file, the entry and the fault.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from reference.codes.loading import BrokenCodes, Tables, load
from reference.codes.tables import (
    AgencyKind,
    CaseType,
    Code,
    LetterField,
    LetterType,
    Need,
    Numbering,
    Patience,
    Programme,
    Variable,
    in_english,
)

FOLDER = Path(__file__).parent
Key = TypeVar("Key")

_tables = load(FOLDER)
SECTORS = _tables.sectors
KINDS = _tables.kinds
GROUPS = _tables.groups
CHANNELS = _tables.channels
REJECT_REASONS = _tables.reject_reasons
PATIENCE = _tables.patience
DOCUMENTS = _tables.documents
CASE_TYPES = _tables.case_types
AGENCY_KINDS = _tables.agency_kinds
PROGRAMMES = _tables.programmes
SEXES = _tables.sexes
RELATIONS = _tables.relations
MARITAL_STATUSES = _tables.marital_statuses
SCHOOLING = _tables.schooling
REGISTRY_STATUSES = _tables.registry_statuses
PRESENCES = _tables.presences
NIK_STATES = _tables.nik_states
SOURCES = _tables.sources
SIKS_ANSWERS = _tables.siks_answers
STANDINGS = _tables.standings
END_REASONS = _tables.end_reasons
NEEDS = _tables.needs
NEED_OF_CASE_TYPE = {case_type: slug for slug, need in NEEDS.items() for case_type in need.case_types}
"""The need that a case of that type is about."""
BLOCKS = _tables.blocks
VARIABLE_GROUPS = _tables.variable_groups
VARIABLES = _tables.variables
HOUSING = _tables.housing
PPKS = _tables.ppks
PSKS = _tables.psks
LETTER_FIELDS = _tables.letter_fields
LETTER_TYPES = _tables.letter_types
NUMBERING = _tables.numbering


def choices(table: Mapping[str, Code]) -> list[tuple[str, str]]:
    """Slug and label of every entry, in the order of the list: what a select offers."""
    return list(labels(table).items())


def labels(table: Mapping[Key, Code]) -> dict[Key, str]:
    """Label of every entry by its key, in the reader's language: for a list, so that no row asks for the language."""
    label = "label_en" if in_english() else "label_id"
    return {slug: getattr(code, label) for slug, code in table.items()}


__all__ = [
    "AGENCY_KINDS",
    "BLOCKS",
    "CASE_TYPES",
    "CHANNELS",
    "DOCUMENTS",
    "END_REASONS",
    "FOLDER",
    "GROUPS",
    "HOUSING",
    "KINDS",
    "LETTER_FIELDS",
    "LETTER_TYPES",
    "MARITAL_STATUSES",
    "NEEDS",
    "NEED_OF_CASE_TYPE",
    "NIK_STATES",
    "PATIENCE",
    "PPKS",
    "PRESENCES",
    "PROGRAMMES",
    "PSKS",
    "REGISTRY_STATUSES",
    "REJECT_REASONS",
    "RELATIONS",
    "SCHOOLING",
    "SECTORS",
    "SEXES",
    "SIKS_ANSWERS",
    "SOURCES",
    "STANDINGS",
    "VARIABLES",
    "VARIABLE_GROUPS",
    "AgencyKind",
    "BrokenCodes",
    "CaseType",
    "Code",
    "LetterField",
    "LetterType",
    "Need",
    "Numbering",
    "Patience",
    "Programme",
    "Tables",
    "Variable",
    "choices",
    "labels",
    "load",
]

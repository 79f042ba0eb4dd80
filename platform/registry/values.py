"""A variable's value: as history keeps it (JSON), as the columns hold it, and as people read it."""

from datetime import date
from typing import Any

from flask_babel import gettext as _

from reference import codes
from reference.codes import Variable
from web.formats import number, plain_date, rupiah

NEVER_EMPTY = frozenset({"name", "sex", "relation", "presence", "nik_state", "address", "village_code"})
"""What every record says, draft or not: left empty, it stays as it was."""


def variables_of(level: str, block: str | None = None) -> dict[str, Variable]:
    """The variables of a person or a household, of one page of the questionnaire or of all."""
    return {slug: each for slug, each in codes.VARIABLES.items() if each.level == level and block in (None, each.block)}


def to_json(value: Any) -> Any:
    """As `observation.facts` keeps it: a date as 2026-03-01, the rest as it is."""
    return value.isoformat() if isinstance(value, date) else value


def from_json(variable: Variable, value: Any) -> Any:
    """As the column holds it."""
    return date.fromisoformat(value) if variable.kind == "date" and isinstance(value, str) else value


def in_words(variable: Variable, value: Any) -> str:
    """For people, in the reader's language; nothing for what is not known."""
    if value is None or value == "":
        return ""
    if variable.codes is not None:
        code = variable.codes.get(str(value))
        return code.label if code else str(value)
    match variable.kind:
        case "flag":
            return _("ya") if value else _("tidak")
        case "date":
            return plain_date(from_json(variable, value))
        case "number":
            return _quantity(variable, value)
        case "decimal":
            return f"{value:.6f}"
        case _:
            return str(value)


def _quantity(variable: Variable, value: int) -> str:
    if variable.unit == "rupiah":
        return rupiah(value)
    return f"{number(value)} {units()[variable.unit]}" if variable.unit else number(value)


def units() -> dict[str, str]:
    """Units of the table of variables, in the reader's language."""
    return {"orang": _("orang"), "ekor": _("ekor"), "buah": _("buah"), "m²": "m²", "rupiah": "Rp"}

"""The table of columns: how what we know is called in workbooks, coming in and going out (`columns.toml`)."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from reference import codes
from reference.codes import Variable
from reference.codes.tables import in_english

_FILE = Path(__file__).with_name("columns.toml")
_NOISE = re.compile(r"[\W_]+")
NOT_ASKED = {"nik_state"}
"""Not said by any list: a check against the civil registry says it."""
HEADING_ROWS = 20
"""How far down the headings are looked for: lists begin with a title and a date."""


@dataclass(frozen=True)
class Column:
    """One column. `level` is person, household, place or benefit; `variable` is None for the last two."""

    slug: str
    level: str
    label_id: str
    label_en: str
    also: tuple[str, ...]
    variable: Variable | None = None

    @property
    def label(self) -> str:
        """In the reader's language."""
        return self.label_en if in_english() else self.label_id

    @property
    def is_digits(self) -> bool:
        """Whether a spreadsheet loses digits of it: sixteen are kept as text only."""
        return self.slug in {"nik", "family_card"}


class BrokenColumns(ValueError):
    """The table names what does not exist, or calls two columns by one name. Says which."""


def normal(heading: str) -> str:
    """A heading as it is compared: "No. KK (16 digit)" and "NO_KK 16 DIGIT" are one."""
    return _NOISE.sub(" ", heading.lower()).strip()


@cache
def columns() -> Mapping[str, Column]:
    """Every column by slug: the variables in the order of their table, then those that are none."""
    told = tomllib.loads(_FILE.read_text())
    unknown = (set(told["also"]) | set(told["values"])) - set(codes.VARIABLES)
    if unknown:
        raise BrokenColumns(f"columns.toml: no such variable: {', '.join(sorted(unknown))}")
    made = {
        slug: Column(slug, each.level, each.label_id, each.label_en, tuple(told["also"].get(slug, ())), each)
        for slug, each in codes.VARIABLES.items()
        if slug not in NOT_ASKED
    }
    made |= {
        slug: Column(slug, each["level"], each["label"]["id"], each["label"]["en"], tuple(each["also"]))
        for slug, each in told["columns"].items()
    }
    return made


@cache
def _by_heading() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for slug, column in columns().items():
        for words in (slug, column.label_id, column.label_en, *column.also):
            if found.setdefault(normal(words), slug) != slug:
                raise BrokenColumns(f"columns.toml: {words!r} would be both {found[normal(words)]} and {slug}")
    return found


def guess(headings: Sequence[str], own: Mapping[str, str]) -> dict[int, str]:
    """Which column each heading seems to be, by place. `own` is what this site has said before, and goes first.

    A column is given once: the first heading that fits has it.
    """
    guessed: dict[int, str] = {}
    for place, heading in enumerate(headings):
        words = normal(heading)
        slug = own[words] if words in own else _by_heading().get(words, "")
        if slug in columns() and slug not in guessed.values():
            guessed[place] = slug
    return guessed


def find_headings(first_rows: Iterable[tuple[int, Sequence[str]]], own: Mapping[str, str]) -> tuple[int, list[str]]:
    """The line of the headings and what they are: the row with most headings that are understood.

    Where none is understood, the first row with two filled cells; (0, []) for an empty sheet.
    """
    best, most = (0, []), 0
    for line, cells in first_rows:
        known = len(guess(cells, own))
        if known > most or (not best[0] and sum(bool(cell) for cell in cells) >= 2):
            best, most = (line, list(cells)), known
    return best


def columns_of_set(name: str) -> list[str]:
    """The columns that go out together under that name, in their order; KeyError for a name that is none."""
    sets: Mapping[str, list[str]] = tomllib.loads(_FILE.read_text())["sets"]
    if name != "full":
        return sets[name]
    return [*sets["list"], *(slug for slug, each in columns().items() if each.variable and slug not in sets["list"])]


@cache
def spoken(slug: str) -> Mapping[str, str]:
    """How people write the codes of a choice or a flag: by code, label and `values`, as `normal` has it."""
    variable = columns()[slug].variable
    if variable is None:
        return {}
    if variable.kind == "flag":
        return {"ya": "True", "yes": "True", "1": "True", "tidak": "False", "no": "False", "0": "False"}
    values = tomllib.loads(_FILE.read_text())["values"].get(slug, {})
    found: dict[str, str] = {}
    for code, each in (variable.codes or {}).items():
        for words in (code, each.label_id, each.label_en, *values.get(code, ())):
            found.setdefault(normal(words), code)
    return found

"""A counted table as it is kept with a report, in the report's language: nothing is counted again to read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reporting.tables.definitions import Definition
from reporting.tables.queries import Counted
from reporting.tables.wording import about, as_rows, title_of


@dataclass(frozen=True)
class FrozenTable:
    """Title, what it is narrowed to, and its rows, headings first and sums last."""

    title: str
    subtitle: str
    label_columns: int
    """How many columns at the left are words."""
    rows: Sequence[Sequence[str | int]]

    def as_json(self) -> dict[str, Any]:
        """To be kept."""
        return {**vars(self), "rows": [list(row) for row in self.rows]}


def freeze(name: str, definition: Definition, counted: Counted) -> FrozenTable:
    """In the language in which it is called."""
    rows = [list(row) for row in as_rows(counted)]
    subtitle = "; ".join(each for each in (title_of(definition), about(definition)) if each)
    return FrozenTable(name, subtitle, len(counted.row_headings), rows)

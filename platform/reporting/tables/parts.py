"""A long table in parts: nobody reads the lines of five hundred offices at once. Files and programs get it whole."""

from collections.abc import Sequence
from dataclasses import dataclass

from reporting.tables.queries import Line

LINES = 100
"""On one page."""
MOST_DIGITS = 9
"""Of a number in an address: a longer one is beyond the last part anyway."""


@dataclass(frozen=True)
class Part:
    """The lines of a table that stand on one page."""

    lines: Sequence[Line]
    number: int
    of: int
    first: int
    """Which line of the table the first one is; 0 in a table without lines."""

    @property
    def last(self) -> int:
        """Which line of the table the last one is."""
        return self.first + len(self.lines) - 1 if self.lines else 0

    def beyond(self, steps: int) -> int | None:
        """The number of the part so many steps on; None where there is none."""
        number = self.number + steps
        return number if 1 <= number <= self.of else None


def part_of(lines: Sequence[Line], wanted: str) -> Part:
    """The part of that number. A table shrinks and grows between two looks at it: beyond the last part stands the last
    one, and for what is no number the first."""
    of = max(1, -(-len(lines) // LINES))
    number = min(max(int(wanted[:MOST_DIGITS]), 1), of) if wanted.isascii() and wanted.isdigit() else 1
    before = (number - 1) * LINES
    return Part(lines[before : before + LINES], number, of, before + 1 if lines else 0)

"""Small numbers are people: cells of 1 to 4 are hidden, and so is whatever would give them away by subtraction.

A table of districts under provinces under the nation, with columns that add up to a total, holds the same case in
many cells. For every small cell we look for a *swap*: a change of districts' cells by one case up here and down there
that leaves every published number as it is. If each small cell has such a swap, two different countries look exactly
alike on paper, and nobody can tell which is the true one. The cells that a swap touches are withheld.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import product

SMALL = 5
"""Cells below this are never shown (rule of the platform, as in official statistics)."""
_NEAR, _FAR = 6, 2
"""How many of the largest leaves of the group, and of the country, are tried as partners of a swap."""


class Hidden(Enum):
    """Why a cell has no number: it is 1 to 4, or it is 5 or more and would give another one away."""

    SMALL = "small"
    WITHHELD = "withheld"


Cell = int | Hidden
ROOT = "root"
TOTAL = "total"
Place = tuple[str, str]
"""(row, column); rows are leaves, groups and ROOT, columns those of the table and TOTAL."""


@dataclass(frozen=True)
class Table:
    """What may be published: every leaf, group and the root, by column and in TOTAL."""

    cells: Mapping[Place, Cell]

    def row(self, key: str, columns: Sequence[str]) -> list[Cell]:
        """The cells of one row, the total last."""
        return [self.cells[key, column] for column in (*columns, TOTAL)]


def publish(leaves: Mapping[str, Mapping[str, int]], groups: Mapping[str, str], columns: Sequence[str]) -> Table:
    """Suppress a table given by its `leaves` (row -> column -> n), each in the group that `groups` names.

    Reads the exact numbers; the result is all that an attacker may ever see, tables of all levels together.
    """
    ledger = _Ledger(leaves, groups, columns)
    for place in sorted(ledger.small, key=lambda place: (ledger.exact[place], place)):
        if place not in ledger.safe and not ledger.protect(place):
            return Table(dict.fromkeys(ledger.exact, Hidden.WITHHELD))  # too few cases to publish any table
    return Table({place: ledger.shown(place) for place in ledger.exact})


def publish_row(counts: Mapping[str, int]) -> dict[str, Cell]:
    """Suppress one row of categories whose total is published elsewhere; all are withheld when that is the only way."""
    table = publish({"only": counts}, {"only": "only"}, list(counts))
    if isinstance(table.cells["only", TOTAL], Hidden):
        return dict.fromkeys(counts, Hidden.WITHHELD)
    return {column: table.cells["only", column] for column in counts}


@dataclass
class _Ledger:
    leaves: Mapping[str, Mapping[str, int]]
    groups: Mapping[str, str]
    columns: Sequence[str]
    exact: dict[Place, int] = field(init=False)
    small: set[Place] = field(init=False)
    withheld: set[Place] = field(default_factory=set)
    safe: set[Place] = field(default_factory=set)
    may_grow: set[Place] = field(init=False)
    may_shrink: set[Place] = field(init=False)
    largest: list[str] = field(init=False)
    members: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.exact = dict.fromkeys(product([ROOT, *self.groups.values(), *self.leaves], [*self.columns, TOTAL]), 0)
        for leaf, counts in self.leaves.items():
            for column in self.columns:
                for place in self._holding(leaf, column):
                    self.exact[place] += counts.get(column, 0)
        self.small = {place for place, n in self.exact.items() if 0 < n < SMALL}
        self.may_grow = {place for place, n in self.exact.items() if n and n + 1 != SMALL}
        self.may_shrink = {place for place, n in self.exact.items() if n > 1 and n != SMALL}
        by_size = sorted(self.leaves, key=lambda leaf: -self.exact[leaf, TOTAL])
        self.largest = by_size[:_FAR]
        for leaf in by_size:
            self.members.setdefault(self.groups[leaf], []).append(leaf)

    def shown(self, place: Place) -> Cell:
        if place in self.small:
            return Hidden.SMALL
        return Hidden.WITHHELD if place in self.withheld else self.exact[place]

    def protect(self, small: Place) -> bool:
        """Find the swap that hides the fewest further numbers, and hide them. False when there is none."""
        best, lowest = None, None
        for swap in self._swaps(small):
            if not self._is_possible(swap):
                continue
            price = self._price(swap)
            if lowest is None or price < lowest:
                best, lowest = swap, price
            if not price[0]:
                break  # nothing more to hide: it cannot get better
        if best is None:
            return False
        self.withheld |= {place for place in best if place not in self.small}
        self.safe |= {place for place in best if place in self.small}
        return True

    def _holding(self, leaf: str, column: str) -> list[Place]:
        """Every published cell in which a case of that leaf and column is counted."""
        return [(row, col) for row in dict.fromkeys((leaf, self.groups[leaf], ROOT)) for col in (column, TOTAL)]

    def _swaps(self, small: Place) -> Iterator[dict[Place, int]]:
        """Candidate swaps through a cell: one case more here, one fewer in another column, and back in another leaf."""
        row, column = small
        for leaf in self._leaves_in(row):
            for here in self.columns if column == TOTAL else (column,):
                if not self.exact[leaf, here]:
                    continue
                partners = [each for each in self._partners(leaf) if self.exact[each, here]]
                for there, back in product((*self._others(here, leaf), None), (*partners, None)):
                    if there and back and not self.exact[back, there]:
                        continue
                    swap = self._swap(leaf, here, there, back)
                    if small in swap:
                        yield swap

    def _swap(self, leaf: str, here: str, there: str | None, back: str | None) -> dict[Place, int]:
        """What changes, and which way. With `there` no row's total does, with `back` nothing above their groups."""
        columns = [(here, 1), (there, -1) if there else (TOTAL, 1)]
        rows = [(leaf, 1)]
        if back is None:
            rows += [(self.groups[leaf], 1), (ROOT, 1)]
        else:
            rows.append((back, -1))
            if self.groups[leaf] != self.groups[back]:
                rows += [(self.groups[leaf], 1), (self.groups[back], -1)]
        return {(row, column): up * over for row, up in rows for column, over in columns}

    def _is_possible(self, swap: Mapping[Place, int]) -> bool:
        """Whether both countries look alike: no cell shown as 0, none leaves the range its mark speaks of."""
        more, fewer = self.may_grow, self.may_shrink
        return all(place in (more if step > 0 else fewer) for place, step in swap.items()) or all(
            place in (fewer if step > 0 else more) for place, step in swap.items()
        )

    def _price(self, swap: Mapping[Place, int]) -> tuple[int, int]:
        """Totals are dearest, then larger numbers."""
        fresh = [place for place in swap if place not in self.small and place not in self.withheld]
        rank = sum(1 + 3 * (column == TOTAL) + 4 * (row not in self.leaves) for row, column in fresh)
        return rank, sum(self.exact[place] for place in fresh)

    def _leaves_in(self, row: str) -> list[str]:
        if row == ROOT:
            return list(self.leaves)
        return [row] if row in self.leaves else self.members[row]

    def _others(self, here: str, leaf: str) -> list[str]:
        return [column for column in self.columns if column != here and self.exact[leaf, column]]

    def _partners(self, leaf: str) -> list[str]:
        """Leaves to take the case back: the neighbours, and elsewhere the few largest."""
        near = self.members[self.groups[leaf]][: _NEAR + 1]
        return [each for each in dict.fromkeys((*near, *self.largest)) if each != leaf]

"""Small numbers are people: cells of 1 to 4 are hidden, and so is whatever would give them away by subtraction.

A table of districts under provinces under the nation, with columns that add up to a total, holds the same case in
many cells. For every small cell we look for a *swap*: a change of districts' cells by one case up here and down there
that leaves every published number as it is. If each small cell has such a swap, two different countries look exactly
alike on paper, and nobody can tell which is the true one. The cells that a swap touches are withheld. Which swap is
chosen among several follows from how large the numbers roughly are, so that it stays the same from page to page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache

SMALL = 5
"""Cells below this are never shown (rule of the platform, as in official statistics)."""
_NEAR, _FAR = 6, 2
"""How many of the largest leaves of the group, and of the country, are tried as partners of a swap."""


class Hidden(Enum):
    """Why a cell has no number: it is 1 to 4, or it is 5 or more and would give another one away; or it is a blurred
    number that may be a handful, or nobody."""

    SMALL = "small"
    WITHHELD = "withheld"
    FEW = "few"


Cell = int | Hidden
ROOT = "root"
TOTAL = "total"
Place = tuple[str, str]
"""(row, column); rows are leaves, groups and ROOT, columns those of the table and TOTAL."""


@dataclass(frozen=True)
class Table:
    """What may be published: every leaf, group and the root, by column and in TOTAL."""

    columns: Sequence[str]
    """TOTAL is the last."""
    rows: Mapping[str, Sequence[Cell]]

    @cached_property
    def cells(self) -> Mapping[Place, Cell]:
        """The same, by place."""
        return {
            (key, column): cell
            for key, row in self.rows.items()
            for column, cell in zip(self.columns, row, strict=True)
        }

    def row(self, key: str, columns: Sequence[str]) -> list[Cell]:
        """The cells of one row, the total last."""
        return [self.cells[key, column] for column in (*columns, TOTAL)]


def publish(
    leaves: Mapping[str, Mapping[str, int]],
    groups: Mapping[str, str],
    columns: Sequence[str],
    whole_is_known: bool = False,
) -> Table:
    """Suppress a table given by its `leaves` (row -> column -> n), each in the group that `groups` names.

    Reads the exact numbers; the result is all that an attacker may ever see, tables of all levels together. With
    `whole_is_known`, besides how many there are in all: then that number hides nothing.
    """
    names = list(dict.fromkeys([ROOT, *groups.values(), *leaves]))
    place = {name: number for number, name in enumerate(names)}
    groups_of = {place[leaf]: place[groups[leaf]] for leaf in leaves}
    nothing = (0,) * (len(columns) + 1)
    rows: list[Sequence[int]] = [nothing] * len(names)
    members: dict[int, list[Sequence[int]]] = {}
    for (leaf, group), counts in zip(groups_of.items(), leaves.values(), strict=True):
        cells = [counts.get(column, 0) for column in columns]
        rows[leaf] = (*cells, sum(cells))
        members.setdefault(group, []).append(rows[leaf])
    sums = {group: tuple(map(sum, zip(*below, strict=True))) for group, below in members.items()}
    for group, cells in sums.items():
        rows[group] = cells
    rows[0] = tuple(map(sum, zip(*sums.values(), strict=True))) or nothing
    reasons = _withheld(tuple(groups_of.items()), tuple(map(_magnitudes, rows)), whole_is_known)
    if reasons is None:
        return Table((*columns, TOTAL), dict.fromkeys(names, [Hidden.WITHHELD] * len(nothing)))
    for row, why in reasons:
        rows[row] = [n if each is None else each for n, each in zip(rows[row], why, strict=True)]  # type: ignore[misc]
    return Table((*columns, TOTAL), dict(zip(names, rows, strict=True)))


def publish_row(counts: Mapping[str, int]) -> dict[str, Cell]:
    """Suppress one row of categories whose total is published elsewhere; all are withheld when that is the only way."""
    table = publish({"only": counts}, {"only": "only"}, list(counts))
    if isinstance(table.cells["only", TOTAL], Hidden):
        return dict.fromkeys(counts, Hidden.WITHHELD)
    return {column: table.cells["only", column] for column in counts}


_GROW, _SHRINK = 1, 2
_TURNED = (0, _SHRINK, _GROW, _GROW | _SHRINK)
"""What a cell may do, the other way round."""
_EXACT = 7
"""Up to here a number is looked at as it is; a small one and its neighbour must be told apart."""
_MAY = [_GROW * (n > 0 and n + 1 != SMALL) | _SHRINK * (n > 1 and n != SMALL) for n in range(SMALL + 1)]
"""Which way a small number may go: one case more or fewer must leave the range that its mark speaks of alone."""


@lru_cache(maxsize=4096)
def _magnitudes(cells: tuple[int, ...]) -> tuple[int, ...]:
    """All that the choice of withheld cells may depend on: small numbers, and of others how large they roughly are."""
    return tuple(n if n <= _EXACT else 1 << n.bit_length() - 1 for n in cells)


@lru_cache(maxsize=64)
def _withheld(
    group_of: tuple[tuple[int, int], ...], magnitudes: tuple[tuple[int, ...], ...], whole_is_known: bool
) -> list[tuple[int, list[Hidden | None]]] | None:
    """Rows of which something is hidden, and what; None where there are too few cases to publish any table.

    Worked out once for as long as no number changes its magnitude. From the magnitudes alone: so the same cells are
    withheld from everybody, and hardly ever others a moment later; who holds two pages beside each other does not read
    on one what the other withholds.
    """
    ledger = _Ledger(dict(group_of), magnitudes, whole_is_known)
    for row, column in sorted(ledger.small, key=lambda place: (magnitudes[place[0]][place[1]], place)):
        if (row, column) not in ledger.safe and not ledger.protect(row, column):
            return None
    return [(row, why) for row, why in enumerate(ledger.hidden) if any(why)]


class _Ledger:
    """The table as lists of magnitudes: rows are the root, the groups, the leaves; the last column is the total.

    A swap is a leaf and a column with one case more, another column with one fewer (or the row's total moves along),
    and a leaf that takes the case back (or what stands above moves along). What it does to a row depends on that row
    and the two columns alone, so it is looked up once for all swaps that pass there.
    """

    def __init__(self, group_of: dict[int, int], rows: Sequence[Sequence[int]], whole_is_known: bool) -> None:
        self.group_of, self.rows, self.whole_is_known = group_of, rows, whole_is_known
        self.width = len(rows[0])
        self.total = self.width - 1
        self.leaves = list(group_of)
        by_size = sorted(self.leaves, key=lambda leaf: -rows[leaf][self.total])
        self.largest = by_size[:_FAR]
        self.members: dict[int, list[int]] = {}
        for leaf in by_size:
            self.members.setdefault(group_of[leaf], []).append(leaf)
        self.small = [
            (row, column) for row, cells in enumerate(rows) for column, n in enumerate(cells) if 0 < n < SMALL
        ]
        self.may = [[_MAY[n] if n <= SMALL else _GROW | _SHRINK for n in cells] for cells in rows]
        self.hidden: list[list[Hidden | None]] = [[None] * self.width for _row in rows]
        for row, column in self.small:
            self.hidden[row][column] = Hidden.SMALL
        self.safe: set[tuple[int, int]] = set()
        self.known: list[dict[int, _Step]] = [{} for _row in rows]
        self.most = 0
        """While one is looked for: the rank of the best swap so far."""

    def protect(self, row: int, column: int) -> bool:
        """Find the swap that hides the fewest further numbers, and hide them. False when there is none."""
        best, lowest = None, (1 << 60, 0)
        self.most = lowest[0]
        for swap in self._swaps(row, column):
            price = self._price(swap)
            if price is not None and price < lowest:
                best, lowest = swap, price
                self.most = price[0]
                if not price[0]:
                    break  # nothing more to hide: it cannot get better
        if best is None:
            return False
        here, there, rows = best
        for touched, _up in rows:
            self.known[touched].clear()
            for each in (here, there):
                if self.hidden[touched][each] is Hidden.SMALL:
                    self.safe.add((touched, each))
                else:
                    self.hidden[touched][each] = Hidden.WITHHELD
        return True

    def _swaps(self, row: int, column: int) -> Iterator["_Swap"]:
        """Swaps through a cell that may still be the best: one case more here, one fewer in another column, and back in
        another leaf."""
        total = self.total
        for leaf in self._leaves_in(row):
            cells, group = self.rows[leaf], self.group_of[leaf]
            for here in range(total) if column == total else (column,):
                if not cells[here]:
                    continue
                partners = [each for each in self._partners(leaf) if self.rows[each][here]]
                if row != leaf:
                    partners = [each for each in partners if row == group and self.group_of[each] != group]
                for there in (*self._others(here, cells), total):
                    way, rank, _n = self._step(leaf, here, there)
                    if column not in (here, there) or rank > self.most:
                        continue
                    for back in partners:
                        other, more, _n = self._step(back, here, there)
                        fits = way & _TURNED[other] and rank + more <= self.most
                        if fits and (there == total or self.rows[back][there]):
                            yield here, there, self._between(leaf, back)
                    if there != total or not self.whole_is_known:
                        yield here, there, tuple((each, True) for each in dict.fromkeys((leaf, group, 0)))

    def _between(self, leaf: int, back: int) -> tuple[tuple[int, bool], ...]:
        """The rows that change, and which way: nothing above the two groups does."""
        above, below = self.group_of[leaf], self.group_of[back]
        if above == below:
            return (leaf, True), (back, False)
        return tuple({leaf: True, back: False, above: True, below: False}.items())

    def _price(self, swap: "_Swap") -> tuple[int, int] | None:
        """What a swap hides besides: totals are dearest, then larger numbers. None for one that is not the best or
        cannot be: both countries must look alike, no cell shown as 0, none leaves the range its mark speaks of."""
        here, there, rows = swap
        possible, rank, numbers = _GROW | _SHRINK, 0, 0
        for row, up in rows:
            way, more, n = self._step(row, here, there)
            possible &= way if up else _TURNED[way]
            rank += more
            if not possible or rank > self.most:
                return None
            numbers += n
        return rank, numbers

    def _step(self, row: int, here: int, there: int) -> "_Step":
        """A row in which `here` grows and `there` shrinks, or the total grows: which way it may go, and its price."""
        known = self.known[row]
        columns = here * self.width + there
        if columns in known:
            return known[columns]
        may, hidden, cells = self.may[row], self.hidden[row], self.rows[row]
        dear = 1 if row in self.group_of else 5
        rank = numbers = 0
        if hidden[here] is None:
            rank, numbers = dear, cells[here]
        if hidden[there] is None:
            rank, numbers = rank + dear + 3 * (there == self.total), numbers + cells[there]
        possible = may[here] & (may[there] if there == self.total else _TURNED[may[there]])
        step = known[columns] = possible, rank, numbers
        return step

    def _leaves_in(self, row: int) -> Sequence[int]:
        if row == 0:
            return self.leaves
        return [row] if row in self.group_of else self.members[row]

    def _others(self, here: int, cells: Sequence[int]) -> list[int]:
        return [column for column in range(self.total) if column != here and cells[column]]

    def _partners(self, leaf: int) -> list[int]:
        """Leaves to take the case back: the neighbours, and elsewhere the few largest."""
        near = self.members[self.group_of[leaf]][: _NEAR + 1]
        return [each for each in dict.fromkeys((*near, *self.largest)) if each != leaf]


_Step = tuple[int, int, int]
"""Which way a row may go (_GROW, _SHRINK), the rank of what that hides, and the sum of it."""
_Swap = tuple[int, int, tuple[tuple[int, bool], ...]]
"""The columns `here` and `there`, and the rows that change: up as `here` grows, or down."""

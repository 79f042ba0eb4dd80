"""Answers of many offices: what has settled is remembered, what is pending is asked every time (decision 0048).

A process keeps the settled part of an answer under the stamp of all offices in sight (`reporting.stamps`). Of a period
that is over it stands until somebody changes the past; of the present, until the next fold. Stamp and pending deltas
come in one statement; where the stamp is a new one, the facts come in that same statement once more, so that every sum
is of one snapshot.
"""

from collections.abc import Iterable, Mapping
from enum import IntEnum
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, Text, bindparam, cast, literal_column, null, select

from foundation.kept import Kept
from foundation.reading import Statement, read, union_of
from foundation.tenancy import Context, Reader, current
from reporting.ledgers import LEDGERS
from reporting.measures import DIMENSIONS, MEASURES
from reporting.queries import in_the_tree
from reporting.stamps import of_offices, stamp
from reporting.sums import Part, Shape, sum_up, type_of

Keys = tuple[Any, ...]
"""Values of the dimensions asked for, in their order: an id for an office, a date for a time, a slug for the rest."""


class Sums(dict[Keys, int]):
    """Numbers by key."""

    table: Any = None
    """What has been made of them (`reporting.counting.Shown`): it holds as long as they do."""


_ABOVE = frozenset({Reader.SUPERVISOR, Reader.MINISTRY})
_STAMPED = {ledger.table for ledger in LEDGERS if ledger.stamps}
_STAND_STILL = {fact.table for ledger in LEDGERS if ledger.stamps for fact in ledger.facts if fact.when}
"""Facts whose rows of the past change only with it."""
_Key = tuple[Context, Shape, tuple[tuple[str, Any], ...]]


class _Tells(IntEnum):
    STAMP = 0
    PENDING = 1
    SETTLED = 2


_Rows = Mapping[_Tells, list[Any]]
"""Of the stamp its text; of sums the keys and n."""


class _Settled:
    """The settled part of an answer; and the whole, as long as the same is pending."""

    def __init__(self, stamp: str, numbers: Sums) -> None:
        self.stamp, self._numbers = stamp, numbers
        self._last: tuple[list[Any], Sums] = [], numbers

    def whole(self, pending: list[Any]) -> Sums:
        """With what is pending."""
        last = self._last
        if last[0] != pending:
            last = self._last = pending, _with(self._numbers, pending)
        return last[1]


_remembered: Kept[_Key, _Settled] = Kept(32)


def sums(shape: Shape, values: Mapping[str, Any]) -> Sums:
    """By the dimensions asked for. One statement; two where the numbers are others than those remembered."""
    if current().reader not in _ABOVE or MEASURES[shape.measure].ledger.__tablename__ not in _STAMPED:
        return _summed(read(sum_up(shape), **values))
    key = _key(shape, values)
    settled = _remembered.get(key)
    rows = _asked(shape, settled is None, values)
    if settled is not None and settled.stamp != _stamp(rows):
        rows, settled = _asked(shape, True, values), None
    if settled is None:
        settled = _remembered.put(key, _Settled(_stamp(rows), _summed(rows[_Tells.SETTLED])))
    if rows[_Tells.PENDING] and not shape.adds_up:
        return _summed(read(sum_up(shape), **values))
    return settled.whole(rows[_Tells.PENDING])


def _key(shape: Shape, values: Mapping[str, Any]) -> _Key:
    fixed = ((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())
    return current(), shape, tuple(sorted(fixed))


def _asked(shape: Shape, with_facts: bool, values: Mapping[str, Any]) -> _Rows:
    rows: dict[_Tells, list[Any]] = {each: [] for each in _Tells}
    for row in read(_statement(shape, with_facts), **values):
        rows[_Tells(row.tells)].append(row[1:-1] if row.tells else row.stamp)
    return rows


def _stamp(rows: _Rows) -> str:
    (told,) = rows[_Tells.STAMP]
    return told


def _summed(rows: Iterable[Any]) -> Sums:
    return Sums((tuple(row[:-1]), row[-1]) for row in rows)


def _with(settled: Sums, pending: Iterable[Any]) -> Sums:
    both = Sums(settled)
    for *keys, n in pending:
        key = tuple(keys)
        both[key] = both.get(key, 0) + n
    return both


@cache
def _statement(shape: Shape, with_facts: bool) -> Statement:
    """Rows of (what they tell, the keys, n, the stamp)."""
    nothing = [cast(null(), type_of(DIMENSIONS[each])).label(each) for each in shape.by]
    stands_still = shape.until and all(table.__tablename__ in _STAND_STILL for table, _clock in shape.sources)
    marked = stamp(bindparam("until", type_=Date) if stands_still else None).label("stamp")
    first = select(_tells(_Tells.STAMP), *nothing, literal_column("0", BigInteger).label("n"), marked)
    parts = [(_Tells.PENDING, Part.PENDING), *([(_Tells.SETTLED, Part.SETTLED)] if with_facts else [])]
    counted = [(tells, sum_up(shape, part).subquery()) for tells, part in parts]
    told = [select(_tells(tells), *each.c, cast(null(), Text)) for tells, each in counted]
    return union_of(of_offices(first).where(in_the_tree()), *told)


def _tells(part: _Tells) -> Any:
    return literal_column(str(part.value)).label("tells")

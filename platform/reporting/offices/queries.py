"""What pages above the districts read: settled numbers are remembered, pending ones are asked (decision 0047).

Between two folds of the ledger the facts of 514 offices do not change, and adding them up is most of what a page of the
nation costs. So each process keeps what it has read under the *stamp* of all offices in sight, which changes with any
of their facts (`reporting.ledgers`) and with the offices themselves. Stamp and pending deltas come in one statement;
where the stamp is a new one, the facts come in that same statement once more. Every sum is of one snapshot, and exact.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add
from typing import Any, NamedTuple

from foundation.kept import Kept
from foundation.reading import read
from foundation.tenancy import Context, current
from reference.periods import Period
from reporting.offices.statements import NUMBERS, SECTOR_NUMBERS, Asked, Part, everything, pending
from reporting.queries import Intake, Office, days_on_walls


class Nation(NamedTuple):
    """Every province and district, by name; what is due soon or long ago is not asked."""

    offices: Sequence[Office]
    open_by_sector: Mapping[str, int]
    """The largest first."""
    intake: Intake


class Province(NamedTuple):
    """The offices directly below a province, by name."""

    offices: Sequence[Office]
    intake: Mapping[int, Mapping[str, Intake]]
    """By office and sector."""


def nation(period: Period) -> Nation:
    """As the ministry. Overdue is what is so by the date on each office's wall."""
    offices, sectors = _standing(period, None)
    still_open = sorted((-numbers[0], sector) for (_id, sector), numbers in sectors.items() if numbers[0])
    now, before = (sum(numbers[place] for numbers in sectors.values()) for place in (1, 2))
    return Nation(offices, {sector: -n for n, sector in still_open}, Intake(now, before))


def province(parent_id: int, period: Period) -> Province:
    """As a supervisor of that province."""
    offices, sectors = _standing(period, parent_id)
    intake: dict[int, dict[str, Intake]] = {}
    for (office_id, sector), (_open, now, before) in sectors.items():
        if now or before:
            intake.setdefault(office_id, {})[sector] = Intake(now, before)
    return Province(offices, intake)


_Sectors = Mapping[tuple[int, str], Sequence[int]]
"""Open, registered in the period and in the one before, by office and sector; of the nation all offices are 0."""


@dataclass(frozen=True)
class _Settled:
    offices: Sequence[Office]
    sectors: _Sectors


_remembered: Kept[tuple[Context, Asked, str], _Settled] = Kept(256)


def _standing(period: Period, parent_id: int | None) -> tuple[Sequence[Office], _Sectors]:
    """One statement; two in the hours in which Indonesia's time zones stand on different dates."""
    found = [(_on(Asked(day, period, parent_id)), zones) for day, zones in days_on_walls().items()]
    (offices, sectors), _zones = found[0]
    if len(found) > 1:
        each_by_its_wall = (office for (told, _sectors), zones in found for office in told if office.timezone in zones)
        offices = sorted(each_by_its_wall, key=_by_name)
    return offices, sectors


def _by_name(office: Office) -> tuple[str, int]:
    return office.name, office.id


def _on(asked: Asked) -> tuple[Sequence[Office], _Sectors]:
    rows = _by_part(read(pending(asked), of=asked.parent_id))
    settled = _remembered.get(_key(asked, rows))
    if settled is None:
        rows = _by_part(read(everything(asked), of=asked.parent_id))
        offices = sorted((Office._make(row[1:]) for row in rows[Part.SETTLED]), key=_by_name)
        sectors = {(row.id, row.name): row[-SECTOR_NUMBERS:] for row in rows[Part.SETTLED_SECTORS]}
        settled = _remembered.put(_key(asked, rows), _Settled(offices, sectors))
    return _moved(settled.offices, rows[Part.PENDING]), _grown(settled.sectors, rows[Part.PENDING_SECTORS])


def _by_part(rows: Iterable[Any]) -> Mapping[Part, list[Any]]:
    parts: dict[Part, list[Any]] = {part: [] for part in Part}
    for row in rows:
        parts[row.part].append(row)
    return parts


def _key(asked: Asked, rows: Mapping[Part, Sequence[Any]]) -> tuple[Context, Asked, str]:
    (stamp,) = rows[Part.STAMP]
    return current(), asked, stamp.name


def _moved(settled: Sequence[Office], rows: Iterable[Any]) -> Sequence[Office]:
    more = {row.id: row[-NUMBERS:] for row in rows}
    return [
        Office._make((*office[:-NUMBERS], *map(add, office[-NUMBERS:], more[office.id])))
        if office.id in more
        else office
        for office in settled
    ]


def _grown(settled: _Sectors, rows: Iterable[Any]) -> _Sectors:
    sums = dict(settled)
    for row in rows:
        key = row.id, row.name
        sums[key] = tuple(map(add, sums.get(key, (0,) * SECTOR_NUMBERS), row[-SECTOR_NUMBERS:]))
    return sums

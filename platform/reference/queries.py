"""Reading regions. Codes are nested (33 > 33.11 > 33.11.01), so that ancestors need no recursion."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from reference.models import REGENCY, VILLAGE, Region


@dataclass(frozen=True)
class Place:
    """What a place is called in a list."""

    label: str
    """Desa Lalang, Manggar."""
    name: str
    """Lalang."""
    above: str = ""
    """Manggar."""


# What places are called. Regions change by decree, which is loaded before the servers start: a process asks once.
_FULL: dict[str, str] = {}
_PLACES: dict[str, Place] = {}
_VILLAGES: set[str] = set()
_HOW_MANY: dict[str, int] = {}
_UPPER: list[Any] = []
_UPPER_IN: dict[str | None, list[Any]] = {}


def region(session: Session, code: str) -> Region | None:
    """The region under this code, also one that is no longer in use; None when there never was one."""
    return session.get(Region, code)


def is_village(session: Session, code: str) -> bool:
    """Whether there is, or ever was, a village under this code."""
    if code not in _VILLAGES and (found := region(session, code)) and found.level == VILLAGE:
        _VILLAGES.add(code)
    return code in _VILLAGES


def children(session: Session, code: str | None) -> Sequence[Region]:
    """The regions directly below, in use today, by name. None asks for the provinces."""
    below = Region.parent_code.is_(None) if code is None else Region.parent_code == code
    return session.scalars(
        select(Region).where(below, Region.valid_to.is_(None)).order_by(Region.name, Region.code)
    ).all()


def path(session: Session, code: str) -> list[Region]:
    """From the province down to the region itself; empty when the code is unknown."""
    found = session.scalars(select(Region).where(Region.code.in_(lineage(code))).order_by(Region.level)).all()
    return list(found) if found and found[-1].code == code else []


def villages_of(session: Session, regency_code: str) -> list[Region]:
    """Every village of a regency in use today, by district and name."""
    return [village for _, villages in districts_and_villages(session, regency_code) for village in villages]


def villages_in_regencies(session: Session) -> Mapping[str, int]:
    """How many villages each regency or city has today. One statement, once for a process."""
    if not _HOW_MANY:
        regency = func.left(Region.code, 5)
        counted = select(regency, func.count()).where(Region.level == VILLAGE, Region.valid_to.is_(None))
        _HOW_MANY.update((row[0], row[1]) for row in session.execute(counted.group_by(regency)))
    return _HOW_MANY


def provinces_and_regencies(session: Session) -> Sequence[Any]:
    """Code, name, level and parent's code of each, in use today. One statement, once for a process."""
    if not _UPPER:
        by_name = func.row_number().over(order_by=(Region.name, Region.code)).label("place")
        wanted = select(Region.code, Region.name, Region.level, Region.parent_code, by_name).where(
            Region.level <= REGENCY, Region.valid_to.is_(None)
        )
        _UPPER.extend(session.execute(wanted.order_by(Region.code)).all())
    return _UPPER


def upper_regions_in(session: Session) -> Mapping[str | None, Sequence[Any]]:
    """The same by their parent's code, each group by name: under None the provinces."""
    if not _UPPER_IN:
        below: dict[str | None, list[Any]] = {}
        for each in sorted(provinces_and_regencies(session), key=lambda region: region.place):
            below.setdefault(each.parent_code, []).append(each)
        _UPPER_IN.update(below)
    return _UPPER_IN


def districts_and_villages(session: Session, regency_code: str) -> list[tuple[Region, list[Region]]]:
    """Each district of a regency with its villages, both by name: one grouped list to choose from."""
    district, village = aliased(Region), aliased(Region)
    rows = session.execute(
        select(district, village)
        .join(village, village.parent_code == district.code)
        .where(district.parent_code == regency_code, district.valid_to.is_(None), village.valid_to.is_(None))
        .order_by(district.name, district.code, village.name, village.code)
    )
    return [(above, [row[1] for row in rows_]) for above, rows_ in groupby(rows, key=lambda row: row[0])]


def place_label(session: Session, code: str) -> str:
    """In full, below the province: "Desa Lalang, Kecamatan Manggar, Kabupaten Belitung Timur"; the code if unknown."""
    if code not in _FULL:
        above = [each for each in path(session, code) if each.level >= REGENCY or each.code == code]
        if not above:
            return code
        _FULL[code] = ", ".join(each.title for each in reversed(above))
    return _FULL[code]


def places(session: Session, codes: Iterable[str]) -> dict[str, Place]:
    """What the places of a whole list are called. An unknown code is called by itself.

    At most one statement, and none once the process has named these places before.
    """
    wanted = set(codes)
    if missing := wanted - _PLACES.keys():
        parent = aliased(Region)
        rows = session.execute(
            select(Region, parent.name)
            .outerjoin(parent, Region.parent_code == parent.code)
            .where(Region.code.in_(missing))
        )
        _PLACES.update((each.code, _place(each, above)) for each, above in rows)
    return {code: _PLACES.get(code) or Place(code, code) for code in wanted}


def place_labels(session: Session, codes: Iterable[str]) -> dict[str, str]:
    """The labels alone: "Desa Lalang, Manggar"."""
    return {code: place.label for code, place in places(session, codes).items()}


def _place(region: Region, above: str | None) -> Place:
    if region.level == VILLAGE and above:
        return Place(f"{region.title}, {above}", region.name, above)
    return Place(region.title, region.name)


def lineage(code: str) -> list[str]:
    """The code with all codes above it, widest first: 33.11.01 -> 33, 33.11, 33.11.01."""
    parts = code.split(".")
    return [".".join(parts[: depth + 1]) for depth in range(len(parts))]

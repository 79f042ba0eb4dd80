"""Which places a map shows: the regions of the reference, and the offices that serve them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from foundation.db import db
from reference.queries import upper_regions_in
from reporting.queries import Office


def provinces() -> Sequence[Any]:
    """Code and name of every province, by name."""
    return upper_regions_in(db.session()).get(None, ())


def regencies_in() -> Mapping[str | None, int]:
    """How many regencies and cities each province has."""
    return {province: len(below) for province, below in upper_regions_in(db.session()).items()}


def regencies(province: str) -> Sequence[Any]:
    """Code and name of every regency and city of a province, by name."""
    return upper_regions_in(db.session()).get(province, ())


def province_codes(offices: Iterable[Office]) -> dict[int, str]:
    """The code of the region that each provincial office stands for."""
    return {each.id: each.region_code for each in offices if each.kind == "province" and each.region_code}


def offices_of(province_id: int, offices: Iterable[Office]) -> dict[str, Office]:
    """By region: each office of a regency or city below that province."""
    return {
        each.region_code: each
        for each in offices
        if each.parent_id == province_id and each.kind == "district" and each.region_code
    }

"""Invented borders for the demonstration: each region a wavy cell at its tile, neighbours sharing one line."""

import json
import math
from collections.abc import Sequence
from itertools import pairwise

from foundation.db import db
from reference import tiles
from reference.points import PROVINCES
from reference.queries import children, villages_of
from reporting.maps import actions
from slrt.demo.lessons import as_province
from slrt.demo.sites import Office

_STEPS = 12
"""Points along one side of a cell."""
_WAVE = 0.12
"""How far a border swings, in cells."""


def draw(offices: Sequence[Office]) -> None:
    """One province by its tiles, one district by rows of its villages, through the real action. Commits."""
    host = offices[1]
    as_province(host, lambda: actions.put(_of_province(host.place.region_code[:2])))
    host.do("administrator", lambda: actions.put(_of_district(host.place.region_code)))


def _of_province(code: str) -> bytes:
    codes = [each.code for each in children(db.session(), code)]
    return _file(code, tiles.regencies(code, codes))


def _of_district(code: str) -> bytes:
    codes = [each.code for each in villages_of(db.session(), code)]
    across = math.ceil(math.sqrt(len(codes)))
    return _file(code[:2], {each: (place % across + 1, place // across + 1) for place, each in enumerate(codes)})


def _file(province: str, spots: tiles.Spots) -> bytes:
    """GeoJSON of cells spread over the box of the province."""
    south, west, north, east = PROVINCES[province]
    wide, tall = max(column for column, _row in spots.values()), max(row for _column, row in spots.values())
    side = min((east - west) / (wide + 1), (north - south) / (tall + 1))

    def placed(x: float, y: float) -> list[float]:
        swing = _WAVE * math.sin(2.3 * x + 1.7 * y), _WAVE * math.cos(1.9 * x - 2.9 * y)
        return [round(west + side * (x + 0.5 + swing[0]), 5), round(north - side * (y + 0.5 + swing[1]), 5)]

    features = [
        {
            "type": "Feature",
            "properties": {"kode": code},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[placed(*corner) for corner in _around(column - 1, row - 1)]],
            },
        }
        for code, (column, row) in spots.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _around(left: int, top: int) -> list[tuple[float, float]]:
    """Along the four sides of a cell and back to where it began."""
    corners = [(left, top), (left + 1, top), (left + 1, top + 1), (left, top + 1), (left, top)]
    sides = [
        (x1 + (x2 - x1) * step / _STEPS, y1 + (y2 - y1) * step / _STEPS)
        for (x1, y1), (x2, y2) in pairwise(corners)
        for step in range(_STEPS)
    ]
    return [*sides, corners[0]]

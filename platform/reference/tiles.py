"""Tile maps: one square for each province of Indonesia, one for each regency and city of a province."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

_DRAWN: dict[str, Any] = tomllib.loads((Path(__file__).parent / "tiles.toml").read_text(encoding="utf-8"))
ABBREVIATIONS: Mapping[str, str] = _DRAWN["abbreviations"]
"""Two letters for each province, by code."""
WIDE, NARROW = 16, 7
"""Columns of the map of the country, and the most that a province has."""
_OPEN = ".."

Spots = dict[str, tuple[int, int]]
"""Column and row of each region, counted from 1."""


def provinces(codes: Iterable[str]) -> Spots:
    """Where these provinces stand in the map of the country."""
    return _with_rest(_spots(_DRAWN["indonesia"], ""), codes, WIDE)


def regencies(province: str, codes: Iterable[str]) -> Spots:
    """Where these regencies and cities stand in the map of their province. A province that is not drawn is filled row
    by row, in the order given."""
    return _with_rest(_spots(_DRAWN["provinces"].get(province, ""), f"{province}."), codes, NARROW)


@cache
def _spots(drawing: str, prefix: str) -> Spots:
    rows = enumerate(drawing.splitlines(), 1)
    return {
        prefix + cell: (column, row)
        for row, line in rows
        for column, cell in enumerate(line.split(), 1)
        if cell != _OPEN
    }


def _with_rest(drawn: Spots, codes: Iterable[str], width: int) -> Spots:
    """Codes that nobody has drawn yet stand in rows of their own below."""
    wanted = list(dict.fromkeys(codes))
    below = max((row for _column, row in drawn.values()), default=0) + 1
    rest = [code for code in wanted if code not in drawn]
    placed = {code: (number % width + 1, below + number // width) for number, code in enumerate(rest)}
    return {code: drawn.get(code) or placed[code] for code in wanted}

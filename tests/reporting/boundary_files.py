"""Boundary files made for tests: squares on a grid, one for each region."""

import json
from collections.abc import Iterable


def feature(code: object, west: float, south: float, size: float = 0.2) -> dict:
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {
        "type": "Feature", "properties": {"kode": code}, "geometry": {"type": "Polygon", "coordinates": [ring]},
    }  # fmt: skip


def collection(features: list[dict]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def squares(codes: Iterable[str], west: float = 105.5, south: float = -3.0) -> bytes:
    """A square for each, seven in a row."""
    return collection(
        [feature(code, west + place % 7 * 0.2, south + place // 7 * 0.2) for place, code in enumerate(codes)]
    )

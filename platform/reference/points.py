"""A point on the map as people give it: typed, read from a map's link, or told by their telephone."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from flask_babel import lazy_gettext as _l

from foundation.errors import Unfit

_BOUNDS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "bounds.toml").read_text(encoding="utf-8"))
PROVINCES: Mapping[str, list[float]] = _BOUNDS["provinces"]
MARGIN = 0.2
"""Degrees (about 22 km) beyond a province's box that still count as near."""

_PLAIN, _WITH_COMMA = r"([-+]?\d{1,3}(?:\.\d{1,15})?)", r"([-+]?\d{1,3},\d{1,15})"
_PAIRS = [re.compile(pattern, re.ASCII) for pattern in (
    rf"{_PLAIN}\s*[,;/]\s*{_PLAIN}",
    rf"{_PLAIN}\s+{_PLAIN}",
    rf"{_WITH_COMMA}\s*[;/,]\s*{_WITH_COMMA}",
    rf"{_WITH_COMMA}\s+{_WITH_COMMA}",
)]  # fmt: skip
_IN_LINKS = [re.compile(pattern, re.ASCII) for pattern in (
    rf"!3d{_PLAIN}!4d{_PLAIN}",
    rf"[?&](?:q|query|ll|sll|daddr|destination|center)=(?:loc:)?{_PLAIN}\s*[, ]\s*{_PLAIN}",
    rf"[?&]mlat={_PLAIN}&mlon={_PLAIN}",
    rf"/(?:search|place|dir)/{_PLAIN}\s*,\s*{_PLAIN}",
    rf"@{_PLAIN},{_PLAIN}",
    rf"#map=\d+(?:\.\d+)?/{_PLAIN}/{_PLAIN}",
)]  # fmt: skip
_DEGREES = r"(\d{1,3})\s*[°ºd]\s*(?:(\d{1,2})\s*['’′m]\s*)?(?:(\d{1,2}(?:[.,]\d{1,6})?)\s*(?:[\"”″s]|'')?\s*)?"
_LETTERED = re.compile(
    rf"(?:{_DEGREES}|(\d{{1,3}}(?:[.,]\d{{1,15}})?)\s*[°º]?\s*)(LS|LU|S|N)\s*[,;/]?\s*"
    rf"(?:{_DEGREES}|(\d{{1,3}}(?:[.,]\d{{1,15}})?)\s*[°º]?\s*)(BT|E|T)",
    re.IGNORECASE,
)
_SHORT_LINKS = ("maps.app.goo.gl", "goo.gl/", "waze.com/ul/h", "bit.ly/")
_LONGEST = 2000


class PointError(Unfit):
    """Not a point in Indonesia. Faults: unreadable, short_link, no_point, swapped, outside."""


@dataclass(frozen=True)
class Point:
    """Degrees (WGS 84); north and east are positive."""

    latitude: float
    longitude: float

    def __str__(self) -> str:
        """As it is kept and shown: six decimals are about ten centimetres."""
        return f"{self.latitude:.6f}, {self.longitude:.6f}"


def parse_point(text: str) -> Point:
    """Read a typed pair (-2.7, 108.1 or -2,7; 108,1 or 2°42' LS 108°6' BT), a map's link, or a geo: address.

    Raises PointError.
    """
    said = text.strip()[:_LONGEST]
    if said.lower().startswith("geo:"):
        return _pair(said[4:].partition("?")[0].partition(";")[0], "unreadable")
    if re.match(r"(?:https?://|www\.|maps\.)", said, re.IGNORECASE):
        return _in_link(said)
    lettered = _LETTERED.fullmatch(said)
    return _checked(*_from_letters(lettered.groups())) if lettered else _pair(said, "unreadable")


def is_near(point: Point, region_code: str) -> bool:
    """Whether the point lies in or near the province of that region; true where the province is not drawn."""
    box = PROVINCES.get(region_code[:2])
    return box is None or _inside(point.latitude, point.longitude, box, MARGIN)


def _in_link(link: str) -> Point:
    plain = unquote_plus(link)
    for pattern in _IN_LINKS:
        if found := pattern.search(plain):
            return _checked(_number(found[1]), _number(found[2]))
    if any(short in link.lower() for short in _SHORT_LINKS):
        words = _l("Tautan pendek tidak memuat titiknya. Buka di peta, lalu salin angkanya, misalnya -2.87, 108.27")
        raise PointError("short_link", words)
    raise PointError("no_point", _l("Tautan ini tidak memuat titik. Salin angkanya, misalnya -2.87, 108.27"))


def _pair(text: str, fault: str) -> Point:
    for pattern in _PAIRS:
        if found := pattern.fullmatch(text.strip(" ()[]")):
            return _checked(_number(found[1]), _number(found[2]))
    raise PointError(fault, _l("Tulis dua angka, misalnya -2.87, 108.27, atau tempel tautan petanya"))


def _from_letters(parts: tuple[str | None, ...]) -> tuple[float, float]:
    south = (parts[4] or "").upper() in ("LS", "S")
    latitude, longitude = _degrees(parts[0:4]), _degrees(parts[5:9])
    return (-latitude if south else latitude), longitude


def _degrees(parts: tuple[str | None, ...]) -> float:
    degrees, minutes, seconds, decimal = parts
    if decimal is not None:
        return _number(decimal)
    return _number(degrees or "0") + _number(minutes or "0") / 60 + _number(seconds or "0") / 3600


def _checked(latitude: float, longitude: float) -> Point:
    if _inside(latitude, longitude, _BOUNDS["indonesia"]):
        return Point(round(latitude, 6), round(longitude, 6))
    if _inside(longitude, latitude, _BOUNDS["indonesia"]):
        right = Point(longitude, latitude)
        raise PointError("swapped", _l("Lintang dan bujur terbalik: tulis %(right)s", right=right))
    raise PointError("outside", _l("Titik ini di luar Indonesia: periksa angkanya"))


def _inside(latitude: float, longitude: float, box: list[float], margin: float = 0) -> bool:
    south, west, north, east = box
    return south - margin <= latitude <= north + margin and west - margin <= longitude <= east + margin


def _number(text: str) -> float:
    return float(text.replace(",", "."))

"""Reading a boundary file of others (GeoJSON, RFC 7946): nothing is guessed, and what is wrong is said with its place.

A file is measured before it is parsed: its size, its points and its precision are counted in the bytes, so that a
million points are refused without ever becoming objects.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

from flask_babel import gettext as _

from foundation.errors import Unfit
from reference.points import Point, is_near
from reporting.maps import rings
from web.body import strict_loads
from web.formats import file_size, number

MAX_BYTES = 20_000_000
MOST_POINTS = 300_000
MOST_RINGS = 2_000
"""Outlines of land, lakes and islands together."""
CODE_NAMES = ("kode", "code", "kode_wilayah", "kode_kemendagri", "kdpkab", "kdepum")
"""Under which names files carry the Kemendagri code of a shape, in any case."""
_CODE = re.compile(r"(\d{2})\.?(\d{2})(?:\.?(\d{2})\.?(\d{4}))?", re.ASCII)
_POSITION = re.compile(rb"\[\s*[-+.\d]")
_TOO_FINE = re.compile(rb"\.\d{17}")
_NAMED = 5
"""So many places are named in one message."""

Position = tuple[float, float]
"""Longitude and latitude in degrees."""
Ring = list[Position]
"""Closed: the last position is the first."""
Shapes = dict[str, list[list[Ring]]]
"""By code of a region: its parts, each an outer ring and its holes."""


class BadBoundary(Unfit):
    """Not a boundary file that is kept."""


def read(raw: bytes, within: str, known: Collection[str]) -> Shapes:
    """The shapes of a file, all of them of regions in `known`, which lie in the region `within`. Raises BadBoundary."""
    _measure(raw)
    shapes: Shapes = {}
    foreign: list[str] = []
    for place, feature in enumerate(_features(raw), 1):
        code = _code_of(place, feature)
        if code not in known:
            foreign.append(code)
            continue
        shapes.setdefault(code, []).extend(_parts(_where(place, code), feature.get("geometry")))
    if foreign:
        raise BadBoundary(
            "foreign",
            _(
                "Berkas ini memuat wilayah yang bukan bagian dari daerah Anda: %(codes)s. Hapus dari berkas, lalu pilih"
                " lagi.",
                codes=listed(foreign),
            ),
        )
    parts_in_all = sum(len(part) for parts in shapes.values() for part in parts)
    if parts_in_all > MOST_RINGS:
        raise BadBoundary(
            "too_many_parts",
            _(
                "Berkas ini memuat %(rings)s bagian (pulau dan lubang); paling banyak %(most)s. Gabungkan atau hapus"
                " pulau yang sangat kecil.",
                rings=number(parts_in_all),
                most=number(MOST_RINGS),
            ),
        )
    for code, parts in shapes.items():
        _check_place(code, parts, within)
    for code, parts in shapes.items():
        for part in parts:
            _check_lines(code, part)
    return shapes


def listed(codes: Collection[str]) -> str:
    """A few of them, and how many more."""
    few = ", ".join(list(dict.fromkeys(codes))[:_NAMED])
    more = len(set(codes)) - _NAMED
    return few if more <= 0 else _("%(few)s, dan %(more)s lagi", few=few, more=number(more))


def _measure(raw: bytes) -> None:
    if not raw.strip():
        raise BadBoundary("empty", _("Berkas ini kosong. Pilih berkas yang lain."))
    if len(raw) > MAX_BYTES:
        raise BadBoundary(
            "too_large",
            _("Berkas ini lebih besar dari %(most)s. Sederhanakan batasnya dulu.", most=file_size(MAX_BYTES)),
        )
    points = sum(1 for _found in _POSITION.finditer(raw))
    if points > MOST_POINTS:
        raise BadBoundary(
            "too_many_points",
            _(
                "Berkas ini memuat %(points)s titik; paling banyak %(most)s. Sederhanakan batasnya dulu, misalnya di"
                " QGIS.",
                points=number(points),
                most=number(MOST_POINTS),
            ),
        )
    if _TOO_FINE.search(raw):
        raise BadBoundary(
            "too_fine", _("Koordinat ditulis dengan lebih dari 16 angka di belakang koma. Bulatkan dulu.")
        )


def _features(raw: bytes) -> Iterator[dict[str, Any]]:
    try:
        found = strict_loads(raw.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        raise BadBoundary("unreadable", _("Isi berkas ini bukan GeoJSON yang utuh.")) from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(found, dict) or found.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise BadBoundary("no_collection", _("Berkas GeoJSON ini bukan kumpulan wilayah (FeatureCollection)."))
    if not features:
        raise BadBoundary("nothing", _("Berkas ini tidak memuat satu wilayah pun."))
    for place, feature in enumerate(features, 1):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            raise BadBoundary("no_feature", _("Bentuk ke-%(place)s bukan wilayah (Feature).", place=place))
        yield feature


def _code_of(place: int, feature: dict[str, Any]) -> str:
    properties = feature.get("properties")
    named = properties if isinstance(properties, dict) else {}
    lower = {str(name).lower(): value for name, value in named.items()}
    given = next((lower[name] for name in CODE_NAMES if lower.get(name) not in (None, "")), None)
    if isinstance(given, (str, int)) and not isinstance(given, bool):
        text = str(given).strip() if isinstance(given, str) else f"{given:d}" if 0 < given < 10**10 else ""
        if found := _CODE.fullmatch(text):
            return ".".join(part for part in found.groups() if part)
    raise BadBoundary(
        "no_code",
        _(
            "Bentuk ke-%(place)s tidak memuat kode wilayah Kemendagri. Tulis di kolom “kode”, misalnya 33.11.",
            place=place,
        ),
    )


def _where(place: int, code: str) -> str:
    return _("Bentuk ke-%(place)s (%(code)s)", place=place, code=code)


def _parts(where: str, geometry: Any) -> list[list[Ring]]:
    given = geometry if isinstance(geometry, dict) else {}
    kind, coordinates = given.get("type"), given.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list) or not coordinates:
        raise BadBoundary("no_area", _("%(where)s bukan bidang (Polygon atau MultiPolygon).", where=where))
    polygons = [coordinates] if kind == "Polygon" else coordinates
    return [_rings(where, polygon) for polygon in polygons]


def _rings(where: str, polygon: Any) -> list[Ring]:
    if not isinstance(polygon, list) or not polygon:
        raise BadBoundary("no_ring", _("%(where)s memuat bagian tanpa garis tepi.", where=where))
    return [_ring(where, ring) for ring in polygon]


def _ring(where: str, ring: Any) -> Ring:
    found = [_position(where, each) for each in ring] if isinstance(ring, list) else []
    if len(found) < 4 or len(set(found)) < 3:
        raise BadBoundary("too_short", _("%(where)s memuat garis tepi yang kurang dari empat titik.", where=where))
    if found[0] != found[-1]:
        raise BadBoundary("open", _("%(where)s memuat garis tepi yang tidak tertutup.", where=where))
    return found


def _position(where: str, given: Any) -> Position:
    numbers = given if isinstance(given, list) and len(given) in (2, 3) else []
    if not numbers or any(isinstance(each, bool) or not isinstance(each, (int, float)) for each in numbers):
        raise BadBoundary(
            "no_position", _("%(where)s memuat titik yang bukan pasangan bujur dan lintang.", where=where)
        )
    longitude, latitude = numbers[:2]
    if not (-180 <= longitude <= 180 and -180 <= latitude <= 180):  # which of them comes first is asked later
        raise BadBoundary(
            "no_degrees",
            _(
                "%(where)s tidak memakai derajat bujur dan lintang (WGS 84). Ubah sistem koordinatnya dulu.",
                where=where,
            ),
        )
    return float(longitude), float(latitude)


def _check_place(code: str, parts: list[list[Ring]], within: str) -> None:
    """Each shape lies in or near the province of its code. A file with latitude first is noticed here too."""
    positions = [position for part in parts for ring in part for position in ring]
    west, east = min(each[0] for each in positions), max(each[0] for each in positions)
    south, north = min(each[1] for each in positions), max(each[1] for each in positions)
    if is_near(Point(south, west), within) and is_near(Point(north, east), within):
        return
    if is_near(Point(west, south), within) and is_near(Point(east, north), within):
        raise BadBoundary("swapped", _("Bujur dan lintang terbalik di %(code)s: bujur ditulis dulu.", code=code))
    if is_near(Point(-north, west), within) and is_near(Point(-south, east), within):
        raise BadBoundary(
            "mirrored",
            _(
                "%(code)s tergambar di belahan bumi yang lain: lintang selatan ditulis dengan minus, lintang utara"
                " tanpa minus.",
                code=code,
            ),
        )
    if is_near(Point(south, -east), within) and is_near(Point(north, -west), within):
        raise BadBoundary(
            "mirrored", _("%(code)s tergambar di belahan bumi yang lain: bujur timur ditulis tanpa minus.", code=code)
        )
    raise BadBoundary("outside", _("%(code)s digambar jauh di luar provinsinya. Periksa koordinatnya.", code=code))


def _check_lines(code: str, part: list[Ring]) -> None:
    """Nothing is mended: how a line that crosses itself was meant is for whoever drew it to say."""
    try:
        crossing = rings.crossing_of(part)
    except rings.Tangled as fault:
        words = _("Garis tepi %(code)s terlalu rapat untuk diperiksa. Sederhanakan batasnya dulu.", code=code)
        raise BadBoundary("tangled", words) from fault
    if crossing is not None:
        raise BadBoundary(
            "crossing",
            _(
                "Garis tepi %(code)s memotong dirinya sendiri di dekat %(place)s. Perbaiki dulu, misalnya dengan “Fix"
                " geometries” di QGIS.",
                code=code,
                place=_place(crossing),
            ),
        )
    if (stray := rings.stray_hole(part)) is not None:
        raise BadBoundary(
            "stray_hole",
            _(
                "%(code)s memuat lubang di luar garis tepinya, di dekat %(place)s. Sebuah pulau ditulis sebagai bagian"
                " sendiri (MultiPolygon).",
                code=code,
                place=_place(stray),
            ),
        )


def _place(position: Position) -> str:
    return _("bujur %(x)s, lintang %(y)s", x=number(round(position[0], 4)), y=number(round(position[1], 4)))

"""A boundary file is taken whole or refused with words that help; whatever JSON it is, nothing breaks."""

import json
import random
from datetime import timedelta
from itertools import combinations, pairwise

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.maps import geojson, rings
from reporting.maps.geojson import BadBoundary
from reporting.maps.simplify import projected, simplified
from tests.reporting.boundary_files import collection, feature, squares

CODES = [f"19.0{n}" for n in range(1, 7)] + ["19.71"]


@pytest.fixture
def words(house: Flask):
    with house.test_request_context():
        yield


def _fault(raw: bytes) -> BadBoundary:
    with pytest.raises(BadBoundary) as refused:
        geojson.read(raw, "19", CODES)
    return refused.value


def _with(geometry: object, code: object = "19.01") -> bytes:
    return collection([{"type": "Feature", "properties": {"kode": code}, "geometry": geometry}])


def _polygon(*ring: object) -> dict:
    return {"type": "Polygon", "coordinates": [list(ring)]}


@pytest.mark.usefixtures("words")
def test_a_good_file_is_read_with_its_codes_however_they_are_written() -> None:
    assert geojson.read(squares(CODES), "19", CODES).keys() == set(CODES)
    both = collection([feature(1901, 106, -2), feature(" 19.01 ", 106.5, -2)])
    assert len(geojson.read(both, "19", CODES)["19.01"]) == 2
    upper = collection([{**feature("", 106, -2), "properties": {"KDPKAB": "19.71", "kode": ""}}])
    assert geojson.read(b"\xef\xbb\xbf" + upper, "19", CODES).keys() == {"19.71"}


def _moved(ring: list, east: float, north: float = 0.0) -> list:
    return [[x + east, y + north] for x, y in ring]


GOOD = [[106, -2], [106.1, -2], [106.1, -2.1], [106, -2]]
BOW = [[106, -2], [106.2, -2.2], [106.2, -2], [106, -2.2], [106, -2]]
SQUARE = [[106, -2.2], [106.2, -2.2], [106.2, -2], [106, -2], [106, -2.2]]


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"{", "unreadable"),
        (b"\xff\xfe\x00", "unreadable"),
        (b"[" * 100_000, "unreadable"),
        (b'{"type":"FeatureCollection","features":[NaN]}', "unreadable"),
        (b"[1,2]", "no_collection"),
        (b'{"type":"Topology","features":[]}', "no_collection"),
        (collection([]), "nothing"),
        (collection([{"type": "Point"}]), "no_feature"),
        (_with(_polygon(*GOOD), None), "no_code"),
        (_with(_polygon(*GOOD), True), "no_code"),
        (_with(_polygon(*GOOD), 10**40), "no_code"),
        (_with(_polygon(*GOOD), "١٩.٠١"), "no_code"),
        (squares(["34.02", "19.01"]), "foreign"),
        (squares(["19.99"]), "foreign"),
        (_with(None), "no_area"),
        (_with({"type": "Point", "coordinates": [106, -2]}), "no_area"),
        (_with({"type": "GeometryCollection", "geometries": []}), "no_area"),
        (_with({"type": "Polygon", "coordinates": [[]]}), "too_short"),
        (_with({"type": "MultiPolygon", "coordinates": [[]]}), "no_ring"),
        (_with(_polygon(*GOOD[:3])), "too_short"),
        (_with(_polygon([106, -2], [106.1, -2], [106, -2], [106, -2])), "too_short"),
        (_with(_polygon(*GOOD[:3], [106, -2.2])), "open"),
        (_with(_polygon([106, -2], ["106", -2], [106.1, -2.1], [106, -2])), "no_position"),
        (_with(_polygon([106, -2], [True, -2], [106.1, -2.1], [106, -2])), "no_position"),
        (_with(_polygon([106], [106.1], [106.2], [106])), "no_position"),
        (_with(_polygon([700000, 9700000], [700100, 9700000], [700100, 9700100], [700000, 9700000])), "no_degrees"),
        (_with(_polygon(*[[y, x] for x, y in GOOD])), "swapped"),
        (_with(_polygon(*[[x + 10, y] for x, y in GOOD])), "outside"),
        (_with(_polygon(*[[x, -y] for x, y in GOOD])), "mirrored"),
        (_with(_polygon(*[[-x, y] for x, y in GOOD])), "mirrored"),
        (_with(_polygon(*BOW)), "crossing"),
        (_with({"type": "Polygon", "coordinates": [SQUARE, _moved(SQUARE, 0.1, 0.1)]}), "crossing"),
        (_with({"type": "Polygon", "coordinates": [SQUARE, _moved(SQUARE, 0.5)]}), "stray_hole"),
        (squares(CODES).replace(b"105.5", b"105.50000000000000001"), "too_fine"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(raw: bytes, fault: str) -> None:
    found = _fault(raw)
    assert found.fault == fault
    assert len(str(found)) > 20


@pytest.mark.usefixtures("words")
def test_a_file_of_another_province_is_refused_by_its_codes() -> None:
    assert "34.02" in str(_fault(squares(["34.02", "34.01"])))
    assert "dan 2 lagi" in str(_fault(squares([f"34.0{n}" for n in range(1, 8)])))


@pytest.mark.usefixtures("words")
def test_where_a_line_crosses_itself_is_said() -> None:
    assert "bujur 106,1, lintang -2,1" in str(_fault(_with(_polygon(*BOW))))


@pytest.mark.usefixtures("words")
def test_what_careful_files_do_is_taken() -> None:
    """A hole inside, one that touches the edge, a ring that touches itself, a way there and back, either direction, an
    overlap of centimetres, and a height behind each position."""
    hole, inner = [[0.05, 0.05], [0.1, 0.05], [0.1, 0.1], [0.05, 0.05]], [[0, 0.1], [0.05, 0.05], [0.1, 0.1], [0, 0.1]]
    ear = [[0, 0], [0.1, 0], [0.1, 0.1], [0.05, 0.05], [0.1, 0.05], [0.05, 0.05], [0, 0.1], [0, 0]]
    overlap = [[0, 0], [0.1, 0], [0.1, 0.1], [0.05, -1e-7], [0, 0.1], [0, 0]]
    high = [[*each, 12.5] for each in SQUARE]
    rings_of = ([SQUARE], [SQUARE[::-1]], [SQUARE, _at(hole), _at(inner)], [_at(ear)], [_at(overlap)], [high])
    for each in rings_of:
        assert geojson.read(_with({"type": "Polygon", "coordinates": each}), "19", CODES).keys() == {"19.01"}


def _at(ring: list) -> list:
    return [[106 + x, -2.2 + y] for x, y in ring]


@pytest.mark.usefixtures("words")
def test_a_million_points_are_refused_with_their_number() -> None:
    found = _fault(b'{"type":"FeatureCollection","features":[[' + b"[106,-2]," * 1_000_000 + b"[106,-2]]]}")
    assert found.fault == "too_many_points"
    assert "1.000.001" in str(found)
    assert "300.000" in str(found)


@pytest.mark.usefixtures("words")
def test_a_file_beyond_its_size_and_too_many_islands_are_refused() -> None:
    assert _fault(b" " * geojson.MAX_BYTES + b"{}").fault == "too_large"
    islands = [feature("19.01", 105.5 + n % 50 * 0.02, -3 + n // 50 * 0.02, 0.01) for n in range(2001)]
    assert "2.001" in str(_fault(collection(islands)))


def test_crossings_are_found_as_by_comparing_every_two_lines() -> None:
    chooser = random.Random(5)
    found = 0
    for _round in range(60):
        ring = [(chooser.randrange(40) / 10, chooser.randrange(40) / 10) for _n in range(chooser.randrange(4, 9))]
        coast = [(4 + n / 50, 2 + chooser.randrange(10) / 1000) for n in range(100)]
        ring = [*ring, *coast, (6, -9), (-9, -9), ring[0]]
        plain = any(_meet(*one, *other) for one, other in combinations(pairwise(ring), 2))
        assert (rings.crossing_of([ring]) is not None) == plain
        found += plain
    assert 10 < found < 60


def _meet(a: tuple, b: tuple, c: tuple, d: tuple) -> bool:
    def side(p: tuple, q: tuple, r: tuple) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < -1e-12 and side(c, d, a) * side(c, d, b) < -1e-12


@pytest.mark.usefixtures("words")
def test_as_many_points_as_are_taken_are_looked_through_and_a_tangle_is_refused() -> None:
    """A comb with teeth as long as the shape, then the same teeth aslant: nothing lies apart, so nobody goes on."""
    teeth = [(106 + n * 1e-4, -2.5 + n % 2 * 0.4) for n in range(2_000)]
    closed = [*teeth, (106.6, -2.9), (106, -2.9), teeth[0]]
    assert rings.crossing_of([closed], patience=60_000) is None
    slant = [(x + 5 * y, y) for x, y in teeth]
    slant = [*slant, (slant[-1][0], -2.9), (slant[0][0], -2.9), slant[0]]
    with pytest.raises(rings.Tangled):
        rings.crossing_of([slant], patience=60_000)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
    | st.sampled_from(["FeatureCollection", "Feature", "Polygon", "MultiPolygon", "19.01", 106, -2, [106, -2]]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(
        st.sampled_from(["type", "features", "properties", "geometry", "coordinates", "kode"]) | st.text(max_size=3),
        inner, max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150, deadline=timedelta(seconds=2))
@given(st.one_of(JUNK, JUNK.map(lambda each: {"type": "FeatureCollection", "features": [each]}), JUNK.map(
    lambda each: {"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"kode": "19.01"}, "geometry": {"type": "MultiPolygon", "coordinates": each}}
    ]})))  # fmt: skip
def test_whatever_json_it_is_it_is_read_or_refused(house: Flask, value: object) -> None:
    with house.test_request_context():
        try:
            found = geojson.read(json.dumps(value).encode(), "19", CODES)
        except BadBoundary:
            return
        assert simplified(projected(found)[2]).keys() <= set(CODES)


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_whatever_bytes_they_are_they_are_refused(house: Flask, raw: bytes) -> None:
    with house.test_request_context(), pytest.raises(BadBoundary):
        geojson.read(raw, "19", CODES)

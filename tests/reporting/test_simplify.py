"""A drawing stays valid, small and whole, whatever comes in."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.maps import simplify
from reporting.maps.simplify import LONG, TALL, label_of, path_of, points_of, projected, simplified

NUMBERS = st.integers(0, 400)
RINGS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=60)
PARTS = st.lists(st.lists(RINGS, min_size=1, max_size=2), min_size=1, max_size=3)
GRIDS = st.dictionaries(st.sampled_from(["33.01", "33.02", "33.03"]), PARTS, min_size=1)


def _rings(grid):
    return [ring for parts in grid.values() for part in parts for ring in part]


@settings(max_examples=80, deadline=None)
@given(GRIDS, st.integers(0, 200))
def test_a_simpler_drawing_is_bounded_valid_whole_and_stays_as_it_is(grid, spare: int) -> None:
    most = 3 * len(_rings(grid)) + spare
    found = simplified(grid, most)
    assert points_of(found) <= most
    assert found.keys() == grid.keys()
    assert {code: len(parts) for code, parts in found.items()} == {code: len(parts) for code, parts in grid.items()}
    for ring in _rings(found):
        assert len(ring) >= 3
        assert all(isinstance(x, int) and 0 <= x <= 408 and 0 <= y <= 408 for x, y in ring)
    assert simplified(found, most) == found
    for parts in found.values():
        assert path_of(parts).count("z") == sum(map(len, parts))
        x, y, room = label_of(parts)
        assert all(0 <= side <= 408 for side in (x, y, room))


DEGREES = st.tuples(st.floats(95, 141), st.floats(-11, 6))


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["33.01", "33.02"]),
        st.lists(st.lists(st.lists(DEGREES, min_size=4, max_size=9), min_size=1, max_size=2), min_size=1, max_size=2),
        min_size=1,
    )
)
def test_degrees_come_to_lie_in_the_box(shapes) -> None:
    width, height, grid = projected(shapes)
    assert 8 <= width <= LONG
    assert 8 <= height <= TALL
    assert grid.keys() == shapes.keys()
    for ring in _rings(grid):
        assert len(ring) >= 3
        assert all(0 <= x <= width and 0 <= y <= height for x, y in ring)


def _wavy(x: int) -> list[tuple[int, int]]:
    return [(x + round(9 * math.sin(y / 7)), y) for y in range(0, 2001, 2)]


def test_neighbours_keep_one_border() -> None:
    border = _wavy(1000)
    west = [(0, 0), *border, (0, 2000)]
    east = [*border[::-1], (2000, 0), (2000, 2000)]
    east = [(2000, 2000), *border[::-1], (2000, 0)]
    found = simplified({"w": [[west]], "e": [[east]]}, 300)
    ours, theirs = set(found["w"][0][0]), set(found["e"][0][0])
    shared = {spot for spot in ours if 900 < spot[0] < 1100}
    assert 10 < len(shared) < 200
    assert shared == {spot for spot in theirs if 900 < spot[0] < 1100}


def test_a_city_within_a_regency_fills_its_hole() -> None:
    hole = [(500 + round(200 * math.cos(a / 50)), 500 + round(200 * math.sin(a / 50))) for a in range(314)]
    around = [(0, 0), (1000, 0), (1000, 1000), (0, 1000)]
    found = simplified({"regency": [[around, hole]], "city": [[hole[100:] + hole[:100]]]}, 60)
    assert set(found["regency"][0][1]) == set(found["city"][0][0])


def test_a_small_island_stays() -> None:
    coast = [(round(1000 + 900 * math.cos(a / 500)), round(1000 + 900 * math.sin(a / 500))) for a in range(3141)]
    found = simplified({"a": [[coast], [[(5, 5), (6, 5), (6, 6)]]]}, 100)
    assert len(found["a"]) == 2
    assert abs(simplify.area_of([found["a"][1]])) > 0


def test_the_nearest_to_a_circle_is_kept() -> None:
    circle = [(round(1000 + 900 * math.cos(a / 500)), round(1000 + 900 * math.sin(a / 500))) for a in range(3141)]
    (((ring,),),) = simplified({"a": [[circle]]}, 80).values()
    assert 12 <= len(ring) <= 80
    assert all(abs(math.dist(spot, (1000, 1000)) - 900) < 60 for spot in ring)

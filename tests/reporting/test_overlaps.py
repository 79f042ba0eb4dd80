"""Two regions that claim the same land are found, slivers and shared borders are not; and that in bounded time."""

import math
import random
import time

from reporting.maps.overlaps import MOST_DOTS, _Sheet, away, overlap_of
from reporting.maps.simplify import Grid, projected

Ring = list[tuple[float, float]]


def square(west: float, south: float, size: float = 0.2) -> Ring:
    return [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]


def grid_of(**shapes: list[list[Ring]]) -> Grid:
    return projected(shapes)[2]


def river(north: bool, seed: int = 1, shift: float = 0.0) -> Ring:
    """Land above or below one winding line, whose points two offices have drawn alike but for `shift`."""
    chance = random.Random(seed)
    line = [(n / 400, 0.5 + 0.05 * math.sin(n / 9) + chance.uniform(-0.004, 0.004) + shift) for n in range(401)]
    edge = 1.0 if north else 0.0
    return [*line, (1.0, edge), (0.0, edge), line[0]]


def test_two_regions_that_claim_the_same_land_are_named_the_smaller_first() -> None:
    found = overlap_of(grid_of(a=[[square(0, 0, 1)]], b=[[square(0.9, 0.2, 0.4)]], c=[[square(2, 0, 1)]]))
    assert found is not None
    assert (found.smaller, found.larger) == ("b", "a")
    assert 0.2 < found.share < 0.3


def test_a_city_that_was_not_cut_out_of_its_regency_overlaps_and_one_that_was_does_not() -> None:
    city = square(0.4, 0.4, 0.06)
    assert overlap_of(grid_of(regency=[[square(0, 0, 1), city]], city=[[city]])) is None
    found = overlap_of(grid_of(regency=[[square(0, 0, 1)]], city=[[city]]))
    assert found is not None
    assert (found.smaller, found.larger, round(found.share, 1)) == ("city", "regency", 1.0)


def test_an_island_in_a_lake_of_its_own_regency_is_no_overlap() -> None:
    lake, island = square(0.3, 0.3, 0.3), square(0.4, 0.4, 0.1)
    assert overlap_of(grid_of(a=[[island], [square(0, 0, 1), lake]], b=[[square(1, 0, 1)]])) is None


def test_one_river_drawn_by_two_offices_is_a_sliver_and_a_strip_beyond_it_is_not() -> None:
    for seed in range(5):
        assert overlap_of(grid_of(a=[[river(True, seed)]], b=[[river(False, seed)]])) is None
    assert overlap_of(grid_of(a=[[river(True)]], b=[[river(False, shift=0.002)]])) is None
    assert overlap_of(grid_of(a=[[river(True)]], b=[[river(False, shift=0.03)]])) is not None


def test_a_region_far_from_all_others_is_named_and_an_archipelago_is_none() -> None:
    near = {f"n{n}": [[square(n * 0.2, 0)]] for n in range(4)}
    assert away(grid_of(**near)) is None
    assert away(grid_of(**near, far=[[square(2.5, 2.5)]])) == "far"
    assert away(grid_of(**near, island=[[square(1.4, 0.5)]])) is None
    assert away(grid_of(a=[[square(0, 0)]], b=[[square(3, 3)]])) is None, "of two nobody knows which is astray"


def test_hostile_files_are_looked_through_in_bounded_time() -> None:
    strips = {
        f"s{n}": [[[(n * 1e-3, 0.0), (n * 1e-3 + 1e-4, 0.0), (n * 1e-3 + 1, 1.0), (n * 1e-3, 0.0)]]]
        for n in range(2_000)
    }
    spikes = [(n / 50_000, float(n % 2)) for n in range(100_000)]
    begun = time.process_time()
    sheet = _Sheet(grid_of(**strips))
    sheet.painted_twice()
    assert sum((right - left) * (lower - upper) for left, upper, right, lower in sheet.frames.values()) <= MOST_DOTS
    overlap_of(grid_of(a=[[[*spikes, spikes[0]]]], b=[[square(0, 0, 1)]]))
    assert time.process_time() - begun < 5

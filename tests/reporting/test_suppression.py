"""An attacker with all published tables, and a pencil, never learns a small number."""

from collections.abc import Mapping
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.suppression import ROOT, SMALL, TOTAL, Hidden, Place, Table, _withheld, publish, publish_row
from tests.reporting.attacker import Bounds, Equation, is_revealed

COLUMNS = ("open", "late", "closed")
LEAVES = ("a1", "a2", "a3", "b1", "b2")
GROUPS = {leaf: leaf[0].upper() for leaf in LEAVES}
counts = st.one_of(st.integers(0, 12), st.integers(0, 400))
countries = st.fixed_dictionaries({leaf: st.fixed_dictionaries(dict.fromkeys(COLUMNS, counts)) for leaf in LEAVES})


def equations() -> list[Equation]:
    """Every sum that the tables print."""
    rows = [ROOT, *dict.fromkeys(GROUPS.values()), *LEAVES]
    columns = [*COLUMNS, TOTAL]
    along = [((row, TOTAL), tuple((row, column) for column in COLUMNS)) for row in rows]
    down = [
        ((group, column), tuple((leaf, column) for leaf in LEAVES if GROUPS[leaf] == group))
        for group, column in product(dict.fromkeys(GROUPS.values()), columns)
    ]
    top = [((ROOT, column), tuple((group, column) for group in dict.fromkeys(GROUPS.values()))) for column in columns]
    return [*along, *down, *top]


EQUATIONS = equations()


def exact(country: Mapping[str, Mapping[str, int]]) -> dict[Place, int]:
    cells = {(leaf, column): country[leaf][column] for leaf in LEAVES for column in COLUMNS}
    for whole, parts in sorted(EQUATIONS, key=lambda each: (each[0][0] == ROOT, each[0][0] not in LEAVES)):
        if all(part in cells for part in parts):
            cells[whole] = sum(cells[part] for part in parts)
    return cells


def known(table: Table, truth: Mapping[Place, int]) -> Bounds:
    """What the paper says. A withheld number may be anything from 5 up; a little room above the truth is enough."""
    everything = all(cell is Hidden.WITHHELD for cell in table.cells.values())
    ranges = {Hidden.SMALL: lambda _n: (1, SMALL - 1), Hidden.WITHHELD: lambda n: (0 if everything else SMALL, n + 6)}
    return {
        place: ranges[cell](truth[place]) if isinstance(cell, Hidden) else (cell, cell)
        for place, cell in table.cells.items()
    }


@settings(max_examples=150, deadline=None)
@given(countries)
def test_no_small_number_can_be_worked_out(country: dict[str, dict[str, int]]) -> None:
    truth = exact(country)
    table = publish(country, GROUPS, COLUMNS)
    bounds = known(table, truth)
    for place, n in truth.items():
        if 0 < n < SMALL:
            assert isinstance(table.cells[place], Hidden)
            assert not is_revealed(place, bounds, n, EQUATIONS), place


@settings(max_examples=60, deadline=None)
@given(countries)
def test_no_small_number_can_be_worked_out_by_who_knows_how_many_there_are_in_all(country) -> None:
    """The ministry does: it reads the nation at any moment."""
    truth = exact(country)
    table = publish(country, GROUPS, COLUMNS, whole_is_known=True)
    bounds = known(table, truth) | {(ROOT, TOTAL): (truth[ROOT, TOTAL],) * 2}
    for place, n in truth.items():
        if 0 < n < SMALL and place[0] != ROOT:
            assert isinstance(table.cells[place], Hidden)
            assert not is_revealed(place, bounds, n, EQUATIONS), place


@given(countries)
def test_what_is_shown_is_exact(country: dict[str, dict[str, int]]) -> None:
    truth = exact(country)
    for place, cell in publish(country, GROUPS, COLUMNS).cells.items():
        assert isinstance(cell, Hidden) or cell == truth[place]


@given(st.lists(counts, min_size=1, max_size=8))
def test_a_row_with_a_known_total_keeps_its_small_numbers(numbers: list[int]) -> None:
    row = {str(place): n for place, n in enumerate(numbers)}
    published = publish_row(row)
    hidden = [n for place, n in row.items() if isinstance(published[place], Hidden)]
    assert all(isinstance(published[place], Hidden) for place, n in row.items() if 0 < n < SMALL)
    assert len(hidden) != 1 or len(row) == 1
    if all(cell is Hidden.WITHHELD for cell in published.values()):
        return
    withheld = Hidden.WITHHELD in published.values()
    small = [n for place, n in row.items() if published[place] is Hidden.SMALL]
    assert not small or withheld or len(small) < sum(small) < (SMALL - 1) * len(small)


def test_a_large_country_loses_only_its_small_cells_and_their_company() -> None:
    leaves = {f"d{i}": {"open": 40 + i, "late": 2 if i == 7 else 12 + i, "closed": 300} for i in range(60)}
    table = publish(leaves, {leaf: f"p{int(leaf[1:]) // 10}" for leaf in leaves}, COLUMNS)
    hidden = {place for place, cell in table.cells.items() if isinstance(cell, Hidden)}
    assert table.cells["d7", "late"] is Hidden.SMALL
    assert len(hidden) == 4
    assert all(row.startswith("d") and column != TOTAL for row, column in hidden)


def test_the_attacker_of_these_tests_does_find_an_unprotected_number() -> None:
    country = {leaf: {"open": 30, "late": 20, "closed": 40} for leaf in LEAVES}
    country["a1"]["late"] = 3
    truth = exact(country)
    columns = (*COLUMNS, TOTAL)
    rows = {row: [Hidden.SMALL if 0 < truth[row, c] < SMALL else truth[row, c] for c in columns] for row, _c in truth}
    only_the_cell = Table(columns, rows)
    assert is_revealed(("a1", "late"), known(only_the_cell, truth), truth["a1", "late"], EQUATIONS)


def test_a_case_more_or_fewer_where_there_are_many_withholds_the_same_cells() -> None:
    leaves = {f"d{i}": {"open": 40 + i, "late": 2 if i % 9 == 7 else 12 + i, "closed": 300 + i} for i in range(60)}
    groups = {leaf: f"p{int(leaf[1:]) // 10}" for leaf in leaves}

    def withheld() -> dict[Place, Hidden]:
        cells = publish(leaves, groups, COLUMNS).cells
        return {place: cell for place, cell in cells.items() if isinstance(cell, Hidden)}

    before = withheld()
    for leaf, counts in leaves.items():
        if counts["open"] not in (32, 64):  # there it would be another order of size
            leaves[leaf] = counts | {"open": counts["open"] - 1, "closed": counts["closed"] + 1}
    assert withheld() == before != {}


@given(countries)
def test_who_is_told_of_another_moment_first_finds_the_same_cells_withheld(country: dict[str, dict[str, int]]) -> None:
    """What is withheld follows from the numbers alone, not from what was asked before."""
    table = publish(country, GROUPS, COLUMNS)
    _withheld.cache_clear()
    for leaf in reversed(LEAVES):
        publish(country | {leaf: dict.fromkeys(COLUMNS, 7)}, GROUPS, COLUMNS)
    assert publish(country, GROUPS, COLUMNS).cells == table.cells

"""Somebody keeps every page that the ministry was ever shown, beside all that was published, and subtracts.

What must not follow: how many cases a district or a province had, or gained, where that is one to four. It is shown by
another country, with other numbers there, whose pages say the same at every moment.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

import pytest

from reporting import blur, national
from reporting.queries import Office
from reporting.suppression import SMALL

PROVINCE_OF = {11: 1, 12: 1, 13: 1, 14: 1, 21: 2, 31: 3, 32: 3, 33: 3}
"""The second province has a single district: what is told of the one is told of the other."""
PROVINCES = sorted({*PROVINCE_OF.values()})
COLUMNS = tuple(national.COLUMNS)
Country = Mapping[int, tuple[int, ...]]
"""By district its cases in the order of COLUMNS."""
Draws = Mapping[tuple[object, ...], int]


def offices_of(country: Country) -> tuple[Office, ...]:
    def office(id_: int, above: int | None, kind: str, counts: Sequence[int]) -> Office:
        in_time, late, closed, stopped = counts
        return Office(
            id_,
            above,
            kind,
            str(id_),
            str(id_),
            "Asia/Jakarta",
            None,
            in_time + late,
            0,
            0,
            0,
            closed,
            stopped,
            late,
            0,
            0,
        )

    return (
        *(office(id_, 99, "province", (0, 0, 0, 0)) for id_ in PROVINCES),
        *(office(id_, PROVINCE_OF[id_], "district", counts) for id_, counts in country.items()),
    )


def drawn(secret: int) -> Draws:
    """How far each number of the page is moved in that deployment."""
    rows = [*(("office", id_) for id_ in PROVINCE_OF), *(("province", id_) for id_ in PROVINCES)]
    return {(*row, column): blur._draw(secret, (*row, column)) for row, column in product(rows, COLUMNS)}


def pages(country: Country, draws: Draws) -> object:
    """All that the ministry's pages, maps and programs say of that moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blur, "_draw", lambda _secret, name: draws[name])
        for kept in (national.province_offices, national._line_of):
            kept.cache_clear()  # another deployment draws otherwise
        nation, provinces, below = national.published(offices_of(country), 0)
    return provinces, {id_: each.sites for id_, each in below.items()}, nation


# --- another country that looks the same ----------------------------------------------------------------

History = Sequence[Country]
Row = tuple[str, int]


def value(country: Country, row: Row, column: int) -> int:
    return sum(counts[column] for each, counts in country.items() if _lies_in(each, row))


Cell = tuple[int, int]
"""District and column."""


def others(history: History, draws: Draws, row: Row, column: int) -> Iterator[tuple[History, Draws]]:
    """Countries with a case more or fewer there, and one fewer or more elsewhere, for some of the moments."""
    here = [each for each in PROVINCE_OF if _lies_in(each, row)]
    ends = range(len(history) + 1)
    spans = sorted(((a, b) for a in ends for b in ends if a < b), key=lambda span: span[0] - span[1])
    columns = sorted(range(len(COLUMNS)), key=lambda each: each != column)
    for back, (first, after), one, more in product(columns, spans, here, (1, -1)):
        elsewhere = [each for each in PROVINCE_OF if back != column or each not in here]
        for change in ({(one, column): more}, *({(one, column): more, (there, back): -more} for there in elsewhere)):
            changed = [
                _with(country, change) if first <= moment < after else country for moment, country in enumerate(history)
            ]
            if all(min(counts) >= 0 for country in changed for counts in country.values()):
                yield from ((changed, moved) for moved in _moved_otherwise(history, draws, change))


def _lies_in(district: int, row: Row) -> bool:
    kind, id_ = row
    return id_ == (PROVINCE_OF[district] if kind == "province" else district)


def _with(country: Country, more: Mapping[Cell, int]) -> Country:
    return {
        id_: tuple(n + more.get((id_, column), 0) for column, n in enumerate(counts)) for id_, counts in country.items()
    }


def _moved_otherwise(history: History, draws: Draws, change: Mapping[Cell, int]) -> Iterator[Draws]:
    """Each of the numbers that change moved so that the same is told, or as it was; where nobody ever was, as one
    likes."""
    touched: Counter[tuple[Row, int]] = Counter()
    for (id_, column), n in change.items():
        touched[("office", id_), column] += n
        touched[("province", PROVINCE_OF[id_]), column] += n
    told = {}
    for (row, column), n in ((place, n) for place, n in touched.items() if n):
        name, ever = (*row, COLUMNS[column]), any(value(each, row, column) for each in history)
        told[name] = draws[name] - n if ever else -1
    for follows in product((True, False), repeat=len(told)):
        yield {**draws, **{name: n for (name, n), does in zip(told.items(), follows, strict=True) if does}}


def is_open(history: History, draws: Draws, row: Row, column: int, told: Callable[[History], int]) -> bool:
    """Whether the same pages could tell of another number."""
    seen = [pages(country, draws) for country in history]
    return any(
        told(other) != told(history) and [pages(country, moved) for country in other] == seen
        for other, moved in others(history, draws, row, column)
    )


def nothing_small_is_known(history: History, secret: int) -> int:
    """Of every district and province, at every moment and from each to the next; how many numbers were looked at."""
    draws, looked = drawn(secret), 0
    rows = [*(("office", id_) for id_ in PROVINCE_OF), *(("province", id_) for id_ in PROVINCES)]
    for row, column, moment in product(rows, range(len(COLUMNS)), range(len(history))):

        def now(of: History, row=row, column=column, moment=moment) -> int:
            return value(of[moment], row, column)

        def gained(of: History, row=row, column=column, moment=moment) -> int:
            return value(of[moment], row, column) - value(of[moment - 1], row, column)

        for told in (now, gained) if moment else (now,):
            if 0 < abs(told(history)) < SMALL:
                looked += 1
                assert is_open(history, draws, row, column, told), (row, COLUMNS[column], moment, told(history))
    return looked


def lived(chooser: random.Random) -> History:
    """A country of small and large numbers, some of them none, and a few looks at it while little happens."""
    most = chooser.choice((3, 8, 30, 100))
    numbers = [lambda: 0, *(lambda span=span: chooser.randint(*span) for span in ((0, 6), (0, most), (5, 60)))]
    filled = chooser.choice((1, 1, 0.3))
    history: list[Country] = [
        {
            id_: tuple(chooser.choice(numbers)() if chooser.random() < filled else 0 for _column in COLUMNS)
            for id_ in PROVINCE_OF
        }
    ]
    for _look in range(chooser.randint(0, 4)):
        cell = chooser.choice(sorted(PROVINCE_OF)), chooser.randrange(len(COLUMNS))
        n = chooser.choice((1, 1, 1, 2, -1))
        if value(history[-1], ("office", cell[0]), cell[1]) + n >= 0:
            history.append(_with(history[-1], {cell: n}))
    return history


@pytest.mark.parametrize("countries", [range(8), pytest.param(range(8, 600), marks=pytest.mark.drill)])
def test_no_page_beside_any_other_tells_of_a_handful(countries: range) -> None:
    looked = 0
    for number in countries:
        chooser = random.Random(number)
        looked += nothing_small_is_known(lived(chooser), chooser.randint(-(2**62), 2**62))
    assert looked > 20 * len(countries)


def test_the_same_would_be_found_out_if_districts_were_told_exactly(monkeypatch) -> None:
    monkeypatch.setattr(national, "move", lambda n, *_name: n)
    with pytest.raises(AssertionError, match="office"):
        nothing_small_is_known(lived(random.Random(2)), 0)


def test_a_move_is_nothing_on_the_whole_and_hides_one_more_and_one_fewer() -> None:
    """As of the cells of a question (`test_attack.py`): every answer to a number is nearly as often one to its
    neighbours, and small ones are hardly ever told at all."""
    told = {n: Counter(blur.move(n, 7, "office", place, "late") for place in range(20_000)) for n in range(1, 8)}
    for n, found in told.items():
        assert abs(sum(value * times for value, times in found.items()) / 20_000 - n) < 0.15
        for neighbour in {n - 1, n + 1} & told.keys():
            often = {value: times for value, times in found.items() if times > 400}
            assert all(times / 2.6 < told[neighbour][value] < times * 2.6 for value, times in often.items())
    assert sum(times for value, times in told[1].items() if value > SMALL) < 400

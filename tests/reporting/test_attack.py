"""The attacker asks everything, in every shape, today and tomorrow, subtracts, and learns of no handful of people."""

import io
import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from itertools import combinations

import pypdf
import pytest
from flask import Flask
from sqlalchemy import Integer, Text, func, literal_column, select

from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting import blur, jobs
from reporting.counting import Asked, Shown, asked, count, shown
from reporting.measures import DIMENSIONS, MEASURES
from reporting.opendata.jobs import publish_open_data
from reporting.sums import Shape, sum_up
from reporting.suppression import SMALL, Hidden
from tests.reporting.attacker import Bounds, Equation, tighten
from tests.reporting.test_bulletin import OFFICE, PUBLIC, written
from tests.reporting.test_opendata import AFTERWARDS, opened, published
from tests.world import World

__all__ = ["opened", "published", "written"]

FAR = 21
"""No cell is ever moved further; the attacker has read the code."""


# --- the ministry's own questions --------------------------------------------------------------------

RAW = {"office", "sector", "state", "case_type", "channel", "month"}
"""Dimensions that are columns as they stand: from the finest cells the attacker adds up all others."""
MONTHS = [
    (date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 2, 1), date(2026, 4, 30)), (date(2026, 1, 1), date(2026, 6, 30)),
]  # fmt: skip
ASKED = ("cases", "cases_open", "cases_opened", "cases_closed")


def shapes(measure: str) -> Iterator[Asked]:
    """Every question of up to two dimensions, as it is, of some months, and of one sector."""
    found = MEASURES[measure]
    pairs = [by for size in range(3) for by in combinations(sorted(RAW & {*found.dimensions}), size)]
    for by in (by for by in pairs if found.knows(by)):
        yield asked(measure, by)
        if found.clocks:
            yield from (asked(measure, by, since=since, until=until) for since, until in MONTHS if found.knows(by, 28))
        if found.knows((*by, "sector")) and "sector" not in by:
            yield asked(measure, by, {"sector": ["food"]})


Cells = tuple[list[str], dict[tuple, int]]


def cells_behind(question: Asked, known: dict[object, Cells] | None = None) -> Cells:
    """The blurred cells of the table that answers it, and their dimensions: more than the attacker is ever shown."""
    measure = question.measure
    stretch = 28 if question.since else 0
    slugs = [each.slug for each in question.by] + [slug for slug, _values in question.where]
    (fact, _clock) = measure.found_in(slugs, stretch)
    if known is not None and (measure.slug, fact) in known:
        return known[measure.slug, fact]
    kept = {column.name for column in fact.__table__.primary_key}
    finest = [slug for slug in sorted(RAW) if DIMENSIONS[slug].column in kept or (slug == "month" and measure.clocks)]
    assert measure.found_in(finest, 0)[0] is fact, "the finest cells of a table stand in that very table"
    shape = Shape(measure.slug, tuple(finest), (), False, False, 0, blurred=True)
    rows = db.session.execute(sum_up(shape), {"seed": blur.seed()}).all()
    found = finest, {tuple(row[:-1]): row[-1] for row in rows}
    if known is not None:
        known[measure.slug, fact] = found
    return found


def added_up(question: Asked, known: dict[object, Cells]) -> Shown:
    """The answer that somebody would make who knows nothing but the blurred cells."""
    finest, cells = cells_behind(question, known)
    wanted = {slug: set(values) for slug, values in question.where}
    by_row, by_column, body = Counter(), Counter(), Counter()
    for key, n in cells.items():
        told = dict(zip(finest, key, strict=True))
        if any(told[slug] not in values for slug, values in wanted.items()):
            continue
        if question.since and not question.since <= told["month"] <= question.until:
            continue
        place = tuple(told[each.slug] for each in question.by)
        row, last = (place[:-1], place[-1]) if len(place) > 1 else (place, None)
        by_row[row] += n
        by_column[last] += n
        body[row, last] += n
    return Shown([], [], body, by_row, by_column, by_row.total())


def told(n: int) -> object:
    return n if n > SMALL else Hidden.FEW


@pytest.fixture
def lived(fill, admin, world: World) -> Callable[[random.Random], None]:
    """Something happens: cases come, close, come late, are deleted, in two offices with many small numbers."""

    def live(chooser: random.Random) -> None:
        site = chooser.choice((world.a, world.b))
        for _ in range(chooser.randint(1, 3)):
            ids = fill(
                site.tenant_id, chooser.choice((1, 1, 2, 3, 17)), chooser.choice(("checking", "referred", "closed")),
                sector=chooser.choice(("food", "health", "education")),
            )  # fmt: skip
            admin.execute(
                'UPDATE "case" SET opened_on = %s, case_type = %s WHERE id = ANY (%s)',
                [date(2026, chooser.randint(1, 6), 5), chooser.choice(("pbi_reactivation", "pkh_complaint")), ids],
            )
        admin.execute('DELETE FROM "case" WHERE id IN (SELECT id FROM "case" ORDER BY md5(code) LIMIT 1)')

    return live


def all_shapes_are_made_of_the_same_cells() -> None:
    known: dict[object, Cells] = {}
    for measure in ASKED:
        for question in shapes(measure):
            table, made = shown(question), added_up(question, known)
            assert table.total == told(made.total), question
            for row in table.rows:
                assert table.by_row[row] == told(made.by_row[row]), (question, row)
                for last in table.columns:
                    assert table.cells[row, last] == told(made.cells[row, last]), (question, row, last)
            for last in table.columns:
                assert table.by_column[last] == told(made.by_column[last]), (question, last)


def exact_cells(measure: str, by: tuple[str, ...]) -> dict[tuple, int]:
    return dict(count(asked(measure, by)))


def what_the_cells_say() -> tuple[Bounds, list[Equation], dict]:
    """The ranges of all true numbers by office, with sector and state, with type and state, with state; and the sums
    that tie them. The cells are known to the attacker, and that no cell is moved by more than FAR."""
    bounds: Bounds = {}
    truth: dict = {}
    equations: list[Equation] = []
    for by in (("office", "state"), ("office", "sector", "state"), ("case_type", "office", "state")):
        finest, cells = cells_behind(asked("cases", by))
        exact = exact_cells("cases", tuple(finest))
        assert cells.keys() == exact.keys()
        for key, n in cells.items():
            named = dict(zip(finest, key, strict=True))
            bounds[tuple(named[slug] for slug in by)] = (max(1, n - FAR), n + FAR)
            truth[tuple(named[slug] for slug in by)] = exact[key]
    for name in [each for each in bounds if len(each) == 2]:
        office, state = name
        for parts in (
            [each for each in bounds if len(each) == 3 and each[0] == office and each[2] == state],
            [each for each in bounds if len(each) == 3 and each[1] == office and each[2] == state],
        ):
            equations.append((name, tuple(parts)))
    return bounds, equations, truth


@pytest.mark.parametrize("steps", [1, pytest.param(25, marks=pytest.mark.drill)])
def test_whatever_the_ministry_asks_is_made_of_cells_that_give_no_number_away(
    as_, world: World, fill, lived, steps: int
) -> None:
    chooser = random.Random(steps)
    fill(world.a.tenant_id, 2, sector="food")
    fill(world.b.tenant_id, 4, state="closed")
    for _ in range(steps):
        lived(chooser)
        with as_(world.ministry):
            all_shapes_are_made_of_the_same_cells()
            bounds, equations, truth = what_the_cells_say()
        known = tighten(bounds, equations)
        assert known is not None
        small = [name for name, n in truth.items() if n < SMALL]
        assert small
        assert [name for name in small if known[name][0] == known[name][1]] == []


def test_what_did_not_change_is_told_tomorrow_as_today_and_what_did_by_nothing_or_by_five(
    as_, world: World, fill
) -> None:
    fill(world.a.tenant_id, 3, sector="food")
    fill(world.b.tenant_id, 2)
    fill(world.a.tenant_id, 30)
    by = ("office", "sector", "state")
    for _ in range(6):
        with as_(world.ministry):
            before, were = cells_behind(asked("cases", by))[1], exact_cells("cases", by)
        fill(world.a.tenant_id, 1)
        with as_(world.ministry):
            after, are = cells_behind(asked("cases", by))[1], exact_cells("cases", by)
        moved = {key: after[key] - before[key] for key in before}
        assert len([key for key in are if are[key] != were[key]]) == 1
        assert sorted(moved.values())[:-1] == [0] * (len(moved) - 1)
        assert set(moved.values()) <= {0, 5}


def test_a_move_is_nothing_on_the_whole_and_hides_one_more_and_one_fewer(app: Flask) -> None:
    """Sixty thousand cells of one to six: for every number, each answer that is not very rare is that of its
    neighbours too, and nearly as often."""
    drawn: dict[int, Counter[int]] = {}
    with app.app_context(), enter(Context(Reader.MINISTRY)):
        for n in range(1, 7):
            cells = select(
                func.generate_series(1, 10_000).label("tenant_id"),
                literal_column("'food'", Text).label("sector"),
                literal_column(str(n), Integer).label("n"),
            ).subquery()
            blurred = blur.blur(cells, f"of {n}", ["sector"])
            rows = db.session.execute(select(blurred.c.n, func.count()).group_by(blurred.c.n), {"seed": blur.seed()})
            drawn[n] = Counter(dict(tuple(row) for row in rows))
        db.session.rollback()
    for n, found in drawn.items():
        assert abs(sum(value * times for value, times in found.items()) / 10_000 - n) < 0.2
        for neighbour in {n - 1, n + 1} & drawn.keys():
            for value, times in found.items():
                if times > 200:
                    assert times / 2.6 < drawn[neighbour][value] < times * 2.6, (n, neighbour, value)


def test_another_deployment_moves_other_cells(as_, world: World, fill, monkeypatch) -> None:
    for sector in ("food", "health", "education"):
        for state in ("checking", "referred", "closed"):
            fill(world.a.tenant_id, 9, state, sector=sector)
    by = ("office", "sector", "state")
    with as_(world.ministry):
        here = cells_behind(asked("cases", by))[1]
        monkeypatch.setattr(blur, "seed", lambda: 7)
        assert cells_behind(asked("cases", by))[1] != here


def test_a_move_that_is_kept_is_the_one_that_is_drawn(as_, app, admin, world: World, fill, lived) -> None:
    """The same answers while everything is pending, once it is folded, and with something pending on top of that."""
    chooser = random.Random(4)

    def told_now() -> list[Shown]:
        with as_(world.ministry):
            return [shown(question) for measure in ASKED for question in shapes(measure)]

    def folded() -> None:
        with app.app_context():
            jobs.compact_facts()

    for _ in range(3):
        lived(chooser)
    folded()
    for _ in range(3):
        lived(chooser)
    fill(world.a.tenant_id, 8, "rejected", sector="other")
    pending = told_now()
    folded()
    assert told_now() == pending
    tables = [fact.__tablename__ for fact in blur.KEPT]
    undrawn = (f"SELECT n FROM {table} WHERE shift IS NULL" for table in tables)
    assert not admin.execute(" UNION ALL ".join(undrawn)).fetchall()
    admin.execute("; ".join(f"UPDATE {table} SET shift = NULL" for table in tables))
    assert told_now() == pending


# --- what everybody may fetch ---------------------------------------------------------------------------


def test_a_correction_that_comes_late_is_in_nothing_that_is_public(app, client, browse, written, opened, admin) -> None:
    """A case deleted, one added to a quarter that is out, a new quarter: pages, files, programs and bulletins of the
    old quarter say to the byte what they said, and the new quarter counts its own alone."""
    assert browse(written.a.head).post(f"{OFFICE}/terbitkan", version="2").status_code == 303
    before = everything_public(client)
    assert "small" in before["/data-terbuka/kasus-masuk.csv?since=2026-Q1&until=2026-Q1"]
    opened(written.a.tenant_id, 1, "2026-02-14", sector="food")
    admin.execute("""DELETE FROM "case" WHERE id IN (SELECT id FROM "case" WHERE sector = 'education' LIMIT 2)""")
    with app.app_context(), clock.set_to(AFTERWARDS):
        assert publish_open_data() == []
    assert everything_public(client) == before
    with app.app_context(), clock.set_to(datetime(2026, 7, 12, tzinfo=UTC)):
        assert [each.slug for each in publish_open_data()] == ["2026-Q2"]
    assert everything_public(client) == before
    (of_all,) = admin.execute(
        "SELECT n FROM open_figure WHERE dataset = 'kasus-masuk' AND code = 'ID' AND category = 'total'"
        " AND quarter = '2026-04-01'"
    ).fetchone()
    assert of_all == 500


def everything_public(client) -> dict[str, str]:
    span = "since=2026-Q1&until=2026-Q1"
    urls = [f"/data-terbuka/{slug}.csv?{span}" for slug in ("kasus-masuk", "kasus-selesai", "rujukan")]
    urls += [f"/api/v1/open/figures?dataset={slug}&{span}" for slug in ("kasus-masuk", "kasus-selesai", "rujukan")]
    found = {url: client.get(url).text for url in (*urls, PUBLIC)}
    paper = pypdf.PdfReader(io.BytesIO(client.get(f"{PUBLIC}.pdf").data))
    return found | {"paper": " ".join(page.extract_text() for page in paper.pages)}

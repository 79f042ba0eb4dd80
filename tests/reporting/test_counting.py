"""Any question of the facts: exact for whoever may open the rows, guarded for everybody else, refused with a reason."""

from datetime import date
from itertools import combinations

import pytest
from flask import Flask

from foundation.clock import today
from foundation.errors import Unfit
from foundation.tenancy import Reader
from reporting import counting, jobs
from reporting.counting import Sum, asked, count, shown
from reporting.measures import DIMENSIONS, MEASURES, Measure
from reporting.suppression import Hidden
from reporting.wording import words_for
from tests.statements import counted
from tests.world import World


def answer(*question, **more) -> dict:
    return dict(count(asked(*question, **more)))


def test_an_answer_is_exact_before_during_and_after_folding(as_, app: Flask, world: World, fill) -> None:
    fill(world.a.tenant_id, 4)
    fill(world.a.tenant_id, 2, sector="food", state="closed")
    with app.app_context():
        jobs.compact_facts()
    fill(world.a.tenant_id, 3, sector="food")
    with as_(world.a.manager):
        assert count(asked("cases", ["sector", "stage"])) == [
            Sum(("food", "closed"), 2), Sum(("food", "intake"), 3), Sum(("health", "intake"), 4),
        ]  # fmt: skip
        assert count(asked("cases_open")) == [Sum((), 7)]


def test_each_reader_counts_its_own(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 20)
    fill(world.b.tenant_id, 60)
    a, b = world.a.tenant_id, world.b.tenant_id
    readers = {world.a.manager: {(a,): 20}, world.province: {(a,): 20}, world.ministry: {(a,): 20, (b,): 60}}
    for member, expected in readers.items():
        with as_(member):
            assert answer("cases_opened", ["office"]) == expected
    with as_(world.ministry):
        assert answer("cases", ["province"], {"office": [a]}) == {(world.province.tenant_id,): 20}


def test_a_period_takes_both_its_days_and_a_month_begins_where_the_office_stands(as_, world: World, fill) -> None:
    day = today("Asia/Jakarta")
    for opened in (0, -1, -2, -3):
        fill(world.a.tenant_id, 1, opened=opened)
    with as_(world.a.manager):
        first, last = date.fromordinal(day.toordinal() - 2), date.fromordinal(day.toordinal() - 1)
        assert answer("cases_opened", since=first, until=last) == {(): 2}
        months = answer("cases_opened", ["month"])
        assert sum(months.values()) == 4
        assert all(month.day == 1 for (month,) in months)


def test_what_a_filter_leaves_out_is_not_counted(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 3, sector="food")
    fill(world.a.tenant_id, 5)
    with as_(world.a.manager):
        assert answer("cases_opened", ["sector"], {"sector": ["food"]}) == {("food",): 3}
        assert answer("cases_opened", [], {"office": [world.b.tenant_id]}) == {}


def one_or_two_of(measure: Measure) -> list[tuple[str, ...]]:
    """Ways to tell a measure apart that some table of sums knows."""
    pairs = [by for by in combinations(measure.dimensions, 2) if measure.knows(by)]
    return [(), *combinations(measure.dimensions, 1), *pairs]


@pytest.mark.parametrize("member", ["manager", "province", "ministry"])
def test_every_measure_answers_by_each_of_its_dimensions_in_one_statement(as_, world: World, member: str) -> None:
    with as_(world.a.manager if member == "manager" else getattr(world, member)) as who:
        for measure in (each for each in MEASURES.values() if who.reader in each.readers):
            for by in one_or_two_of(measure):
                if not all(who.reader in DIMENSIONS[slug].readers for slug in by):
                    continue
                if member == "ministry" and "day" in by:
                    continue
                question = asked(measure.slug, by, until=date(2026, 6, 30) if measure.running else None)
                with counted() as sent:
                    assert count(question) == []
                assert len(sent) == 1


WRONG = [
    (("people",), {}, "measure"),
    (("cases", ["village_head"]), {}, "dimension"),
    (("cases", ["month"]), {}, "dimension"),
    (("cases", ["state", "state"]), {}, "dimension"),
    (("cases", [], {"sector": ["gold"]}), {}, "filter"),
    (("cases", [], {"office": ["1; DROP TABLE"]}), {}, "filter"),
    (("cases_opened", [], {"month": [date(2026, 1, 1)]}), {}, "filter"),
    (("cases",), {"since": date(2026, 1, 1)}, "period"),
    (("cases_opened",), {"since": date(2026, 2, 1), "until": date(2026, 1, 1)}, "period"),
]


@pytest.mark.parametrize(("question", "more", "fault"), WRONG)
def test_a_question_without_sense_is_refused_with_a_reason(as_, world: World, question, more, fault) -> None:
    with as_(world.a.manager), pytest.raises(Unfit) as refused:
        asked(*question, **more)
    assert refused.value.fault == fault
    assert str(refused.value)


@pytest.mark.parametrize(
    ("question", "more", "fault"),
    [
        (("steps_taken",), {}, "not_yours"),
        (("cases_opened", ["day"]), {}, "too_fine"),
        (("cases_opened",), {"since": date(2026, 1, 2)}, "too_fine"),
        (("cases_opened",), {"until": date(2026, 1, 30)}, "too_fine"),
    ],
)
def test_the_ministry_cannot_ask_too_finely(as_, world: World, question, more, fault) -> None:
    with as_(world.ministry), pytest.raises(Unfit) as refused:
        asked(*question, **more)
    assert refused.value.fault == fault


def test_postgresql_says_the_same_as_the_table_of_measures(app: Flask, admin) -> None:
    """A page may say no in words; the database says it in any case, and to nobody else."""
    for measure in MEASURES.values():
        for table in (measure.ledger, *measure.facts):
            closed = {column.name for column in table.__table__.primary_key} & {"village_code"}
            for reader in (Reader.STAFF, Reader.SUPERVISOR, Reader.MINISTRY, Reader.AGENCY, Reader.PUBLIC):
                asking = "SELECT has_any_column_privilege(%s, %s, 'SELECT')"
                (held,) = admin.execute(asking, [reader.value, table.__tablename__]).fetchone()
                may = reader in measure.readers and not (closed and reader not in DIMENSIONS["village"].readers)
                assert held == may, (measure.slug, table, reader)


def test_whoever_could_open_the_rows_sees_every_number(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 3, sector="food")
    fill(world.a.tenant_id, 17)
    for member in (world.a.manager, world.province):
        with as_(member):
            table = shown(asked("cases", ["office", "sector"]))
        row = (world.a.tenant_id,)
        assert (table.cells[row, "food"], table.by_row[row], table.by_column["food"], table.total) == (3, 20, 3, 20)


def test_above_the_districts_numbers_are_blurred_and_a_handful_is_no_number(as_, world: World, fill) -> None:
    for site, food in ((world.a, 1), (world.b, 23)):
        fill(site.tenant_id, food, sector="food")
        fill(site.tenant_id, 41)
        fill(site.tenant_id, 17, sector="education")
    with as_(world.ministry):
        table = shown(asked("cases", ["office", "sector"]))
        again = shown(asked("cases", ["sector", "office"]))
    cells = [*table.cells.values(), *table.by_row.values(), *table.by_column.values(), table.total]
    assert all(cell is Hidden.FEW or (cell % 5 == 0 and cell > 5) for cell in cells)
    assert abs(table.total - 140) <= 40
    assert table.total == again.total
    assert table.by_row == {row: again.by_column[row[0]] for row in table.rows}
    assert ("food",) not in again.rows or again.cells[("food",), world.a.tenant_id] is Hidden.FEW


def test_a_table_nobody_can_read_is_refused(as_, world: World, fill, monkeypatch) -> None:
    fill(world.a.tenant_id, 2, sector="food")
    fill(world.a.tenant_id, 2)
    monkeypatch.setattr(counting, "MOST_CELLS", 1)
    with as_(world.a.manager), pytest.raises(Unfit) as refused:
        shown(asked("cases", ["sector", "state"]))
    assert refused.value.fault == "too_large"


def test_what_an_office_has_added_comes_after_what_the_house_knows(as_, world: World, fill, admin) -> None:
    ids = fill(world.a.tenant_id, 5)
    admin.execute("""UPDATE "case" SET case_type = 'a_flood' WHERE id = ANY (%s)""", [ids[:2]])
    admin.execute("""UPDATE "case" SET case_type = 'a_fire' WHERE id = ANY (%s)""", [ids[2:4]])
    with as_(world.a.manager):
        assert shown(asked("cases", ["case_type"])).rows == [("pbi_reactivation",), ("a_fire",), ("a_flood",)]
        assert shown(asked("cases", ["state", "case_type"])).columns == ["pbi_reactivation", "a_fire", "a_flood"]


def test_values_are_called_what_people_call_them(as_, world: World) -> None:
    with as_(world.a.manager):
        names = words_for(DIMENSIONS["office"], [world.a.tenant_id]) | words_for(
            DIMENSIONS["quarter"], [date(2026, 4, 1)]
        )
        agency_id = world.a.agencies["health_office"]
        names |= words_for(DIMENSIONS["agency"], [0, agency_id]) | words_for(DIMENSIONS["stage"], ["intake"])
    assert list(names.values()) == [
        "Belitung Timur", "Triwulan II 2026", "Daerah lain", "Dinas Kesehatan", "Cek data",
    ]  # fmt: skip

"""The list of a province's cases is what one sort of all of them would give, however it was read."""

import random
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
import time_machine
from flask import Flask

from foundation.db import db
from reporting import cases_below
from reporting.cases_below import CasesView, districts_below, provincial_cases
from tests.statements import counted, sent_with_values
from tests.world import World

PAGE = 5
CHANGES = {
    "the nearest are done": "UPDATE \"case\" SET state = 'closed', closed_at = now(), due_on = NULL, version = 2"
    ' WHERE id IN (SELECT id FROM "case" WHERE closed_at IS NULL ORDER BY queue_on, id LIMIT 20)',
    "some stand still": 'UPDATE "case" SET due_on = NULL, version = 3 WHERE closed_at IS NULL AND id % 5 = 0',
    "some turn urgent": 'UPDATE "case" SET emergency = true, version = 4 WHERE closed_at IS NULL AND id % 7 = 0',
    "others become confidential": 'UPDATE "case" SET confidential = true, version = 5 WHERE id % 6 = 0',
    "few are left": "UPDATE \"case\" SET state = 'closed', closed_at = now(), due_on = NULL, version = 6"
    " WHERE closed_at IS NULL AND id % 9 > 0",
}
"""What happens between two visits, one after the other."""
VIEWS = [
    (CasesView(), "closed_at IS NULL"),
    (CasesView(state="closed"), "state = 'closed'"),
    (CasesView(sector="food"), "closed_at IS NULL AND sector = 'food'"),
    (CasesView(due="late"), "closed_at IS NULL AND due_on < %(today)s"),
    (CasesView(due="soon"), "closed_at IS NULL AND due_on BETWEEN %(today)s AND %(today)s + 6"),
]


@pytest.fixture
def province(world: World, admin: psycopg.Connection, fill) -> list[int]:
    """Four districts below one province, each with cases of many deadlines, and another's that are nearer than all."""
    beside = admin.execute(
        """INSERT INTO tenant (parent_id, kind, name, full_name, code_prefix)
           SELECT %s, 'district', 'Tetangga ' || n, 'Kabupaten Tetangga ' || n, 'ZZ' || n
           FROM generate_series(1, 3) AS n RETURNING id""",
        [world.province.tenant_id],
    )
    districts = [world.a.tenant_id, *(id_ for (id_,) in beside.fetchall())]
    chance = random.Random(5)
    for tenant_id in districts:
        for sector in ("health", "food"):
            fill(tenant_id, 14, sector=sector)
    fill(world.b.tenant_id, 3, due=-90)
    for (id_,) in admin.execute('SELECT id FROM "case" WHERE tenant_id <> %s', [world.b.tenant_id]).fetchall():
        admin.execute('UPDATE "case" SET due_on = due_on + %s WHERE id = %s', [chance.randint(-12, 12), id_])
    return districts


def _expected(admin: psycopg.Connection, districts: list[int], condition: str) -> list[tuple[int, int]]:
    found = admin.execute(
        f"""SELECT tenant_id, id FROM "case" WHERE tenant_id = ANY(%(districts)s) AND NOT confidential AND {condition}
            ORDER BY queue_on, tenant_id, id""",
        {"districts": districts, "today": cases_below.today("Asia/Jakarta")},
    )
    return [(tenant_id, id_) for tenant_id, id_ in found.fetchall()]


def _first(view: CasesView, world: World) -> tuple[list[tuple[int, int]], bool]:
    page = provincial_cases(view, districts_below(world.province.tenant_id), size=PAGE)
    return [(line.tenant_id, line.id) for line in page.rows], page.next is not None


def _all(view: CasesView, world: World) -> list[tuple[int, int]]:
    seen, cursor = [], None
    while True:
        page = provincial_cases(view, districts_below(world.province.tenant_id), cursor, size=6 * PAGE)
        seen += [(line.tenant_id, line.id) for line in page.rows]
        if page.next is None:
            return seen
        cursor = page.next


def test_pages_read_again_are_what_one_sort_of_all_gives_whatever_has_happened_since(
    as_, world: World, admin, province: list[int]
) -> None:
    for change in ("", *CHANGES.values()):
        if change:
            admin.execute(change)
        for view, condition in VIEWS:
            expected = _expected(admin, province, condition)
            for _turn in range(2):
                with as_(world.province):
                    assert _first(view, world) == (expected[:PAGE], len(expected) > PAGE), (change, view)
            for _turn in range(2):
                with as_(world.province):
                    assert _all(view, world) == expected, (change, view)


def test_a_case_that_comes_to_stand_before_all_others_is_on_the_page_at_once(
    as_, world: World, admin, province: list[int], fill
) -> None:
    with as_(world.province):
        before, _next = _first(CasesView(), world)
    for tenant_id in reversed(province):
        (nearest,) = fill(tenant_id, 1, due=-60)
        with as_(world.province):
            now, _next = _first(CasesView(), world)
        assert (tenant_id, nearest) in now
        assert now != before
        before = now


def test_one_district_s_cases_go_on_where_its_page_ended(as_, world: World, admin, province: list[int]) -> None:
    chosen = province[2]
    with as_(world.province):
        assert _all(CasesView(district=chosen), world) == _expected(admin, [chosen], "closed_at IS NULL")


def test_the_statement_names_the_reader_s_districts_even_where_the_database_would_not(
    as_, world: World, admin, province: list[int]
) -> None:
    admin.execute('ALTER TABLE "case" NO FORCE ROW LEVEL SECURITY; ALTER TABLE "case" DISABLE ROW LEVEL SECURITY')
    try:
        with as_(world.province):
            assert {tenant_id for tenant_id, _id in _all(CasesView(), world)} == set(province)
            for foreign in (world.province_b.tenant_id, world.ministry.tenant_id):
                assert provincial_cases(CasesView(), districts_below(foreign)).rows == []
    finally:
        admin.execute('ALTER TABLE "case" ENABLE ROW LEVEL SECURITY; ALTER TABLE "case" FORCE ROW LEVEL SECURITY')


@pytest.mark.parametrize(("hour", "late_in"), [(5, ()), (16, ("Papua",))])
def test_late_is_what_is_so_by_the_date_on_each_office_s_wall(
    as_, world: World, admin, fill, hour: int, late_in: tuple[str, ...]
) -> None:
    """At five o'clock UTC all walls show one date; at sixteen it is tomorrow already in the east."""
    (east,) = admin.execute(
        """INSERT INTO tenant (parent_id, kind, name, full_name, code_prefix, timezone)
           VALUES (%s, 'district', 'Papua', 'Kabupaten Papua', 'ZY', 'Asia/Jayapura') RETURNING id""",
        [world.province.tenant_id],
    ).fetchone()
    with time_machine.travel(datetime.now(UTC).replace(hour=hour, minute=30), tick=False):
        for tenant_id in (world.a.tenant_id, east):
            fill(tenant_id, 1, due=0)
        for _turn in range(2):
            with as_(world.province):
                late = provincial_cases(CasesView(due="late"), districts_below(world.province.tenant_id)).rows
            assert tuple(line.district for line in late) == late_in


def _plan_of_second_visit(world: World, view: CasesView) -> str:
    _first(view, world)
    with sent_with_values() as sent:
        _first(view, world)
    statement, values = next(each for each in sent if "LATERAL" in each[0])
    connection: Any = db.session.connection()
    # In a small table any index is good enough; what is asked here is whether one in the order of the page can serve.
    for way in ("seqscan", "bitmapscan", "sort"):
        connection.exec_driver_sql(f"SET LOCAL enable_{way} = off")
    return "\n".join(connection.exec_driver_sql("EXPLAIN " + statement, values).scalars())


@pytest.mark.parametrize("view", [CasesView(), CasesView(due="late"), CasesView(state="checking", sector="food")])
def test_a_first_page_read_again_reads_each_district_s_index_no_further_than_it_must(
    as_, world: World, province: list[int], view: CasesView
) -> None:
    with as_(world.province):
        plan = _plan_of_second_visit(world, view)
    condition = plan.partition('on "case"')[2].splitlines()[1]
    for wanted in ("Index Cond", "tenant_id = tenant.id", "queue_on <="):
        assert wanted in condition, plan


def test_the_page_asks_for_who_comes_and_then_for_all_at_once(
    app: Flask, world: World, province: list[int], browse
) -> None:
    browser = browse(world.province)
    browser.get("/provinsi/kasus")
    with app.app_context(), counted() as sent:
        page = browser.get("/provinsi/kasus")
    assert page.status_code == 200
    assert len(sent) == 4, sent  # who asks; the cases, the districts, what is counted

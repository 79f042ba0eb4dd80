"""Totals are exact at any moment, whoever writes and whoever folds; and each reader counts its own."""

import random
import threading

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from cases import queries as case_queries
from cases.machine import State
from cases.models import Case
from cases.queries import facts
from foundation.clock import today
from foundation.config import Settings
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reference.periods import Period
from registry.models import Person
from reporting import actions, jobs, queries
from reporting.queries import CasesView, Deadlines, Intake
from tests.world import World

WRITERS, STEPS = 4, 40


def test_totals_are_the_same_before_and_after_folding(as_, app: Flask, world: World, fill, admin) -> None:
    fill(world.a.tenant_id, 4)
    fill(world.a.tenant_id, 3, state="closed")
    with as_(world.a.manager):
        before = facts.by_state(), facts.by_sector(), queries.deadlines()
    with app.app_context():
        # two for the totals, the open cases once more for the desks, three that ended, two families nobody has seen
        assert jobs.compact_facts() == 8
    with as_(world.a.manager):
        assert (facts.by_state(), facts.by_sector(), queries.deadlines()) == before
    assert before[0] == {world.a.tenant_id: {State.CHECKING: 4, State.CLOSED: 3}}
    assert admin.execute("SELECT count(*) FROM case_delta").fetchone() == (0,)


def test_folding_in_small_batches_takes_everything_once(app: Flask, world: World, fill) -> None:
    for _ in range(7):
        fill(world.a.tenant_id, 1)
        fill(world.b.tenant_id, 2)
    with app.app_context():
        assert (
            jobs.compact_facts(batch=3) == 42
        )  # each in the ledgers of totals and desks, its family in that of families
        assert jobs.compact_facts() == 0
        assert jobs.reconcile_facts() == []


def test_a_deadline_nobody_has_any_more_is_forgotten(app: Flask, world: World, fill, admin) -> None:
    fill(world.a.tenant_id, 2, due=3)
    admin.execute('UPDATE "case" SET due_on = due_on + 1')
    with app.app_context():
        jobs.compact_facts()
    assert admin.execute("SELECT n FROM case_fact_due").fetchall() == [(2,)]


def test_drift_is_found_and_named(app: Flask, world: World, fill, admin) -> None:
    fill(world.b.tenant_id, 2)
    with app.app_context():
        jobs.compact_facts()
        admin.execute("UPDATE case_fact_state SET n = n + 5")
        (drift,) = jobs.reconcile_facts()
    assert drift == actions.Drift(world.b.tenant_id, "state", "checking", 5)


def test_totals_are_exact_while_others_write_and_fold(app: Flask, settings: Settings, world: World, fill) -> None:
    ids = {site.tenant_id: fill(site.tenant_id, WRITERS) for site in (world.a, world.b)}
    running, faults, looks = threading.Event(), [], []
    running.set()

    def write(number: int) -> None:
        chooser = random.Random(number)
        with psycopg.connect(settings.database_url, autocommit=True) as connection:
            for _ in range(STEPS):
                tenant_id = chooser.choice(list(ids))
                connection.execute(Context(Reader.STAFF, tenant_id=tenant_id).begin_sql())
                connection.execute(
                    """UPDATE "case" SET state = %s, due_on = current_date + %s, version = version + 1
                       WHERE tenant_id = %s AND id = %s""",
                    [
                        chooser.choice(("checking", "referred", "answered")),
                        chooser.randint(-9, 9),
                        tenant_id,
                        ids[tenant_id][number],
                    ],
                )
                connection.execute(chooser.choice(("COMMIT", "COMMIT", "ROLLBACK")))

    def fold() -> None:
        while running.is_set():
            with app.app_context():
                jobs.compact_facts(batch=5)

    def look() -> None:
        while running.is_set():
            with app.app_context():
                faults.extend(jobs.reconcile_facts())
                with enter(Context(Reader.MINISTRY)):
                    looks.append(sum(n for states in facts.by_state().values() for n in states.values()))
                    db.session.rollback()

    watchers = [threading.Thread(target=each) for each in (fold, fold, look)]
    writers = [threading.Thread(target=write, args=[number]) for number in range(WRITERS)]
    for thread in (*watchers, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    running.clear()
    for thread in watchers:
        thread.join()
    with app.app_context():
        jobs.compact_facts()
        assert jobs.reconcile_facts() == []
    assert faults == []
    assert set(looks) == {2 * WRITERS}


def test_each_reader_counts_its_own(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 2)
    fill(world.b.tenant_id, 6)
    readers = {world.a.manager: {2}, world.province: {2}, world.province_b: {6}, world.ministry: {2, 6}}
    for member, expected in readers.items():
        with as_(member):
            assert {sum(states.values()) for states in facts.by_state().values()} == expected


def test_deadlines_go_by_the_date_on_each_wall(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 3, due=-1)
    fill(world.a.tenant_id, 2, due=-20)
    fill(world.a.tenant_id, 4, due=0)
    fill(world.a.tenant_id, 1, due=7)
    fill(world.a.tenant_id, 9, state="needs_correction", due=None)
    with as_(world.province):
        assert queries.deadlines() == {world.a.tenant_id: Deadlines(late=5, long_late=2, soon=4)}


def test_the_queue_and_the_reports_read_the_same_numbers(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 2, due=-1)
    fill(world.a.tenant_id, 3, sector="food")
    fill(world.a.tenant_id, 4, state="closed")
    with as_(world.a.manager):
        counts, late = case_queries.queue_counts(), queries.deadlines()[world.a.tenant_id].late
        assert (counts.open, counts.late) == (sum(queries.open_by_sector().values()), late) == (5, 2)


def test_open_cases_by_sector_leave_out_what_is_over(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 3, sector="food")
    fill(world.a.tenant_id, 5)
    fill(world.a.tenant_id, 7, state="closed")
    fill(world.b.tenant_id, 9)
    with as_(world.a.manager):
        assert queries.open_by_sector() == {"health": 5, "food": 3}
    with as_(world.ministry):
        assert queries.open_by_sector() == {"health": 14, "food": 3}


def test_intake_compares_a_period_with_the_one_before(as_, world: World, fill) -> None:
    period = Period(7, today("Asia/Jakarta"))
    for opened, n in ((0, 1), (-6, 2), (-7, 4), (-13, 8), (-14, 16)):
        fill(world.a.tenant_id, n, opened=opened)
    with as_(world.a.manager):
        assert queries.intake(period) == {world.a.tenant_id: {"health": Intake(now=3, before=12)}}


@pytest.mark.parametrize("tables", [Case, Person])
def test_postgresql_refuses_the_ministry_every_case(as_, world: World, fill, tables: type) -> None:
    fill(world.a.tenant_id)
    with as_(world.ministry), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(select(func.count()).select_from(tables), execution_options={"every_tenant": True})


def test_postgresql_refuses_the_province_every_person(as_, world: World, fill) -> None:
    fill(world.a.tenant_id)
    for statement in (select(Person.name), select(Case.person_id)):
        with as_(world.province), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(statement)


def test_a_province_pages_through_its_own_cases_by_deadline(as_, world: World, fill) -> None:
    fill(world.b.tenant_id, 3)
    for due in (5, -3, 1, None):
        fill(world.a.tenant_id, 2, due=due, state="needs_correction" if due is None else "checking")
    with as_(world.province):
        districts = queries.tenants_below(world.province.tenant_id)
        seen, cursor = [], None
        while True:
            page = queries.provincial_cases(CasesView(), districts, cursor, size=3)
            seen += page.rows
            if page.next is None:
                break
            cursor = page.next
    dues = [line.due_on for line in seen]
    assert len({line.code for line in seen}) == 8
    assert dues == sorted(dues, key=lambda day: (day is None, day))
    assert {line.district for line in seen} == {"Belitung Timur"}


def test_a_case_outside_the_province_is_not_there_even_when_asked_for_by_id(as_, world: World, fill) -> None:
    fill(world.b.tenant_id, 3)
    with as_(world.province):
        foreign = queries.tenants_below(world.province_b.tenant_id)
        assert queries.provincial_cases(CasesView(), foreign).rows == []
        assert CasesView.from_args({"district": str(world.b.tenant_id)}, (world.a.tenant_id,)) == CasesView()


@pytest.mark.parametrize(
    ("view", "found"),
    [(CasesView(), 6), (CasesView(due="late"), 1), (CasesView(due="soon"), 5), (CasesView(state="closed"), 4),
     (CasesView(sector="food"), 2), (CasesView(state="referred", sector="food"), 0)],
)  # fmt: skip
def test_a_province_filters_cases(as_, world: World, fill, view: CasesView, found: int) -> None:
    fill(world.a.tenant_id, 1, due=-1)
    fill(world.a.tenant_id, 3)
    fill(world.a.tenant_id, 2, sector="food")
    fill(world.a.tenant_id, 4, state="closed")
    with as_(world.province):
        assert len(queries.provincial_cases(view, queries.tenants_below(world.province.tenant_id)).rows) == found

"""Totals are exact at any moment, whoever writes and whoever folds; and each reader counts its own."""

import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import ProgrammingError

from cases import queries as case_queries
from cases.machine import FINAL, State
from cases.models import Case, CaseFactOffice
from cases.queries import facts, outcomes
from foundation import clock
from foundation.clock import today
from foundation.config import Settings
from foundation.db import db
from foundation.reading import read
from foundation.tenancy import Context, Reader, enter
from reference.periods import PERIODS, Period
from registry.models import Person
from reporting import actions, jobs, queries
from reporting.cases_below import CasesView, districts_below, provincial_cases
from reporting.offices import queries as standing
from reporting.offices.statements import Asked, everything
from reporting.queries import Deadlines, Intake, Office
from reporting.stages import STAGES
from tests.statements import sent_with_values
from tests.world import World

WRITERS, STEPS = 4, 40


def test_totals_are_the_same_before_and_after_folding(as_, app: Flask, world: World, fill, admin) -> None:
    fill(world.a.tenant_id, 4)
    fill(world.a.tenant_id, 3, state="closed")
    with as_(world.a.manager):
        before = facts.by_state(), facts.by_sector(), queries.own_office(world.a.tenant_id)
    with app.app_context():
        # two for the totals, the open cases once more for the desks, three that ended, two families nobody has seen
        assert jobs.compact_facts() == 8
    with as_(world.a.manager):
        assert (facts.by_state(), facts.by_sector(), queries.own_office(world.a.tenant_id)) == before
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


def _coarse(days: int = 30) -> tuple[object, ...]:
    """What pages about many offices read."""
    period = Period(days, today("Asia/Jakarta"))
    nation = standing.nation(period)
    offices = {office.id: (office.by_stage, office.late) for office in nation.offices if any(office[7:])}
    return offices, nation.open_by_sector, queries.intake(period), tuple(vars(nation.intake).values())


def _fine(days: int = 30) -> tuple[object, ...]:
    """The same from the facts by state, sector, deadline and day."""
    period = Period(days, today("Asia/Jakarta"))
    late = outcomes.overdue(period.until)
    offices = {
        each: ({stage.slug: sum(by.get(state, 0) for state in stage.states) for stage in STAGES}, late.get(each, 0))
        for each, by in facts.by_state().items()
    }
    sectors: Counter[str] = Counter()
    for sums in facts.by_sector().values():
        sectors.update({s: n for s, by in sums.items() if (n := sum(by[state] for state in by if state not in FINAL))})
    intake: dict[int, dict[str, Intake]] = {}
    for row in facts.by_day(period.before_since, period.until):
        counted = intake.setdefault(row.tenant_id, {}).get(row.sector, Intake())
        now = row.n if row.opened_on >= period.since else 0
        intake[row.tenant_id][row.sector] = Intake(counted.now + now, counted.before + row.n - now)
    each = [counted for sectors in intake.values() for counted in sectors.values()]
    return offices, dict(sectors), intake, (sum(one.now for one in each), sum(one.before for one in each))


def test_coarse_facts_say_what_the_fine_ones_say_before_and_after_folding(as_, app: Flask, world: World, fill) -> None:
    chooser = random.Random(7)
    for _ in range(40):
        fill(
            chooser.choice((world.a, world.b)).tenant_id,
            chooser.randint(1, 3),
            state=chooser.choice(("checking", "referred", "answered", "closed", "rejected")),
            due=chooser.randint(-30, 30),
            sector=chooser.choice(("health", "food")),
            opened=-chooser.randint(0, 75),
        )
    with as_(world.ministry):
        before = _coarse()
        assert before == _fine()
    with app.app_context():
        jobs.compact_facts()
        assert jobs.reconcile_facts() == []
    with as_(world.ministry):
        assert _coarse() == before
        for days in PERIODS:
            assert _coarse(days) == _fine(days)
    fill(world.b.tenant_id, 1, due=-9)
    with as_(world.ministry):
        assert _coarse() == _fine() != before


def test_every_stage_is_a_column_of_the_offices(app: Flask) -> None:
    slugs = [stage.slug for stage in STAGES]
    assert [each.key for each in CaseFactOffice.__table__.columns] == ["tenant_id", *slugs]
    assert list(Office._fields[7:13]) == slugs
    assert sorted(state for stage in STAGES for state in stage.states) == sorted(State)


WRONG = {
    "office": ("closed = closed + 1", "closed"),
    "open": ("n = n + 1", "health"),
    "deadline": ("tue = tue + 1", "{monday} tue"),
    "intake": ("n = n + 1", "{monday}"),
    "sector_intake": ("sun = sun + 1", "{monday} health sun"),
}


@pytest.mark.parametrize("fact", WRONG)
def test_a_wrong_coarse_fact_is_found_and_named(app: Flask, world: World, fill, admin, fact: str) -> None:
    fill(world.b.tenant_id, 2, due=0)
    changed, key = WRONG[fact]
    now = today("Asia/Jakarta")
    with app.app_context():
        jobs.compact_facts()
        admin.execute(f"UPDATE case_fact_{fact} SET {changed}")
        (drift,) = jobs.reconcile_facts()
    monday = now - timedelta(days=now.weekday())
    assert drift == actions.Drift(world.b.tenant_id, fact, key.format(monday=monday), 1)


@pytest.mark.parametrize(
    ("reader", "above", "index", "condition"),
    [
        ("ministry", None, "ix_case_fact_intake_week", "week >="),
        ("province", 1, "pk_case_fact_sector_intake", "(tenant_id = ANY"),
        ("province", 1, "pk_case_fact_deadline", "(tenant_id = ANY"),
    ],
)
def test_what_is_read_of_many_offices_has_an_index_to_go_by(as_, world: World, reader, above, index, condition) -> None:
    now = today("Asia/Jakarta")
    with as_(getattr(world, reader)):
        with sent_with_values() as sent:
            read(everything(Asked(now, Period(30, now), above)), of=above)
        connection = db.session.connection()
        # A scan is cheap on a table of a test's size; what is asked here is whether an index can serve at all.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        ((statement, values),) = sent
        plan = "\n".join(connection.exec_driver_sql("EXPLAIN " + statement, values).scalars())
    ways = plan.partition(index)[2].splitlines()
    assert condition in ways[1], plan
    assert "week" in ways[1], plan


def test_a_deadline_nobody_has_any_more_is_forgotten(app: Flask, world: World, fill, admin) -> None:
    fill(world.a.tenant_id, 2, due=3)
    with app.app_context():
        jobs.compact_facts()
    admin.execute('UPDATE "case" SET due_on = due_on + 7')
    with app.app_context():
        jobs.compact_facts()
        jobs.prune_facts()
    for table in ("case_fact_due", "case_fact_deadline"):
        assert admin.execute(f"SELECT sum(n)::int, count(*) FROM {table}").fetchall() == [(2, 1)]


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
                        chooser.choice(("checking", "referred", "answered", "closed")),
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
                    queries.one_snapshot()
                    looks.append(sum(n for states in facts.by_state().values() for n in states.values()))
                    faults.extend(pair for pair in zip(_coarse(), _fine(), strict=True) if pair[0] != pair[1])
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
        (office,) = standing.province(world.province.tenant_id, Period(30, today("Asia/Jakarta"))).offices
    assert office.deadlines == Deadlines(late=5, long_late=2, soon=4)


def test_where_the_next_day_has_begun_a_deadline_has_passed(as_, world: World, fill, admin) -> None:
    admin.execute("UPDATE tenant SET timezone = 'Asia/Jayapura' WHERE id = %s", [world.a.tenant_id])
    now = today("Asia/Jakarta")
    for site in (world.a, world.b):
        fill(site.tenant_id, 3, due=0)
    for hour, late in ((14, [0, 0]), (16, [3, 0])):  # 23.00 and 01.00 in Jayapura, 21.00 and 23.00 in Jakarta
        with clock.set_to(datetime(now.year, now.month, now.day, hour, tzinfo=UTC)), as_(world.ministry):
            found = {office.id: office for office in standing.nation(Period(30, now)).offices}
            assert [found[site.tenant_id].late for site in (world.a, world.b)] == late
            assert list(found.values()) == sorted(found.values(), key=lambda office: (office.name, office.id))


def test_the_queue_and_the_reports_read_the_same_numbers(as_, world: World, fill) -> None:
    fill(world.a.tenant_id, 2, due=-1)
    fill(world.a.tenant_id, 3, sector="food")
    fill(world.a.tenant_id, 4, state="closed")
    with as_(world.a.manager):
        counts, late = case_queries.queue_counts(), queries.own_office(world.a.tenant_id).late
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
        districts = districts_below(world.province.tenant_id)
        seen, cursor = [], None
        while True:
            page = provincial_cases(CasesView(), districts, cursor, size=3)
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
        foreign = districts_below(world.province_b.tenant_id)
        assert provincial_cases(CasesView(), foreign).rows == []
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
        assert len(provincial_cases(view, districts_below(world.province.tenant_id)).rows) == found

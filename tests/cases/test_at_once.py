"""Two people at the same moment, and totals while many write."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import func, select

from cases import actions
from cases.machine import State
from cases.models import Case
from cases.queries import facts, queue_counts
from foundation.db import db
from foundation.errors import Refused
from reference.calendar import WorkingCalendar
from registry.actions import create_person
from tests.cases.conftest import WAY, intake, person_data

FOLD = """
WITH folded AS (DELETE FROM case_delta RETURNING tenant_id, state, sector, opened_on, due_on, n),
 states AS (INSERT INTO case_fact_state AS f (tenant_id, state, n)
   SELECT tenant_id, state, sum(n) FROM folded GROUP BY 1, 2
   ON CONFLICT (tenant_id, state) DO UPDATE SET n = f.n + excluded.n),
 sectors AS (INSERT INTO case_fact_sector AS f (tenant_id, sector, state, n)
   SELECT tenant_id, sector, state, sum(n) FROM folded GROUP BY 1, 2, 3
   ON CONFLICT (tenant_id, sector, state) DO UPDATE SET n = f.n + excluded.n),
 days AS (INSERT INTO case_fact_day AS f (tenant_id, opened_on, sector, n)
   SELECT tenant_id, opened_on, sector, sum(n) FROM folded GROUP BY 1, 2, 3
   ON CONFLICT (tenant_id, opened_on, sector) DO UPDATE SET n = f.n + excluded.n)
INSERT INTO case_fact_due AS f (tenant_id, state, due_on, n)
  SELECT tenant_id, state, due_on, sum(n) FROM folded WHERE due_on IS NOT NULL GROUP BY 1, 2, 3
  ON CONFLICT (tenant_id, state, due_on) DO UPDATE SET n = f.n + excluded.n
"""


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """The tasks begin together; what each gave or how it was refused."""
    start = Barrier(len(tasks))

    def begin(task: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return task()
        except Refused as refused:
            return refused

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(begin, tasks))


def test_of_two_decisions_at_the_same_moment_the_second_is_told(story, world):
    case_id = story.register()
    for name, note in WAY[:-1]:
        story.move(case_id, name, note)
    version = story.case(case_id).version

    def decide(member: Any, name: str) -> Callable[[], Any]:
        return lambda: story.do(member, lambda: actions.move(case_id, name, version, "Diputus").state)

    outcomes = at_once(decide(world.a.manager, "decide"), decide(world.a.head, "return"))
    refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
    assert [(each.status, each.code) for each in refused] == [(409, "stale")]
    assert story.case(case_id).state in {State.DECIDED, State.ASSESSING}


def test_the_same_form_sent_at_the_same_moment_makes_one_case(story, world):
    person = story.do(world.a.front_office, lambda: create_person(person_data(world.a), uuid4()).id)
    key = uuid4()

    def send() -> int:
        return story.do(world.a.front_office, lambda: actions.register(person, intake(world.a), key).id)

    assert len(set(at_once(send, send, send))) == 1


def test_codes_and_letters_given_at_the_same_moment_have_no_gaps(story, world):
    people = [
        story.do(
            world.a.front_office,
            lambda n=n: create_person(person_data(world.a, nik=None, name=f"Warga {n}"), uuid4()).id,
        )
        for n in range(6)
    ]

    def send(person: int) -> Callable[[], Any]:
        return lambda: story.do(
            world.a.front_office, lambda: actions.register(person, intake(world.a), uuid4()).code[-6:]
        )

    assert sorted(at_once(*map(send, people))) == [f"{n:06}" for n in range(1, 7)]


def test_totals_are_exact_while_many_write_and_deltas_are_folded(story, world, admin_url):
    people = {
        site.prefix: story.do(site.front_office, lambda s=site: create_person(person_data(s, nik=None), uuid4()).id)
        for site in (world.a, world.b)
    }
    done, mismatches = Event(), []

    def write(site: Any, turns: int) -> Callable[[], None]:
        def run() -> None:
            for turn in range(turns):
                case = story.do(
                    site.back_office, lambda: actions.register(people[site.prefix], intake(site), uuid4()).id
                )
                if turn % 2:
                    story.do(site.back_office, lambda c=case: actions.move(c, "accept", 1))
                if turn % 3 == 0:
                    version = 2 if turn % 2 else 1
                    story.do(site.back_office, lambda c=case, v=version: actions.move(c, "cancel", v, "Batal"))

        return run

    def fold() -> None:
        with psycopg.connect(admin_url, autocommit=True) as connection:
            while not done.is_set():
                connection.execute(FOLD)

    def look() -> None:
        """Facts and cases are two statements, so they are asked in one snapshot."""
        with psycopg.connect(admin_url) as connection:
            connection.execute("SET default_transaction_isolation TO 'repeatable read'")
            connection.commit()
            while not done.is_set():
                facts_ = connection.execute(
                    "SELECT sum(n) FROM (SELECT n FROM case_fact_state UNION ALL SELECT n FROM case_delta) AS total"
                ).fetchone()
                cases_ = connection.execute('SELECT count(*) FROM "case"').fetchone()
                connection.commit()
                if int(facts_[0] or 0) != cases_[0]:
                    mismatches.append((facts_, cases_))

    def all_writers() -> None:
        try:
            at_once(write(world.a, 8), write(world.a, 8), write(world.b, 8))
        finally:
            done.set()

    at_once(all_writers, fold, look)
    assert mismatches == []
    for site in (world.a, world.b):
        _facts_agree_with_cases(story, site)
    _supervisor_and_ministry_add_up(story, world)


def _facts_agree_with_cases(story: Any, site: Any) -> None:
    with story.as_(site.manager) as subject:
        counted = db.session.execute(select(Case.state, func.count()).group_by(Case.state)).all()
        assert facts.by_state() == {subject.tenant.id: {State(state): n for state, n in counted}}
        by_sector = facts.by_sector()[subject.tenant.id]
        assert sum(sum(states.values()) for states in by_sector.values()) == sum(n for _state, n in counted)
        today = WorkingCalendar().today()
        assert queue_counts().late == 0
        assert sum(row.n for row in facts.by_day(today, today)) == sum(n for _state, n in counted)


def _supervisor_and_ministry_add_up(story: Any, world: Any) -> None:
    with story.as_(world.province):
        assert list(facts.by_state()) == [world.a.tenant_id]
    with story.as_(world.ministry):
        assert set(facts.by_state()) == {world.a.tenant_id, world.b.tenant_id}

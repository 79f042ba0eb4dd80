"""The desk of supervisor and manager: every figure is right, is compared, and opens the list that counts the same."""

import re
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

import pytest

from cases import actions, queries
from cases.ages import AGES, age_of
from cases.desks import OUTSIDE, desk_of, desks, states_at_desk
from cases.machine import FINAL, MAIN_MOVE, MOVES, State
from cases.queries import QueueView, load, watch
from cases.queries.response import ResponseView, referrals_behind
from cases.queries.taken import TakenView, taken_steps
from foundation import clock
from foundation.db import db
from reference.calendar import WorkingCalendar
from reference.periods import Period
from tenants.permissions import ROLE_PERMISSIONS, may
from tests.cases.conftest import WAY, intake
from tests.cases.test_queue import many
from tests.cases.visitor import Visitor
from tests.statements import counted

CALENDAR = WorkingCalendar("Asia/Jakarta")


def period(days: int = 30) -> Period:
    return Period(days, CALENDAR.today())


def ago(days: float):
    return clock.set_to(clock.now() - timedelta(days=days))


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


# --- whose desk ------------------------------------------------------------------------------------


def test_desks_are_read_off_the_machine_and_the_permissions():
    assert desks() == ("back_office", "front_office", "manager", OUTSIDE)
    for state in State:
        desk = desk_of(state)
        if state in FINAL:
            assert desk is None
        elif state in MAIN_MOVE:
            assert may(desk, MOVES[MAIN_MOVE[state]].permission), state
        else:
            assert desk == OUTSIDE
    assert {State.NEEDS_CORRECTION, State.ANSWERED, State.INFORMED} == set(states_at_desk("front_office"))
    assert {State.REGISTERED, State.CHECKING, State.ASSESSING} <= set(states_at_desk("back_office"))
    assert states_at_desk("manager") == (State.AWAITING_DECISION, State.DECIDED)
    assert set(states_at_desk("head")) >= {State.AWAITING_DECISION, State.DECIDED}
    assert states_at_desk("supervisor") == states_at_desk("administrator") == ()


def test_nobody_is_shown_a_desk_whose_next_step_they_may_not_take():
    for role in ROLE_PERMISSIONS:
        for state in states_at_desk(role):
            assert may(role, MOVES[MAIN_MOVE[state]].permission), (role, state)


# --- how old ---------------------------------------------------------------------------------------


def test_the_days_behind_an_age_are_those_that_have_it_and_no_others():
    today = CALENDAR.today()
    for back in range(60):
        day = today - timedelta(days=back)
        age = age_of(day, CALENDAR)
        for slug, each in AGES.items():
            first, last = each.days(CALENDAR)
            assert (first <= day <= last) == (slug == age.slug), (back, slug)


# --- what is stuck ---------------------------------------------------------------------------------


@pytest.fixture
def busy(story, world):
    """Cases at several desks, some for long: the story data of this file."""
    with ago(40):
        old = many(story, world, 3)
        story.move(old[0], "accept")
    with ago(20):
        story.move(old[1], "accept")
        story.move(old[1], "check", "Ada")
        story.move(old[2], "reject", "Ganda")
    with ago(4):
        fresh = story.register(person={"nik": None})
        for name, note in WAY[:-1]:
            story.move(fresh, name, note)
        story.move(fresh, "return", "Surat RSUD kurang")
    away = story.decided(person={"nik": None})
    story.refer(away)
    story.do(world.a.manager, lambda: actions.take(old[0]))
    return {"old": old, "fresh": fresh, "away": away}


def test_stocks_ages_and_comparisons_are_what_was_done(story, world, busy):
    with story.as_(world.a.supervisor):
        picture = watch.desks_now(period())
        stocks = {line.state: line.stock for desk in picture.lines for line in desk.states}
        assert {state: stock.now for state, stock in stocks.items() if stock.now} == {
            State.CHECKING: 1, State.ASSESSING: 2, State.REFERRED: 1,
        }  # fmt: skip
        assert {state: stock.then for state, stock in stocks.items() if stock.then} == {
            State.REGISTERED: 2, State.CHECKING: 1,
        }  # fmt: skip
        assert stocks[State.CHECKING].ages["11-"] == 1
        assert stocks[State.ASSESSING].ages["11-"] == 1
        assert picture.stock.now == 4
        assert picture.stock.then == 3
        assert picture.stock.stuck == 2
        assert picture.stock.late == queries.queue_counts().late > 0


def test_how_many_were_overdue_on_a_day_gone_by_is_remembered(story, world):
    with ago(40):
        ids = many(story, world, 4)
    with story.as_(world.a.manager):
        due = queries.get_case(ids[1]).due_on
        today = CALENDAR.today()
        late = {back: load.late_on(today - timedelta(days=back)) for back in (45, 30, 1)}
    assert due < today
    assert (late[45], late[1]) == (0, 4)
    with ago(10):
        story.move(ids[1], "reject", "Ganda")
    with story.as_(world.a.manager):
        assert load.late_on(today - timedelta(days=11)) == 4
        assert load.late_on(today - timedelta(days=9)) == 3
        assert load.late_on(today) == load.late_on(today - timedelta(days=1)) == 3


def test_people_have_what_they_look_after_and_did_what_they_did(story, world, busy):
    with story.as_(world.a.manager):
        lines, nobodys = watch.people(period())
        by_role = {line.role: line for line in lines}
        assert (by_role["manager"].load.open, nobodys.open) == (1, 0)
        assert by_role["back_office"].load.open == 3
        assert by_role["back_office"].steps.now > by_role["back_office"].steps.before == 1
        assert sum(line.load.open for line in lines) + nobodys.open == queries.queue_counts().open
        assert "facilitator" not in by_role
        counts = queries.queue_counts()
        assert (counts.mine, counts.nobodys) == (1, 0)


def test_a_colleague_who_left_with_open_cases_is_not_forgotten(story, world, admin, busy):
    gone = world.a.back_office.membership_id
    admin.execute("UPDATE membership SET active = false WHERE id = %s", [gone])
    try:
        with story.as_(world.a.manager):
            lines, _nobodys = watch.people(period())
            assert next(line for line in lines if line.id == gone).load.open == 3
    finally:
        admin.execute("UPDATE membership SET active = true WHERE id = %s", [gone])


def test_facilitators_are_seen_at_work_or_silent(story, world, busy):
    with story.as_(world.a.supervisor):
        (line,) = watch.facilitators(period(), own=False)
        assert (line.registered.now, line.visits.now, line.last_active) == (0, 0, None)
        assert watch.supervises() is False
        assert watch.facilitators(period(), own=True) == []
    with story.as_(world.a.facilitator):
        person = queries.get_case(busy["fresh"]).person_id
        actions.register(person, intake(world.a), uuid4())
        db.session.commit()
    with story.as_(world.a.supervisor):
        (line,) = watch.facilitators(period(), own=False)
        assert (line.registered.now, line.last_active) == (1, CALENDAR.today())
        (row,) = taken_steps(TakenView("register", line.id), period()).rows
        assert row.actor_name == world.a.facilitator.name


def test_returned_work_names_who_returned_it_and_why(story, world, busy):
    with story.as_(world.a.manager):
        (line,) = watch.returned(period())
        assert (line.move, line.name, line.times.now, line.times.before) == ("return", world.a.manager.name, 1, 0)
        (row,) = taken_steps(TakenView(move="return"), period()).rows
        assert (row.case_id, row.note) == (busy["fresh"], "Surat RSUD kurang")


def test_steps_are_walked_page_by_page_in_one_statement(story, world, busy):
    with story.as_(world.a.manager):
        view = TakenView(actor=world.a.back_office.membership_id, days=90)
        everything = taken_steps(view, period(90)).rows
        with counted() as sent:
            first = taken_steps(view, period(90), size=3)
            assert len(sent) == 1
        rest = taken_steps(view, period(90), first.next, size=50)
        assert [row.id for row in (*first.rows, *rest.rows)] == [row.id for row in everything]
        assert sum(load.taken(period(90))[view.actor][move].now for move in load.taken(period(90))[view.actor]) == len(
            everything
        )


# --- every number opens its list ---------------------------------------------------------------------

NUMBER = re.compile(r'data-label="[^"]*"><span><a href="([^"]+)">([\d.]+)</a>')
STAT = re.compile(r'<dd class="big">([\d.]+)</dd>.*?<a href="(/antrean[^"]*)">', re.DOTALL)


def listed(story, member, address: str) -> int:
    """How many rows the list behind an address has."""
    parts = urlsplit(address.replace("&amp;", "&"))
    args = dict(parse_qsl(parts.query))
    with story.as_(member):
        if parts.path == "/antrean":
            return len(queries.queue(QueueView.from_args(args), size=500).rows)
        if parts.path == "/pantauan/rujukan":
            asked = ResponseView.from_args(args)
            return len(referrals_behind(asked, period(asked.days), size=500).rows)
        view = TakenView.from_args(args)
        assert parts.path == "/pantauan/langkah"
        return len(taken_steps(view, period(view.days), size=500).rows)


@pytest.mark.parametrize("days", [7, 90])
@pytest.mark.parametrize("page", ["", "/opd", "/petugas", "/fasilitator", "/dikembalikan"])
def test_every_number_opens_a_list_of_that_many(story, world, busy, visit, page, days):
    manager = world.a.manager
    browser = visit(manager).open(f"/pantauan{page}?hari={days}")
    assert browser.page.status_code == 200
    pairs = [(url, n) for url, n in NUMBER.findall(browser.text)] + [(url, n) for n, url in STAT.findall(browser.text)]
    assert pairs or page in ("/fasilitator", "/dikembalikan")
    for url, n in pairs:
        assert listed(story, manager, url) == int(n.replace(".", "")), url
        assert browser.client.get(url.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("page", ["", "/opd", "/petugas", "/fasilitator", "/dikembalikan", "/langkah", "/rujukan"])
def test_a_page_of_the_desk_costs_the_same_few_statements_with_few_cases_and_with_many(app, story, world, visit, page):
    lengths = []
    browser = visit(world.a.supervisor)
    for n in (1, 7):
        for number in range(n):
            story.register(person={"nik": None, "name": f"Warga {n}-{number}"})
        browser.open(f"/pantauan{page}")
        with app.app_context(), counted() as sent:
            browser.open(f"/pantauan{page}")
        lengths.append(len(sent))
    assert lengths[0] == lengths[1] <= 10, sent


@pytest.mark.parametrize(
    "query",
    [
        "hari=x",
        "hari=0",
        "hari=99999999999999999999",
        "langkah=%00",
        "petugas=-1",
        "petugas=²",
        "sesudah=!!",
        "opd=a²",
        "opd=s",
        "opd=a99999999999",
        "bagian=x",
    ],
)
def test_nonsense_in_an_address_is_left_out_or_refused(world, visit, query):
    browser = visit(world.a.manager)
    for page in ("", "/opd", "/petugas", "/fasilitator", "/dikembalikan", "/langkah", "/rujukan"):
        assert browser.open(f"/pantauan{page}?{query}").page.status_code in (200, 400)


def test_who_does_not_watch_sees_no_desk(world, visit):
    for member in (world.a.back_office, world.a.front_office, world.a.facilitator, world.a.health_office_officer):
        for page in ("", "/opd", "/petugas", "/fasilitator", "/dikembalikan", "/langkah", "/rujukan"):
            assert visit(member).open(f"/pantauan{page}").page.status_code == 403

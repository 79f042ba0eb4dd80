"""The clock of a case: working days in the tenant's time zone, resting while the citizen must act."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import deadlines
from cases.machine import State
from cases.models import Case
from reference import codes
from reference.calendar import WorkingCalendar

JAKARTA = WorkingCalendar("Asia/Jakarta")
PBI = codes.CASE_TYPES["pbi_reactivation"]


def moment(day: int, month: int = 12, hour: int = 2) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_a_promise_skips_weekends_and_holidays():
    # Wednesday 23 December 2026; Christmas Eve and Christmas are leave and holiday, then a weekend
    due = deadlines.promise(JAKARTA, PBI, False, moment(23))
    assert due == JAKARTA.add_working_days(date(2026, 12, 23), 3)
    assert due >= date(2026, 12, 29)
    assert JAKARTA.is_working_day(due)


@pytest.mark.parametrize("day", [24, 25, 26, 27])  # leave, Christmas, Saturday, Sunday
def test_no_deadline_falls_on_a_day_the_office_is_closed(day):
    at = moment(day)
    case = Case(due_on=None, clock_left=0, state=State.NEEDS_CORRECTION)
    deadlines.turn(case, State.CHECKING, JAKARTA, at)
    again = Case(due_on=None)
    deadlines.begin_anew(again, PBI, JAKARTA, at)
    until = deadlines.objections_until(JAKARTA, at).astimezone(ZoneInfo("Asia/Jakarta"))
    for due in (case.due_on, again.due_on, deadlines.promise(JAKARTA, PBI, False, at), until.date()):
        assert due > at.date(), due
        assert JAKARTA.is_working_day(due), due
    assert case.due_on == date(2026, 12, 28)


def test_an_emergency_is_promised_within_a_day_even_on_a_weekend():
    assert deadlines.promise(JAKARTA, PBI, True, moment(19)) == date(2026, 12, 20)


def test_the_day_is_the_one_on_the_offices_wall():
    late_evening = moment(1, month=12, hour=16)  # 23:00 in Jakarta, already the 2nd in Jayapura
    assert deadlines.promise(JAKARTA, PBI, True, late_evening) == date(2026, 12, 2)
    assert deadlines.promise(WorkingCalendar("Asia/Jayapura"), PBI, True, late_evening) == date(2026, 12, 3)


@pytest.mark.parametrize("state", [State.CLOSED, State.REJECTED, State.CANCELLED])
def test_the_clock_ends_with_the_case(state):
    case = Case(due_on=date(2026, 12, 2))
    deadlines.turn(case, state, JAKARTA, moment(1))
    assert (case.due_on, case.clock_left, case.closed_at) == (None, None, moment(1))


def test_the_clock_rests_and_resumes_with_what_was_left():
    case = Case(due_on=date(2026, 12, 4))
    deadlines.turn(case, State.NEEDS_CORRECTION, JAKARTA, moment(1))
    assert (case.due_on, case.clock_left) == (None, 3)
    deadlines.turn(case, State.CHECKING, JAKARTA, moment(14))
    assert (case.due_on, case.clock_left) == (date(2026, 12, 17), None)


def test_an_overdue_case_resumes_as_due_today():
    case = Case(due_on=date(2026, 11, 20))
    deadlines.turn(case, State.NEEDS_CORRECTION, JAKARTA, moment(1))
    deadlines.turn(case, State.CHECKING, JAKARTA, moment(14))
    assert case.due_on == date(2026, 12, 14)


def test_the_clock_runs_on_between_other_states():
    case = Case(due_on=date(2026, 12, 4))
    deadlines.turn(case, State.ASSESSING, JAKARTA, moment(1))
    assert case.due_on == date(2026, 12, 4)


@settings(max_examples=200, deadline=None)
@given(
    opened=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    promised=st.integers(1, 60),
    stretches=st.lists(st.tuples(st.integers(0, 25), st.integers(0, 40)), max_size=8),
)
def test_the_days_it_runs_add_up_to_the_promise_across_rests_and_holidays(opened, promised, stretches):
    case = Case(due_on=JAKARTA.add_working_days(opened, promised))
    day, ran = opened, 0
    for running, resting in stretches:
        began, day = day, day + timedelta(days=running)
        ran += worked(began, day)
        deadlines.turn(case, State.NEEDS_CORRECTION, JAKARTA, at(day))
        assert case.due_on is None
        assert case.clock_left == max(promised - ran, 0)
        day += timedelta(days=resting)
        deadlines.turn(case, State.CHECKING, JAKARTA, at(day))
        ran = min(ran, promised)
        if ran == promised and not JAKARTA.is_working_day(day):
            ran -= 1  # due on a closed day moves to the next working day, which is one more
    assert case.due_on is not None
    left = promised - ran
    assert case.due_on == JAKARTA.add_working_days(day if stretches else opened, left)
    assert JAKARTA.is_working_day(case.due_on)


def worked(begin: date, end: date) -> int:
    """Working days after `begin` up to and with `end`, counted one by one."""
    days = (begin + timedelta(days=n) for n in range(1, (end - begin).days + 1))
    return sum(JAKARTA.is_working_day(day) for day in days)


def at(day: date) -> datetime:
    return datetime.combine(day, time(5), UTC)


def test_a_case_that_waits_for_the_citizen_is_never_late(story, world):
    with time_machine.travel(moment(1), tick=True):
        case_id = story.register()
        promised = story.case(case_id).promised_on
    with time_machine.travel(moment(2), tick=True):
        story.move(case_id, "ask_correction", "Surat puskesmas belum ada")
        assert story.case(case_id).due_on is None
    with time_machine.travel(moment(21), tick=True):
        story.move(case_id, "complete", "Surat sudah diserahkan")
        case = story.case(case_id)
        assert case.due_on == JAKARTA.add_working_days(date(2026, 12, 21), 2)
        assert case.promised_on == promised

from datetime import UTC, date, datetime, timedelta
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reference.calendar import KNOWN_YEARS, WorkingCalendar, timezone_of

JAKARTA = WorkingCalendar("Asia/Jakarta")
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))
few = st.integers(1, 300)


def test_the_day_of_registration_does_not_count():
    assert JAKARTA.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 24)
    assert JAKARTA.add_working_days(date(2026, 11, 23), 5) == date(2026, 11, 30)


def test_friday_evening_and_the_weekend_count_from_monday():
    friday_evening = datetime(2026, 11, 27, 13, 30, tzinfo=UTC)
    assert JAKARTA.add_working_days(friday_evening, 1) == date(2026, 11, 30)
    assert JAKARTA.add_working_days(date(2026, 11, 28), 1) == date(2026, 11, 30)


def test_the_day_is_the_one_on_the_offices_own_wall():
    thursday_night = datetime(2026, 11, 26, 15, 30, tzinfo=UTC)
    assert JAKARTA.add_working_days(thursday_night, 1) == date(2026, 11, 27)
    assert WorkingCalendar("Asia/Makassar").date_of(thursday_night) == date(2026, 11, 26)
    assert WorkingCalendar("Asia/Jayapura").add_working_days(thursday_night, 1) == date(2026, 11, 30)


def test_holidays_and_collective_leave_push_a_deadline():
    assert JAKARTA.add_working_days(date(2026, 3, 17), 1) == date(2026, 3, 25)
    assert JAKARTA.add_working_days(date(2026, 8, 14), 1) == date(2026, 8, 18)
    assert JAKARTA.holiday(date(2026, 8, 17)) == "Proklamasi Kemerdekaan"
    assert not JAKARTA.is_working_day(date(2026, 12, 24))


def test_a_deadline_crosses_the_end_of_the_year():
    assert JAKARTA.add_working_days(date(2026, 12, 23), 3) == date(2026, 12, 30)
    assert JAKARTA.add_working_days(date(2026, 12, 23), 5) == date(2027, 1, 4)
    assert JAKARTA.working_days_between(date(2026, 12, 23), date(2027, 1, 4)) == 5


def test_no_days_is_today_or_the_next_day_the_office_is_open():
    assert JAKARTA.add_working_days(date(2026, 11, 27), 0) == date(2026, 11, 27)
    assert JAKARTA.add_working_days(date(2026, 11, 28), 0) == date(2026, 11, 30)


def test_days_left_are_zero_today_and_negative_when_overdue():
    due = date(2026, 11, 27)
    left = {day: JAKARTA.working_days_between(date(2026, 11, day), due) for day in range(25, 31)}
    assert left == {25: 2, 26: 1, 27: 0, 28: -1, 29: -1, 30: -1}
    assert JAKARTA.working_days_between(date(2026, 12, 2), due) == -3


def test_years_without_a_decree_know_the_fixed_holidays_only():
    assert KNOWN_YEARS == (2026, 2027)
    assert JAKARTA.holiday(date(2029, 8, 17)) == "Proklamasi Kemerdekaan"
    assert JAKARTA.holiday(date(2029, 3, 16)) is None
    assert JAKARTA.add_working_days(date(2029, 8, 16), 1) == date(2029, 8, 20)


@given(days, few)
def test_a_deadline_is_a_working_day_exactly_so_many_working_days_away(start, n):
    due = JAKARTA.add_working_days(start, n)
    assert JAKARTA.is_working_day(due)
    assert JAKARTA.working_days_between(start, due) == n
    walked = sum(JAKARTA.is_working_day(start + timedelta(k)) for k in range(1, (due - start).days + 1))
    assert walked == n


@given(days, few, few)
def test_waiting_twice_is_waiting_for_the_sum(start, a, b):
    assert JAKARTA.add_working_days(JAKARTA.add_working_days(start, a), b) == JAKARTA.add_working_days(start, a + b)


@given(days, days, st.integers(0, 300))
def test_who_comes_later_is_never_due_earlier(one, other, n):
    first, second = sorted((one, other))
    assert JAKARTA.add_working_days(first, n) <= JAKARTA.add_working_days(second, n)


@given(days, days)
def test_days_left_and_days_overdue_mirror_each_other(a, b):
    assert JAKARTA.working_days_between(a, b) == -JAKARTA.working_days_between(b, a)
    assert (JAKARTA.working_days_between(a, b) == 0) is (a == b)


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="Asia/Jakarta"):
        WorkingCalendar("Europe/Berlin")
    with pytest.raises(ValueError, match="time zone"):
        JAKARTA.date_of(datetime(2026, 11, 23))  # noqa: DTZ001 (that is the nonsense)
    with pytest.raises(ValueError, match="negative"):
        JAKARTA.add_working_days(date(2026, 11, 23), -1)


@pytest.mark.parametrize(
    ("code", "timezone"),
    [("33.11", "Asia/Jakarta"), ("61", "Asia/Jakarta"), ("73.71", "Asia/Makassar"), ("94.01", "Asia/Jayapura")],
)
def test_every_region_knows_its_time_zone(code, timezone):
    assert timezone_of(code) == timezone


def test_fifty_deadlines_cost_a_page_less_than_five_milliseconds():
    JAKARTA.working_days_between(date(2026, 1, 2), date(2027, 12, 30))
    begun = perf_counter()
    for n in range(50):
        JAKARTA.working_days_between(date(2026, 11, 23), date(2026, 11, 23) + timedelta(n))
    assert perf_counter() - begun < 0.005

"""Working days in Indonesia: Monday to Friday without national holidays and collective leave.

Years known from the joint ministerial decrees (SKB 3 Menteri) come from lokal-id. Of other years only weekends and
the holidays with a fixed date are known, and a deadline there is an estimate; `KNOWN_YEARS` says which is which.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

import lokal

from foundation import clock

KNOWN_YEARS: tuple[int, ...] = tuple(lokal.HOLIDAY_YEARS)
"""Years whose holidays are decreed."""

TIMEZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
_CENTRAL = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
_EASTERN = {"81", "82", "91", "92", "93", "94", "95", "96"}

_FIXED = {
    (1, 1): "Tahun Baru Masehi",
    (5, 1): "Hari Buruh Internasional",
    (6, 1): "Hari Lahir Pancasila",
    (8, 17): "Proklamasi Kemerdekaan",
    (12, 25): "Kelahiran Yesus Kristus",
}
MONDAY_TO_FRIDAY = frozenset(range(5))
_YEARS_REMEMBERED = 4096
"""One per year serves all plain offices; an office with days of its own takes one more for each year it asks about."""


def timezone_of(region_code: str) -> str:
    """The IANA time zone of a region (Keppres 41/1987, by province)."""
    province = region_code[:2]
    if province in _EASTERN:
        return "Asia/Jayapura"
    return "Asia/Makassar" if province in _CENTRAL else "Asia/Jakarta"


@dataclass(frozen=True)
class WorkingCalendar:
    """The calendar of an office in one of Indonesia's time zones. Cheap to make: years are counted once."""

    timezone: str = "Asia/Jakarta"
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    """Days of the week on which it works, Monday is 0. At least one."""
    closed: frozenset[date] = frozenset()
    """Days on which it does not, besides the national holidays."""

    def __post_init__(self) -> None:
        if self.timezone not in TIMEZONES:
            raise ValueError(f"time zone {self.timezone!r} is none of {', '.join(TIMEZONES)}")
        if not self.weekdays:
            raise ValueError("an office without a working day never meets a deadline")

    def today(self) -> date:
        """The date on the office's wall."""
        return clock.today(self.timezone)

    def date_of(self, moment: datetime | date) -> date:
        """The date of a moment on the office's wall. Raises ValueError for a moment without a time zone."""
        if not isinstance(moment, datetime):
            return moment
        if moment.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return moment.astimezone(ZoneInfo(self.timezone)).date()

    def holiday(self, day: date) -> str | None:
        """The holiday's name, or None on any other day."""
        return _holidays(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """Whether the office is open on that day."""
        return day.weekday() in self.weekdays and day not in self.closed and self.holiday(day) is None

    def add_working_days(self, start: datetime | date, n: int) -> date:
        """The n-th working day after `start`, whose own day never counts.

        n = 0 is the same day, or the next working day when the office is closed.
        """
        if n < 0:
            raise ValueError("a deadline lies ahead: n cannot be negative")
        day = self.date_of(start)
        if n == 0 and self.is_working_day(day):
            return day
        year, place = day.year, bisect_right(self._days(day.year), day) + max(n, 1) - 1
        while place >= len(self._days(year)):
            place -= len(self._days(year))
            year += 1
        return self._days(year)[place]

    def working_days_between(self, a: date, b: date) -> int:
        """Working days from `a` (today) to `b` (a deadline): 0 only on the same day, negative when b has passed.

        -1 on the weekend after a deadline on Friday too: it has passed, though no working day has begun since.
        """
        return _between(a, b, self.weekdays, self.closed)

    def _days(self, year: int) -> tuple[date, ...]:
        return _working_days(year, self.weekdays, self.closed)


@cache
def _holidays(year: int) -> dict[date, str]:
    if year in KNOWN_YEARS:
        return {date.fromisoformat(day.date): day.name for day in lokal.get_holidays(year).holidays}
    return {date(year, month, day): name for (month, day), name in _FIXED.items()}


@lru_cache(_YEARS_REMEMBERED)
def _working_days(year: int, weekdays: frozenset[int], closed: frozenset[date]) -> tuple[date, ...]:
    """All working days of a year, in order."""
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))
    free = _holidays(year).keys() | closed
    return tuple(day for day in days if day.year == year and day.weekday() in weekdays and day not in free)


@lru_cache(4096)
def _between(a: date, b: date, weekdays: frozenset[int], closed: frozenset[date]) -> int:
    """Kept, because the rows of a list share a few deadlines."""
    if a == b:
        return 0
    if b < a:
        return -_between(b, a, weekdays, closed)

    def through(day: date) -> int:
        return bisect_right(_working_days(day.year, weekdays, closed), day)

    whole_years = sum(len(_working_days(year, weekdays, closed)) for year in range(a.year, b.year))
    return max(1, whole_years + through(b) - through(a))

"""How long a case has been where it is, in working days: four steps, each with the days on the calendar behind it."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

from reference.calendar import WorkingCalendar


@dataclass(frozen=True)
class Age:
    """From `least` to `most` working days in one state; without `most`, longer than all others."""

    slug: str
    label: object
    least: int
    most: int | None

    def days(self, calendar: WorkingCalendar) -> tuple[date, date]:
        """The first and the last day on which a case of this age came to its state."""
        first = date.min if self.most is None else _day_after(_last_day_older_than(self.most, calendar))
        return first, _last_day_older_than(self.least - 1, calendar)


AGES = {
    age.slug: age
    for age in (
        Age("0-2", _l("0–2 hari"), 0, 2),
        Age("3-5", _l("3–5 hari"), 3, 5),
        Age("6-10", _l("6–10 hari"), 6, 10),
        Age("11-", _l("> 10 hari"), 11, None),
    )
}
LONG = AGES["11-"]
"""Longer than two working weeks on one desk: stuck."""


def age_of(came_on: date, calendar: WorkingCalendar) -> Age:
    """The step for a case that came to its state on that day."""
    days = calendar.working_days_between(came_on, calendar.today())
    return next(age for age in AGES.values() if age.most is None or days <= age.most)


def _last_day_older_than(days: int, calendar: WorkingCalendar) -> date:
    """The latest day from which more than `days` working days have gone by; for a negative number today itself."""
    today = day = calendar.today()
    while calendar.working_days_between(day, today) <= days:
        day -= timedelta(days=1)
    return day


def _day_after(day: date) -> date:
    return day + timedelta(days=1)

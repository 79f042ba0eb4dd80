"""Of which days a dashboard speaks, and with which it compares them."""

from dataclasses import dataclass
from datetime import date, timedelta

from reporting.spans import Span, span_around

DAYS = 30
"""How many days it speaks of when nobody says."""


@dataclass(frozen=True)
class Look:
    """What happened from `since` to `until`, and how things stood when `at` ended; `today` is the date on the wall."""

    since: date
    until: date
    at: date
    today: date
    by_month: bool = False
    """Whether it is compared with ends of months alone."""

    @property
    def days(self) -> int:
        """How many it speaks of."""
        return (self.until - self.since).days + 1

    @property
    def is_today(self) -> bool:
        """Whether it says how things stand now."""
        return self.at == self.today

    @property
    def before_since(self) -> date:
        """The first day of the period before: as many whole months before whole months, else as many days."""
        months = self._months
        return Span(self.since, months).after(-1).first if months else self.since - timedelta(self.days)

    @property
    def before_until(self) -> date:
        """The last day of the period before."""
        return self.since - timedelta(1)

    @property
    def then(self) -> date:
        """The end of which day `at` is compared with: as far back as the period before."""
        if self.by_month and (self.at + timedelta(1)).day != 1:
            return span_around(self.at, "month").after(-self._months).last
        return self.at - (self.until - self.before_until)

    @property
    def _months(self) -> int:
        """How many whole months it is made of; 0 when it is not."""
        if self.since.day != 1 or (self.until + timedelta(1)).day != 1:
            return 0
        return (self.until.year - self.since.year) * 12 + self.until.month - self.since.month + 1


def look_at(since: date | None, until: date | None, at: date | None, today: date, by_month: bool = False) -> Look:
    """With what nobody said filled in: thirty days up to today; `by_month` the month that is over.

    Without `at` it speaks of the end of the period; without a period of how things stand today.
    """
    if until is None and by_month:
        until = span_around(today, "month").after(-1).last
        at = at or today
    elif until is None:
        until = at if at and not since else today
    if since is None:
        since = until.replace(day=1) if by_month else until - timedelta(DAYS - 1)
    return Look(since, until, at or until, today, by_month)

"""The stretch of days a figure speaks of, and the one before it that it is compared with."""

from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = (7, 30, 90, 365)
"""Lengths in days that pages and the API offer."""


@dataclass(frozen=True)
class Period:
    """The last `days` days, today included, and as many before them to compare with."""

    days: int
    until: date

    @property
    def since(self) -> date:
        """The first day."""
        return self.until - timedelta(days=self.days - 1)

    @property
    def before_since(self) -> date:
        """The first day of the period before."""
        return self.since - timedelta(days=self.days)

    @property
    def before_until(self) -> date:
        """The last day of the period before."""
        return self.since - timedelta(days=1)

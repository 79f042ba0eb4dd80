"""When something happened, by the clock on the office's wall: on papers and files it is the same for every reader,
whether they were made on a page, by a job, or are read by the public from another time zone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from reference.calendar import TIMEZONES
from web.formats import clock, long_date


def office_moment(when: datetime, timezone: str) -> str:
    """Senin, 23 November 2026, 09.12 WIT. `timezone` is the office's (`Tenant.timezone`)."""
    local = when.astimezone(ZoneInfo(timezone))
    return f"{long_date(local.date())}, {clock(local.time())} {TIMEZONES[timezone]}"


def office_day(when: datetime, timezone: str) -> date:
    """The day it was there."""
    return when.astimezone(ZoneInfo(timezone)).date()

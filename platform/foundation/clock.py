"""The one place that asks what time it is."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def today(timezone: str) -> date:
    """The date on the wall in that IANA time zone: Indonesia has three."""
    return now().astimezone(ZoneInfo(timezone)).date()

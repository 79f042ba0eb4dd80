"""The one place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

_set_to: ContextVar[datetime | None] = ContextVar("slrt_clock", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Inside, it is `moment` (aware): demonstration data is made through the real actions on days gone by."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def today(timezone: str) -> date:
    """The date on the wall in that IANA time zone: Indonesia has three."""
    zone, moment = ZoneInfo(timezone), _set_to.get()
    return (moment.astimezone(zone) if moment else datetime.now(zone)).date()


def beginning_of(day: date, timezone: str) -> datetime:
    """The first moment of a day on the wall in that IANA time zone."""
    return datetime.combine(day, time(), ZoneInfo(timezone))

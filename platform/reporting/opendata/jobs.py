"""By night: a quarter is published once it has been over for some days."""

from datetime import timedelta

import structlog

from foundation.clock import today
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting.counting import LAST_TO_WAKE
from reporting.opendata import actions, queries
from reporting.spans import Span, span_around, spans_between

log = structlog.get_logger()
SETTLES = timedelta(days=10)
"""So long after its end a quarter is counted: what was written down without a connection has arrived by then."""
MOST_BACK = 8
"""How many quarters a young platform publishes of the time before it began to."""


def publish_open_data() -> list[Span]:
    """Publish what is due and missing, the oldest first; safe to run twice. A quarter without any case is left out."""
    with enter(Context(Reader.RELAY)):
        return [quarter for quarter in _missing() if _published(quarter)]


def newest_due() -> Span:
    """The newest quarter that has been over long enough to be published."""
    return span_around(today(LAST_TO_WAKE) - SETTLES, "quarter").after(-1)


def _missing() -> list[Span]:
    first = queries.first_quarter()
    db.session.rollback()
    if first is None:
        return []
    newest = newest_due()
    known = {each.quarter for each in queries.releases()}
    return [each for each in spans_between(max(first, newest.after(1 - MOST_BACK)), newest) if each not in known]


def _published(quarter: Span) -> bool:
    done = actions.publish_quarter(quarter)
    db.session.commit()
    if done:
        log.info("open_data_published", quarter=quarter.slug)
    return done

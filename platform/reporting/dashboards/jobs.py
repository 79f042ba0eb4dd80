"""By night: the medians of each province."""

from datetime import timedelta

import structlog

from foundation.clock import today
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting.counting import LAST_TO_WAKE
from reporting.dashboards import medians

log = structlog.get_logger()


def note_medians() -> int:
    """Note the medians of the day that is over everywhere; how many numbers. Safe to run twice."""
    with enter(Context(Reader.RELAY)):
        noted = medians.note_medians(today(LAST_TO_WAKE) - timedelta(1))
        db.session.commit()
    log.info("medians_noted", numbers=noted)
    return noted

"""By night: what the checks count, office by office, and how the figures of all districts compare."""

from foundation.clock import today
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting.counting import LAST_TO_WAKE
from reporting.quality import actions
from tenants.everywhere import in_every_tenant


def note_quality() -> None:
    """Every office, each in a transaction of its own; then all figures at once. Safe to run twice."""
    in_every_tenant(actions.note_here)
    with enter(Context(Reader.RELAY)):
        actions.compare_districts(today(LAST_TO_WAKE))
        db.session.commit()

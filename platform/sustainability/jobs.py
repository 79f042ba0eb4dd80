"""By night: the index of every district, and how each stands among the others."""

from foundation.clock import today
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from sustainability.actions.scores import score_every_district
from sustainability.actions.standings import note_standings
from sustainability.actions.warnings import warn_here
from tenants.everywhere import in_every_tenant


def score_districts() -> int:
    """Score all districts in one transaction; how many had changed. Safe to run twice: the second finds no change."""
    with enter(Context(Reader.RELAY)):
        day = today("Asia/Jakarta")
        stored = score_every_district(day)
        note_standings(day)
        db.session.commit()
    return stored


def warn_everybody() -> None:
    """Every tenant is warned of the ends of its sources. Safe to run twice: what was told is not told again."""
    in_every_tenant(warn_here)

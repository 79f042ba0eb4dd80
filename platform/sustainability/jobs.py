"""By night: the index of every district, and how each stands among the others."""

from foundation.clock import today
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from sustainability.actions.scores import score_every_district
from sustainability.actions.standings import note_standings


def score_districts() -> int:
    """Score all districts in one transaction; how many had changed. Safe to run twice: the second finds no change."""
    with enter(Context(Reader.RELAY)):
        day = today("Asia/Jakarta")
        stored = score_every_district(day)
        note_standings(day)
        db.session.commit()
    return stored

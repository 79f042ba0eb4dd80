"""By night: the index of every district."""

from foundation.clock import today
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from sustainability.actions.scores import score_every_district


def score_districts() -> int:
    """Score all districts in one transaction; how many had changed. Safe to run twice: the second finds no change."""
    with enter(Context(Reader.RELAY)):
        stored = score_every_district(today("Asia/Jakarta"))
        db.session.commit()
    return stored

"""Keeping the totals: folding the ledger into the facts, and proving that nothing has drifted.

The caller enters the reader's context and commits (reporting.jobs).
"""

from dataclasses import dataclass

from sqlalchemy import func, select, text

from foundation.db import db
from foundation.tenancy import current_tenant_id
from reporting.ledgers import LEDGERS

BATCH = 20_000
_LOCK = 7_321_001
"""Advisory lock: one folder of the ledger at a time. Writers never meet it."""

_FOLDS = [text(ledger.fold_sql()) for ledger in LEDGERS]
_PRUNES = [text(sql) for ledger in LEDGERS for sql in ledger.prune_sql()]
_DRIFTS = [text(ledger.drift_sql()) for ledger in LEDGERS]


@dataclass(frozen=True)
class Drift:
    """A fact that says `n` cases more (or fewer) than there are."""

    tenant_id: int
    fact: str
    key: str
    n: int


def fold(batch: int = BATCH) -> int:
    """Move up to `batch` deltas of each ledger into its facts, one statement per ledger; returns how many.

    As Reader.RELAY. Whoever reads facts + ledger in one statement sees the same sum before and after. Writers only
    append to a ledger and are never waited for; a second folder finds the lock taken and returns 0.
    """
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return 0
    return sum(db.session.execute(statement, {"batch": batch}).scalar_one() for statement in _FOLDS)


def prune() -> None:
    """Forget days on which no case stands any more. As Reader.RELAY; a row of 0 adds nothing to any sum."""
    if db.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        for statement in _PRUNES:
            db.session.execute(statement)


def drift() -> list[Drift]:
    """Compare the tenant's facts with a recount, one snapshot per ledger. As staff of that tenant; [] is right."""
    tenant_id = current_tenant_id()
    return [
        Drift(tenant_id, row.fact, row.key, row.n)
        for statement in _DRIFTS
        for row in db.session.execute(statement, {"t": tenant_id}, execution_options={"every_tenant": True})
    ]

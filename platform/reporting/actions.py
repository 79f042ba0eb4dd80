"""Keeping the totals: folding the ledger into the facts, and proving that nothing has drifted.

The caller enters the reader's context and commits (reporting.jobs).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import now
from foundation.db import db
from foundation.tenancy import current_tenant_id
from reporting.blur import draws, seed
from reporting.ledgers import LEDGERS
from reporting.models import FactCheck

BATCH = 20_000
_LOCK = 7_321_001
"""Advisory lock: one folder of the ledger at a time. Writers never meet it."""

_FOLDS = [text(ledger.fold_sql()) for ledger in LEDGERS]
_PRUNES = [text(sql) for ledger in LEDGERS for sql in ledger.prune_sql()]
_DRAWS = draws()
_DRIFTS = [text(ledger.drift_sql()) for ledger in LEDGERS]
_FACTS = {fact.name: fact for ledger in LEDGERS for fact in ledger.facts}
_STAMPS = {fact.name: text(ledger.stamp_sql()) for ledger in LEDGERS if ledger.stamps for fact in ledger.facts}
_REPAIRS = {
    (fact.name, part): text(fact.repair_sql(part)) for ledger in LEDGERS for fact in ledger.facts for part in fact.sums
}


@dataclass(frozen=True)
class Drift:
    """A fact that says `n` more (or fewer) than there are."""

    tenant_id: int
    fact: str
    key: str
    """Its keys in a line, and which of several sums."""
    n: int
    part: str = field(default="n", compare=False)
    keys: Mapping[str, Any] = field(default_factory=dict, compare=False)


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


def draw() -> None:
    """Say once and for all how far the cells that have come are moved for whoever reads blurred numbers. As
    Reader.RELAY."""
    if db.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        for statement in _DRAWS:
            db.session.execute(statement, {"seed": seed()})


def drift() -> list[Drift]:
    """Compare the tenant's facts with a recount, one snapshot per ledger. As staff of that tenant; [] is right."""
    tenant_id = current_tenant_id()
    found = [
        row
        for statement in _DRIFTS
        for row in db.session.execute(statement, {"t": tenant_id}, execution_options={"every_tenant": True})
    ]
    return [Drift(tenant_id, row.fact, _in_a_line(row), row.n, row.part, row.key) for row in found]


def _in_a_line(row: Any) -> str:
    keys = [str(row.key[key]) for key in _FACTS[row.fact].keys if key in row.key]
    return " ".join([*keys, *([] if row.part == "n" else [row.part])])


def repair(drifts: Sequence[Drift]) -> None:
    """Take what is too much off each sum. As Reader.RELAY; right whatever others write or fold meanwhile, for a sum is
    only ever added to. Where a recount cannot say the day of a change, the change is dated today."""
    db.session.execute(select(func.pg_advisory_xact_lock(_LOCK)))  # two who mark many offices do not meet half-way
    for each in drifts:
        unproven = {key: now().date().isoformat() for key in _FACTS[each.fact].keys if key not in each.keys}
        keys = json.dumps({**each.keys, **unproven})
        db.session.execute(_REPAIRS[each.fact, each.part], {"t": each.tenant_id, "keys": keys, "n": -each.n})
        if each.fact in _STAMPS:
            db.session.execute(_STAMPS[each.fact], {"t": each.tenant_id})


def note_checks(drifts: Mapping[int, int]) -> list[int]:
    """Write down how many numbers of each tenant were wrong; who begins to drift: wrong now, and not at the comparison
    before. As Reader.RELAY."""
    if not drifts:
        return []
    already = set(db.session.scalars(select(FactCheck.tenant_id).where(FactCheck.drifts > 0)))
    at = now()
    rows = [
        {"tenant_id": id_, "checked_at": at, "drifts": n, "repaired": n, "drifted_at": at if n else None}
        for id_, n in sorted(drifts.items())
    ]
    noted = insert(FactCheck).values(rows)
    db.session.execute(
        noted.on_conflict_do_update(
            index_elements=[FactCheck.tenant_id],
            set_={
                "checked_at": noted.excluded.checked_at,
                "drifts": noted.excluded.drifts,
                "repaired": FactCheck.repaired + noted.excluded.repaired,
                "drifted_at": func.coalesce(noted.excluded.drifted_at, FactCheck.drifted_at),
            },
        )
    )
    return [id_ for id_, n in sorted(drifts.items()) if n and id_ not in already]

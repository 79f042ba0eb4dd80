"""Keeping the totals: folding the ledger into the facts, and proving that nothing has drifted.

The caller enters the reader's context and commits (reporting.jobs).
"""

from dataclasses import dataclass

from sqlalchemy import func, select, text

from foundation.db import db
from foundation.tenancy import current_tenant_id

BATCH = 20_000
_LOCK = 7_321_001
"""Advisory lock: one folder of the ledger at a time. Writers never meet it."""

_FOLD = text(
    """
    WITH folded AS (
      DELETE FROM case_delta WHERE (tenant_id, id) IN (SELECT tenant_id, id FROM case_delta LIMIT :batch)
      RETURNING tenant_id, state, sector, opened_on, due_on, n
    ), by_state AS (
      INSERT INTO case_fact_state AS f (tenant_id, state, n)
      SELECT tenant_id, state, sum(n) FROM folded GROUP BY 1, 2 HAVING sum(n) <> 0
      ON CONFLICT (tenant_id, state) DO UPDATE SET n = f.n + excluded.n
    ), by_sector AS (
      INSERT INTO case_fact_sector AS f (tenant_id, sector, state, n)
      SELECT tenant_id, sector, state, sum(n) FROM folded GROUP BY 1, 2, 3 HAVING sum(n) <> 0
      ON CONFLICT (tenant_id, sector, state) DO UPDATE SET n = f.n + excluded.n
    ), by_due AS (
      INSERT INTO case_fact_due AS f (tenant_id, state, due_on, n)
      SELECT tenant_id, state, due_on, sum(n) FROM folded WHERE due_on IS NOT NULL GROUP BY 1, 2, 3 HAVING sum(n) <> 0
      ON CONFLICT (tenant_id, state, due_on) DO UPDATE SET n = f.n + excluded.n
    ), by_day AS (
      INSERT INTO case_fact_day AS f (tenant_id, opened_on, sector, n)
      SELECT tenant_id, opened_on, sector, sum(n) FROM folded GROUP BY 1, 2, 3 HAVING sum(n) <> 0
      ON CONFLICT (tenant_id, opened_on, sector) DO UPDATE SET n = f.n + excluded.n
    )
    SELECT count(*) FROM folded
    """
)

_PRUNE = text("DELETE FROM case_fact_due WHERE n = 0")

# Facts and ledger count +1 for every case, the scan -1: whatever does not cancel out has drifted.
_DRIFT = text(
    """
    SELECT fact, key, sum(n)::bigint AS n FROM (
      SELECT 'state' AS fact, state AS key, n FROM case_fact_state WHERE tenant_id = :t
      UNION ALL SELECT 'sector', sector || ' ' || state, n FROM case_fact_sector WHERE tenant_id = :t
      UNION ALL SELECT 'due', state || ' ' || due_on, n FROM case_fact_due WHERE tenant_id = :t
      UNION ALL SELECT 'day', opened_on || ' ' || sector, n FROM case_fact_day WHERE tenant_id = :t
      UNION ALL
      SELECT fact, key, n * sign FROM (
        SELECT state, sector, opened_on, due_on, n, 1 AS sign FROM case_delta WHERE tenant_id = :t
        UNION ALL
        SELECT state, sector, opened_on, due_on, count(*), -1 FROM "case" WHERE tenant_id = :t GROUP BY 1, 2, 3, 4
      ) AS counted,
      LATERAL (VALUES ('state', state), ('sector', sector || ' ' || state), ('due', state || ' ' || due_on),
                      ('day', opened_on || ' ' || sector)) AS each (fact, key)
      WHERE key IS NOT NULL
    ) AS all_of_it GROUP BY 1, 2 HAVING sum(n) <> 0 ORDER BY 1, 2
    """
)


@dataclass(frozen=True)
class Drift:
    """A fact that says `n` cases more (or fewer) than there are."""

    tenant_id: int
    fact: str
    key: str
    n: int


def fold(batch: int = BATCH) -> int:
    """Move up to `batch` deltas from the ledger into the facts, in one statement; returns how many.

    As Reader.RELAY. Whoever reads facts + ledger in one statement sees the same sum before and after. Writers only
    append to the ledger and are never waited for; a second folder finds the lock taken and returns 0.
    """
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        return 0
    return db.session.execute(_FOLD, {"batch": batch}).scalar_one()


def prune() -> None:
    """Forget deadlines on which no case stands any more. As Reader.RELAY; a row of 0 adds nothing to any sum."""
    if db.session.scalar(select(func.pg_try_advisory_xact_lock(_LOCK))):
        db.session.execute(_PRUNE)


def drift() -> list[Drift]:
    """Compare the tenant's facts with a scan of its cases, in one snapshot. As staff of that tenant; [] is right."""
    tenant_id = current_tenant_id()
    rows = db.session.execute(_DRIFT, {"t": tenant_id}, execution_options={"every_tenant": True})
    return [Drift(tenant_id, row.fact, row.key, row.n) for row in rows]

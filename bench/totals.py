"""What facts gain: the ministry's totals by province and state, read from facts and ledger against a scan of cases."""

import random

from bench.database import BYPASS, connect, superuser
from bench.measure import Ratio, in_turns
from foundation.services import Postgres
from foundation.tenancy import Context, Reader

LIMIT = 100
PENDING = 2_000
"""Deltas not yet folded: what a busy country leaves between two runs of the compaction."""

FACTS = """
SELECT t.parent_id, counted.state, sum(counted.n)::bigint
FROM (SELECT tenant_id, state, n FROM case_fact_state UNION ALL SELECT tenant_id, state, n FROM case_delta) AS counted
JOIN tenant t ON t.id = counted.tenant_id GROUP BY 1, 2"""
SCAN = """
SELECT t.parent_id, c.state, count(*) FROM "case" c JOIN tenant t ON t.id = c.tenant_id GROUP BY 1, 2"""


def measure(server: Postgres) -> list[Ratio]:
    """The ministry's own transaction against a scan without isolation; the two must agree to the last case."""
    _leave_pending(server)
    ministry, scanner = connect(server, "slrt_app"), connect(server, BYPASS)
    begin = Context(Reader.MINISTRY, tenant_id=1).begin_sql()

    def from_facts(_turn: int) -> list[tuple]:
        ministry.execute(begin)
        rows = ministry.execute(FACTS).fetchall()
        ministry.execute("COMMIT")
        return rows

    def from_scan(_turn: int) -> list[tuple]:
        return scanner.execute(SCAN).fetchall()

    if sorted(from_facts(0)) != sorted(from_scan(0)):
        raise AssertionError("facts and a scan disagree")
    quick, slow = in_turns(from_facts, from_scan, rounds=15, warm=2)
    ministry.close()
    scanner.close()
    return [Ratio("national totals, province x state, facts + ledger against scan", quick, slow, LIMIT, at_least=True)]


def _leave_pending(server: Postgres) -> None:
    chooser = random.Random(26)
    with superuser(server) as connection:
        highest = connection.execute('SELECT max(id) FROM "case"').fetchone()[0]
        ids = [chooser.randint(1, highest) for _ in range(PENDING)]
        connection.execute(
            """UPDATE "case" SET state = 'closed', due_on = NULL, closed_at = now()
               WHERE id = ANY(%s) AND closed_at IS NULL""",
            (ids,),
        )
        connection.execute("ANALYZE case_delta")

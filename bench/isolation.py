"""What isolation costs: the same SQL as a reader under row level security, and as a role it does not apply to.

Both name the tenant. The reader's transaction begins as the application's does: role and settings in the same round
trip as BEGIN. Writes are rolled back, so that the disk's flush, equal for both, does not hide a difference.
"""

from dataclasses import dataclass
from typing import Any

import psycopg

from bench.database import BYPASS, connect
from bench.measure import Ratio, in_turns
from foundation.services import Postgres
from foundation.tenancy import Context, Reader

READ_LIMIT, WRITE_LIMIT = 1.2, 1.15
PAGE = 50

_ROW = "c.id, c.code, c.sector, c.case_type, c.village_code, c.state, c.due_on, c.emergency, c.owner_id"
QUEUE = f"""
SELECT {_ROW}, p.name, p.nik_masked FROM "case" c
JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id AND p.tenant_id = %(tenant)s
WHERE c.tenant_id = %(tenant)s AND c.closed_at IS NULL AND (c.queue_on, c.id) > (%(after)s::date, %(id)s)
ORDER BY c.queue_on, c.id LIMIT {PAGE + 1}"""
BY_ID = f'SELECT {_ROW}, c.version FROM "case" c WHERE c.tenant_id = %(tenant)s AND c.id = %(id)s'
JOIN = f"""
SELECT {_ROW}, p.name, h.address FROM person p
JOIN household h ON h.tenant_id = p.tenant_id AND h.id = p.household_id AND h.tenant_id = %(tenant)s
JOIN "case" c ON c.tenant_id = p.tenant_id AND c.person_id = p.id AND c.tenant_id = %(tenant)s
WHERE p.tenant_id = %(tenant)s AND p.nik_hash = %(nik)s"""
INSERT = """
INSERT INTO "case" (tenant_id, code, person_id, case_type, kind, sector, channel, village_code, state, opened_at,
                    opened_on, promised_on, due_on, version)
SELECT tenant_id, 'BENCH-' || %(turn)s, person_id, case_type, kind, sector, channel, village_code, 'registered', now(),
       current_date, promised_on, current_date + 14, 1
FROM "case" WHERE tenant_id = %(tenant)s AND id = %(id)s RETURNING id"""
UPDATE = """
UPDATE "case" SET state = 'assessing', due_on = current_date + 10, version = version + 1
WHERE tenant_id = %(tenant)s AND id = %(id)s RETURNING id"""


@dataclass(frozen=True)
class Workload:
    """One statement, what it is called, and how often both sides run it."""

    name: str
    sql: str
    limit: float
    rounds: int
    index_cond: tuple[str, ...]
    """What EXPLAIN must show inside one Index Cond, through the real policy."""

    @property
    def writes(self) -> bool:
        return self.limit == WRITE_LIMIT


WORKLOADS = (
    Workload("queue page of 50 with names", QUEUE, READ_LIMIT, 600, ("tenant_id", "queue_on")),
    Workload("case by id", BY_ID, READ_LIMIT, 3000, ("tenant_id", "id =")),
    Workload("person by NIK with household and cases", JOIN, READ_LIMIT, 2000, ("tenant_id", "nik_hash")),
    Workload("register a case", INSERT, WRITE_LIMIT, 1500, ("tenant_id", "id =")),
    Workload("move a case", UPDATE, WRITE_LIMIT, 1500, ("tenant_id", "id =")),
)


def measure(server: Postgres, tenant_id: int, who: str) -> list[Ratio]:
    """Every workload on one tenant, the two sides in turns."""
    subjects = _subjects(server, tenant_id)
    ours, other = connect(server, "slrt_app"), connect(server, BYPASS)
    begin = Context(Reader.STAFF, tenant_id=tenant_id).begin_sql()
    results = []
    for work in WORKLOADS:
        end = "ROLLBACK" if work.writes else "COMMIT"

        def isolated(turn: int, work: Workload = work, end: str = end) -> None:
            _transaction(ours, begin, work.sql, subjects[turn % len(subjects)] | {"turn": turn}, end)

        def bare(turn: int, work: Workload = work, end: str = end) -> None:
            _transaction(other, "BEGIN", work.sql, subjects[turn % len(subjects)] | {"turn": turn}, end)

        mine, theirs = in_turns(isolated, bare, work.rounds)
        results.append(Ratio(f"{work.name}, {who}", mine, theirs, work.limit))
    ours.close()
    other.close()
    return results


def unindexed(server: Postgres, tenant_id: int) -> list[str]:
    """Workloads whose plan, through the real policy, does not find its rows by tenant and filter in one index."""
    subject = _subjects(server, tenant_id)[0] | {"turn": 0}
    begin = Context(Reader.STAFF, tenant_id=tenant_id).begin_sql()
    failed = []
    with connect(server, "slrt_app") as connection:
        for work in WORKLOADS:
            connection.execute(begin)
            plan = [row[0] for row in connection.execute("EXPLAIN " + work.sql, subject)]
            connection.execute("ROLLBACK")
            conditions = [line for line in plan if "Index Cond" in line]
            if not any(all(part in line for part in work.index_cond) for line in conditions):
                failed.append(work.name + "\n" + "\n".join(plan))
    return failed


def _transaction(connection: psycopg.Connection, begin: str, sql: str, values: dict[str, Any], end: str) -> None:
    connection.execute(begin)
    connection.execute(sql, values).fetchall()
    connection.execute(end)


def _subjects(server: Postgres, tenant_id: int, n: int = 200) -> list[dict[str, Any]]:
    """Different rows for different turns, so that neither side profits from one warm row."""
    with connect(server, BYPASS) as connection:
        rows = connection.execute(
            """SELECT c.id, c.queue_on, p.nik_hash FROM "case" c
               JOIN person p ON p.tenant_id = c.tenant_id AND p.id = c.person_id
               WHERE c.tenant_id = %s AND c.closed_at IS NULL ORDER BY md5(c.id::text) LIMIT %s""",
            (tenant_id, n),
        ).fetchall()
    return [{"tenant": tenant_id, "id": row[0], "after": row[1], "nik": row[2]} for row in rows]

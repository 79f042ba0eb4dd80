"""A country's worth of invented cases: 514 districts of very different size, the largest 100 times the median.

The rows are made by the server itself from staging counts, as a superuser with triggers and foreign keys off; the
facts are built once at the end. Everything is derived from row numbers and a fixed seed.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import psycopg

from bench import registry
from reporting.ledgers import CASES

DISTRICTS, PROVINCES = 514, 38
LARGEST_TO_MEDIAN = 100


@dataclass(frozen=True)
class Size:
    """How much to make. `cases` is a total; each tenant gets its share."""

    cases: int = 1_000_000
    persons_per_case: float = 0.6
    open_share: float = 0.3
    overdue_share: float = 0.1


def weights(n: int = DISTRICTS) -> list[float]:
    """Relative sizes: log-normal, so that the largest is about LARGEST_TO_MEDIAN times the median."""
    steps = [NormalDist().inv_cdf((i + 0.5) / n) for i in range(n)]
    spread = math.log(LARGEST_TO_MEDIAN) / steps[-1]
    return [math.exp(spread * step) for step in steps]


def fill(connection: psycopg.Connection, size: Size) -> None:
    """Make tenants, persons, cases and facts. The connection is a superuser's, in autocommit."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.execute("SELECT setseed(0.26)")
    _tenants(connection, size)
    _work(connection, size, registry.STATEMENTS)


def fill_two(connection: psycopg.Connection, sizes: Mapping[int, int]) -> None:
    """A nation of a few districts, by number, each with so many people and as many cases."""
    connection.execute("SET session_replication_role = replica")
    connection.execute("SET synchronous_commit = off")
    connection.execute("SELECT setseed(0.26)")
    connection.execute(
        """
        INSERT INTO tenant (id, parent_id, kind, region_code, name, full_name, code_prefix, timezone)
        OVERRIDING SYSTEM VALUE
        SELECT 1, NULL, 'ministry', NULL, 'Nasional', 'Kementerian Sosial', 'RI', 'Asia/Jakarta'
        UNION ALL SELECT 2, 1, 'province', '33', 'Provinsi', 'Provinsi', 'P1', 'Asia/Jakarta'
        UNION ALL
        SELECT id, 2, 'district', '33.11', 'Daerah ' || id, 'Kabupaten Daerah ' || id, 'D' || id, 'Asia/Jakarta'
        FROM unnest(%s::int[]) AS id
        """,
        [list(sizes)],
    )
    connection.execute(VILLAGES)
    connection.execute(
        """CREATE TEMP TABLE share AS SELECT * FROM unnest(%s::int[], %s::int[], %s::int[])
           AS share (tenant_id, persons, cases)""",
        [list(sizes), list(sizes.values()), list(sizes.values())],
    )
    _work(connection, Size(), registry.WHO_THERE_IS)


def _work(connection: psycopg.Connection, size: Size, people: Sequence[str]) -> None:
    """Staff, people, cases and facts of the offices in `share`."""
    connection.execute(_STAFF)
    for statement in people:
        connection.execute(statement)
    connection.execute(_CASES, {"open": size.open_share, "overdue": size.overdue_share})
    connection.execute(_LAST_NUMBERS)
    for statement in _FACTS:
        connection.execute(statement)
    for table in (*registry.NUMBERED, "account", "membership", '"case"'):
        connection.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
    connection.execute("SET session_replication_role = origin")
    connection.execute("VACUUM (ANALYZE)")


def districts_by_size(connection: psycopg.Connection) -> list[int]:
    """Tenant ids of the districts, the largest first."""
    rows = connection.execute("SELECT tenant_id, sum(n) FROM case_fact_state GROUP BY 1 ORDER BY 2 DESC, 1")
    return [row[0] for row in rows]


def _tenants(connection: psycopg.Connection, size: Size) -> None:
    connection.execute(
        """
        INSERT INTO tenant (id, parent_id, kind, name, full_name, code_prefix, timezone) OVERRIDING SYSTEM VALUE
        SELECT 1, NULL, 'ministry', 'Nasional', 'Kementerian Sosial', 'RI', 'Asia/Jakarta'
        UNION ALL
        SELECT 1 + p, 1, 'province', 'Provinsi ' || p, 'Provinsi ' || p, 'P' || p,
               (ARRAY['Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'])[1 + p * 3 / (%(provinces)s + 1)]
        FROM generate_series(1, %(provinces)s) AS p
        """,
        {"provinces": PROVINCES},
    )
    connection.execute(
        """
        INSERT INTO tenant (id, parent_id, kind, region_code, name, full_name, code_prefix, timezone)
        OVERRIDING SYSTEM VALUE
        SELECT 1000 + d, p.id, 'district', '33.11', 'Daerah ' || d, 'Kabupaten Daerah ' || d, 'D' || d, p.timezone
        FROM generate_series(1, %(districts)s) AS d JOIN tenant p ON p.id = 2 + (d * 7) %% %(provinces)s
        """,
        {"districts": DISTRICTS, "provinces": PROVINCES},
    )
    connection.execute(VILLAGES)
    connection.execute("CREATE TEMP TABLE share (tenant_id int, persons int, cases int)")
    each = weights()
    total = sum(each)
    with connection.cursor().copy("COPY share FROM STDIN") as copy:
        for number, weight in enumerate(each, start=1):
            cases = max(1, round(size.cases * weight / total))
            copy.write_row((1000 + number, max(1, round(cases * size.persons_per_case)), cases))


VILLAGES = """
CREATE TEMP TABLE village AS
SELECT row_number() OVER (ORDER BY code) - 1 AS number, code FROM region WHERE level = 4 AND code ^@ '33.11.'
ORDER BY code LIMIT 30
"""
"""Thirty real ones, the same for every district."""

_STAFF = """
WITH who AS (
  INSERT INTO account (login, name, password_hash)
  SELECT 'petugas-' || tenant_id || '-' || n, 'Petugas ' || n, '-' FROM share, generate_series(1, 12) AS n
  RETURNING id, login, name
)
INSERT INTO membership (tenant_id, account_id, role, name)
SELECT split_part(login, '-', 2)::int, id, (ARRAY['front_office', 'back_office', 'facilitator'])[1 + id % 3], name
FROM who
"""
"""A dozen people in every district."""

_CASES = """
INSERT INTO "case" (tenant_id, code, person_id, case_type, kind, sector, channel, village_code, state, emergency,
                    owner_id, opened_at, opened_on, state_on, moved_on, promised_on, due_on, closed_at, version)
SELECT tenant_id, t.code_prefix || to_char(current_date, '-YY-') || lpad(i::text, greatest(6, length(i::text)), '0'),
       p.first_id + i %% p.n,
       'pbi_reactivation', 'request',
       (ARRAY['health', 'food', 'education', 'civil_registry', 'social', 'housing', 'economy', 'other'])
         [1 + (8 * random() * random())::int %% 8],
       'walk_in', village.code, state, false, CASE WHEN i %% 4 > 0 THEN m.first_id + i %% m.n END,
       opened_on + time '03:00', opened_on, opened_on, opened_on, opened_on + 14,
       CASE WHEN state IN ('closed', 'rejected', 'cancelled', 'needs_correction') THEN NULL ELSE due_on END,
       CASE WHEN state IN ('closed', 'rejected', 'cancelled') THEN opened_on + 10 + time '03:00' END, 1
FROM (
  SELECT tenant_id, i,
         CASE WHEN luck < %(open)s
              THEN (ARRAY['registered', 'needs_correction', 'checking', 'assessing', 'awaiting_decision', 'decided',
                          'handling', 'referred', 'referred', 'referred', 'answered', 'informed'])
                     [1 + (random() * 11)::int]
              ELSE (ARRAY['closed', 'closed', 'closed', 'closed', 'rejected', 'cancelled'])[1 + (random() * 5)::int] END
           AS state,
         CASE WHEN luck < %(open)s THEN current_date - (random() * 20)::int
              ELSE current_date - (random() * 400)::int END AS opened_on,
         CASE WHEN random() < %(overdue)s THEN current_date - 1 - (random() * 15)::int
              ELSE current_date + (random() * 14)::int END AS due_on
  FROM share, LATERAL (SELECT i, random() AS luck FROM generate_series(1, cases) AS i) AS made
) AS made
JOIN village ON number = i %% 30
JOIN tenant t ON t.id = tenant_id
JOIN (SELECT tenant_id, min(id) AS first_id, count(*) AS n FROM person GROUP BY 1) AS p USING (tenant_id)
JOIN (SELECT tenant_id, min(id) AS first_id, count(*) AS n FROM membership GROUP BY 1) AS m USING (tenant_id)
ORDER BY i, tenant_id
"""

_LAST_NUMBERS = """
INSERT INTO year_counter (tenant_id, series, year, last)
SELECT tenant_id, 'case', extract(year FROM current_date), count(*) FROM "case" GROUP BY 1
"""

_FACTS = (
    CASES.adding_sql(
        """SELECT c.tenant_id, c.state, c.sector, c.opened_on, date_trunc('month', c.opened_on::timestamp)::date
                  AS opened_month, c.due_on, (c.closed_at AT TIME ZONE t.timezone)::date AS closed_on,
                  date_trunc('month', c.closed_at AT TIME ZONE t.timezone)::date AS closed_month, c.village_code,
                  c.case_type, c.channel, count(*) AS n
           FROM "case" c JOIN tenant t ON t.id = c.tenant_id GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11"""
    ),
    """INSERT INTO case_fact_outcome (tenant_id, month, resolution, route, punctual, satisfied, days, n)
       SELECT c.tenant_id, date_trunc('month', c.closed_at AT TIME ZONE t.timezone)::date,
              coalesce(c.resolution, 'unknown'), 'local',
              CASE WHEN (c.closed_at AT TIME ZONE t.timezone)::date <= c.promised_on THEN 'in_time' ELSE 'late' END,
              CASE WHEN c.satisfied THEN 'yes' WHEN NOT c.satisfied THEN 'no' ELSE 'unasked' END,
              least(greatest((c.closed_at AT TIME ZONE t.timezone)::date - c.opened_on, 0), 400), count(*)
       FROM "case" c JOIN tenant t ON t.id = c.tenant_id WHERE c.closed_at IS NOT NULL GROUP BY 1, 2, 3, 4, 5, 6, 7""",
    """INSERT INTO household_fact_seen (tenant_id, month, n)
       SELECT tenant_id, date_trunc('month', coalesce(observed_on, '1900-01-01'::date))::date, count(*)
       FROM household GROUP BY 1, 2""",
    """INSERT INTO case_fact_wait (tenant_id, state, state_on, n)
       SELECT tenant_id, state, state_on, count(*) FROM "case" WHERE closed_at IS NULL GROUP BY 1, 2, 3""",
    """INSERT INTO case_fact_owner (tenant_id, owner_id, due_on, n)
       SELECT tenant_id, coalesce(owner_id, 0), coalesce(due_on, '9999-12-31'), count(*)
       FROM "case" WHERE closed_at IS NULL GROUP BY 1, 2, 3""",
    """INSERT INTO case_fact_late (tenant_id, due_on, on_day, n)
       SELECT tenant_id, coalesce(due_on, '9999-12-31'), moved_on, count(*)
       FROM "case" WHERE closed_at IS NULL GROUP BY 1, 2, 3""",
)


def sign_in(connection: psycopg.Connection, tenant_id: int, role: str) -> str:
    """Make somebody who works there in that role and is signed in; returns the value of the session cookie."""
    token = f"bench-{tenant_id}-{role}"
    connection.execute(
        """
        WITH who AS (
          INSERT INTO account (login, name, password_hash) VALUES (%(token)s, 'Petugas Uji', '-') RETURNING id
        ), work AS (
          INSERT INTO membership (tenant_id, account_id, role, name)
          SELECT %(tenant)s, id, %(role)s, 'Petugas Uji' FROM who RETURNING id, account_id
        )
        INSERT INTO signin_session (token_hash, account_id, tenant_id, membership_id, expires_at)
        SELECT sha256(%(token)s::bytea), account_id, %(tenant)s, id, now() + interval '1 day' FROM work
        """,
        {"token": token, "tenant": tenant_id, "role": role},
    )
    return token


def sign_everybody_out(connection: psycopg.Connection) -> None:
    """Forget those whom `sign_in` made."""
    connection.execute(
        """
        WITH session AS (DELETE FROM signin_session RETURNING membership_id, account_id)
        UPDATE account SET login = login || '-' || id WHERE login ^@ 'bench-'
        """
    )

"""Every migration runs on a database that people have been working in, and finds their rows."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql

from foundation.services import Postgres
from slrt import glance

NAME = "slrt_upgraded"
VALUES = {
    "integer": 1, "bigint": 1, "smallint": 1, "text": "x", "date": "2026-01-05", "bytea": b"x", "jsonb": "{}",
    "timestamp with time zone": "2026-01-05 03:00+00", "boolean": True, "double precision": 1.0, "numeric": 1,
    "ARRAY": "{}", "uuid": "00000000-0000-0000-0000-000000000001",
}  # fmt: skip
KNOWN = {("message", "channel"): "email", ("case_fact_state", "state"): "closed"}
"""Where the application always wrote one of a few words before the database asked for it."""
NEEDED = """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND is_nullable = 'NO' AND column_default IS NULL
      AND is_identity = 'NO' AND is_generated = 'NEVER' AND table_name <> 'alembic_version'
    ORDER BY table_name, ordinal_position
"""
CHECKS = """
    SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'c' AND connamespace = 'public'::regnamespace
"""


@pytest.fixture
def empty_url(postgres: Postgres, admin_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database without a table beside the tests' own, whose roles are there."""
    glance.create_if_missing(postgres.url, NAME)
    url = postgres.url_for("postgres", NAME)
    monkeypatch.setenv("SLRT_OWNER_URL", url)
    yield url
    glance.drop_if_there(postgres.url, NAME)


def test_every_migration_runs_where_every_table_holds_a_row(
    empty_url: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(root / "migrations" / "alembic.ini")
    script = ScriptDirectory.from_config(config)
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda _config: script)  # else all are read before each
    revisions = [each.revision for each in script.walk_revisions()][::-1]
    with psycopg.connect(empty_url, autocommit=True) as admin:
        admin.execute((root / "deploy" / "roles.sql").read_bytes())
        for revision in revisions:
            command.upgrade(config, revision)
            if revision >= "0003":
                _one_row_in_each(admin)
        filled = {table for table, *_ in admin.execute(NEEDED).fetchall() if _count(admin, table)}
        assert {"case", "case_event", "referral", "person", "household", "audit_entry", "message", "letter"} <= filled
        assert len(filled) > 25
        assert admin.execute("SELECT accept_due_on = answer_due_on FROM referral").fetchone() == (True,)
        assert admin.execute("SELECT observed_on IS NOT NULL FROM person").fetchone() == (True,)
        for coarse, fine in (("deadline", "due"), ("intake", "day"), ("sector_intake", "day"), ("open", "sector")):
            assert _sum(admin, f"case_fact_{coarse}") == _sum(admin, f"case_fact_{fine}") == 1
        assert admin.execute("SELECT week, mon FROM case_fact_intake").fetchone() == (date(2026, 1, 5), 1)
        assert admin.execute("SELECT closed FROM case_fact_office").fetchone() == (1,)
        open_to_owner = "SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity"
        assert admin.execute(open_to_owner).fetchall() == []


def _one_row_in_each(admin: psycopg.Connection) -> None:
    """The smallest possible one, all numbered 1; rules that look at other rows are off meanwhile."""
    allowed = KNOWN | _allowed(admin)
    tables: dict[str, dict[str, object]] = {}
    for table, column, kind in admin.execute(NEEDED).fetchall():
        tables.setdefault(table, {})[column] = allowed.get((table, column), VALUES[kind])
    admin.execute("SET session_replication_role = replica")
    for table in _empty(admin, list(tables)):
        row = tables[table]
        columns = sql.SQL(", ").join(map(sql.Identifier, row))
        marks = sql.SQL(", ").join([sql.Placeholder()] * len(row))
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), columns, marks)
        with suppress(psycopg.errors.CheckViolation):  # a rule over several columns: such a table stays empty
            admin.execute(statement, list(row.values()))
    admin.execute("SET session_replication_role = origin")


def _empty(admin: psycopg.Connection, tables: list[str]) -> list[str]:
    each = sql.SQL("SELECT {} WHERE NOT EXISTS (SELECT FROM {})")
    looks = [each.format(sql.Literal(table), sql.Identifier(table)) for table in tables]
    return [table for (table,) in admin.execute(sql.SQL(" UNION ALL ").join(looks))]


def _allowed(admin: psycopg.Connection) -> dict[tuple[str, str], str]:
    """For text with a list of values: the first of them."""
    found = {}
    for table, definition in admin.execute(CHECKS).fetchall():
        listed = re.search(r"\(\(?(\w+) = (?:ANY \(+ARRAY\[)?'([^']*)'::text", definition)
        if listed:
            found[table.strip('"'), listed[1]] = listed[2]
    return found


def _count(admin: psycopg.Connection, table: str) -> int:
    row = admin.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    return row[0] if row else 0


def _sum(admin: psycopg.Connection, table: str) -> int:
    row = admin.execute(sql.SQL("SELECT sum(n)::int FROM {}").format(sql.Identifier(table))).fetchone()
    return row[0] if row else 0

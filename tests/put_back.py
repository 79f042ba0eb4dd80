"""After each test the shared database is as it was before, whatever the test did to it.

Everything is emptied but the world, and the world's rows stand again as they were built: what was added is gone, what
was deleted or changed is back. So no test can leave a thing to the next one, and the order of tests does not matter.
"""

import psycopg
from psycopg import sql

WORLD = ("tenant", "account", "agency", "membership", "membership_village")
"""Tables of the world: their rows are put back, not emptied."""

NEVER_EMPTIED = (*WORLD, "region", "alembic_version")

SMALL = 8 * 8192
"""A table of so many bytes is emptied quicker row by row than by being made anew, which costs a file per index."""

FILLED = """
    SELECT relname, size FROM pg_class, pg_stat_file(pg_relation_filepath(oid))
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> ALL (%s) AND size > 0
"""
"""A table into which anything was ever put, taken back or not, is a file with something in it; looking at the files
opens none of the many tables."""

COUNTED_ON = """
    SELECT setval(seqrelid, 1, false) FROM pg_sequence
    JOIN pg_depend ON objid = seqrelid AND deptype IN ('a', 'i') AND classid = 'pg_class'::regclass
    WHERE refobjid <> ALL (%s::regclass[]) AND pg_sequence_last_value(seqrelid) IS NOT NULL
"""
CHANGED = " UNION ALL ".join(
    f"SELECT '{table}' WHERE EXISTS ((TABLE {table} EXCEPT TABLE as_built.{table}) UNION ALL"
    f" (TABLE as_built.{table} EXCEPT TABLE {table}))"
    for table in WORLD
)


class PutBack:
    """`remember()` what stands now; `put_back()` as often as needed. On a superuser's connection of its own."""

    def __init__(self, admin_url: str) -> None:
        self.connection = psycopg.connect(admin_url, autocommit=True)
        self.connection.execute("SET session_replication_role = replica")  # triggers are not told, references not asked
        self.kept = [f'"{table}"' for table in NEVER_EMPTIED]

    def close(self) -> None:
        self.connection.close()

    def remember(self) -> None:
        """From now on the world is what it is now."""
        self.connection.execute("DROP SCHEMA IF EXISTS as_built CASCADE; CREATE SCHEMA as_built")
        for table in WORLD:
            self.connection.execute(f"CREATE TABLE as_built.{table} AS TABLE {table}")

    def put_back(self) -> None:
        """Most tests touch a few of the many tables: only those are looked at."""
        filled = self._filled()
        self._empty_by_rows([table for table, size in filled.items() if size <= SMALL])
        if any(size > SMALL for size in filled.values()):
            self._empty_by_file(list(self._filled()))
        self.connection.execute(COUNTED_ON, [self.kept])
        changed = [table for (table,) in self.connection.execute(CHANGED)]
        for table in WORLD:
            if table in changed:
                self._rebuild(table)

    def _filled(self) -> dict[str, int]:
        return dict(self.connection.execute(FILLED, [list(NEVER_EMPTIED)]).fetchall())

    def _empty_by_rows(self, tables: list[str]) -> None:
        """Without statistics, as a new table is. What somebody still holds open is waited for, by making it anew."""
        if not tables:
            return
        names = [f'"{table}"' for table in tables]
        self.connection.execute("; ".join(f"DELETE FROM {name}" for name in names))
        self.connection.execute(f"VACUUM {', '.join(names)}")
        self.connection.execute("SELECT pg_clear_relation_stats('public', t) FROM unnest(%s::text[]) t", [tables])
        if left := self._filled().keys() & set(tables):
            self._empty_by_file(sorted(left))

    def _empty_by_file(self, tables: list[str]) -> None:
        if not tables:  # a vacuum in the background was faster
            return
        names = ", ".join(f'"{table}"' for table in tables)
        self.connection.execute(f"TRUNCATE {names} CASCADE")

    def _rebuild(self, table: str) -> None:
        columns = self.connection.execute(
            "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid = %s::regclass"
            " AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [table],
        ).fetchone()
        assert columns
        change = sql.SQL(
            "DELETE FROM {table}; INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {built}"
        )
        self.connection.execute(
            change.format(
                table=sql.Identifier(table), built=sql.Identifier("as_built", table), columns=sql.SQL(columns[0])
            )
        )

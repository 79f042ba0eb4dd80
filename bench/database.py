"""A throw-away PostgreSQL with the house's own roles, tables and policies."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from foundation.services import Postgres, Valkey
from slrt import database, glance

NAME = "slrt"
BYPASS = "slrt_bench_bypass"
"""A role to which no row level security applies: what the same SQL costs without isolation."""


@contextmanager
def servers(kept: Path | None = None) -> Iterator[tuple[Path, Postgres, Valkey]]:
    """A folder and the servers in it, for as long as something is measured; a folder that is `kept` stays."""
    with tempfile.TemporaryDirectory(prefix="slrt-bench-", ignore_cleanup_errors=True) as passing:
        Path(passing).chmod(0o755)
        place = kept or Path(passing)
        place.mkdir(mode=0o755, parents=True, exist_ok=True)
        with Postgres(place / "pg") as server, Valkey(place / "valkey") as valkey:
            yield place, server, valkey


def prepare(server: Postgres) -> None:
    """Create the database, its roles, tables and regions, as a deployment does; and the role to compare with."""
    glance.create_if_missing(server.url, NAME)
    database.prepare(server.url_for("postgres", NAME))
    with superuser(server) as connection:
        connection.execute(f"CREATE ROLE {BYPASS} LOGIN BYPASSRLS")
    renew(server)


def renew(server: Postgres) -> None:
    """Bring the tables of a country that was kept up to date."""
    database.migrate(server.url_for("postgres", NAME))
    with superuser(server) as connection:
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {BYPASS}")
        connection.execute(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {BYPASS}")


def superuser(server: Postgres) -> psycopg.Connection:
    """A connection that loads and vacuums; nothing is measured on it."""
    return psycopg.connect(server.url_for("postgres", NAME), autocommit=True)


def connect(server: Postgres, role: str) -> psycopg.Connection:
    """A connection as the application makes it: autocommit, no server-side prepared statements."""
    return psycopg.connect(server.url_for(role, NAME), autocommit=True, prepare_threshold=None)

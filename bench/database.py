"""A throw-away PostgreSQL with the house's own roles, tables and policies."""

import psycopg

from foundation.services import Postgres
from slrt import database, glance

NAME = "slrt"
BYPASS = "slrt_bench_bypass"
"""A role to which no row level security applies: what the same SQL costs without isolation."""


def prepare(server: Postgres) -> None:
    """Create the database, its roles, tables and regions, as a deployment does; and the role to compare with."""
    glance.create_if_missing(server.url, NAME)
    database.prepare(server.url_for("postgres", NAME))
    with superuser(server) as connection:
        connection.execute(f"CREATE ROLE {BYPASS} LOGIN BYPASSRLS")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {BYPASS}")
        connection.execute(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {BYPASS}")


def superuser(server: Postgres) -> psycopg.Connection:
    """A connection that loads and vacuums; nothing is measured on it."""
    return psycopg.connect(server.url_for("postgres", NAME), autocommit=True)


def connect(server: Postgres, role: str) -> psycopg.Connection:
    """A connection as the application makes it: autocommit, no server-side prepared statements."""
    return psycopg.connect(server.url_for(role, NAME), autocommit=True, prepare_threshold=None)

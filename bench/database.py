"""A throw-away PostgreSQL with the house's own roles, tables and policies."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from foundation.services import Postgres

ROOT = Path(__file__).resolve().parents[1]
BYPASS = "slrt_bench_bypass"
"""A role to which no row level security applies: what the same SQL costs without isolation."""


def prepare(server: Postgres, name: str = "slrt") -> None:
    """Create the database, its roles and its tables, as a deployment does."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    with superuser(server, name) as connection:
        connection.execute((ROOT / "deploy" / "roles.sql").read_text())
        connection.execute(f"CREATE ROLE {BYPASS} LOGIN BYPASSRLS")
        connection.execute(f"GRANT USAGE ON SCHEMA public TO {BYPASS}")
    environment = os.environ | {
        "SLRT_OWNER_URL": server.url_for("postgres", name),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "platform")]),
    }
    command = [sys.executable, "-m", "alembic", "-c", str(ROOT / "migrations" / "alembic.ini"), "upgrade", "head"]
    subprocess.run(command, cwd=ROOT / "migrations", env=environment, check=True, capture_output=True)
    with superuser(server, name) as connection:
        connection.execute(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {BYPASS}")


def superuser(server: Postgres, name: str = "slrt") -> psycopg.Connection:
    """A connection that loads and vacuums; nothing is measured on it."""
    return psycopg.connect(server.url_for("postgres", name), autocommit=True)


def connect(server: Postgres, role: str, name: str = "slrt") -> psycopg.Connection:
    """A connection as the application makes it: autocommit, no server-side prepared statements."""
    return psycopg.connect(server.url_for(role, name), autocommit=True, prepare_threshold=None)

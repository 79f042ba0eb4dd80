"""How a PostgreSQL server stands, at a glance: psycopg alone, because every start looks and few have more to do."""

from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from foundation.config import project_root


def head() -> str:
    """The newest migration's revision: the number its file begins with."""
    return max(file.name[:4] for file in (project_root() / "migrations" / "versions").glob("[0-9]*.py"))


def is_current(admin_url: str) -> bool:
    """Whether every migration has run and the regions are there."""
    with psycopg.connect(admin_url) as connection:
        there = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
        if there != (True,):
            return False
        found = connection.execute(
            "SELECT (SELECT version_num FROM alembic_version), EXISTS (SELECT FROM region)"
        ).fetchone()
    return found == (head(), True)


def holds_tenants(admin_url: str) -> bool:
    """Whether somebody lives here already. Of a current database."""
    with psycopg.connect(admin_url) as connection:
        return connection.execute("SELECT EXISTS (SELECT FROM tenant)").fetchone() == (True,)


def holds_database(server_url: str, name: str) -> bool:
    """Whether the server has that database."""
    with psycopg.connect(server_url) as connection:
        return connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def create_if_missing(server_url: str, name: str) -> None:
    """Create the database `name` unless it is there."""
    if not holds_database(server_url, name):
        _as_administrator(server_url, "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'", name)


def drop_if_there(server_url: str, name: str) -> None:
    """Drop the database `name` with all that is in it."""
    _as_administrator(server_url, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def rename(server_url: str, old: str, new: str) -> None:
    """Give a database its name; nobody may be connected to it."""
    _as_administrator(server_url, "ALTER DATABASE {} RENAME TO {}", old, new)


def let_commit_unwritten(server_url: str, name: str) -> None:
    """From now on nobody in that database waits for the disk: for what is made again from nothing if it is lost."""
    _as_administrator(server_url, "ALTER DATABASE {} SET synchronous_commit = off", name)


def let_commit_written(server_url: str, name: str) -> None:
    """What is said to be committed lies on the disk again, as everywhere; and so does all that came before."""
    _as_administrator(server_url, "ALTER DATABASE {} RESET synchronous_commit", name)


def as_app(admin_url: str, password: str = "") -> str:
    """The same server and database, as the role that serves requests."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    login = f"slrt_app:{quote(password, safe='')}" if password else "slrt_app"
    return urlunsplit(parts._replace(netloc=f"{login}@{host}"))


def _as_administrator(server_url: str, statement: str, *names: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*(sql.Identifier(name) for name in names)))  # type: ignore[arg-type]

"""Bring a database up to date: roles, migrations, regions. By an administrator's login, never the application's."""

import os
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from psycopg import sql
from sqlalchemy import create_engine, text

from foundation.config import project_root
from reference.regions import load_regions


def prepare(admin_url: str, app_password: str = "") -> None:
    """Make roles, run every migration and load the regions; safe to run again. `app_password` lets slrt_app log in
    over a network; on the embedded server's private socket none is needed."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute((project_root() / "deploy" / "roles.sql").read_bytes())
        if app_password:
            connection.execute(sql.SQL("ALTER ROLE slrt_app PASSWORD {}").format(sql.Literal(app_password)))
    migrate(admin_url)
    engine = create_engine(sqlalchemy_url(admin_url))
    with engine.begin() as owner:
        owner.execute(text("SET LOCAL ROLE slrt_owner"))
        load_regions(owner)
    engine.dispose()


def is_current(admin_url: str) -> bool:
    """Whether every migration has run and regions are there: a quick look, so that a second start is quick too."""
    head = ScriptDirectory.from_config(_alembic()).get_current_head()
    with psycopg.connect(admin_url) as connection:
        there = connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL").fetchone()
        if there != (True,):
            return False
        found = connection.execute(
            "SELECT (SELECT version_num FROM alembic_version), EXISTS (SELECT FROM region)"
        ).fetchone()
    return found == (head, True)


def migrate(admin_url: str) -> None:
    """Alembic up to the head, as slrt_owner."""
    os.environ["SLRT_OWNER_URL"] = admin_url
    command.upgrade(_alembic(), "head")


def _alembic() -> Config:
    return Config(project_root() / "migrations" / "alembic.ini")


def create_if_missing(server_url: str, name: str) -> None:
    """Create the database `name` unless it is there."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(sql.Identifier(name))
            )


def as_app(admin_url: str, password: str = "") -> str:
    """The same server and database, as the role that serves requests."""
    parts = urlsplit(admin_url)
    host = parts.netloc.rpartition("@")[2]
    login = f"slrt_app:{quote(password)}" if password else "slrt_app"
    return urlunsplit(parts._replace(netloc=f"{login}@{host}"))


def sqlalchemy_url(url: str) -> str:
    """The address with the driver named."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)

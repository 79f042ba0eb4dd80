"""Bring a database up to date: roles, migrations, regions. By an administrator's login, never the application's."""

import os

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from sqlalchemy import create_engine, text

from foundation.config import SettingsError, project_root
from reference.regions import load_regions


def run() -> None:
    """`slrt migrate`: the database that SLRT_OWNER_URL names."""
    url = os.environ.get("SLRT_OWNER_URL", "")
    if not url:
        raise SettingsError("SLRT_OWNER_URL is not set; deploy/env.example shows every setting")
    prepare(url, os.environ.get("SLRT_APP_PASSWORD", ""))


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


def migrate(admin_url: str) -> None:
    """Alembic up to the head, as slrt_owner."""
    os.environ["SLRT_OWNER_URL"] = admin_url
    command.upgrade(Config(project_root() / "migrations" / "alembic.ini"), "head")


def sqlalchemy_url(url: str) -> str:
    """The address with the driver named."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)

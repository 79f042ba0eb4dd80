"""Real parts for every test: PostgreSQL and Valkey from their wheels, one of each per test process."""

import base64
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyotp.totp import TOTP
from redis import Redis
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from foundation import clock
from foundation.config import Settings
from foundation.db import db
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader, enter
from settings.queries import forget_everything
from slrt import database
from slrt.app import create_app
from tenants import access, signin
from tests import prepared
from tests import world as worlds
from tests.world import Member, World

RESTORED = ("tenant", "account", "membership")
"""Rows of the world that a test may change: they stand again as they were built when it is over."""

KEPT = {"region", "tenant", "account", "membership", "membership_village", "agency", "alembic_version"}


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    folder = tmp_path_factory.mktemp("pg")
    prepared.copy_into(folder)
    with Postgres(folder, durable=False) as server:
        yield server


@pytest.fixture(scope="session")
def valkey(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Valkey]:
    with Valkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server


@pytest.fixture(scope="session")
def admin_url(postgres: Postgres) -> str:
    """A migrated database with all regions, as its administrator."""
    return postgres.url_for("postgres", prepared.NAME)


@pytest.fixture(scope="session")
def settings(admin_url: str, valkey: Valkey, postgres: Postgres) -> Settings:
    key = base64.b64decode(base64.b64encode(b"k" * 32))
    return Settings(
        database_url=postgres.url_for("slrt_app", "slrt"),
        redis_url=valkey.url,
        secret_key="only-for-tests",
        data_keys={"k1": key},
        lookup_key=b"l" * 32,
        public_url="http://localhost",
        gateway_key=b"g" * 32,
        allow_private_urls=True,
        flask={"TESTING": True, "RATELIMIT_ENABLED": False, "SERVER_NAME": "localhost"},
    )


@pytest.fixture(scope="session")
def house(settings: Settings) -> Flask:
    """The application, made once per test process."""
    return create_app(settings)


@pytest.fixture(scope="session")
def people(house: Flask, admin_url: str) -> World:
    with house.app_context():
        built = worlds.build()
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA as_built")
        for table in RESTORED:
            connection.execute(f"CREATE TABLE as_built.{table} AS TABLE {table}")
    return built


@pytest.fixture
def app(house: Flask, admin_url: str, settings: Settings) -> Iterator[Flask]:
    forget_everything()  # what another database has told
    yield house
    _sweep(admin_url)
    forget_everything()
    Redis.from_url(settings.redis_url).flushdb()


@pytest.fixture
def newcomers(app: Flask, admin_url: str) -> Iterator[None]:
    """Accounts and memberships that a test makes are gone after it."""
    with psycopg.connect(admin_url, autocommit=True) as admin:
        highest = "SELECT (SELECT max(id) FROM account), (SELECT max(id) FROM membership)"
        account, membership = admin.execute(highest).fetchone() or (0, 0)
        yield
        _sweep(admin_url)
        admin.execute("DELETE FROM membership_village WHERE membership_id > %s", [membership])
        admin.execute("DELETE FROM membership WHERE id > %s", [membership])
        admin.execute("DELETE FROM account WHERE id > %s", [account])


@pytest.fixture
def world(app: Flask, people: World) -> World:
    return people


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(admin_url: str) -> Iterator[Session]:
    """The owner's session, for what belongs to no tenant; rolled back."""
    engine = create_engine(database.sqlalchemy_url(admin_url))
    with Session(engine) as owner:
        yield owner
        owner.rollback()
    engine.dispose()


@pytest.fixture
def admin(admin_url: str) -> Iterator[psycopg.Connection]:
    """A superuser's connection: to look behind the scenes, never how the application connects."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def one_time_code(app: Flask, admin: psycopg.Connection) -> Callable[[], str]:
    """`one_time_code()`: the code on everybody's phone at this moment, whatever test has spent it before."""

    def now() -> str:
        admin.execute("UPDATE account SET totp_last_step = 0 WHERE totp_last_step <> 0")
        return TOTP(worlds.TOTP_SECRET).now()

    return now


@pytest.fixture
def as_(app: Flask) -> Callable[[Member], AbstractContextManager[access.Subject]]:
    """`with as_(world.a.manager): actions…` acts as that member, without HTTP; ends with a rollback of what is left."""

    @contextmanager
    def act(member: Member) -> Iterator[access.Subject]:
        with app.app_context(), app.test_request_context():
            subject = access.load_subject(member.membership_id, member.tenant_id, confirmed_at=clock.now())
            with access.acting_as(subject):
                yield subject
                db.session.rollback()

    return act


@pytest.fixture
def sign_in(app: Flask) -> Callable[[FlaskClient, Member], FlaskClient]:
    """`sign_in(client, world.a.manager)`: a signed-in browser, second factor given."""

    def enter_house(client: FlaskClient, member: Member) -> FlaskClient:
        with app.app_context(), enter(Context(Reader.SIGNIN)):
            token = signin.open_session(member.account_id, member.tenant_id, member.membership_id, confirmed=True)
            db.session.commit()
        client.set_cookie("slrt_session", token)
        return client

    return enter_house


def _sweep(admin_url: str) -> None:
    """Empty what a test has filled, and only that: most tests touch a few of the many tables.

    A table into which anything was ever put, taken back or not, is a file with something in it; looking at the files
    opens none of the tables.
    """
    with psycopg.connect(admin_url, autocommit=True) as connection:
        filled = connection.execute(
            "SELECT string_agg(quote_ident(relname), ', ') FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> ALL (%s)"
            " AND (pg_stat_file(pg_relation_filepath(oid))).size > 0",
            [list(KEPT)],
        ).fetchone()
        if filled and filled[0]:  # TRUNCATE, because no reader's role may delete
            connection.execute(f"TRUNCATE {filled[0]} RESTART IDENTITY CASCADE")
        connection.execute(
            "DELETE FROM agency WHERE NOT EXISTS (SELECT FROM membership m WHERE m.tenant_id = agency.tenant_id"
            " AND m.agency_id = agency.id)"  # the world's agencies have an officer, those of a test have none
        )
        connection.execute(
            "SELECT setval(format('%%I', s.sequencename)::regclass, 1, false) FROM pg_sequences s"
            " JOIN pg_depend d ON d.objid = format('%%I', s.sequencename)::regclass AND d.deptype = 'i'"
            " WHERE s.last_value IS NOT NULL AND d.refobjid <> ALL (%s::regclass[])",
            [[f'"{name}"' for name in KEPT]],
        )
        _restore(connection)


def _restore(connection: psycopg.Connection) -> None:
    """Whoever was dismissed, renamed or shut is back at work; triggers are not told."""
    if connection.execute("SELECT to_regnamespace('as_built')").fetchone() == (None,):
        return
    connection.execute("SET session_replication_role = replica")
    for table in RESTORED:
        columns = ", ".join(
            name
            for (name,) in connection.execute(
                "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
                " AND NOT attisdropped AND attidentity = '' AND attgenerated = '' AND attname <> 'id'",
                [table],
            )
        )
        connection.execute(
            f"UPDATE {table} t SET ({columns}) = (SELECT {columns} FROM as_built.{table} b WHERE b.id = t.id)"
            f" FROM as_built.{table} b WHERE b.id = t.id AND (t.*) IS DISTINCT FROM (b.*)"
        )


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[1]

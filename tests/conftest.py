"""Real parts for every test: PostgreSQL and Valkey from their wheels, one of each per test process."""

import base64
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
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
from foundation.kept import forget_everything
from foundation.services import Postgres, Valkey
from foundation.tenancy import Context, Reader, enter
from slrt import database
from slrt.app import create_app
from tenants import access, signin
from tests import prepared
from tests import world as worlds
from tests.put_back import PutBack
from tests.world import Member, World


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
def database_put_back(admin_url: str) -> Iterator[PutBack]:
    """What empties the database again; it remembers the database without and, once built, with the world."""
    with closing(PutBack(admin_url)) as all_again:
        all_again.remember()
        yield all_again


@pytest.fixture(scope="session")
def valkey_client(valkey: Valkey) -> Redis:
    return Redis.from_url(valkey.url)


@pytest.fixture(scope="session")
def people(house: Flask, database_put_back: PutBack) -> World:
    with house.app_context():
        built = worlds.build()
    database_put_back.remember()
    return built


@pytest.fixture
def all_again(database_put_back: PutBack, valkey_client: Redis) -> Iterator[None]:
    """Whoever touches the database finds it as built, and so does whoever comes next."""
    yield
    database_put_back.put_back()
    valkey_client.flushdb()
    forget_everything()


@pytest.fixture
def app(house: Flask, all_again: None) -> Iterator[Flask]:
    forget_everything()  # what another database has told
    config, messaging = dict(house.config), dict(house.extensions["slrt_messaging"])
    yield house
    house.config.clear()
    house.config.update(config)
    house.extensions["slrt_messaging"] = messaging


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
def admin(admin_url: str, all_again: None) -> Iterator[psycopg.Connection]:
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


@pytest.fixture(scope="session")
def root() -> Path:
    return Path(__file__).resolve().parents[1]

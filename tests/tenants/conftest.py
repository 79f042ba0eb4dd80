"""What the tests of this room share."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask.views import MethodView

from foundation.config import Settings
from foundation.db import db
from foundation.tenancy import Context, Reader, current, enter
from slrt.app import create_app
from tenants import access, provision
from tests.caller import calls
from tests.tenants.sites import Districts
from tests.world import Member, World

__all__ = ["calls"]


@pytest.fixture
def app(app: Flask, admin: psycopg.Connection) -> Iterator[Flask]:
    """The house without CSRF; afterwards every account is again as it was."""
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    app.config["WTF_CSRF_ENABLED"] = True
    admin.execute("UPDATE account SET totp_last_step = 0, totp_offer_cipher = NULL, active = true")


@pytest.fixture
def browser_of(app: Flask, sign_in: Callable[..., FlaskClient]) -> Callable[[Member], FlaskClient]:
    """`browser_of(world.a.manager)`: a fresh signed-in browser."""
    return lambda member: sign_in(app.test_client(), member)


@pytest.fixture
def demo(app: Flask, settings: Settings) -> Iterator[FlaskClient]:
    """A browser at a demonstration."""
    app.config["SLRT"] = replace(settings, demo=True)
    yield app.test_client()
    app.config["SLRT"] = settings


@pytest.fixture
def newcomer(app: Flask, world: World) -> Callable[..., Member]:
    """`newcomer("front_office", "head", password_hash=…)`: an account with those roles in A, gone afterwards."""

    def come(*roles: str, **account: str) -> Member:
        with app.app_context(), enter(Context(Reader.PROVISIONER)):
            new = provision.create_account("baru@blt.test", "Orang Baru", **account)
            posts = [provision.add_membership(world.a.tenant_id, new.id, role, "Orang Baru") for role in roles]
            db.session.commit()
            return Member(new.login, roles[0], new.name, world.a.tenant_id, new.id, posts[0].id, None)

    return come


class _Things(MethodView):
    @access.permits("case:read")
    def get(self) -> str:
        return _reader()

    @access.permits("case:decide")
    def post(self) -> str:
        return _reader()


def _reader() -> str:
    found = access.optional_subject()
    return f"{current().reader.value} {found.role if found else '-'}"


def _door() -> Callable[[], str]:
    """Each its own function: a mark belongs to one view."""
    return lambda: _reader()  # noqa: PLW0108


@pytest.fixture(scope="session")
def _doors(settings: Settings) -> Flask:
    app = create_app(settings)
    app.add_url_rule("/uji/umum", "open", access.public(_door()))
    app.add_url_rule("/uji/masuk", "in", access.signed_in(_door()))
    app.add_url_rule("/uji/baca", "read", access.permits("case:read")(_door()))
    app.add_url_rule("/uji/bisu", "mute", lambda: "should not be seen")
    app.add_url_rule("/api/v1/uji", view_func=_Things.as_view("things"))
    app.add_url_rule("/api/v1/siapa", "who", access.signed_in(lambda: access.subject().name), methods=["GET", "POST"])
    return app


@pytest.fixture
def doors(_doors: Flask, app: Flask) -> Flask:
    """A house with one more door of each kind; CSRF is on."""
    return _doors


@pytest.fixture
def districts(app: Flask, admin: psycopg.Connection, world: World, as_: Callable[..., Any]) -> Districts:
    """`districts.found("19.02")`: districts on their way to an office."""
    return Districts(app, admin, world, as_)

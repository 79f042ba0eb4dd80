"""What the tests of this room share."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient

from foundation import jobs
from practice import resetting
from practice.rooms import room_of
from tests.caller import calls
from tests.world import Member, World

__all__ = ["calls"]
FEW = resetting.PLAN[:1], resetting.PLAN[18:21]


@pytest.fixture
def app(app: Flask) -> Flask:
    """The house without CSRF."""
    app.config["WTF_CSRF_ENABLED"] = False
    return app


@pytest.fixture
def one(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single invented case, which has just come."""
    monkeypatch.setattr(resetting, "PLAN", resetting.PLAN[:1])


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Four invented cases instead of all: one has just come, one is handled, one told, one closed."""
    monkeypatch.setattr(resetting, "PLAN", (*FEW[0], *FEW[1]))


@pytest.fixture
def practising(app: Flask, sign_in: Callable[..., FlaskClient]) -> Callable[[Member], FlaskClient]:
    """`practising(world.a.back_office)`: a browser that has gone into the practice room, which is yet to be filled."""

    def go_in(member: Member) -> FlaskClient:
        browser = sign_in(app.test_client(), member)
        assert browser.post("/latihan/masuk").status_code == 303
        return browser

    return go_in


@pytest.fixture
def fill(app: Flask, admin: psycopg.Connection) -> Callable[[], None]:
    """`fill()`: what was asked for is done."""

    def work() -> None:
        with app.app_context():
            jobs.run_waiting()
        assert admin.execute("SELECT job FROM outbox WHERE attempts > 0").fetchall() == []

    return work


@pytest.fixture
def rows_of(admin: psycopg.Connection) -> Callable[[int], dict[str, int]]:
    """`rows_of(tenant_id)`: how many rows it has in each table that has any."""

    def count(tenant_id: int) -> dict[str, int]:
        tables: list[Any] = admin.execute(
            "SELECT relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attname = 'tenant_id'"
            " AND NOT attisdropped WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        each = " UNION ALL ".join(
            f"SELECT '{t}', count(*) FROM \"{t}\" WHERE tenant_id = {tenant_id}" for (t,) in tables
        )
        return {name: n for name, n in admin.execute(each).fetchall() if n}

    return count


@pytest.fixture
def room_id(world: World) -> int:
    return room_of(world.a.tenant_id)

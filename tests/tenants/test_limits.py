"""Knocking too often is refused; a counter that is away refuses nobody."""

from dataclasses import replace

import pytest

from slrt.app import create_app
from tenants import access, limits


def house(settings, **flask):
    app = create_app(replace(settings, flask=settings.flask | {"RATELIMIT_ENABLED": True} | flask))
    app.add_url_rule("/uji/ketuk", "knock", access.public(limits.per_address("3 per minute")(knock)))
    return app


def knock():
    return "masuk"


@pytest.mark.parametrize("away", [False, True])
def test_the_fourth_knock_in_a_minute_is_refused(settings, app, monkeypatch, away):
    monkeypatch.setattr(limits._limiter, "enabled", False)  # one limiter per process: put back afterwards
    more = {"RATELIMIT_STORAGE_URI": "redis+unix:///nonexistent/valkey.sock"} if away else {}
    client = house(settings, **more).test_client()
    at = {"REMOTE_ADDR": "10.0.0.8" if away else "10.0.0.7"}
    answers = [client.get("/uji/ketuk", environ_base=at) for _ in range(4)]
    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3].headers["Retry-After"]) <= 61
    assert "Retry-After" not in answers[0].headers
    assert client.get("/uji/ketuk", environ_base={"REMOTE_ADDR": "10.0.0.9"}).status_code == 200

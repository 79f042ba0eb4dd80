"""API tokens: shown once, kept as a hash, dead when revoked."""

import re

import pytest

from foundation.db import db
from tenants.models import ApiToken


def made_by(client):
    page = client.post("/token", data={"name": "tarikan harian"}).text
    return re.search(r"slrt_[\w-]{43}", page)[0]


def test_a_token_works_in_the_name_of_its_maker_until_revoked(doors, browser_of, world):
    client = browser_of(world.a.front_office)
    token = made_by(client)
    bearer = {"Authorization": f"Bearer {token}"}
    assert doors.test_client().get("/api/v1/siapa", headers=bearer).text == world.a.front_office.name
    page = client.get("/token").text
    assert "tarikan harian" in page
    assert token not in page
    client.post(re.search(r"/token/\d+/cabut", page)[0])
    assert doors.test_client().get("/api/v1/siapa", headers=bearer).status_code == 401
    assert "Dicabut" in client.get("/token").text


def test_the_database_keeps_only_a_hash(as_, browser_of, world):
    token = made_by(browser_of(world.a.front_office))
    with as_(world.a.front_office):
        assert token.encode() not in db.session.query(ApiToken).one().token_hash


@pytest.mark.parametrize("who", [lambda w: w.a.manager, lambda w: w.b.front_office])
def test_nobody_revokes_or_sees_anothers_token(browser_of, world, who):
    client = browser_of(world.a.front_office)
    made_by(client)
    place = re.search(r"/token/\d+/cabut", client.get("/token").text)[0]
    other = browser_of(who(world))
    assert other.post(place).status_code == 404
    assert "tarikan harian" not in other.get("/token").text


@pytest.mark.parametrize("who", [lambda w: w.a.health_office_officer, lambda w: w.province, lambda w: w.ministry])
def test_every_reader_can_make_a_token(browser_of, world, who):
    assert made_by(browser_of(who(world)))


def test_a_token_without_a_name_is_refused_at_the_field(browser_of, world):
    answer = browser_of(world.a.front_office).post("/token", data={"name": " "})
    assert answer.status_code == 422
    assert "Belum diisi" in answer.text

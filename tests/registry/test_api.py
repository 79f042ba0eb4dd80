"""People through the API: found, recorded once, shown masked."""

from uuid import uuid4

import pytest

from tests.caller import calls, is_problem
from tests.registry.people import CLEAR, JUNAIDI, NIK, another, typed

__all__ = ["calls"]


def test_a_person_is_recorded_found_and_shown_masked(calls, world):
    desk = calls(world.a.front_office)
    assert desk.post("/persons/search", {"q": NIK}).json == {"items": [], "next": None}
    made = desk.post("/persons", JUNAIDI)
    assert made.status_code == 201
    shown = desk.client.get(made.headers["Location"], headers=desk.headers)
    assert shown.json == made.json
    assert shown.json["nik_masked"].startswith("1906")
    assert shown.json["birth_date"] == "1972-04-04"
    found = desk.post("/persons/search", {"q": NIK})
    assert [row["name"] for row in found.json["items"]] == ["Junaidi"]
    for answer in (made, shown, found):
        assert not [number for number in CLEAR if number in answer.text]


def test_the_same_key_records_once_and_other_words_under_it_are_refused(calls, world):
    desk, key = calls(world.a.front_office), uuid4()
    first, again = (desk.post("/persons", JUNAIDI, key) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["id"] == again.json["id"]
    is_problem(desk.post("/persons", typed(name="Lain"), key), 409, "request_key_reused")
    is_problem(desk.post("/persons", another(), key=""), 400, "request_key_missing")


def test_a_nik_that_somebody_has_is_a_conflict_at_the_field(calls, world):
    desk = calls(world.a.front_office)
    desk.post("/persons", JUNAIDI)
    assert is_problem(desk.post("/persons", typed(name="Lain")), 409, "nik_taken")["field"] == "nik"


def test_wrong_input_is_named_field_by_field(calls, world):
    desk = calls(world.a.front_office)
    wrong = {"name": "J", "nik": "12", "phone": "1", "village_code": "19", "role": "admin"}
    errors = is_problem(desk.post("/persons", wrong), 422, "invalid")["errors"]
    assert {"name", "nik", "phone", "address", "village_code", "role"} <= set(errors)
    assert all(isinstance(words, list) and all(isinstance(w, str) for w in words) for words in errors.values())
    assert set(is_problem(desk.post("/persons/search", {"q": ""}), 422)["errors"]) == {"q"}
    assert is_problem(desk.post("/persons", typed(village_code="33.11.01.2001")), 422)["field"] == "village_code"


def test_a_long_list_of_namesakes_goes_on_where_it_stopped(calls, world):
    desk = calls(world.a.front_office)
    for number in range(22):
        assert desk.post("/persons", another(name=f"Siti {number:02}")).status_code == 201
    first = desk.post("/persons/search", {"q": "siti"}).json
    second = desk.post("/persons/search", {"q": "siti", "after": first["next"]}).json
    assert (len(first["items"]), len(second["items"]), second["next"]) == (20, 2, None)
    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}
    is_problem(desk.post("/persons/search", {"q": "siti", "after": "x"}), 400, "bad_cursor")


def test_another_district_does_not_know_the_person(calls, world):
    person = calls(world.a.front_office).post("/persons", JUNAIDI).json["id"]
    elsewhere = calls(world.b.front_office)
    is_problem(elsewhere.get(f"/persons/{person}"), 404, "not_found")
    assert elsewhere.post("/persons/search", {"q": "Junaidi"}).json["items"] == []


@pytest.mark.parametrize("role", ["health_office_officer", "administrator"])
def test_who_may_not_see_people_is_refused(calls, world, role):
    caller = calls(getattr(world.a, role))
    is_problem(caller.get("/persons/1"), 403)
    is_problem(caller.post("/persons", JUNAIDI), 403)
    is_problem(caller.post("/persons/search", {"q": "Junaidi"}), 403)


def test_without_a_good_token_nothing_is_said(calls, world):
    stranger = calls(None)
    answer = stranger.get("/persons/1")
    is_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    stranger.headers = {"Authorization": "Bearer slrt_made-up"}
    is_problem(stranger.get("/persons/1"), 401)
    is_problem(stranger.post("/persons", JUNAIDI), 401)

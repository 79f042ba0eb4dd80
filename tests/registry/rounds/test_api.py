"""A round from proposal to approval by programs: what the page refuses is refused here too, in the same words."""

import pytest

from foundation.db import db
from tests.caller import calls, is_problem
from tests.registry import people

__all__ = ["calls"]
OPEN = {"village_code": people.LALANG, "basis": "musdes", "cut_off_on": "2026-03-17"}
MINUTES = {
    "number": "140/07", "held_on": "2026-03-05", "held_at": "Balai Desa", "chair": "Suharti",
    "attendance": "Suharti, Ketua RT\nMarno",
}  # fmt: skip
PROPOSED = {"kind": "in", "programme": "pkh", "reason": "agreed"}


@pytest.fixture
def junaidi(world, as_) -> int:
    with as_(world.a.front_office):
        number = people.record(people.typed()).id
        db.session.commit()
    return number


@pytest.fixture
def begun(calls, world) -> int:
    return calls(world.a.back_office).post("/rounds", OPEN).json["id"]


def test_a_round_goes_its_way_by_programs(calls, world, junaidi, one_time_code):
    desk = calls(world.a.back_office)
    made = desk.post("/rounds", OPEN)
    assert (made.status_code, made.json["state"], made.json["moves"]) == (201, "draft", ["hold", "cancel"])
    path = f"/rounds/{made.json['id']}"
    assert made.headers["Location"].endswith(path)
    item = desk.post(f"{path}/items", PROPOSED | {"person_id": junaidi})
    assert (item.status_code, item.json["name"], item.json["nik_masked"]) == (201, "Junaidi", "1906••••••••0001")
    seen = {"finding": "fits", "visited_on": "2026-03-04"}
    assert desk.post(f"{path}/items/{item.json['id']}/visit", seen).json["finding"] == "fits"
    held = desk.post(f"{path}/minutes", MINUTES | {"version": made.json["version"]})
    assert (held.json["state"], held.json["attendance"]) == ("held", ["Suharti, Ketua RT", "Marno"])
    version = held.json["version"]
    for member, name in (
        (world.a.village_head, "sign_village"),
        (world.a.verifier, "verify"),
        (world.a.head, "approve"),
    ):
        program, step = calls(member), {"version": version}
        assert is_problem(program.post(f"{path}/moves/{name}", step), 422)["code"] == "code_needed"
        taken = program.post(f"{path}/moves/{name}", step | {"code": one_time_code()})
        assert taken.status_code == 200, taken.text
        version = taken.json["version"]
    sent = desk.post(f"{path}/moves/send", {"version": version, "note": "Diunggah operator"})
    assert sent.json["state"] == "sent"
    assert [each["move"] for each in sent.json["events"]] == ["hold", "sign_village", "verify", "approve", "send"]
    line = {
        "item_id": item.json["id"],
        "answer": "accepted",
        "answered_on": "2026-03-25",
        "desil": 2,
        "status": "active",
    }
    done = desk.post(f"{path}/answers", {"answers": [line]})
    assert (done.status_code, done.json) == (200, {"recorded": 1})
    shown = desk.get(path).json
    assert (shown["items"][0]["answer"], shown["items"][0]["answer_desil"]) == ("accepted", 2)
    finished = desk.post(f"{path}/moves/finish", {"version": shown["version"]})
    assert finished.json["state"] == "answered"
    assert people.NIK not in finished.text


def test_the_same_key_begins_one_round(calls, world):
    desk, key = calls(world.a.back_office), "00000000-0000-4000-8000-000000000001"
    first, again = (desk.post("/rounds", OPEN, key=key) for _time in (1, 2))
    assert first.json["id"] == again.json["id"]
    assert len(desk.get("/rounds").json["items"]) == 1
    is_problem(desk.post("/rounds", OPEN | {"basis": "sptjm"}, key=key), 409)


def test_lists_go_page_by_page_and_by_state(calls, world, begun):
    desk = calls(world.a.back_office)
    listed = desk.get("/rounds", state="draft").json
    assert ([each["id"] for each in listed["items"]], listed["next"]) == ([begun], None)
    assert desk.get("/rounds", state="sent").json["items"] == []
    is_problem(desk.get("/rounds", state="lain"), 422)
    is_problem(desk.get("/rounds", after="x"), 400, "bad_cursor")


def test_refusals_are_those_of_the_page(calls, world, begun, junaidi):
    desk, path = calls(world.a.back_office), f"/rounds/{begun}"
    assert is_problem(desk.post(f"{path}/items", PROPOSED | {"person_id": junaidi, "reason": "deceased"}), 422)
    made = desk.post(f"{path}/items", PROPOSED | {"person_id": junaidi}).json
    is_problem(desk.post(f"{path}/items", PROPOSED | {"person_id": junaidi}), 409, "proposed")
    dropped = desk.post(f"{path}/items/{made['id']}/drop", {"note": "Salah orang"})
    assert dropped.json["dropped"] == "Salah orang"
    is_problem(desk.post(f"{path}/minutes", MINUTES | {"version": 1}), 409, "in_the_way")
    is_problem(desk.post(f"{path}/answers", {"answers": []}), 409, "not_now")
    is_problem(calls(world.a.front_office).get("/rounds"), 403)
    is_problem(calls(world.a.verifier).post(f"{path}/moves/cancel", {"version": 1, "note": "Tidak jadi"}), 403)
    for method, door in (("get", path), ("post", f"{path}/items")):
        other = calls(world.b.back_office)
        answer = other.get(door) if method == "get" else other.post(door, PROPOSED | {"person_id": 1})
        is_problem(answer, 404, "not_found")
    assert calls(world.b.back_office).get("/rounds").json["items"] == []


def test_a_village_elsewhere_begins_nothing(calls, world):
    is_problem(calls(world.a.back_office).post("/rounds", OPEN | {"village_code": people.WERU}), 422)

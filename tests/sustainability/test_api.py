"""The room for programs: the same rules and words as its pages, for money, foundations, index and lessons."""

import pytest

from sustainability.kinds import KINDS
from tests.caller import calls
from tests.sustainability.test_foundations import TYPED as RECORDS

__all__ = ["calls"]
LINE = {
    "year": 2027, "source": "apbd_district", "item": "facilitators", "planned": 0, "committed": 240_000_000,
    "realised": 0, "document": "DPA 2027",
}  # fmt: skip
LESSON = {
    "title": "Fasilitator dibayar APBDes", "topic": "funding", "problem": "Honor berhenti", "done": "Perbup terbit",
    "cost": 124_800_000, "result": "29 dari 31 bekerja lagi",
}  # fmt: skip


def test_money_is_put_and_read_and_a_stale_entry_is_told(world, calls):
    program = calls(world.a.manager)
    put = program.put("/sustainability/money/lines", LINE)
    assert (put.status_code, put.json["committed"]) == (200, 240_000_000)
    stale = program.put("/sustainability/money/lines", LINE)
    assert (stale.status_code, stale.json["code"]) == (409, "stale")
    changed = program.put("/sustainability/money/lines", LINE | {"committed": 1, "version": put.json["version"]})
    assert changed.json["committed"] == 1
    needs = program.put("/sustainability/money/needs", {"year": 2027, "facilitators": 300})
    assert needs.json["needs"]["facilitators"] == 300
    (year,) = program.get("/sustainability/money").json["items"]
    assert (year["year"], year["need"], year["certain"], year["gap"]) == (2027, 300, 1, 299)
    assert program.get("/sustainability/money/1999").status_code == 404
    bad = program.put("/sustainability/money/lines", LINE | {"committed": -1, "document": ""})
    assert bad.status_code == 422
    assert "committed" in bad.json["errors"]
    assert calls(world.b.manager).get("/sustainability/money").json["items"] == []


@pytest.mark.parametrize("word", RECORDS)
def test_each_kind_of_foundation_is_added_listed_and_changed(world, calls, word):
    program, path = calls(world.a.manager), f"/sustainability/foundations/{KINDS[word].name}"
    made = program.post(path, RECORDS[word], key="7c9e6679-7425-40de-944b-e07fc1f90ae7")
    assert made.status_code == 201, made.json
    again = program.post(path, RECORDS[word], key="7c9e6679-7425-40de-944b-e07fc1f90ae7")
    assert again.json["id"] == made.json["id"]
    assert [each["id"] for each in program.get(path).json["items"]] == [made.json["id"]]
    one = f"{path}/{made.json['id']}"
    changed = program.put(one, {**RECORDS[word], "version": made.json["version"]})
    assert changed.status_code == 200, changed.json
    assert program.put(one, {**RECORDS[word], "version": made.json["version"]}).json["code"] == "stale"
    assert calls(world.b.manager).get(one).status_code == 404
    assert calls(world.a.front_office).get(path).status_code == 403


def test_parts_belong_to_their_record_and_places_to_the_district(world, calls):
    program = calls(world.a.manager)
    desk = program.post("/sustainability/foundations/puskesos", RECORDS["puskesos"]).json["id"]
    money = {"year": 2026, "source": "village", "amount": 12_000_000}
    path = "/sustainability/foundations/puskesos_funding"
    made = program.post(f"{path}?parent_id={desk}", money)
    assert made.status_code == 201, made.json
    assert program.get(path, parent_id=desk).json["items"][0]["values"]["amount"] == 12_000_000
    assert program.post(f"{path}?parent_id=999", money).status_code == 404
    elsewhere = {"village_code": "33.11.01.2001", "opened_on": "2019-02-01"}
    refused = program.post("/sustainability/foundations/puskesos", elsewhere)
    assert (refused.status_code, refused.json["field"]) == (422, "village_code")


def test_the_index_says_what_it_was_made_from_and_is_stored(world, calls):
    program = calls(world.a.manager)
    program.post("/sustainability/foundations/legal_basis", RECORDS["dasar-hukum"])
    now = program.get("/sustainability/index").json
    law = next(each for each in now["dimensions"] if each["slug"] == "law")
    assert {each["slug"]: each["points"] for each in law["indicators"]}["legal_basis"] == 8_000
    stored = program.post("/sustainability/index/scores").json
    assert stored["points"] == now["points"]
    assert program.post("/sustainability/index/scores").json["id"] == stored["id"]
    assert program.get("/sustainability/index/scores").json["items"] == [stored]
    assert program.get(f"/sustainability/index/scores/{stored['id']}").json == stored
    assert calls(world.b.manager).get(f"/sustainability/index/scores/{stored['id']}").status_code == 404


def test_a_lesson_goes_the_whole_way_by_program(world, calls):
    writer, manager, above = (calls(who) for who in (world.a.supervisor, world.a.manager, world.province))
    note = writer.post("/lessons/own", LESSON).json
    refused = writer.put(f"/lessons/own/{note['id']}", LESSON | {"done": "NIK 1906010101720001", "version": 1})
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["done"])
    steps = f"/lessons/own/{note['id']}/steps"
    proposed = writer.post(steps, {"move": "propose", "version": note["version"]}).json
    assert writer.post(steps, {"move": "approve", "version": proposed["version"]}).status_code == 403
    assert above.get("/lessons/review").json["items"] == []
    approved = manager.post(steps, {"move": "approve", "version": proposed["version"]}).json
    assert approved["state"] == "submitted"
    (waiting,) = above.get("/lessons/review").json["items"]
    assert (waiting["district"], "drafted_name" in waiting) == ("Belitung Timur", False)
    review = f"/lessons/review/{note['id']}"
    assert above.post(f"{review}/publication", {}).status_code == 422
    copy = above.post(f"{review}/publication", {"looked": True}).json["id"]
    assert above.post(f"{review}/publication", {"looked": True}).status_code == 409

    reader = calls(world.b.manager)
    assert [each["id"] for each in reader.get("/lessons", q="fasil").json["items"]] == [copy]
    assert reader.post(f"/lessons/{copy}/thanks").json["thanks"] == 1
    asked = reader.post(f"/lessons/{copy}/questions", {"question": "Siapa yang menyusun?"}).json
    question = f"/lessons/{copy}/questions/{asked['questions'][0]['id']}/answer"
    assert reader.put(question, {"answer": "Kami"}).status_code == 404
    assert writer.put(question, {"answer": "Bagian hukum"}).json["questions"][0]["answer"] == "Bagian hukum"
    assert above.post(f"{review}/withdrawal", {"remark": "Keliru"}).json["state"] == "withdrawn"
    assert reader.get(f"/lessons/{copy}").status_code == 404
    assert reader.get("/lessons/meetings").json == {"items": [], "next": None}

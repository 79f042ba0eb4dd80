"""The whole story through the API, each step with a token of the role that takes it."""

from uuid import uuid4

import pytest
from pyotp.totp import TOTP

from tests.caller import calls, is_problem
from tests.cases.conftest import WAY
from tests.world import TOTP_SECRET

__all__ = ["calls"]

PERSON = {
    "name": "Junaidi", "nik": "1906 0144 0472 0001", "phone": "0812 3456 4410", "email": "junaidi@contoh.test",
    "address": "Dusun Lalang II RT 04", "village_code": "19.06.01.2001",
}  # fmt: skip
INTAKE = {
    "case_type": "pbi_reactivation", "kind": "complaint", "summary": "KIS nonaktif, harus cuci darah",
    "story": "Suami saya ditolak waktu mau cuci darah.", "village_code": "19.06.01.2001", "consent_share": True,
}  # fmt: skip


@pytest.fixture
def desk(calls, world, mailbox):
    return calls(world.a.front_office)


@pytest.fixture
def back(calls, world):
    return calls(world.a.back_office)


@pytest.fixture
def manager(calls, world, one_time_code):
    one_time_code()  # this test may spend the present one
    return calls(world.a.manager)


def register(desk, **changes):
    person = desk.post("/persons", {**PERSON, **changes.pop("person", {})}).json["id"]
    made = desk.post("/cases", {**INTAKE, **changes, "person_id": person})
    assert made.status_code == 201, made.text
    return made.json


def moved(caller, case, name, note="", **asked):
    said = {"note": note, "version": case["version"], **asked}
    if asked:
        answer = caller.post(f"/cases/{case['id']}/moves/{name}", said)
    else:
        answer = caller.post(f"/cases/{case['id']}/moves", {"move": name, **said})
    assert answer.status_code == 200, answer.text
    return answer.json


def decided(desk, back, manager, **changes):
    case = register(desk, **changes)
    for name, note in WAY:
        case = moved(manager if name == "decide" else back, case, name, note)
    return case


def referral_of(case, agency, **changes):
    usual = {
        "service": "Jadwal cuci darah", "fields": ["name", "village", "summary"], "version": case["version"],
        "code": TOTP(TOTP_SECRET).now(),
    }  # fmt: skip
    return {"agency_id": agency, **usual, **changes}


def test_a_case_goes_from_the_counter_to_the_agency_and_back(calls, world, story, desk, back, manager):
    case = decided(desk, back, manager)
    agencies = {agency["kind"]: agency["id"] for agency in back.get("/agencies").json["items"]}
    assert agencies == world.a.agencies
    sent = manager.post(f"/cases/{case['id']}/referrals", referral_of(case, agencies["health_office"]))
    assert sent.status_code == 201, sent.text

    officer = calls(world.a.health_office_officer)
    (row,) = officer.get("/referrals").json["items"]
    assert (row["id"], row["name"], row["state"]) == (sent.json["id"], "Junaidi", "sent")
    address = f"/referrals/{row['id']}"
    seen = officer.get(address).json
    assert set(seen["shared"]) == {"name", "village", "summary"}
    letter = officer.get(f"/letters/{seen['letter_id']}/pdf")
    assert letter.content_type == "application/pdf"
    assert letter.data.startswith(b"%PDF-")
    taken = officer.post(f"{address}/accept", {"version": seen["version"], "note": "Kami jadwalkan"})
    assert taken.json["state"] == "accepted"
    answer = {"version": taken.json["version"], "result": "granted", "note": "Dijadwalkan Senin"}
    assert officer.post(f"{address}/answer", answer).json["result"] == "granted"
    assert officer.get("/referrals").json["items"] == []
    assert [each["id"] for each in officer.get("/referrals", state="over").json["items"]] == [row["id"]]

    story.run_jobs()
    case = back.get(f"/cases/{case['id']}").json
    assert case["state"] == "answered"
    assert case["moves"][0] == {"name": "inform", "label": "Sampaikan hasil kepada warga", "note_required": True,
                                "asks": True}  # fmt: skip
    assert "Dijadwalkan Senin" in case["steps"][-1]["note"]
    case = moved(back, case, "inform", "KIS aktif", channel="phone")
    case = moved(back, case, "record_feedback", "Terima kasih", satisfied="yes")
    assert moved(back, case, "close")["state"] == "closed"
    followed = calls(None).post("/follow", {"code": case["code"].lower(), "last4": "0001"})
    assert followed.status_code == 200
    assert followed.json["state"] == "closed"
    assert "Junaidi" not in followed.text
    assert [each["id"] for each in desk.get("/cases", state="closed").json["items"]] == [case["id"]]


def test_an_agency_declines_and_says_whose_it_is(calls, world, story, desk, back, manager):
    case = decided(desk, back, manager)
    sent = manager.post(f"/cases/{case['id']}/referrals", referral_of(case, world.a.agencies["civil_registry"])).json
    officer = calls(world.a.civil_registry_officer)
    said = {"version": sent["version"], "reason": "Bukan kewenangan kami", "competent": "Dinas Sosial"}
    assert officer.post(f"/referrals/{sent['id']}/decline", said).json["state"] == "declined"
    is_problem(officer.post(f"/referrals/{sent['id']}/decline", said), 409, "stale")
    story.run_jobs()
    (card,) = back.get(f"/cases/{case['id']}").json["referrals"]
    assert card["steps"][-1]["competent"] == "Dinas Sosial"


def test_an_agency_sees_only_what_is_addressed_to_it(calls, world, desk, back, manager):
    case = decided(desk, back, manager)
    sent = manager.post(f"/cases/{case['id']}/referrals", referral_of(case, world.a.agencies["health_office"])).json
    other = calls(world.a.civil_registry_officer)
    assert other.get("/referrals").json["items"] == []
    is_problem(other.get(f"/referrals/{sent['id']}"), 404)
    is_problem(other.post(f"/referrals/{sent['id']}/accept", {"version": 1}), 404)
    is_problem(other.get("/letters/1/pdf"), 404)
    is_problem(other.get(f"/cases/{case['id']}"), 403)


def test_another_district_knows_nothing_of_it(calls, world, desk, back, manager):
    case = decided(desk, back, manager)
    sent = manager.post(f"/cases/{case['id']}/referrals", referral_of(case, world.a.agencies["health_office"])).json
    chief, officer = calls(world.b.manager), calls(world.b.health_office_officer)
    assert chief.get("/cases").json["items"] == []
    is_problem(chief.get(f"/cases/{case['id']}"), 404)
    is_problem(chief.post(f"/cases/{case['id']}/take"), 404)
    is_problem(chief.post(f"/cases/{case['id']}/moves", {"move": "handle", "version": 1}), 404)
    is_problem(chief.post(f"/cases/{case['id']}/referrals", referral_of(case, 1)), 404)
    is_problem(chief.get("/letters/1/pdf"), 404)
    is_problem(officer.get(f"/referrals/{sent['id']}"), 404)
    is_problem(officer.post(f"/referrals/{sent['id']}/accept", {"version": 1}), 404)
    person = {
        **INTAKE,
        "village_code": "33.11.01.2001",
        "person_id": back.get(f"/cases/{case['id']}").json["person"]["id"],
    }
    is_problem(calls(world.b.front_office).post("/cases", person), 404)


def test_the_wrong_role_is_told_so(calls, world, desk, back):
    case = register(desk)
    is_problem(desk.post(f"/cases/{case['id']}/take"), 403)
    is_problem(back.post(f"/cases/{case['id']}/referrals", referral_of(case, 1)), 403)
    is_problem(
        desk.post(f"/cases/{case['id']}/moves", {"move": "accept", "version": case["version"]}), 403, "forbidden"
    )
    is_problem(desk.get("/referrals"), 403)
    for reader in (world.province, world.ministry, world.a.administrator):
        caller = calls(reader)
        is_problem(caller.get("/cases"), 403)
        is_problem(caller.get(f"/cases/{case['id']}"), 403)
        is_problem(caller.post("/cases", {}), 403)
        is_problem(caller.get("/letters/1/pdf"), 404)


def test_wrong_input_is_named_field_by_field(desk):
    errors = is_problem(desk.post("/cases", {"case_type": "x", "kind": 1, "summary": "a" * 161}), 422, "invalid")[
        "errors"
    ]
    assert set(errors) == {"case_type", "kind", "summary", "village_code", "person_id"}
    person = desk.post("/persons", PERSON).json["id"]
    wrong = {**INTAKE, "person_id": person, "village_code": "33.11.01.2001"}
    assert is_problem(desk.post("/cases", wrong), 422)["field"] == "village_code"
    assert set(is_problem(desk.get("/cases", state="x", village="19"), 422)["errors"]) == {"state", "village"}
    is_problem(desk.get("/cases", after="x"), 400, "bad_cursor")
    assert desk.get("/cases").json["items"] == []  # nothing was half kept


def test_what_is_not_a_json_object_is_refused(desk):
    is_problem(desk.post("/cases", data="a=1", content_type="application/x-www-form-urlencoded"), 415)
    is_problem(desk.post("/cases", data="{", content_type="application/json"), 400)
    is_problem(desk.post("/cases", data="", content_type="application/json"), 400)
    is_problem(desk.post("/cases", []), 422)


def test_a_step_from_a_stale_reading_or_out_of_turn_changes_nothing(desk, back):
    case = register(desk)
    first = moved(back, case, "accept")
    is_problem(back.post(f"/cases/{case['id']}/moves", {"move": "accept", "version": case["version"]}), 409, "stale")
    late = {"move": "close", "note": "x", "version": first["version"]}
    is_problem(back.post(f"/cases/{case['id']}/moves", late), 409, "illegal_move")
    unsaid = {"note": "x", "version": first["version"]}
    errors = is_problem(back.post(f"/cases/{case['id']}/moves/record_visit", unsaid), 422, "invalid")["errors"]
    assert set(errors) == {"outcome", "visited_on"}
    silent = {"move": "check", "version": first["version"]}
    assert is_problem(back.post(f"/cases/{case['id']}/moves", silent), 422)["field"] == "note"
    assert back.get(f"/cases/{case['id']}").json["state"] == "checking"


def test_the_same_key_registers_once(desk):
    person, key = desk.post("/persons", PERSON).json["id"], uuid4()
    first, again = (desk.post("/cases", {**INTAKE, "person_id": person}, key) for _ in range(2))
    assert first.json == again.json
    assert len(desk.get("/cases").json["items"]) == 1
    is_problem(desk.post("/cases", {**INTAKE, "person_id": person, "summary": "Lain"}, key), 409, "request_key_reused")
    is_problem(desk.post("/cases", {**INTAKE, "person_id": person}, key=""), 400, "request_key_missing")


def test_the_queue_goes_on_where_it_stopped(desk):
    person = desk.post("/persons", PERSON).json["id"]
    for number in range(52):
        assert desk.post("/cases", {**INTAKE, "person_id": person, "summary": f"Ke {number}"}).status_code == 201
    first = desk.get("/cases").json
    second = desk.get("/cases", after=first["next"]).json
    assert (len(first["items"]), len(second["items"]), second["next"]) == (50, 2, None)
    assert not {row["id"] for row in first["items"]} & {row["id"] for row in second["items"]}
    assert desk.get("/cases", owner="me").json["items"] == []


def test_taking_a_case_makes_it_ones_own(desk, back):
    case = register(desk)
    assert back.post(f"/cases/{case['id']}/take").status_code == 200
    assert [row["id"] for row in back.get("/cases", owner="me").json["items"]] == [case["id"]]


def test_without_consent_nothing_is_referred(world, desk, back, manager):
    case = decided(desk, back, manager, consent_share=False)
    sent = manager.post(f"/cases/{case['id']}/referrals", referral_of(case, world.a.agencies["health_office"]))
    is_problem(sent, 422, "no_consent")


def test_a_wrong_code_and_wrong_digits_get_the_same_words(calls, desk):
    code = register(desk)["code"]
    stranger = calls(None)
    answers = [
        is_problem(stranger.post("/follow", {"code": each, "last4": digits}), 404)
        for each, digits in ((code, "9999"), ("BLT-26-999999", "0001"), ("XX-1", "0001"))
    ]
    assert answers[0] == answers[1] == answers[2]
    assert set(is_problem(stranger.post("/follow", {"code": code, "last4": "12"}), 422)["errors"]) == {"last4"}


def test_opening_a_case_is_written_down(admin, desk):
    case = register(desk)
    desk.get(f"/cases/{case['id']}")
    seen = admin.execute("SELECT count(*) FROM audit_entry WHERE action = 'case.viewed'").fetchone()
    assert seen == (1,)

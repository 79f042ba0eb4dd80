"""What is known, through the API: the same schemas, the same refusals, nothing of another's."""

import pytest

from foundation.db import db
from registry import queries
from tenants.models import AuditEntry
from tests.caller import calls, is_problem
from tests.registry.families import ECONOMY, HOUSE, LIFE, family
from tests.registry.people import CARD, CLEAR, GANTUNG, NIK, another, record

__all__ = ["calls"]

SEEN = {"observed_on": "2026-10-01", "source": "visit"}


@pytest.fixture
def lalang(world, as_) -> tuple[int, int, int]:
    with as_(world.a.front_office):
        ids = family()
        db.session.commit()
    return ids


def values(answer) -> dict:
    return {each["variable"]: each["value"] for each in answer.json["values"]}


def test_a_household_is_written_down_checked_and_made_final(calls, world, lalang):
    house, marwan, rohani = lalang
    program = calls(world.a.facilitator)
    findings = program.get(f"/households/{house}/findings").json
    assert (findings["ready"], findings["errors"]) == (False, [])
    assert {"floor", "spending_food"} <= {each["variable"] for each in findings["empty"]}
    for path, version, facts in (
        (f"/households/{house}", 1, {**HOUSE, **ECONOMY, "family_size": 2}),
        (f"/persons/{marwan}", 1, LIFE),
        (f"/persons/{rohani}", 1, {**LIFE, "support": 1}),
    ):
        made = program.post(f"{path}/observations", {**SEEN, "version": version, "facts": facts})
        assert made.status_code == 201, made.text
        assert values(made).items() >= {k: v for k, v in facts.items() if v is not None}.items()
    shown = program.get(f"/households/{house}").json
    assert [each["name"] for each in shown["members"]] == ["Marwan", "Rohani"]
    final = program.post(f"/households/{house}/final", {"version": shown["version"]})
    assert (final.status_code, final.json["ready"]) == (200, True)
    assert program.get(f"/households/{house}").json["record_state"] == "final"


def test_only_what_is_named_is_said_and_null_says_that_it_is_not_known_any_more(calls, world, lalang):
    _house, marwan, _rohani = lalang
    program = calls(world.a.front_office)
    first = program.post(
        f"/persons/{marwan}/observations", {**SEEN, "version": 1, "facts": {"illness": 2, "income": 5}}
    )
    again = {**SEEN, "version": first.json["version"], "observed_on": "2026-10-02", "facts": {"illness": None}}
    told = program.post(f"/persons/{marwan}/observations", again)
    assert (values(told)["illness"], values(told)["income"]) == (None, 5)
    is_problem(program.post(f"/persons/{marwan}/observations", again), 409, "stale")
    nameless = {**again, "version": told.json["version"], "facts": {"name": None}}
    assert is_problem(program.post(f"/persons/{marwan}/observations", nameless), 422)["field"] == "name"


def test_a_nik_that_was_not_known_may_follow_and_is_held_against_what_is_known(calls, world, as_, lalang, junaidi):
    _house, marwan, _rohani = lalang
    program = calls(world.a.facilitator)
    path, body = f"/persons/{marwan}/observations", {**SEEN, "version": 1}
    for nik, status, field in ((NIK, 409, "nik"), ("1906010605820001", 422, "nik"), ("1906014605810001", 422, "nik")):
        assert is_problem(program.post(path, {**body, "facts": {"nik": nik}}), status)["field"] == field
    told = program.post(path, {**body, "facts": {"nik": "1906010605810001", "phone": "0812 1111 2222"}})
    assert told.status_code == 201
    assert "1906010605810001" not in told.text
    shown = program.get(f"/persons/{marwan}").json
    assert (shown["nik_masked"], shown["nik_state"]) == ("1906••••••••0001", "unchecked")
    taken = {**SEEN, "version": 1, "facts": {"family_card": CARD}}
    with as_(world.a.front_office):
        other = record(another(name="Lain")).household_id
        db.session.commit()
    assert is_problem(program.post(f"/households/{other}/observations", taken), 409)["field"] == "family_card"


def test_the_state_on_a_day_and_the_history_of_a_variable_are_read_and_put_right(calls, world, lalang):
    _house, marwan, _rohani = lalang
    program = calls(world.a.front_office)
    path = f"/persons/{marwan}"
    program.post(f"{path}/observations", {**SEEN, "observed_on": "2026-02-01", "version": 1, "facts": {"illness": 8}})
    assert values(program.get(f"{path}/record", per="2026-03-01")) == {"illness": 8}
    assert values(program.get(f"{path}/record", per="2026-01-01")) == {}
    (line,) = program.get(f"{path}/history", variable="illness").json["items"]
    better = {**SEEN, "facts": {"illness": 6}, "note": "salah baca"}
    put = program.post(f"{path}/observations/{line['observation_id']}/correction", better)
    assert values(put)["illness"] == 6
    right, wrong = program.get(f"{path}/history", variable="illness").json["items"]
    assert (right["holds"], wrong["corrected"], wrong["words"]) == (True, True, "Stroke")
    both = {**better, "facts": {"illness": 6, "income": 1}}
    answer = program.post(f"{path}/observations/{line['observation_id']}/correction", both)
    assert "facts" in is_problem(answer, 422, "invalid")["errors"]
    is_problem(program.get(f"{path}/history", variable="password"), 404)


def test_a_status_a_programme_a_need_a_look_up_and_a_category_are_written_and_read(calls, world, lalang):
    house, _marwan, rohani = lalang
    program = calls(world.a.back_office)
    one, home = f"/persons/{rohani}", f"/households/{house}"
    status = {"desil": 2, "period": "2026-Q3", "received_on": "2026-10-02", "source": "siks_ng"}
    assert program.post(f"{home}/welfare", status).status_code == 201
    own, theirs = program.get(f"{one}/welfare").json["standings"]
    assert (own["own"], own["desil"], theirs["desil"], theirs["stale"]) == (True, None, 2, False)
    checked = {"checked_on": "2026-10-05", "answer": "active", "desil": 1, "period": "2026-Q3"}
    assert program.post(f"{one}/siks-checks", checked).json["operator_name"] == world.a.back_office.name
    assert program.get(f"{one}/welfare").json["standings"][0]["desil"] == 1, "the own one"
    pkh = {"programme": "pkh", "standing": "active", "valid_from": "2026-01-01", "source": "import",
           "amount": 600_000, "amount_every": "quarter"}  # fmt: skip
    assert is_problem(program.post(f"{one}/participations", pkh), 422)["field"] == "programme"
    made = program.post(f"{home}/participations", pkh).json
    is_problem(program.post(f"{home}/participations", pkh), 409, "running")
    ended = {"standing": "ended", "effective_on": "2026-09-30", "end_reason": "deceased", "source": "dukcapil"}
    over = program.post(f"/participations/{made['id']}/changes", {**ended, "version": made["version"]}).json
    assert (over["valid_until"], over["end_reason"]) == ("2026-09-30", "deceased")
    assert [each["id"] for each in program.get(f"{one}/participations").json["items"]] == [made["id"]]
    need = program.post(f"{one}/needs", {"kind": "elderly", "noted_on": "2026-10-01", "source": "visit"}).json
    met = {"state": "met", "closed_on": "2026-10-20", "version": need["version"]}
    assert program.post(f"/needs/{need['id']}/closing", met).json["state"] == "met"
    assert program.get(f"{one}/needs").json["items"][0]["closed_on"] == "2026-10-20"
    old = program.post(f"{one}/categories", {"category": "08", "since": "2026-10-01", "source": "visit"}).json
    assert old["scheme"] == "ppks"
    is_problem(program.post(f"{one}/categories", {"category": "08", "since": "2026-10-02", "source": "visit"}), 409)
    assert program.post(f"/categories/{old['id']}/ending", {"until": "2026-10-03"}).json["until"] == "2026-10-03"
    assert program.get(f"{one}/siks-checks").json["items"][0]["answer"] == "active"
    assert program.get(f"{one}/categories").json["items"][0]["until"] == "2026-10-03"


def test_numbers_come_back_masked_and_who_read_is_written_down(calls, world, as_, junaidi):
    program = calls(world.a.front_office)
    with as_(world.a.front_office):
        house = queries.get_person(junaidi).household_id
    for path, args in (
        (f"/persons/{junaidi}/record", {}), (f"/persons/{junaidi}/history", {"variable": "nik"}),
        (f"/persons/{junaidi}/needs", {}), (f"/households/{house}", {}), (f"/households/{house}/record", {}),
    ):  # fmt: skip
        answer = program.get(path, **args)
        assert answer.status_code == 200, path
        assert not [number for number in CLEAR if number in answer.text], path
    with as_(world.a.manager):
        actions = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert actions[-5:] == [
        "person.past_viewed", "person.history_viewed", "person.viewed", "household.viewed", "household.past_viewed",
    ]  # fmt: skip


POSTS = {
    "/persons/{p}/observations": {**SEEN, "version": 1, "facts": {"illness": 2}},
    "/households/{h}/observations": {**SEEN, "version": 1, "facts": {"floor": 2}},
    "/persons/{p}/observations/1/correction": {**SEEN, "facts": {"name": "X"}},
    "/persons/{p}/welfare": {"desil": 2, "period": "2026-Q3", "received_on": "2026-10-02", "source": "siks_ng"},
    "/persons/{p}/siks-checks": {"checked_on": "2026-10-05", "answer": "active"},
    "/households/{h}/participations": {"programme": "pkh", "standing": "active", "valid_from": "2026-01-01",
                                       "source": "visit"},
    "/persons/{p}/needs": {"kind": "elderly", "noted_on": "2026-10-01", "source": "visit"},
    "/persons/{p}/categories": {"category": "08", "since": "2026-10-01", "source": "visit"},
    "/persons/{p}/elsewhere": {"reason": "mencegah ganda"},
    "/households/{h}/final": {"version": 1},
}  # fmt: skip
GETS = ("/persons/{p}/record", "/households/{h}/record", "/households/{h}", "/households/{h}/findings",
        "/persons/{p}/welfare", "/persons/{p}/participations", "/households/{h}/needs", "/persons/{p}/siks-checks",
        "/persons/{p}/categories")  # fmt: skip


@pytest.mark.parametrize("reader", ["another tenant", "a facilitator elsewhere", "an agency"])
def test_who_may_not_see_them_learns_nothing(calls, world, as_, reader):
    with as_(world.a.front_office):
        person = record(another(name="Jauh", village_code=GANTUNG))
        db.session.commit()
        ids = {"p": person.id, "h": person.household_id}
    member = {
        "another tenant": world.b.front_office, "a facilitator elsewhere": world.a.facilitator,
        "an agency": world.a.health_office_officer,
    }[reader]  # fmt: skip
    program, status = calls(member), 403 if reader == "an agency" else 404
    for path, body in POSTS.items():
        is_problem(program.post(path.format(**ids), body), status)
    for path in GETS:
        is_problem(program.get(path.format(**ids)), status)


def test_who_may_only_read_does_not_write(calls, world, lalang):
    program = calls(world.a.supervisor)
    ids = {"h": lalang[0], "p": lalang[2]}
    for path, body in POSTS.items():
        is_problem(program.post(path.format(**ids), body), 403)
    for path in GETS:
        assert program.get(path.format(**ids)).status_code == 200

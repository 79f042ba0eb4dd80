"""The exit plan for programs: what a page can do, with the same schemas; approving stays with people."""

from uuid import uuid4

from tests.caller import calls, is_problem
from tests.sustainability.conftest import ACTION, GOAL

__all__ = ["calls"]


def test_a_program_writes_a_plan_and_follows_it(world, calls):
    program = calls(world.a.manager)
    is_problem(program.get("/exit-plan"), 404)
    made = program.post("/exit-plan", GOAL).get_json()
    assert (made["state"], made["edition"], made["version"]) == ("draft", 1, 1)
    is_problem(program.post("/exit-plan", GOAL), 409, "stale")
    key = uuid4()
    added = program.post("/exit-plan/actions", ACTION, key)
    assert added.status_code == 201
    assert program.post("/exit-plan/actions", ACTION, key).get_json() == added.get_json()
    one = added.get_json()
    assert (one["cost"], one["year"], one["source"]) == (25_000_000, 2027, "apbd_district")
    path = f"/exit-plan/actions/{one['id']}"
    changed = program.post(path, ACTION | {"cost": 5, "version": one["version"]}).get_json()
    assert changed["cost"] == 5
    is_problem(program.post(path, ACTION | {"version": one["version"]}), 409, "stale")
    done = {"state": "done", "done_on": "2026-11-02", "evidence": "RKPD", "version": changed["version"]}
    assert program.post(f"{path}/progress", done).get_json()["state"] == "done"
    assert [each["id"] for each in program.get("/exit-plan/actions").get_json()["items"]] == [one["id"]]
    moved = program.post("/exit-plan/moves", {"move": "submit", "version": made["version"]}).get_json()
    assert moved["state"] == "submitted"
    is_problem(program.post(path, ACTION | {"version": 9}), 409, "not_draft")


def test_a_program_cannot_approve(world, calls):
    calls(world.a.manager).post("/exit-plan", GOAL)
    calls(world.a.manager).post("/exit-plan/actions", ACTION)
    calls(world.a.manager).post("/exit-plan/moves", {"move": "submit", "version": 1})
    step = {"move": "approve_social", "version": 2}
    is_problem(calls(world.a.head).post("/exit-plan/moves", step), 422, "code_needed")
    is_problem(calls(world.a.manager).post("/exit-plan/moves", step), 403)


def test_what_makes_no_sense_is_named(world, calls):
    program = calls(world.a.manager)
    program.post("/exit-plan", GOAL)
    for typed, field in (
        ({"cost": -1}, "cost"), ({"cost": 10**15}, "cost"), ({"agency_id": 999, "office": None}, "agency_id"),
        ({"due_on": "2026-02-30"}, "due_on"), ({"year": 2099}, "year"), ({"source": "x"}, "source"),
    ):  # fmt: skip
        problem = is_problem(program.post("/exit-plan/actions", ACTION | typed), 422)
        assert field in (problem.get("field"), *problem.get("errors", {})), typed


def test_another_districts_plan_is_not_there(world, calls, begun):
    (action_id,) = begun(world.a.manager)
    stranger = calls(world.b.manager)
    is_problem(stranger.get("/exit-plan"), 404)
    is_problem(stranger.get(f"/exit-plan/actions/{action_id}"), 404)
    is_problem(stranger.post(f"/exit-plan/actions/{action_id}", ACTION | {"version": 1}), 404)
    is_problem(calls(world.a.front_office).get("/exit-plan"), 403)
    is_problem(calls(None).get("/exit-plan"), 401)

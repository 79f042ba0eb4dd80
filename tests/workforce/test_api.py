"""Equipment and training for programs: what the pages can do, with the same schemas and permissions."""

from uuid import uuid4

import pytest

from tests.caller import is_problem
from tests.workforce.conftest import TODAY
from workforce.courses import NATIONAL_SLUGS

TABLET = {"kind": "tablet", "label": "Samsung Tab A8", "serial": "r52n-001", "funding": "state"}
HELD = {
    "place": "Aula Dinas Sosial Manggar", "first_day": "2026-03-02", "last_day": "2026-03-03", "trainers": "Dr. Rina",
    "courses": list(NATIONAL_SLUGS),
}  # fmt: skip


@pytest.fixture
def program(world, calls):
    return calls(world.a.manager)


def test_a_program_adds_a_thing_and_moves_it(program, hired):
    siti, key = hired(), uuid4()
    added = program.post("/equipment", TABLET, key)
    assert added.status_code == 201
    assert program.post("/equipment", TABLET, key).get_json() == added.get_json()
    one = added.get_json()["item"]
    assert (one["serial"], one["state"], one["version"]) == ("R52N-001", "store", 1)
    assert "handed_over" in added.get_json()["possible"]
    path = f"/equipment/{one['id']}/moves"
    move = {"move": "handed_over", "day": TODAY.isoformat(), "worker": siti, "version": 1}
    moved = program.post(path, move).get_json()
    assert (moved["item"]["holder"], moved["item"]["holder_id"]) == ("Siti Rahma", siti)
    assert [each["move"] for each in moved["moves"]] == ["handed_over", "added"]
    is_problem(program.post(path, move), 409, "stale")
    is_problem(program.post(path, move | {"version": 2}), 409, "not_now")
    is_problem(program.post("/equipment", TABLET), 409, "known")
    assert program.get("/equipment/totals").get_json()["items"] == [
        {"kind": "tablet", "all": 1, "by_state": {"held": 1}}
    ]


def test_equipment_is_read_page_by_page_and_narrowed(program, monkeypatch):
    monkeypatch.setattr("workforce.queries.equipment.equipment.__defaults__", ("", "", None, 2))
    ids = [program.post("/equipment", TABLET | {"serial": f"T-{n}"}).get_json()["item"]["id"] for n in range(3)]
    first = program.get("/equipment").get_json()
    assert [each["id"] for each in first["items"]] == ids[:0:-1]
    second = program.get("/equipment", after=first["next"]).get_json()
    assert ([each["id"] for each in second["items"]], second["next"]) == (ids[:1], None)
    assert program.get("/equipment", kind="laptop").get_json()["items"] == []
    is_problem(program.get("/equipment", kind="spoon"), 422)


def test_a_program_holds_a_training_and_reads_its_results(program, hired, calls, world, admin):
    siti, key = hired(), uuid4()
    admin.execute("UPDATE worker SET membership_id = %s WHERE id = %s", [world.a.facilitator.membership_id, siti])
    assert [each["id"] for each in program.get("/workers/untrained").get_json()["items"]] == [siti]
    made = program.post("/trainings", HELD, key)
    assert made.status_code == 201
    assert program.post("/trainings", HELD, key).get_json()["id"] == made.get_json()["id"]
    path = f"/trainings/{made.get_json()['id']}"
    (trainee,) = program.post(f"{path}/trainees", {"workers": [siti]}).get_json()["trainees"]
    result = {"trainee": trainee["id"], "course": NATIONAL_SLUGS[0], "score": 80}
    is_problem(program.post(f"{path}/results", result), 422, "absent")
    assert program.put(f"{path}/attendance", {"trainees": [trainee["id"]]}).get_json()["trainees"][0]["attended"]
    (trainee,) = program.post(f"{path}/results", result).get_json()["trainees"]
    assert (trainee["best"], trainee["passed"]) == ({NATIONAL_SLUGS[0]: 80}, [NATIONAL_SLUGS[0]])
    assert program.get(path).get_json()["trainees"] == [trainee]
    (line,) = program.get("/trainings").get_json()["items"]
    assert (line["trainees"], line["certificates"]) == (1, 0)
    (mine,) = calls(world.a.facilitator).get("/trainings/mine").get_json()["items"]
    assert [each["best"] for each in mine["courses"]] == [80, None, None, None]
    is_problem(program.post("/trainings", HELD | {"last_day": "2026-03-01"}), 422)


def test_courses_are_told_without_their_answers(program):
    told = program.get("/courses").get_json()
    assert {each["slug"] for each in told["items"]} == set(NATIONAL_SLUGS)
    assert program.get(f"/courses/{NATIONAL_SLUGS[0]}").get_json() == told["items"][0]
    assert told["items"][0]["questions"] > 0
    is_problem(program.get("/courses/own_999"), 404)


def test_what_belongs_to_another_site_is_not_there(program, calls, world):
    thing = program.post("/equipment", TABLET).get_json()["item"]["id"]
    training = program.post("/trainings", HELD).get_json()["id"]
    stranger = calls(world.b.manager)
    for path in (f"/equipment/{thing}", f"/trainings/{training}"):
        is_problem(stranger.get(path), 404)
    assert stranger.get("/equipment").get_json()["items"] == []
    move = {"move": "lost", "day": TODAY.isoformat(), "version": 1}
    is_problem(stranger.post(f"/equipment/{thing}/moves", move), 404)
    for member in (world.a.front_office, world.ministry):
        is_problem(calls(member).get("/equipment"), 403)
        is_problem(calls(member).get("/trainings"), 403)


def test_a_province_reads_and_holds_its_own_trainings(program, calls, world):
    program.post("/trainings", HELD)
    province = calls(world.province)
    assert province.get("/trainings").get_json()["items"] == []
    made = province.post("/trainings", HELD).get_json()
    assert made["kind"] == "trainers"
    assert [each["id"] for each in province.get("/trainings").get_json()["items"]] == [made["id"]]

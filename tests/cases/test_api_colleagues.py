"""Programs write notes, give cases and read inboxes as people do, with the same refusals."""

import pytest

from cases import actions
from tests.caller import calls, is_problem
from tests.cases.test_queue import many

__all__ = ["calls"]


def test_a_note_is_written_once_and_calls_who_may_read(calls, story, world):
    case_id = story.register()
    back, manager = calls(world.a.back_office), calls(world.a.manager)
    handles = {each["handle"]: each["id"] for each in back.get(f"/cases/{case_id}/colleagues").json["items"]}
    said = {"body": "Mohon dilihat @head.blt", "mentions": [handles["manager.blt"]]}
    first = back.post(f"/cases/{case_id}/notes", said, key="6f1c2f0e-8c1e-4f0e-9b7e-2f6f0a4b7f10")
    assert (first.status_code, first.json["body"]) == (201, "Mohon dilihat @head.blt")
    again = back.post(f"/cases/{case_id}/notes", said, key="6f1c2f0e-8c1e-4f0e-9b7e-2f6f0a4b7f10")
    assert again.json["id"] == first.json["id"]
    (note,) = manager.get(f"/cases/{case_id}/notes").json["items"]
    assert note["mentioned"] == [world.a.head.name, world.a.manager.name]
    (line,) = manager.get("/inbox").json["items"]
    assert (line["kind"], line["case_id"], line["read_at"]) == ("mentioned", case_id, None)
    assert manager.post("/inbox/read", {"newest": line["id"]}).json == {"unread": 0}
    assert manager.get("/inbox").json["items"] == []
    assert len(manager.get("/inbox", all="true").json["items"]) == 1
    wrong = {"body": "Halo", "mentions": [world.b.manager.membership_id]}
    assert is_problem(back.post(f"/cases/{case_id}/notes", wrong), 422, "unknown_colleague")["field"] == "mentions"
    is_problem(back.post(f"/cases/{case_id}/notes", {"body": "@siapa"}), 422, "unknown_colleague")
    is_problem(calls(world.b.manager).get(f"/cases/{case_id}/notes"), 404)
    is_problem(calls(world.b.manager).get(f"/cases/{case_id}/colleagues"), 404)


def test_cases_are_given_one_by_one_together_and_all_at_once(calls, story, world):
    first, second, third = many(story, world, 3)
    watcher, back = calls(world.a.supervisor), calls(world.a.back_office)
    people = {each["role"]: each["id"] for each in watcher.get("/colleagues").json["items"]}
    assert people == {"back_office": world.a.back_office.membership_id, "manager": world.a.manager.membership_id}
    given = watcher.post(f"/cases/{first}/assign", {"to": people["back_office"], "version": 1})
    assert given.json["owner_id"] == people["back_office"]
    is_problem(watcher.post(f"/cases/{first}/assign", {"to": people["manager"], "version": 1}), 409, "stale")
    is_problem(watcher.post(f"/cases/{first}/assign", {"to": people["manager"], "version": 2}), 422, "refused")
    is_problem(back.post(f"/cases/{second}/assign", {"to": people["manager"], "version": 1}), 403)
    is_problem(back.post("/assignments", {"cases": [f"{second}.1"], "to": people["manager"]}), 403)
    marks = [f"{row['id']}.{row['version']}" for row in watcher.get("/cases", owner="none").json["items"]]
    story.move(third, "accept")
    outcome = watcher.post("/assignments", {"cases": marks, "to": people["back_office"]}).json
    assert (outcome["done"], outcome["changed"]) == ([story.case(second).code], [story.case(third).code])
    left = back.post("/hand-overs", {"from_id": people["back_office"], "to": people["manager"], "reason": "Cuti"})
    assert left.json == {"cases": 3}
    assert len(calls(world.a.manager).get("/cases", owner="me").json["items"]) == 3
    is_problem(watcher.post("/assignments", {"cases": ["x"], "to": people["manager"]}), 422)


def test_the_queue_is_narrowed_and_views_are_kept(calls, story, world):
    case_id = story.register()
    story.do(world.a.manager, lambda: actions.take(case_id))
    back, manager = calls(world.a.back_office), calls(world.a.manager)

    def ids(caller, **view):
        return [row["id"] for row in caller.get("/cases", **view).json["items"]]

    assert ids(back, desk="me") == ids(back, age="0-2") == [case_id]
    assert ids(back, owner=world.a.manager.membership_id) == ids(manager, owner="me") == [case_id]
    assert ids(back, case_type="family_card") == ids(back, emergency="1") == ids(manager, desk="me") == []
    for wrong in ({"desk": "x"}, {"age": "11"}, {"owner": "0"}, {"case_type": "'"}, {"village": "1"}):
        is_problem(back.get("/cases", **wrong), 422)
    kept = back.post("/queue-views", {"name": "Meja", "shared": True, "view": {"desk": "me"}})
    assert (kept.status_code, kept.json["view"]) == (201, {"desk": "me"})
    (seen,) = manager.get("/queue-views").json["items"]
    assert (seen["mine"], seen["view"], seen["owner_name"]) == (False, {"desk": "me"}, world.a.back_office.name)
    is_problem(back.post("/queue-views", {"name": "meja", "view": {"desk": "me"}}), 422, "refused")
    is_problem(back.post("/queue-views", {"name": "Kosong", "view": {}}), 422, "refused")
    is_problem(manager.client.delete(f"/api/v1/queue-views/{kept.json['id']}", headers=manager.headers), 404)
    gone = back.client.delete(f"/api/v1/queue-views/{kept.json['id']}", headers=back.headers)
    assert gone.status_code == 204
    assert manager.get("/queue-views").json["items"] == []


def test_a_colleague_without_a_number_is_refused_at_the_field(calls, world, story):
    case_id = story.register()
    said = {"body": "Mohon dilihat", "mentions": [world.a.manager.membership_id, None]}
    is_problem(calls(world.a.back_office).post(f"/cases/{case_id}/notes", said), 422)


@pytest.mark.parametrize("path", ["/colleagues", "/queue-views", "/assignments"])
def test_an_agency_gives_no_cases(calls, world, path):
    officer = calls(world.a.health_office_officer)
    answer = officer.post(path, {"cases": ["1.1"], "to": 1}) if path == "/assignments" else officer.get(path)
    is_problem(answer, 403)
    assert officer.get("/inbox").status_code == 200

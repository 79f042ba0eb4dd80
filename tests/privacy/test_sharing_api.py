"""A data set asked for, decided on and fetched by programs, by the schemas of the pages."""

from tests.caller import calls, is_problem
from tests.privacy.conftest import WHAT, WHY
from tests.registry.people import WERU
from web.tables import CSV, WORKBOOK

__all__ = ["calls"]
ASK = {name: value for name, value in {**WHY, **WHAT}.items() if value is not None}


def test_an_agency_asks_and_fetches_what_the_manager_allowed(calls, world, story, families, one_time_code):
    agency, manager = calls(world.a.health_office_officer), calls(world.a.manager)
    asked = agency.post("/shares", ASK)
    assert (asked.status_code, asked.json["state"], asked.json["allowed"]) == (201, "asked", None)
    assert asked.json["asked"]["columns"] == WHAT["columns"]
    path = f"/shares/{asked.json['id']}"
    allowed = {"columns": ["name", "village_code"], "valid_days": 7, "version": asked.json["version"]}
    assert is_problem(manager.post(f"{path}/approval", allowed), 422)["code"] == "code_needed"
    wider = allowed | {"columns": ["name", "birth_date"], "code": one_time_code()}
    assert is_problem(manager.post(f"{path}/approval", wider), 422)["field"] == "columns"
    given = manager.post(f"{path}/approval", allowed | {"code": one_time_code()})
    assert (given.status_code, given.json["state"]) == (200, "approved")
    is_problem(
        manager.post(f"{path}/refusal", {"reason": "Terlambat", "version": given.json["version"]}), 409, "decided"
    )
    story.run_jobs()
    assert agency.get(path).json["state"] == "ready"
    file = agency.get(f"{path}/file")
    assert (file.status_code, file.text.count("Junaidi")) == (200, 1)
    is_problem(manager.get(f"{path}/file"), 404)  # an agency's own file is the agency's
    taken = manager.post(f"{path}/revocation", {"reason": "Disalahgunakan"})
    assert taken.json["state"] == "revoked"
    is_problem(agency.get(f"{path}/file"), 410)


def test_the_same_key_asks_once(calls, world):
    agency, key = calls(world.a.health_office_officer), "00000000-0000-4000-8000-000000000002"
    assert agency.post("/shares", ASK, key=key).json["id"] == agency.post("/shares", ASK, key=key).json["id"]
    assert len(agency.get("/shares", state="asked").json["items"]) == 1


def test_what_the_form_would_not_offer_is_refused(calls, world):
    agency = calls(world.a.health_office_officer)
    for wrong, field in (
        ({"villages": [WERU]}, "villages"), ({"villages": ["x"]}, "villages"), ({"columns": ["nik_hash"]}, "columns"),
        ({"whole": ["phone"]}, "whole"), ({"standing": "active"}, "programme"), ({"agreement_id": 99}, "agreement_id"),
    ):  # fmt: skip
        problem = is_problem(agency.post("/shares", ASK | wrong), 422)
        assert field in (problem.get("field"), *problem.get("errors", {})), wrong
    assert is_problem(calls(world.a.manager).post("/shares", ASK), 422)["field"] == "requester"


def test_others_do_not_see_it(calls, world):
    made = calls(world.a.health_office_officer).post("/shares", ASK).json["id"]
    for member in (world.a.civil_registry_officer, world.b.manager):
        program = calls(member)
        assert program.get("/shares").json["items"] == []
        is_problem(program.get(f"/shares/{made}"), 404, "not_found")
    is_problem(calls(world.a.front_office).get("/shares"), 403)
    is_problem(
        calls(world.a.health_office_officer).post(f"/shares/{made}/refusal", {"reason": "Tidak", "version": 1}), 403
    )


def test_the_file_is_described_under_the_types_it_comes_in(app):
    described = app.test_client().get("/api/v1/openapi.json").json["paths"]
    for path, method in (("/api/v1/shares/{share_id}/file", "get"), ("/api/v1/exports", "post")):
        assert set(described[path][method]["responses"]["200"]["content"]) == {CSV, WORKBOOK}

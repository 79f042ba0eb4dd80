"""Sites for programs: an office reads and fills its checklist, its desk reviews and takes the steps of the pages."""

import pytest

from tenants.sites.readiness import GATES, ITEMS
from tenants.sites.words import CHECKS
from tests.caller import calls, is_problem
from tests.cases.conftest import mailbox

__all__ = ["calls", "mailbox"]
LIVE = {"live_on": "2026-07-01", "cohort": 2026, "support_until": "2028-12-31"}


@pytest.fixture
def administrator(districts, mailbox):
    """Of Belitung, whose office was founded just now."""
    districts.found()
    return districts.appoint(districts.office_of(), "administrator")


def test_a_desk_reviews_by_program(districts, mailbox, world, calls) -> None:
    districts.apply()
    desk, site_id = calls(world.province), districts.id_of("19.02")
    (line,) = [each for each in desk.get("/sites", stage="applied").get_json()["items"] if each["id"] == site_id]
    assert (line["region_code"], line["stage"]) == ("19.02", "applied")
    path = f"/sites/{site_id}"
    assert desk.get(path).get_json()["moves"] == ["take_up"]
    taken = desk.post(f"{path}/moves", {"move": "take_up"}).get_json()
    assert taken["site"]["stage"] == "under_review"
    is_problem(desk.post(f"{path}/moves", {"move": "take_up"}), 409, "not_now")
    is_problem(desk.post(f"{path}/moves", {"move": "approve"}), 422, "unchecked")
    assert "note" in is_problem(desk.post(f"{path}/moves", {"move": "ask"}), 422)["errors"]
    assert desk.put(f"{path}/checks", {"checks": list(CHECKS)}).get_json()["checks"] == list(CHECKS)
    approved = desk.post(f"{path}/moves", {"move": "approve"}).get_json()
    assert approved["site"]["stage"] == "approved"
    assert [each["move"] for each in approved["events"]][:2] == ["approve", "take_up"]
    is_problem(calls(world.province_b).get(path), 404)
    is_problem(calls(world.province_b).post(f"{path}/moves", {"move": "refuse", "note": "tidak"}), 404)
    is_problem(calls(world.a.manager).get(path), 403)


def test_an_office_fills_its_checklist_by_program(administrator, calls, world) -> None:
    office = calls(administrator)
    own = office.get("/site").get_json()
    assert (own["site"]["stage"], own["is_open"]) == ("preparing", True)
    assert [each["letter"] for each in own["checklist"]] == list(ITEMS)
    assert set(own["missing"]) <= GATES
    said = {"note": "SK Bupati 460/211/2026", "responsible_id": administrator.membership_id, "done": True}
    told = office.put("/site/readiness/B", said).get_json()
    assert (told["done"], told["note"], told["responsible_id"]) == (True, said["note"], administrator.membership_id)
    assert "B" not in office.get("/site").get_json()["missing"]
    is_problem(office.put("/site/readiness/B", {"done": True}), 422, "no_evidence")
    stranger = said | {"responsible_id": world.b.manager.membership_id}
    assert is_problem(office.put("/site/readiness/B", stranger), 422)["field"] == "responsible_id"
    is_problem(office.put("/site/readiness/Z", said), 404)
    is_problem(office.post("/site/trial"), 409, "not_ready")
    is_problem(calls(world.province).get("/site"), 403)


def test_an_office_goes_live_only_when_it_is_ready(administrator, districts, world, calls) -> None:
    path = f"/sites/{districts.id_of('19.02')}/go-live"
    desk = calls(world.province)
    is_problem(desk.post(path, LIVE), 409, "not_now")
    is_problem(desk.post(path, LIVE | {"support_until": "2025-01-01"}), 422)
    districts.admin.execute("UPDATE site SET state = 'trial' WHERE region_code = '19.02'")
    is_problem(desk.post(path, LIVE), 409, "not_ready")


def test_an_office_from_before_sites_were_kept_reads_its_checklist(world, calls) -> None:
    own = calls(world.a.manager).get("/site").get_json()
    assert (own["site"], own["is_open"]) == (None, False)
    is_problem(calls(world.a.manager).put("/site/readiness/B", {"note": "SK"}), 404)


def test_the_operator_reads_every_site(administrator, districts, world, calls) -> None:
    operator = districts.appoint(world.ministry.tenant_id, "platform_operator")
    told = calls(operator).get("/platform/sites").get_json()
    assert "19.02" in {each["region_code"] for each in told["items"]}
    is_problem(calls(world.province).get("/platform/sites"), 403)

"""Totals through the API: the same figures as the pages, for the same readers."""

import pytest

from tests.caller import calls, is_problem

__all__ = ["calls"]


def test_a_province_sees_its_districts_and_nobody_s_name(calls, fill, world):
    fill(world.a.tenant_id, 3, due=-2)
    fill(world.a.tenant_id, 2, state="referred", sector="education")
    fill(world.b.tenant_id, 7)
    answer = calls(world.province).get("/totals/province", days=7)
    (district,) = answer.json["districts"]
    assert (district["id"], district["open"], district["deadlines"]["late"]) == (world.a.tenant_id, 5, 3)
    assert answer.json["total"]["by_stage"]["handling"] == 2
    assert {each["sector"]: each["intake"]["now"] for each in answer.json["sectors"]} == {"health": 3, "education": 2}
    assert "Kenari" not in answer.text


def test_nothing_exact_is_told_below_the_nation(calls, fill, world):
    fill(world.a.tenant_id, 3)
    fill(world.b.tenant_id, 700)
    answer = calls(world.ministry).get("/totals/nation")
    assert answer.json["columns"] == ["in_time", "late", "closed", "stopped", "total"]
    names = [province["name"] for province in answer.json["provinces"]]
    assert {"Bangka Belitung", "Jawa Tengah"} <= set(names)
    cells = [cell for p in answer.json["provinces"] for line in (p, *p["districts"]) for cell in line["cells"]]
    assert {cell for cell in cells if not isinstance(cell, int)} == {"few"}
    assert {cell % 5 for cell in cells if isinstance(cell, int)} == {0}
    assert answer.json["nation"] in ([703, 0, 0, 0, 703], ["withheld"] * 5), "exact, or of too few offices"


def test_wrong_period_and_wrong_reader_are_refused(calls, world):
    assert set(is_problem(calls(world.province).get("/totals/province", days=8), 422)["errors"]) == {"days"}
    for who in (world.a.manager, world.a.health_office_officer):
        is_problem(calls(who).get("/totals/province"), 403)
        is_problem(calls(who).get("/totals/nation"), 403)
    is_problem(calls(world.province).get("/totals/nation"), 403)
    is_problem(calls(None).get("/totals/nation"), 401)


@pytest.mark.parametrize("days", [7, 30, 90, 365])
def test_every_period_of_the_page_works(calls, world, days):
    assert calls(world.province).get("/totals/province", days=days).status_code == 200

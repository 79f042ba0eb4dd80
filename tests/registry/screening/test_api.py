"""Screening and planning for programs: the same answers as the pages, the same refusals."""

import pytest

from foundation.clock import today
from foundation.db import db
from registry.actions.rules import choose_line
from registry.queries import planning, runs
from tests.caller import calls, is_problem

__all__ = ["calls"]


def test_one_person_is_screened_with_reasons_and_source(calls, world, families):
    answer = calls(world.a.back_office).get("/persons/1/screening")
    assert answer.status_code == 200
    found = {each["programme"]: each for each in answer.json["programmes"]}
    assert (found["sembako"]["outcome"], found["sembako"]["receiving"]) == ("indicated", False)
    assert found["sembako"]["rule"]["yearly"] == 2_400_000
    assert found["rice"]["rule"]["yearly"] is None
    assert (found["pip"]["outcome"], found["bsps"]["outcome"]) == ("not_indicated", "unknown")
    unknown = [each["condition"] for each in found["bsps"]["criteria"] if each["holds"] is None]
    assert "not other_house" in unknown
    assert answer.json["day"] == today("Asia/Jakarta").isoformat()


def test_the_reason_of_a_choice_is_told(calls, world, as_, families):
    with as_(world.a.administrator):
        choose_line("sembako", {"line": "narrow", "reason": "Rapat koordinasi"})
        db.session.commit()
    answer = calls(world.a.back_office).get("/persons/1/screening").json
    (sembako,) = [each for each in answer["programmes"] if each["programme"] == "sembako"]
    assert (sembako["rule"]["line"], sembako["chosen_because"]) == ("narrow", "Rapat koordinasi")


def test_planning_says_what_the_page_says_row_by_row(calls, world, as_, run):
    program = calls(world.a.manager)
    told, rows = program.get("/planning").json, program.get("/planning/villages").json
    with as_(world.a.manager):
        done, _waiting = runs.newest_run()
        assert told["total"] == vars(planning.total_of(planning.programme_needs(done)))
        assert len(rows["items"]) == len(planning.every_row(done).rows)
    assert rows["next"] is None
    by_programme = {each["programme"]: each for each in told["programmes"]}
    assert by_programme["sembako"]["money"] == 2_400_000
    assert by_programme["rice"]["money"] is None
    assert sum(each["money"] or 0 for each in rows["items"]) == told["total"]["money"]


def test_refusals(calls, world, families):
    is_problem(calls(world.b.back_office).get("/persons/1/screening"), 404, "not_found")
    is_problem(calls(world.a.manager).get("/planning"), 404, "not_found")
    is_problem(calls(world.a.front_office).get("/planning"), 403)
    is_problem(calls(world.a.health_office_officer).get("/persons/1/screening"), 403)


def test_another_district_never_sees_these_figures(calls, world, run):
    is_problem(calls(world.b.manager).get("/planning/villages"), 404, "not_found")


@pytest.mark.parametrize("after", ["x", "WzFd", "WyJhIl0"])
def test_a_broken_cursor_is_said_to_be_one(calls, world, run, after):
    is_problem(calls(world.a.manager).get("/planning/villages", after=after), 400, "bad_cursor")

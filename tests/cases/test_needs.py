"""A case about a need shows on the person, and a need noted before leads to the case that works on it."""

from datetime import date
from uuid import uuid4

import pytest

from cases import actions
from foundation.db import db
from reference import codes
from registry import actions as registry
from registry import queries
from tests.cases.conftest import intake
from tests.cases.visitor import Visitor
from tests.registry.people import another, record


@pytest.fixture
def ani(world, as_) -> int:
    with as_(world.a.front_office):
        person_id = record(another(name="Ani")).id
        db.session.commit()
    return person_id


def needs_of(person_id: int) -> list[tuple[str, int | None]]:
    return [(each.kind, each.case_id) for each in queries.needs_of(queries.get_person(person_id))]


def test_a_case_about_a_need_shows_on_the_person_and_others_do_not(world, as_, ani):
    with as_(world.a.front_office):
        case = actions.register(ani, intake(world.a, case_type="unfit_house", kind="request"), uuid4())
        actions.register(ani, intake(world.a, case_type="kks_problem"), uuid4())
        assert needs_of(ani) == [("unfit_house", case.id)]


def test_a_need_noted_before_is_the_one_the_case_works_on(world, as_, ani, client, sign_in):
    with as_(world.a.front_office):
        said = {"kind": "no_jkn", "noted_on": date(2026, 1, 1), "source": "visit", "note": None}
        need = registry.add_need("person", ani, said, uuid4()).id
        db.session.commit()
    walk = Visitor(sign_in(client, world.a.front_office)).open(f"/kebutuhan/{need}")
    assert f'href="/kasus/baru?person={ani}"' in walk.text
    with as_(world.a.front_office):
        case = actions.register(ani, intake(world.a, case_type="jkn_none", kind="request"), uuid4()).id
        db.session.commit()
        assert needs_of(ani) == [("no_jkn", case)]
    walk.open(f"/kebutuhan/{need}")
    assert f'href="/kasus/{case}"' in walk.text
    assert "Daftarkan kasus untuk kebutuhan ini" not in walk.text


def test_every_type_of_case_is_about_one_need_at_most():
    named = [case_type for need in codes.NEEDS.values() for case_type in need.case_types]
    assert len(named) == len(set(named)) == len(codes.NEED_OF_CASE_TYPE) > 15

"""A page costs a number of statements that is known, whatever the number of rows on it. Who asks is one of them."""

from uuid import uuid4

import pytest

from cases import actions
from foundation.db import db
from registry.actions import create_person
from tenants.tallies import _asking
from tests.cases.conftest import intake, person_data
from tests.statements import counted

PAGES = {"queue": ("/antrean", 3), "case": ("/kasus/{case}", 24), "person": ("/warga/{person}", 19)}


@pytest.fixture
def manager(client, sign_in, world):
    return sign_in(client, world.a.manager)


def household(story, members: int, cases: int) -> tuple[int, int]:
    """People of one household, each case with its referral; the first person and the first case."""
    with story.as_(story.site.front_office):
        people = [
            create_person(person_data(story.site, name=f"Orang {n}", nik=None, family_card="1906010101010001"), uuid4())
            for n in range(members)
        ]
        ids = [actions.register(people[0].id, intake(story.site), uuid4()).id for _n in range(cases)]
        person_id = people[0].id
        db.session.commit()
    for name in ("accept", "check", "recommend", "decide"):
        story.move(ids[0], name, "Sudah diperiksa")
    for _n in range(cases):
        story.refer(ids[0])
    return person_id, ids[0]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_few_statements_with_few_rows_and_with_many(page, app, story, manager):
    lengths = []
    for members, cases in ((2, 2), (6, 9)):
        person, case = household(story, members, cases)
        address = PAGES[page][0].format(case=case, person=person)
        manager.get(address)  # names of places are asked for once
        with app.app_context(), counted() as sent:
            assert manager.get(address).status_code == 200
        lengths.append(len(sent))
    assert lengths[0] == lengths[1] <= PAGES[page][1], sent


def test_what_the_frame_counts_is_built_once_and_not_for_each_page(app, sign_in, world):
    for member in (*world.a.members.values(), world.province, world.ministry):
        browser = sign_in(app.test_client(), member)
        assert browser.get("/lainnya").status_code == 200
        before = _asking.cache_info()
        assert browser.get("/lainnya").status_code == 200
        assert _asking.cache_info().misses == before.misses, member.role

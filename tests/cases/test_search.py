"""One box: a code, a NIK, a name or a telephone number, cases and people together, nothing personal in an address."""

import re

import pytest

from cases.queries.search import find
from tests.cases.conftest import NIK
from tests.cases.visitor import Visitor
from tests.statements import counted


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


def typed(browser, words):
    """What the box answers, without following it."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', browser.open("/antrean").text)[1]
    return browser.client.post("/cari", data={"q": words, "csrf_token": token})


@pytest.mark.parametrize("words", ["blt {y} 1", "BLT-{y}-000001", "blt{y}000001", "{y}-1", "000001", "1"])
def test_a_code_leads_straight_to_the_case(story, world, visit, words):
    case_id = story.register()
    year = story.case(case_id).code.split("-")[1]
    answer = typed(visit(world.a.front_office), words.format(y=year))
    assert (answer.status_code, answer.location) == (303, f"/kasus/{case_id}")


@pytest.mark.parametrize("words", [NIK, "1906 0144 0472 0001", "0812 3456 4410", "+62 812-3456-4410"])
def test_a_number_leads_straight_to_the_person_and_stands_in_no_address(story, world, visit, words):
    story.register()
    answer = typed(visit(world.a.front_office), words)
    assert (answer.status_code, answer.location) == (303, "/warga/1")


def test_a_name_finds_people_and_their_cases_on_one_page(story, world, visit):
    case_id = story.register()
    other = story.register(person={"nik": None, "phone": None, "name": "Junaidi Hasan"})
    page = typed(visit(world.a.front_office), "junai")
    assert page.status_code == 200
    for words in (f"/kasus/{case_id}", f"/kasus/{other}", "/warga/1", "/warga/2", "Junaidi Hasan"):
        assert words in page.text, words
    assert "Tidak ada yang cocok" in typed(visit(world.a.front_office), "zainal").text


def test_several_cases_of_one_beginning_are_listed(story, world, visit):
    ids = [story.register(), story.register(person={"nik": None})]
    page = typed(visit(world.a.front_office), f"BLT-{story.case(ids[0]).code[4:6]}")
    assert all(f"/kasus/{case_id}" in page.text for case_id in ids)


def test_what_a_facilitator_may_not_see_is_not_found(story, world, visit):
    far = {"nik": None, "phone": None, "name": "Jauhari", "village_code": world.a.villages[1]}
    case_id = story.register(person=far, village_code=world.a.villages[1])
    code = story.case(case_id).code
    for words in ("Jauhari", code, code[-6:]):
        page = typed(visit(world.a.facilitator), words)
        assert page.status_code == 200, words
        assert f"/kasus/{case_id}" not in page.text
        assert "/warga/1" not in page.text
    for words in ("Jauhari", code):
        assert f"/kasus/{case_id}" not in typed(visit(world.b.front_office), words).text


@pytest.mark.parametrize("words", ["", "a", "12345678", "x" * 300, "190601440472000", "🙂", "%", "blt 1'"])
def test_nonsense_is_answered_in_words(story, world, visit, words):
    story.register()
    page = typed(visit(world.a.front_office), words)
    assert page.status_code in (200, 422)
    assert ("Kesalahan:" in page.text) == (page.status_code == 422)


def test_a_number_in_the_address_is_not_looked_at(story, world, visit):
    story.register()
    browser = visit(world.a.front_office).open(f"/cari?q={NIK}")
    assert browser.path == "/cari"
    assert "Junaidi" not in browser.text


def test_a_search_costs_a_few_statements_whatever_it_finds(story, world):
    lengths = []
    for n in range(6):
        story.register(person={"nik": None, "phone": None, "name": f"Junaidi {n}"})
        with story.as_(world.a.front_office), counted() as sent:
            assert len(find("junaidi").cases) == n + 1
            lengths.append(len(sent))
    assert max(lengths[1:]) <= 8  # the first one also learns what places are called

"""Whose case it is: taken, given, handed over; told in its story, and never twice at once."""

import pytest

from cases import actions, queries
from foundation.errors import Refused
from tests.cases.conftest import NIK
from tests.cases.test_at_once import at_once
from tests.cases.test_queue import counted, many
from tests.cases.visitor import Visitor


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


def assign(story, member, case_id, to, reason="", version=None):
    version = version or story.case(case_id).version
    return story.do(member, lambda: actions.assign(case_id, to.membership_id, version, reason))


def titles(story, world, case_id):
    with story.as_(world.a.manager):
        return [(step.title, step.note, step.now) for step in queries.case_view(case_id).story]


def refusal(act) -> Refused:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value


def test_a_case_changes_hands_and_its_story_says_why(story, world):
    case_id = story.register()
    assign(story, world.a.supervisor, case_id, world.a.back_office)
    assert story.case(case_id).owner_id == world.a.back_office.membership_id
    assign(story, world.a.back_office, case_id, world.a.manager, "Saya cuti mulai besok")
    assert titles(story, world, case_id) == [
        ("Kasus didaftarkan", "Suami saya ditolak waktu mau cuci darah.", True),
        (f"Diserahkan kepada {world.a.back_office.name}", "", False),
        (f"Diserahkan kepada {world.a.manager.name}", "Saya cuti mulai besok", False),
    ]
    story.do(world.a.back_office, lambda: actions.take(case_id))
    assert titles(story, world, case_id)[-1] == (f"Diambil oleh {world.a.back_office.name}", "", False)


def test_the_citizen_is_not_told_whose_desk_it_lies_on(story, world):
    case_id = story.register()
    assign(story, world.a.manager, case_id, world.a.back_office)
    with story.as_(world.a.front_office):
        followed = queries.follow(story.case(case_id).code, NIK[-4:])
    assert [step.title for step in followed.steps] == ["Kasus didaftarkan"]


def test_only_who_looks_after_it_or_assigns_may_give_it_and_only_to_who_may_handle(story, world):
    case_id = story.register()
    for member in (world.a.back_office, world.a.front_office, world.a.facilitator):
        assert refusal(lambda m=member: assign(story, m, case_id, world.a.manager)).status == 403
    assert refusal(lambda: assign(story, world.b.manager, case_id, world.b.back_office)).status == 404
    for to in (world.a.front_office, world.a.facilitator, world.a.supervisor, world.b.back_office):
        told = refusal(lambda to=to: assign(story, world.a.manager, case_id, to))
        assert (told.status, told.field) == (422, "to")
    assert story.case(case_id).owner_id is None


def test_whoever_loses_a_case_is_given_a_reason(story, world):
    case_id = story.register()
    story.do(world.a.back_office, lambda: actions.take(case_id))
    told = refusal(lambda: assign(story, world.a.manager, case_id, world.a.manager))
    assert (told.status, told.field) == (422, "reason")


def test_a_closed_or_changed_case_is_not_given(story, world):
    case_id = story.register()
    assert refusal(lambda: assign(story, world.a.manager, case_id, world.a.back_office, version=9)).code == "stale"
    story.move(case_id, "reject", "Bukan warga sini")
    assert refusal(lambda: assign(story, world.a.manager, case_id, world.a.back_office)).code == "closed"


def test_of_several_given_together_the_changed_ones_are_named_and_the_rest_is_done(story, world):
    ids = many(story, world, 4)
    shown = {case_id: story.case(case_id).version for case_id in ids}
    story.move(ids[1], "accept")
    story.move(ids[2], "reject", "Ganda")
    with story.as_(world.a.manager), counted() as sent:
        given = actions.assign_many(shown, world.a.back_office.membership_id, "")
        few = len(sent)
    outcome = story.do(
        world.a.supervisor, lambda: actions.assign_many(shown, world.a.back_office.membership_id, "Pembagian pagi")
    )
    assert given == outcome
    assert few <= 8
    assert outcome.done == [story.case(ids[0]).code, story.case(ids[3]).code]
    assert outcome.changed == [story.case(ids[1]).code, story.case(ids[2]).code]
    owners = [story.case(case_id).owner_id for case_id in ids]
    me = world.a.back_office.membership_id
    assert owners == [me, me, None, me]  # the second one is theirs since they checked it
    assert story.case(ids[0]).version == shown[ids[0]] + 1


def test_several_are_given_in_a_number_of_statements_that_does_not_grow(story, world):
    ids, counts = many(story, world, 30), []
    for chosen in (ids[:2], ids):
        shown = dict.fromkeys(chosen, 1)
        with story.as_(world.a.manager), counted() as sent:
            actions.assign_many(shown, world.a.back_office.membership_id, "")
            counts.append(len(sent))
    assert counts[0] == counts[1]


def test_two_who_assign_the_same_cases_at_once_do_not_undo_each_other(story, world):
    ids = many(story, world, 6)

    def give(member, to, order):
        chosen = dict.fromkeys(order, 1)
        return lambda: story.do(member, lambda: actions.assign_many(chosen, to.membership_id, ""))

    first, second = at_once(
        give(world.a.manager, world.a.back_office, ids), give(world.a.supervisor, world.a.manager, ids[::-1])
    )
    assert {len(first.done), len(second.done)} == {0, 6}
    assert {len(first.changed), len(second.changed)} == {0, 6}
    assert len({story.case(case_id).owner_id for case_id in ids}) == 1


def test_another_sites_case_among_them_stops_all(story, world):
    mine = story.register()
    foreign = story.register(world.b, person={"nik": "3311014404720001"})
    to = world.a.back_office.membership_id
    assert (
        refusal(lambda: story.do(world.a.manager, lambda: actions.assign_many({mine: 1, foreign: 1}, to))).status == 404
    )
    assert story.case(mine).owner_id is None


def test_a_whole_desk_is_handed_over_with_a_reason_in_every_story(story, world):
    ids = many(story, world, 3)
    for case_id in ids:
        story.do(world.a.back_office, lambda c=case_id: actions.take(c))
    story.move(ids[2], "reject", "Ganda")
    me, other = world.a.back_office, world.a.manager

    def hand_over(member, from_whom, to, reason="Pindah tugas"):
        return story.do(member, lambda: actions.hand_over(from_whom.membership_id, to.membership_id, reason))

    assert refusal(lambda: hand_over(me, other, me)).status == 403
    assert refusal(lambda: hand_over(world.a.front_office, me, other)).status == 403
    assert refusal(lambda: hand_over(me, me, other, " ")).field == "reason"
    assert refusal(lambda: hand_over(me, me, me)).field == "to"
    assert refusal(lambda: hand_over(world.a.head, other, me)).field == "from_id"
    assert hand_over(me, me, other) == 2
    assert [story.case(case_id).owner_id for case_id in ids] == [other.membership_id] * 2 + [me.membership_id]
    assert titles(story, world, ids[0])[-1] == (f"Diserahkan kepada {other.name}", "Pindah tugas", False)


def test_cases_are_given_from_the_page_and_mistakes_are_said_at_the_field(story, world, visit):
    case_id = story.register()
    browser = visit(world.a.supervisor).open(f"/kasus/{case_id}")
    assert "Serahkan" in browser.text
    browser.open(f"/kasus/{case_id}/serahkan").press("Serahkan kasus", to="")
    assert browser.page.status_code == 422
    browser.press("Serahkan kasus", to=world.a.back_office.membership_id)
    assert browser.path == f"/kasus/{case_id}"
    assert story.case(case_id).owner_id == world.a.back_office.membership_id
    browser.open(f"/kasus/{case_id}/serahkan").press("Serahkan kasus", to=world.a.manager.membership_id)
    assert browser.page.status_code == 422
    assert "Tulis mengapa" in browser.text
    story.move(case_id, "accept")
    browser.press("Serahkan kasus", to=world.a.manager.membership_id, reason="Butuh penetapan cepat")
    assert browser.page.status_code == 409
    assert "Butuh penetapan cepat" in browser.text
    browser.press("Serahkan kasus")
    assert story.case(case_id).owner_id == world.a.manager.membership_id


def test_a_desk_is_handed_over_from_the_page(story, world, visit):
    case_id = story.register()
    story.do(world.a.back_office, lambda: actions.take(case_id))
    browser = visit(world.a.back_office).open("/serah-terima")
    assert f'value="{world.a.manager.membership_id}">{world.a.manager.name}' in browser.text
    browser.press("Serahkan semua kasus", to=world.a.manager.membership_id, reason="")
    assert browser.page.status_code == 422
    browser.press("Serahkan semua kasus", reason="Cuti")
    assert browser.path == "/antrean"
    assert story.case(case_id).owner_id == world.a.manager.membership_id


def test_with_a_confidential_case_goes_the_right_to_open_it(story, world, visit):
    hidden = story.register(case_type="violence", kind="complaint")
    assign(story, world.a.manager, hidden, world.a.back_office)
    browser = visit(world.a.back_office).open(f"/kasus/{hidden}/serahkan")
    browser.press("Serahkan kasus", to=world.a.manager.membership_id, reason="Ada hubungan keluarga")
    assert (browser.path, browser.page.status_code) == ("/antrean", 200)
    assert browser.open(f"/kasus/{hidden}").page.status_code == 404
    assert story.case(hidden).owner_id == world.a.manager.membership_id

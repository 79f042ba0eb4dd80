"""Notes among colleagues: kept for good, seen by the office alone, and calling only whom they may call."""

from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from cases import actions, queries
from cases.models import NoteMention
from cases.queries.colleagues import readers_of
from cases.queries.notes import notes_of
from foundation.db import db
from foundation.errors import Refused
from tests.cases.conftest import NIK
from tests.cases.test_queue import counted
from tests.cases.visitor import Visitor


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


def note(story, member, case_id, body="Tunggu surat RSUD", mentions=(), key=None):
    return story.do(member, lambda: actions.add_note(case_id, body, mentions, key or uuid4()).id)


def called(story, world) -> set[int]:
    with story.as_(world.a.manager):
        return set(db.session.scalars(select(NoteMention.membership_id)))


def test_notes_say_who_and_when_and_are_read_page_by_page_in_two_statements(story, world):
    case_id = story.register()
    for n in range(5):
        note(story, world.a.back_office, case_id, f"Catatan {n}", [world.a.manager.membership_id])
    with story.as_(world.a.front_office), counted() as sent:
        first = notes_of(case_id, size=3)
        assert len(sent) == 2
        rest = notes_of(case_id, first.next, size=3)
    assert [row.body for row in (*first.rows, *rest.rows)] == [f"Catatan {n}" for n in (4, 3, 2, 1, 0)]
    assert rest.next is None
    newest = first.rows[0]
    assert (newest.author_name, newest.author_role) == (world.a.back_office.name, "back_office")
    assert newest.mentioned == [world.a.manager.name]


def test_whoever_may_read_the_case_can_be_called_and_nobody_else(story, world):
    case_id = story.register()
    elsewhere = story.register(person={"nik": None, "name": "Ani"}, village_code=world.a.villages[1])
    with story.as_(world.a.front_office):
        roles = {each.role for each in readers_of(queries.get_case(case_id))}
        assert roles == {"front_office", "back_office", "facilitator", "supervisor", "manager", "head"}
        assert "facilitator" not in {each.role for each in readers_of(queries.get_case(elsewhere))}
    for case, stranger in (
        (case_id, world.b.manager),
        (case_id, world.a.health_office_officer),
        (case_id, world.a.administrator),
        (elsewhere, world.a.facilitator),
    ):
        with pytest.raises(Refused) as refused:
            note(story, world.a.back_office, case, mentions=[stranger.membership_id])
        assert (refused.value.status, refused.value.field) == (422, "mentions")
    assert called(story, world) == set()


def test_a_handle_in_the_text_calls_one_person_or_says_what_is_wrong(story, world):
    case_id = story.register()
    note(
        story,
        world.a.back_office,
        case_id,
        "Mohon dilihat @manager, dan @Front.Office.BLT. Surel a@head.id bukan panggilan",
    )
    assert called(story, world) == {world.a.manager.membership_id, world.a.front_office.membership_id}
    with pytest.raises(Refused) as refused:
        note(story, world.a.back_office, case_id, "@siapa.ini tolong")
    assert refused.value.field == "body"
    assert "@siapa.ini" in refused.value.message


def test_two_of_the_same_name_are_told_apart(story, world, admin):
    admin.execute("UPDATE membership SET name = 'Siti Aminah' WHERE id = ANY (%s)", [
        [world.a.manager.membership_id, world.a.head.membership_id]
    ])  # fmt: skip
    try:
        case_id = story.register()
        with pytest.raises(Refused) as refused:
            note(story, world.a.back_office, case_id, "@siti tolong")
        handle = f"siti.aminah.{world.a.head.membership_id}"
        assert f"@{handle}" in refused.value.message
        note(story, world.a.back_office, case_id, f"@{handle} tolong")
        assert called(story, world) == {world.a.head.membership_id}
    finally:
        for member in (world.a.manager, world.a.head):
            admin.execute("UPDATE membership SET name = %s WHERE id = %s", [member.name, member.membership_id])


def test_one_does_not_call_oneself_and_nobody_twice(story, world):
    case_id = story.register()
    me, other = world.a.back_office, world.a.manager
    note(story, me, case_id, "@back.office.blt dan @manager", [me.membership_id, other.membership_id])
    assert called(story, world) == {other.membership_id}


def test_the_same_note_sent_twice_is_kept_once(story, world):
    case_id, key = story.register(), uuid4()
    assert note(story, world.a.manager, case_id, key=key) == note(story, world.a.manager, case_id, key=key)


def test_notes_of_another_site_or_village_do_not_exist(story, world):
    elsewhere = story.register(village_code=world.a.villages[1])
    for stranger in (world.b.manager, world.a.facilitator):
        for act in (lambda: actions.add_note(elsewhere, "Halo", [], uuid4()), lambda: notes_of(elsewhere)):
            with story.as_(stranger), pytest.raises(Refused) as refused:
                act()
            assert refused.value.status == 404


@pytest.mark.parametrize("table", ["case_note", "note_mention", "case_assignment", "saved_view"])
def test_nobody_outside_the_office_reads_what_it_says_among_itself(story, world, table):
    for outsider in (world.province, world.ministry, world.a.health_office_officer):
        with story.as_(outsider), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text(f"SELECT * FROM {table}"))


@pytest.mark.parametrize("table", ["case_note", "case_assignment"])
def test_what_was_written_stays_as_it_was_written(story, world, table):
    note(story, world.a.manager, story.register())
    for change in (f"UPDATE {table} SET at = now()", f"DELETE FROM {table}"):
        with story.as_(world.a.manager), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text(change))


def test_a_note_is_written_and_read_without_scripts(story, world, visit):
    case_id = story.register()
    browser = visit(world.a.back_office).open(f"/kasus/{case_id}/catatan")
    assert world.a.facilitator.name in browser.text
    assert world.b.manager.name not in browser.text
    browser.press("Simpan catatan", body="Keluarga minta ditelepon sore", mentions=[world.a.facilitator.membership_id])
    assert browser.path == f"/kasus/{case_id}"
    assert "Keluarga minta ditelepon sore" in browser.text
    assert world.a.facilitator.name in browser.text


def test_a_wrong_note_is_said_at_the_field_and_nothing_typed_is_lost(story, world, visit):
    case_id = story.register()
    browser = visit(world.a.back_office).open(f"/kasus/{case_id}/catatan")
    for typed in (
        {"body": ""},
        {"body": "x" * 2001},
        {"body": "Tolong @entah"},
        {"body": "Baik", "mentions": ["999999"]},
    ):
        browser.press("Simpan catatan", **typed)
        assert browser.page.status_code == 422, typed
        assert "Kesalahan:" in browser.text
        assert typed["body"] in browser.text
    browser.press("Simpan catatan", body="Tolong @manager", mentions=[])
    assert browser.path == f"/kasus/{case_id}"


def test_a_note_never_reaches_the_agency_or_the_citizen(story, world):
    case_id = story.decided()
    note(story, world.a.back_office, case_id, "Rahasia kantor")
    referral = story.refer(case_id, fields=["name", "village", "summary", "story", "done"])
    with story.as_(world.a.health_office_officer):
        view = queries.referral_view(referral)
        assert "Rahasia kantor" not in str((view.packet, view.shared, view.steps))
    code = story.case(case_id).code
    with story.as_(world.a.front_office):
        assert "Rahasia kantor" not in str(queries.follow(code, NIK[-4:]))


def test_to_a_confidential_case_only_those_are_called_who_know_of_it(story, world):
    hidden = story.register(case_type="violence", kind="complaint")
    with story.as_(world.a.manager):
        roles = {each.role for each in readers_of(queries.get_case(hidden))}
    assert roles == {"front_office", "manager", "head"}  # who registered it, and whose role sees all
    with pytest.raises(Refused) as refused:
        note(story, world.a.manager, hidden, mentions=[world.a.back_office.membership_id])
    assert refused.value.field == "mentions"
    assert note(story, world.a.manager, hidden, "@front.office.blt tolong hubungi keluarga")
    assert called(story, world) == {world.a.front_office.membership_id}

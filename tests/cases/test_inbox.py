"""The inbox: what colleagues, managers and agencies want one to know, and only that."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from cases import actions
from cases.actions.notices import mark_all_read, mark_read, notify
from cases.queries.notices import get_notice, inbox, unread_notices
from foundation.db import db
from foundation.errors import Refused
from tests.cases.test_queue import counted, many
from tests.cases.visitor import Visitor


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


def kinds(story, member, **options):
    with story.as_(member):
        return [row.kind for row in inbox(**options).rows]


def call(story, world, case_id, *members):
    ids = [member.membership_id for member in members]
    story.do(world.a.back_office, lambda: actions.add_note(case_id, "Mohon dilihat", ids, uuid4()))


def test_mentions_assignments_and_returned_work_arrive(story, world):
    case_id = story.register()
    call(story, world, case_id, world.a.front_office, world.a.facilitator)
    assert kinds(story, world.a.front_office) == kinds(story, world.a.facilitator) == ["mentioned"]
    version = story.case(case_id).version
    me, other = world.a.back_office.membership_id, world.a.manager.membership_id
    story.do(world.a.supervisor, lambda: actions.assign(case_id, me, version, ""))
    for name, note in (("accept", ""), ("check", "Ada"), ("recommend", "Reaktivasi"), ("return", "Surat RSUD kurang")):
        story.move(case_id, name, note)
    story.do(world.a.supervisor, lambda: actions.assign(case_id, other, story.case(case_id).version, "Cuti"))
    assert kinds(story, world.a.back_office) == ["reassigned", "returned", "assigned"]
    assert kinds(story, world.a.manager) == ["assigned"]
    assert kinds(story, world.a.supervisor) == []


def test_several_cases_given_at_once_are_one_line(story, world):
    ids = many(story, world, 3)
    to = world.a.back_office.membership_id
    story.do(world.a.manager, lambda: actions.assign_many(dict.fromkeys(ids, 1), to, ""))
    with story.as_(world.a.back_office):
        (row,) = inbox().rows
        assert (row.kind, row.case_id, row.case_code) == ("assigned_many", None, "")
    story.do(world.a.manager, lambda: actions.hand_over(to, world.a.manager.membership_id, "Cuti"))
    assert kinds(story, world.a.back_office) == ["reassigned_many", "assigned_many"]


def test_lines_are_marked_read_by_their_owner_alone(story, world):
    case_id = story.register()
    call(story, world, case_id, world.a.front_office, world.a.manager)
    with story.as_(world.a.manager):
        (mine,) = inbox().rows
    with story.as_(world.a.front_office):
        with pytest.raises(Refused) as refused:
            get_notice(mine.id)
        assert refused.value.status == 404
    story.do(world.a.front_office, lambda: mark_read(mine.id))
    assert kinds(story, world.a.manager) == ["mentioned"]
    story.do(world.a.manager, lambda: mark_read(mine.id))
    assert kinds(story, world.a.manager) == []
    assert kinds(story, world.a.manager, unread=False) == ["mentioned"]


def test_all_are_marked_read_but_not_what_came_meanwhile(story, world):
    case_id = story.register()
    for _time in range(3):
        call(story, world, case_id, world.a.manager)
    with story.as_(world.a.manager):
        assert unread_notices() == 3
        newest_shown = inbox().rows[1].id
    story.do(world.a.manager, lambda: mark_all_read(newest_shown))
    with story.as_(world.a.manager):
        assert unread_notices() == 1


def test_the_inbox_is_walked_page_by_page_in_one_statement(story, world):
    case_id = story.register()
    for _time in range(5):
        call(story, world, case_id, world.a.manager)
    with story.as_(world.a.manager), counted() as sent:
        first = inbox(size=3)
        rest = inbox(cursor=first.next, size=3)
        assert len(sent) == 2
        assert unread_notices() == 5
        assert len(sent) == 3
    assert [row.id for row in (*first.rows, *rest.rows)] == [5, 4, 3, 2, 1]
    assert first.rows[0].case_code.startswith("BLT-")


def test_a_line_about_a_case_one_may_no_longer_read_is_gone_and_not_counted(story, world, admin):
    case_id = story.register()
    call(story, world, case_id, world.a.facilitator)
    village = "UPDATE membership_village SET village_code = %s WHERE membership_id = %s"
    member = world.a.facilitator
    admin.execute(village, [world.a.villages[1], member.membership_id])
    try:
        assert kinds(story, member) == []
        with story.as_(member):
            assert unread_notices() == 0
    finally:
        admin.execute(village, [world.a.villages[0], member.membership_id])
    assert kinds(story, member) == ["mentioned"]


def test_the_inbox_is_found_by_reader_and_index(story, world):
    with story.as_(world.a.manager) as who:
        plan = db.session.execute(
            text(
                "EXPLAIN SELECT id FROM notice WHERE tenant_id = :t AND membership_id = :m AND read_at IS NULL"
                " ORDER BY id DESC LIMIT 31"
            ),
            {"t": who.tenant.id, "m": who.membership_id},
        ).scalars()
        assert "ix_notice_unread" in "\n".join(plan)


def test_an_agency_and_a_province_have_an_inbox_too(story, world):
    story.refer(story.decided())
    with story.as_(world.a.health_office_officer):
        (row,) = inbox().rows
        assert (row.kind, row.case_code, row.referral_id) == ("referral_sent", "", 1)
    with story.as_(world.province):
        assert inbox().rows == []
        assert unread_notices() == 0
        mark_all_read(10)


def test_a_line_leads_to_its_case_and_counts_in_the_frame_until_then(story, world, visit):
    case_id = story.register()
    call(story, world, case_id, world.a.manager)
    browser = visit(world.a.manager).open("/antrean")
    assert 'Kotak masuk</span> <span class="n">1' in browser.text
    browser.open("/kotak-masuk")
    assert story.case(case_id).code in browser.text
    browser.open("/kotak-masuk/1")
    assert browser.path == f"/kasus/{case_id}"
    assert "Mohon dilihat" in browser.text
    assert 'Kotak masuk</span> <span class="n">' not in browser.open("/antrean").text
    assert "Semua sudah dibaca" in browser.open("/kotak-masuk").text
    call(story, world, case_id, world.a.manager)
    browser.open("/kotak-masuk").press("Tandai semua sudah dibaca")
    assert "Semua sudah dibaca" in browser.text


@pytest.mark.parametrize("number", ["", "x", "9" * 40, "-1", "²"])
def test_nonsense_marks_nothing_and_is_no_error(story, world, visit, number):
    case_id = story.register()
    story.do(world.a.back_office, lambda: notify("returned", role="manager", case_id=case_id))
    browser = visit(world.a.manager).open("/kotak-masuk")
    browser.press("Tandai semua sudah dibaca", newest=number)
    assert browser.page.status_code == 200
    assert kinds(story, world.a.manager) == ["returned"]

"""Who is told at work: a line each, never to whoever did it, by e-mail where there is an address."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from cases import actions
from cases.actions.notices import notify
from cases.models import Notice
from foundation.db import db
from tenants.models import Membership


def inbox(story, member) -> list[str]:
    with story.as_(member):
        mine = select(Notice.kind).where(
            Notice.tenant_id == member.tenant_id, Notice.membership_id == member.membership_id
        )
        return list(db.session.scalars(mine.order_by(Notice.id).execution_options(every_tenant=True)))


def test_an_agency_learns_of_a_referral_and_the_keeper_of_the_answer(story, world, mailbox):
    referral = story.refer(story.decided())
    assert inbox(story, world.a.health_office_officer) == ["referral_sent"]
    assert inbox(story, world.a.civil_registry_officer) == []
    story.do(world.a.health_office_officer, lambda: actions.answer_referral(referral, 1, "granted", "Ya"))
    story.run_jobs()
    assert inbox(story, world.a.back_office) == ["referral_answered"]
    assert inbox(story, world.a.manager) == []


def test_everybody_in_a_role_is_told_but_not_whoever_does_it(story, world):
    case_id = story.register()
    for doer, told in ((world.a.manager, []), (world.a.back_office, ["referral_answered"])):
        story.do(doer, lambda: notify("referral_answered", role="manager", case_id=case_id))
        assert inbox(story, world.a.manager) == told


def test_a_notice_is_mailed_once_to_who_has_an_address(story, world, mailbox, admin):
    officer = world.a.health_office_officer
    admin.execute("UPDATE membership SET email = 'dinkes@contoh.test' WHERE id = %s", [officer.membership_id])
    try:
        case_id = story.decided()
        story.refer(case_id)
        for _again in range(2):
            story.run_jobs()
        mails = [mail for mail in mailbox if mail.recipient == "dinkes@contoh.test"]
        assert [mail.subject for mail in mails] == [f"{story.case(case_id).code}: Rujukan baru menunggu Anda"]
        assert "Junaidi" not in mails[0].body
    finally:
        admin.execute("UPDATE membership SET email = '' WHERE id = %s", [officer.membership_id])


def test_an_unknown_kind_is_a_mistake_in_the_code(story, world):
    with story.as_(world.a.manager), pytest.raises(KeyError):
        notify("gossip", role="manager")


def test_a_reader_marks_own_lines_read_and_sees_no_other_tenants(story, world):
    case_id = story.register()
    story.do(world.a.back_office, lambda: notify("referral_answered", role="manager", case_id=case_id))
    read = update(Notice).values(read_at=datetime(2026, 12, 1, tzinfo=UTC))
    assert story.do(world.b.manager, lambda: db.session.execute(read).rowcount) == 0
    assert story.do(world.a.manager, lambda: db.session.execute(read).rowcount) == 1


def test_an_agency_sees_the_notices_of_its_own_officers_only(story, world):
    story.refer(story.decided())
    with story.as_(world.a.civil_registry_officer):
        assert db.session.scalars(select(Notice)).all() == []
        assert {row.agency_id for row in db.session.scalars(select(Membership))} == {world.a.agencies["civil_registry"]}

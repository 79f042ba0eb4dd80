"""Who reads what of a case: an agency its packet, a supervisor no words, another tenant nothing at all."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from cases import actions, queries
from cases.models import Case, CaseIntake, Narrative, Referral, ReferralPacket
from cases.packets import PURPOSE
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from registry.models import Person
from tenants.models import AuditEntry
from tests.cases.conftest import NIK, consent_data, referral_data


def packet_of(story, world) -> dict:
    with story.as_(world.a.health_office_officer):
        row = db.session.scalars(select(ReferralPacket)).one()
        return json.loads(vault().decrypt(row.body_cipher, PURPOSE))


def test_a_packet_holds_the_chosen_fields_and_nothing_else(story, world):
    case_id = story.decided()
    story.refer(case_id, fields=["name", "village"])
    packet = packet_of(story, world)
    assert set(packet["fields"]) == {"name", "village"}
    assert packet["fields"]["name"] == "Junaidi"
    everything = json.dumps(packet)
    for secret in (NIK, "4410", "junaidi@", "Dusun Lalang", "Suami saya", "KIS nonaktif", "1972"):
        assert secret not in everything


def test_a_packet_may_hold_all_that_was_consented(story, world):
    story.refer(
        story.decided(), fields=["name", "nik", "birth", "village", "address", "phone", "summary", "story", "done"]
    )
    fields = packet_of(story, world)["fields"]
    assert fields["nik"] == NIK
    assert fields["phone"] == "+6281234564410"
    assert fields["birth"] == "Manggar, 4 April 1972"
    assert fields["done"] == "Desil 3, aktif\nReaktivasi PBI-JK\nReaktivasi disetujui"
    with story.as_(world.a.manager):
        actions_ = db.session.scalars(select(AuditEntry.action)).all()
        assert "person.disclosed" in actions_


def test_a_packet_lies_sealed(story, world):
    story.refer(story.decided())
    with story.as_(world.a.manager):
        assert b"Junaidi" not in db.session.scalars(select(ReferralPacket.body_cipher)).one()


@pytest.mark.parametrize("model", [Case, CaseIntake, Narrative, Person])
def test_postgresql_refuses_an_agency_everything_but_its_referrals(story, world, model):
    story.refer(story.decided())
    with story.as_(world.a.health_office_officer), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(select(model.id)).all()


def test_an_agency_changes_nothing_but_the_state_of_its_own_referral(story, world):
    story.refer(story.decided())
    for change in ("agency_id = agency_id", "case_id = case_id", "answer_due_on = answer_due_on"):
        with story.as_(world.a.health_office_officer), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(text(f"UPDATE referral SET {change}"))


def test_another_agency_sees_no_referral_that_is_not_addressed_to_it(story, world):
    referral = story.refer(story.decided())
    with story.as_(world.a.civil_registry_officer):
        assert queries.referral_inbox(queries.InboxView()).rows == []
        assert queries.inbox_counts().open == 0
        assert db.session.execute(text("SELECT id FROM referral")).all() == []
        for act in (
            lambda: queries.referral_view(referral),
            lambda: actions.accept_referral(referral, 1),
            lambda: actions.answer_referral(referral, 1, "granted", "Ya"),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.status == 404


@pytest.mark.parametrize(
    "table", ["narrative", "case_intake", "person", "referral_packet", "referral_event", "message"]
)
def test_postgresql_refuses_a_supervisor_every_word(story, world, table):
    story.refer(story.decided())
    with story.as_(world.province), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(f"SELECT * FROM {table}"))


def test_a_supervisor_sees_the_shape_of_cases_of_the_own_districts(story, world):
    story.decided()
    shape = text('SELECT code, state, due_on FROM "case"')
    with story.as_(world.province):
        assert [row.state for row in db.session.execute(shape)] == ["decided"]
    with story.as_(world.province_b):
        assert db.session.execute(shape).all() == []


def test_the_ministry_sees_no_case_at_all(story, world):
    with story.as_(world.ministry), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text('SELECT id FROM "case"'))


def test_another_tenants_ids_do_not_exist(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)
    case = story.case(case_id)
    with story.as_(world.b.manager):
        for act in (
            lambda: queries.case_view(case_id),
            lambda: queries.get_case(case_id),
            lambda: actions.move(case_id, "handle", case.version),
            lambda: actions.take(case_id),
            lambda: actions.consent.give(case_id, consent_data()),
            lambda: actions.withdraw(case_id, 1, ""),
            lambda: actions.refer(case_id, referral_data(case, world.b.agencies["health_office"])),
            lambda: actions.answer_referral(referral, 1, "granted", "Ya"),
        ):
            with pytest.raises(Refused) as refused:
                act()
            assert refused.value.status in {403, 404}
        assert queries.search_cases("BLT") == []
        assert queries.queue(queries.QueueView()).rows == []
        assert db.session.scalars(select(Referral)).all() == []


def test_an_agency_of_another_tenant_cannot_be_addressed(story, world):
    case_id = story.decided()
    data = referral_data(story.case(case_id), world.b.agencies["health_office"])
    with story.as_(world.a.manager), pytest.raises(Refused) as refused:
        actions.refer(case_id, data)
    assert refused.value.field == "agency_id"


def test_a_facilitator_sees_the_own_villages_alone(story, world):
    mine = story.register()
    other = story.register(
        person={"nik": None, "name": "Ani", "village_code": world.a.villages[1]}, village_code=world.a.villages[1]
    )
    with story.as_(world.a.facilitator):
        assert [row.id for row in queries.queue(queries.QueueView()).rows] == [mine]
        assert queries.queue_counts().open == 1
        with pytest.raises(Refused) as refused:
            queries.case_view(other)
        assert refused.value.status == 404


def test_opening_a_case_or_a_referral_leaves_a_line(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)
    story.do(world.a.supervisor, lambda: queries.case_view(case_id))
    story.do(world.a.health_office_officer, lambda: queries.referral_view(referral))
    with story.as_(world.a.manager):
        lines = db.session.execute(select(AuditEntry.actor, AuditEntry.action)).all()
        assert (world.a.supervisor.name, "case.viewed") in lines
        assert (world.a.supervisor.name, "person.viewed") in lines
        assert (world.a.health_office_officer.name, "referral.viewed") in lines


def test_the_public_follows_a_case_by_code_and_four_digits(story, world):
    case_id = story.decided()
    story.refer(case_id)
    code = story.case(case_id).code
    with story.as_(world.b.front_office):
        for last4 in (NIK[-4:], "4410"):
            found = queries.follow(code.lower(), last4)
            assert found.state == "referred"
            assert found.steps[-1].agency == "Dinas Kesehatan"
        assert "Junaidi" not in repr(found)
        for wrong in ((code, "9999"), (code, ""), ("BLT-26-999999", "4410"), ("XXX", "4410"), (str(uuid4()), "4410")):
            assert queries.follow(*wrong) is None

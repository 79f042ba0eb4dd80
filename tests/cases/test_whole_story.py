"""A case from the counter to the agency and back to the citizen, through actions and jobs alone."""

from uuid import uuid4

import pytest
from sqlalchemy import func, select

from cases import actions, queries
from cases.machine import State
from cases.models import Case, Message, Referral
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import Outbox
from registry.actions import create_person
from tests.cases.conftest import consent_data, intake, person_data


def test_a_case_goes_from_the_counter_to_the_agency_and_back(story, world, mailbox):
    case_id = story.decided()
    health = story.refer(case_id)
    registry = story.refer(case_id, "civil_registry")

    with story.as_(world.a.health_office_officer):
        (row,) = queries.referral_inbox(queries.InboxView()).rows
        assert (row.id, row.name, row.state) == (health, "Junaidi", "sent")
    story.do(world.a.health_office_officer, lambda: actions.accept_referral(health, 1, "Kami jadwalkan"))
    story.do(world.a.health_office_officer, lambda: actions.answer_referral(health, 2, "granted", "Dijadwalkan Senin"))
    story.run_jobs()
    assert story.case(case_id).state == State.REFERRED  # the other agency has not spoken yet

    officer = world.a.civil_registry_officer
    story.do(officer, lambda: actions.decline_referral(registry, 1, "Bukan kewenangan kami", "Dinas Sosial"))
    story.run_jobs()
    assert story.case(case_id).state == State.ANSWERED

    with story.as_(world.a.back_office):
        view = queries.case_view(case_id)
        copied = view.story[-1].note
        assert "Dinas Kesehatan: dikabulkan. Dijadwalkan Senin" in copied
        assert "Disdukcapil: ditolak. Bukan kewenangan kami Kewenangan: Dinas Sosial." in copied
        assert view.story[-1].now
        assert [step.title for step in view.story][:2] == ["Kasus didaftarkan", "Berkas diterima, data dicek"]
        assert view.main.name == "inform"
        assert view.may_main
        assert len(view.letters) == len(view.referrals) == 2

    story.move(case_id, "inform", "Disampaikan lewat telepon")
    story.move(case_id, "close")
    closed = story.case(case_id)
    assert closed.state == State.CLOSED
    assert closed.closed_at is not None
    assert closed.due_on is None

    story.run_jobs()
    told = [mail.subject for mail in mailbox]
    assert told == [
        f"Kasus {closed.code} sudah terdaftar", f"Kasus {closed.code} sudah ditetapkan", f"Kasus {closed.code} dirujuk",
        f"Kasus {closed.code} dirujuk", f"Hasil kasus {closed.code}", f"Kasus {closed.code} selesai",
    ]  # fmt: skip
    assert all("cuci darah" not in mail.body for mail in mailbox)
    assert {mail.recipient for mail in mailbox} == {"junaidi@contoh.test"}
    with story.as_(world.a.manager):
        states = db.session.scalars(select(Message.state)).all()
        assert set(states) == {"sent"}


def test_a_message_that_cannot_leave_is_tried_again(story, world, mailbox, app):
    story.register()
    app.extensions["slrt_messaging"] = {}
    story.run_jobs()
    with story.as_(world.a.manager):
        assert db.session.scalars(select(Message.state)).all() == ["waiting"]
        assert db.session.scalars(select(Outbox.attempts).where(Outbox.job == "cases.send_message")).all() == [1]


def test_nobody_is_written_to_without_an_address(story, world, mailbox):
    story.register(person={"email": None})
    story.run_jobs()
    assert mailbox == []


def test_the_code_counts_without_gaps_per_year(story, world):
    first, second = (story.case(story.register(person={"nik": None, "name": name})).code for name in ("Ani", "Budi"))
    assert first.startswith("BLT-")
    assert first.endswith("-000001")
    assert second.endswith("-000002")


def test_the_same_form_twice_makes_one_case(story, world):
    key = uuid4()
    with story.as_(world.a.front_office):
        person = create_person(person_data(world.a), uuid4())
        first = actions.register(person.id, intake(world.a), key)
        again = actions.register(person.id, intake(world.a), key)
        assert again.id == first.id
        assert db.session.scalar(select(func.count()).select_from(Case)) == 1
        with pytest.raises(Refused) as refused:
            actions.register(person.id, intake(world.a, summary="Lain"), key)
        assert refused.value.status == 409


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"village_code": "33.11.01.2001"}, "village_code"),
        ({"village_code": "19.06.01.9999"}, "village_code"),
        ({"kind": "suggestion"}, "kind"),
        ({"proxy_name": "Sumiati"}, "proxy_relation"),
    ],
)
def test_an_intake_that_does_not_fit_names_the_field(story, world, change, field):
    with pytest.raises(Refused) as refused:
        story.register(**change)
    assert refused.value.field == field


def test_a_facilitator_registers_in_the_own_villages_only(story, world):
    with story.as_(world.a.facilitator):
        person = create_person(person_data(world.a), uuid4())
        assert actions.register(person.id, intake(world.a), uuid4()).state == State.REGISTERED
        with pytest.raises(Refused) as refused:
            actions.register(person.id, intake(world.a, village_code=world.a.villages[1]), uuid4())
        assert refused.value.status == 403


def test_a_person_who_is_not_known_here_opens_no_case(story, world):
    with story.as_(world.a.front_office), pytest.raises(Refused) as refused:
        actions.register(999, intake(world.a), uuid4())
    assert refused.value.status == 404


def test_without_consent_nothing_is_referred(story, world):
    case_id = story.decided(consent_share=False)
    with pytest.raises(Refused) as refused:
        story.refer(case_id)
    assert refused.value.code == "no_consent"
    story.do(world.a.front_office, lambda: actions.consent.give(case_id, consent_data()))
    assert story.refer(case_id)


def test_an_answer_on_paper_is_written_down_by_the_back_office(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)
    story.do(world.a.back_office, lambda: actions.answer_referral(referral, 1, "refused", "Kuota habis"))
    story.run_jobs()
    assert story.case(case_id).state == State.ANSWERED


def test_a_referral_is_answered_once(story, world):
    referral = story.refer(story.decided())
    officer = world.a.health_office_officer
    story.do(officer, lambda: actions.answer_referral(referral, 1, "granted", "Ya"))
    with pytest.raises(Refused) as refused:
        story.do(officer, lambda: actions.decline_referral(referral, 2, "Tidak jadi"))
    assert refused.value.status == 409
    with story.as_(world.a.manager) as subject:
        assert db.session.get_one(Referral, (subject.tenant.id, referral)).result == "granted"


def test_a_recipient_lies_encrypted(story, world):
    story.register()
    with story.as_(world.a.manager):
        message = db.session.scalars(select(Message)).one()
        assert b"junaidi" not in message.recipient_cipher
        assert vault().decrypt(message.recipient_cipher, "message.recipient") == "junaidi@contoh.test"
        assert message.recipient_masked == "j•••@contoh.test"

"""Referrals that come back: every state, who may, and what happens when two act at once."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from cases import actions, queries
from cases.machine import State
from cases.referral_machine import REFERRAL_MOVES, REFERRAL_OPEN, REFERRAL_OVER, ReferralState
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from reference.calendar import WorkingCalendar
from tenants import provision
from tests.cases.test_at_once import at_once
from tests.cases.test_notices import inbox

JAKARTA = WorkingCalendar("Asia/Jakarta")


def card(story, case_id: int):
    with story.as_(story.site.manager):
        return queries.case_view(case_id).referrals[-1]


def opened_by_agency(story, referral: int) -> int:
    """The version after the agency has opened it."""
    return story.do(story.site.health_office_officer, lambda: actions.receive_referral(referral).version)


def refused(story, member, act) -> Refused:
    with pytest.raises(Refused) as refusal:
        story.do(member, act)
    return refusal.value


def test_every_state_is_open_or_over_and_reached_by_a_declared_step():
    assert set(ReferralState) == REFERRAL_OPEN | REFERRAL_OVER
    assert {move.target for move in REFERRAL_MOVES.values()} >= set(ReferralState)
    for move in REFERRAL_MOVES.values():
        assert move.target is None or move.target not in move.sources


def test_a_referral_is_seen_taken_on_worked_on_answered_and_read(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)
    officer = world.a.health_office_officer
    states = [card(story, case_id).state]
    version = opened_by_agency(story, referral)
    assert opened_by_agency(story, referral) == version  # looking again is no step
    states.append(card(story, case_id).state)
    for act in (
        lambda v: actions.accept_referral(referral, v, "Kami jadwalkan"),
        lambda v: actions.start_referral(referral, v),
        lambda v: actions.answer_referral(referral, v, "granted", "Dijadwalkan Senin"),
    ):
        version = story.do(officer, lambda act=act, seen=version: act(seen).version)
        states.append(card(story, case_id).state)
    assert card(story, case_id).officer_name == officer.name
    story.run_jobs()
    story.do(world.a.back_office, lambda: actions.acknowledge(referral))
    states.append(card(story, case_id).state)
    assert states == ["sent", "received", "accepted", "in_progress", "answered", "acknowledged"]
    assert card(story, case_id).result == "granted"
    assert [step.move for step in card(story, case_id).steps] == [
        "send", "receive", "accept", "start", "answer", "acknowledge",
    ]  # fmt: skip


def test_telling_the_citizen_means_the_answers_were_read(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)
    story.do(world.a.health_office_officer, lambda: actions.decline_referral(referral, 1, "Bukan kami", "Disnaker"))
    story.run_jobs()
    story.move(case_id, "inform", "Ditolak, dirujuk lagi")
    assert card(story, case_id).state == ReferralState.ACKNOWLEDGED


def test_dates_to_accept_and_to_answer_are_working_days_of_the_agency(story, world):
    friday = datetime(2026, 12, 18, 3, tzinfo=UTC)
    with clock.set_to(friday):
        case_id = story.decided()
        story.refer(case_id)
        shown = card(story, case_id)
    assert shown.accept_due_on == JAKARTA.add_working_days(friday, 2)
    assert shown.answer_due_on == JAKARTA.add_working_days(friday, 5)
    assert JAKARTA.is_working_day(shown.accept_due_on)
    assert (shown.accept_due_days, shown.due_days) == (2, 5)


def test_an_agency_is_reminded_once_a_working_day(story, world):
    friday, saturday, monday = (datetime(2026, 11, day, 3, tzinfo=UTC) for day in (27, 28, 30))
    with clock.set_to(friday):
        case_id = story.decided()
        referral = story.refer(case_id)
        story.do(world.a.back_office, lambda: actions.remind(referral))
        again = refused(story, world.a.back_office, lambda: actions.remind(referral))
        assert (again.status, again.code, "30 November" in again.message) == (409, "reminded", True)
    with clock.set_to(saturday):
        assert refused(story, world.a.manager, lambda: actions.remind(referral)).code == "reminded"
    with clock.set_to(monday):
        story.do(world.a.supervisor, lambda: actions.remind(referral))
        assert card(story, case_id).reminders == 2
    assert inbox(story, world.a.health_office_officer) == ["referral_sent", "referral_reminded", "referral_reminded"]
    assert refused(story, world.a.front_office, lambda: actions.remind(referral)).status == 403
    assert refused(story, world.b.manager, lambda: actions.remind(referral)).status == 404


def test_what_is_taken_back_is_no_longer_the_agency_s_to_read(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)
    version = opened_by_agency(story, referral)
    assert refused(story, world.a.manager, lambda: actions.revoke(referral, version, " ")).field == "reason"
    story.do(world.a.manager, lambda: actions.revoke(referral, version, "Warga sudah dibantu BPJS"))
    assert story.case(case_id).state == State.HANDLING  # nobody else is awaited
    assert inbox(story, world.a.health_office_officer)[-1] == "referral_revoked"
    with story.as_(world.a.health_office_officer):
        view = queries.referral_view(referral)
        assert (view.shared, view.letter_id, view.moves) == ([], None, [])
        assert view.revoked.note == "Warga sudah dibantu BPJS"
        with pytest.raises(Refused) as gone:
            queries.letter_file(1)
        assert gone.value.status == 404


def test_taking_one_back_leaves_the_others_awaited(story, world):
    case_id = story.decided()
    first, second = story.refer(case_id), story.refer(case_id, "civil_registry")
    story.do(world.a.manager, lambda: actions.revoke(first, 1, "Salah alamat"))
    assert story.case(case_id).state == State.REFERRED
    story.do(world.a.civil_registry_officer, lambda: actions.answer_referral(second, 1, "granted", "Terbit"))
    story.run_jobs()
    assert story.case(case_id).state == State.ANSWERED
    with story.as_(world.a.back_office):
        assert queries.case_view(case_id).story[-1].note == "Disdukcapil: dikabulkan. Terbit"


def test_an_agency_that_answers_what_was_taken_back_is_told_who_when_and_why(story, world):
    referral = story.refer(story.decided())
    story.do(world.a.manager, lambda: actions.revoke(referral, 1, "Warga pindah"))
    told = refused(
        story,
        world.a.health_office_officer,
        lambda: actions.answer_referral(referral, 1, "granted", "Sudah kami kerjakan"),
    )
    assert (told.status, told.code) == (409, "revoked")
    assert world.a.manager.name in told.message
    assert "Warga pindah" in told.message


def test_answering_and_taking_back_at_the_same_moment_leaves_one_of_them(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)
    officer = world.a.health_office_officer
    outcomes = at_once(
        lambda: story.do(officer, lambda: actions.answer_referral(referral, 1, "granted", "Ya").state),
        lambda: story.do(world.a.manager, lambda: actions.revoke(referral, 1, "Batal").state),
    )
    lost = [each for each in outcomes if isinstance(each, Refused)]
    assert [each.status for each in lost] == [409]
    assert {each.code for each in lost} <= {"revoked", "stale"}
    assert card(story, case_id).state in ("answered", "revoked")


def test_two_officers_answering_at_once_answer_once(story, world):
    case_id = story.decided()
    referral = story.refer(case_id)

    def answer(words):
        officer = world.a.health_office_officer
        return lambda: story.do(officer, lambda: actions.answer_referral(referral, 1, "granted", words).result)

    outcomes = at_once(answer("Satu"), answer("Dua"))
    assert sorted(str(getattr(each, "code", each)) for each in outcomes) == ["granted", "stale"]


@pytest.fixture
def colleague(world, app, admin):
    """A second officer at the health office of district A, for one test."""
    with app.app_context(), enter(Context(Reader.PROVISIONER)):
        account = provision.create_account(f"{uuid4().hex}@dinkes.test", "Rekan Dinkes", password_hash="-")
        agency_id = world.a.agencies["health_office"]
        made = provision.add_membership(
            world.a.tenant_id, account.id, "agency_officer", "Rekan Dinkes", agency_id=agency_id
        ).id
        db.session.commit()
    yield made
    admin.execute("UPDATE membership SET active = false WHERE id = %s", [made])


def test_an_officer_who_leaves_hands_everything_open_to_a_colleague(story, world, colleague):
    case_id = story.decided()
    officer = world.a.health_office_officer
    first, second, closed = (story.refer(case_id) for _time in range(3))
    for referral in (first, second, closed):
        story.do(officer, lambda referral=referral: actions.accept_referral(referral, 1))
    story.do(officer, lambda: actions.answer_referral(closed, 2, "granted", "Ya"))
    moved = story.do(officer, lambda: actions.hand_over_referrals(officer.membership_id, colleague))
    assert moved == 2
    with story.as_(world.a.manager):
        names = [each.officer_name for each in queries.case_view(case_id).referrals]
    assert names == ["Rekan Dinkes", "Rekan Dinkes", officer.name]
    story.run_jobs()
    stranger = world.a.civil_registry_officer.membership_id
    assert refused(story, officer, lambda: actions.hand_over_referrals(colleague, stranger)).field == "to_id"
    assert refused(story, officer, lambda: actions.assign_referral(first, 3, stranger)).field == "officer_id"


def test_a_case_out_with_an_agency_is_remembered_when_both_decide_on_it(story, world):
    """Two signers refer the same case at once: the second is told, one referral stands."""
    case_id = story.decided()
    outcomes = at_once(*(lambda: story.refer(case_id) for _time in range(2)))
    assert sorted(str(getattr(each, "code", "sent")) for each in outcomes) == ["sent", "stale"]
    with story.as_(world.a.manager):
        assert len(queries.case_view(case_id).referrals) == 1

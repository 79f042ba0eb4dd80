"""What a step does besides leading to its state: visits, proposals, emergencies, the citizen's word, other ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from cases import actions, queries
from cases.actions.steps import CITIZEN, SYSTEM
from cases.machine import State
from cases.models import CaseEvent, EventDetail
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from reference.calendar import WorkingCalendar
from tests.cases.conftest import usual_answers
from tests.cases.test_notices import inbox

JAKARTA = WorkingCalendar("Asia/Jakarta")


def refusal(story, member, act) -> Refused:
    with pytest.raises(Refused) as refused:
        story.do(member, act)
    return refused.value


def informed(story) -> int:
    case_id = story.decided()
    for name, note in (("handle", ""), ("record_result", "Selesai"), ("inform", "Ditelepon")):
        story.move(case_id, name, note)
    return case_id


def test_a_visit_is_ordered_from_who_serves_the_village_and_brings_findings_home(story, world):
    case_id = story.register()
    story.move(case_id, "accept")
    story.move(case_id, "order_visit", "Lihat keadaan rumah")
    assert story.case(case_id).visitor_id == world.a.facilitator.membership_id
    assert inbox(story, world.a.facilitator) == ["visit_ordered"]

    version = story.case(case_id).version
    answers = usual_answers("record_visit", world.a)
    story.do(world.a.facilitator, lambda: actions.move(case_id, "record_visit", version, "Layak, rumah bocor", answers))
    case = story.case(case_id)
    assert (case.state, case.visitor_id) == (State.ASSESSING, None)
    with story.as_(world.a.back_office):
        step = queries.case_view(case_id).story[-1]
    told = {fact.label: fact.value for fact in step.facts}
    assert told["Apa yang ditemukan"] == "Warga ditemui"
    assert told["Lantai"] == "Tanah"
    assert step.note == "Layak, rumah bocor"


def test_nobody_is_sent_to_a_village_that_is_not_theirs(story, world):
    case_id = story.register(village_code=world.a.villages[1])
    story.move(case_id, "accept")
    version, asked = story.case(case_id).version, usual_answers("order_visit", world.a)
    refused = refusal(story, world.a.back_office, lambda: actions.move(case_id, "order_visit", version, "", asked))
    assert refused.field == "visitor_id"
    assert story.case(case_id).state == State.CHECKING


def test_a_visit_from_before_the_case_is_refused_at_its_field(story, world):
    case_id = story.register()
    story.move(case_id, "accept")
    story.move(case_id, "order_visit", "Lihat")
    version = story.case(case_id).version
    asked = usual_answers("record_visit", world.a) | {"visited_on": date(2020, 1, 1)}
    act = lambda: actions.move(case_id, "record_visit", version, "Bocor", asked)  # noqa: E731
    assert refusal(story, world.a.facilitator, act).field == "visited_on"
    with story.as_(world.a.manager):
        kept = select(CaseEvent.move).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)
        assert db.session.scalars(kept).all() == ["register", "accept", "order_visit"]


def test_the_centre_s_answer_is_written_down_by_hand_and_is_not_yet_told(story, world):
    case_id = story.decided()
    story.move(case_id, "propose")
    assert story.case(case_id).state == State.PROPOSED
    story.move(case_id, "record_centre_answer", "Kuota habis", result="refused")
    assert story.case(case_id).state == State.ANSWERED
    with story.as_(world.a.back_office):
        facts = [fact.value for fact in queries.case_view(case_id).story[-1].facts]
    assert facts[:2] == ["Ditolak pusat", "SIKS-2026-17"]


def test_help_comes_first_in_an_emergency_and_the_papers_are_owed(story, world):
    case_id = story.register(emergency=True)
    assert story.case(case_id).help_due_at - story.case(case_id).opened_at == timedelta(hours=24)
    assert inbox(story, world.a.manager) == ["emergency"]
    story.move(case_id, "start_emergency_help", "Diantar ke rumah singgah")
    case = story.case(case_id)
    assert (case.state, case.paperwork, case.help_due_at) == (State.HANDLING, "check", None)
    assert case.due_on == JAKARTA.add_working_days(case.opened_on, 3)
    assert case.owner_id == world.a.back_office.membership_id
    for name, note in (("record_result", "Aman"), ("inform", "Keluarga ditelepon")):
        story.move(case_id, name, note)
    version = story.case(case_id).version
    refused = refusal(story, world.a.back_office, lambda: actions.move(case_id, "close", version))
    assert (refused.code, "surat bantuan darurat belum lengkap" in refused.message) == ("illegal_move", True)
    for name in ("file_check", "file_recommendation", "file_decision"):
        story.move(case_id, name, "Disusulkan")
    story.move(case_id, "close")
    assert story.case(case_id).resolution == "resolved"


def test_an_emergency_may_be_referred_at_once(story, world):
    case_id = story.register(emergency=True)
    story.refer(case_id)
    case = story.case(case_id)
    assert (case.state, case.paperwork) == (State.REFERRED, "check")


def test_a_calm_case_does_not_go_before_its_papers(story, world):
    case_id = story.register()
    refused = refusal(story, world.a.manager, lambda: story.refer(case_id))
    assert refused.code == "illegal_move"
    act = lambda: actions.move(case_id, "start_emergency_help", 1, "Sekarang")  # noqa: E731
    assert refusal(story, world.a.back_office, act).code == "illegal_move"


def test_an_emergency_seen_later_starts_its_hours_and_waits_for_no_paper(story, world):
    case_id = story.register()
    story.move(case_id, "ask_correction", "KK")
    version = story.case(case_id).version
    story.do(world.a.facilitator, lambda: actions.move(case_id, "mark_emergency", version, "Gawat"))
    case = story.case(case_id)
    assert (case.state, case.emergency, case.clock_left) == (State.NEEDS_CORRECTION, True, None)
    assert case.help_due_at is not None
    assert case.due_on <= JAKARTA.today() + timedelta(days=1)
    story.move(case_id, "complete", "KK ada")
    refused = refusal(
        story, world.a.back_office,
        lambda: actions.move(case_id, "ask_correction", story.case(case_id).version, "KTP"),
    )  # fmt: skip
    assert "darurat" in refused.message


def test_an_emergency_stands_before_every_other_case(story, world):
    calm = story.register(case_type="general_question", kind="question")
    urgent = story.register(person={"nik": None, "name": "Ani"}, emergency=True)
    with story.as_(world.a.manager):
        assert [row.id for row in queries.queue(queries.QueueView()).rows] == [urgent, calm]
        assert queries.queue(queries.QueueView(due="late")).rows == []
    with clock.set_to(story.case(urgent).opened_at + timedelta(days=2)), story.as_(world.a.manager):
        assert [row.id for row in queries.queue(queries.QueueView(due="late")).rows] == [urgent]
    due_on = datetime.combine(story.case(urgent).due_on, datetime.min.time(), UTC) + timedelta(hours=5)
    with clock.set_to(due_on), story.as_(world.a.manager):
        assert [row.id for row in queries.queue(queries.QueueView(due="today")).rows] == [urgent]


def test_a_citizen_who_is_not_satisfied_is_heard_again(story, world):
    case_id = informed(story)
    assert story.case(case_id).closes_on == JAKARTA.today() + timedelta(days=14)
    story.move(case_id, "record_feedback", "Kartu tetap ditolak", satisfied="no")
    case = story.case(case_id)
    assert (case.satisfied, case.closes_on) == (False, None)
    with story.as_(world.a.front_office):
        assert queries.case_view(case_id).main.name == "reopen"
    with story.as_(world.a.manager):
        with pytest.raises(Refused) as refused:
            actions.move_without_staff(case_id, "close_in_silence", SYSTEM)
        assert refused.value.code == "illegal_move"
    story.move(case_id, "close")
    assert story.case(case_id).resolution == "objected"


def test_an_objection_in_time_reopens_with_the_whole_clock_and_a_late_one_does_not(story, world):
    case_id = informed(story)
    story.move(case_id, "record_feedback", "", satisfied="yes")
    story.move(case_id, "close")
    closed = story.case(case_id)
    assert closed.resolution == "resolved"
    assert JAKARTA.date_of(closed.reopen_until) == JAKARTA.add_working_days(closed.closed_at, 21)

    too_late = closed.reopen_until + timedelta(minutes=1)
    with clock.set_to(too_late), story.as_(world.a.manager), pytest.raises(Refused) as late:
        actions.move_without_staff(case_id, "reopen", CITIZEN, "Kambuh lagi")
    assert "masa keberatan sudah lewat" in late.value.message

    with clock.set_to(closed.reopen_until - timedelta(minutes=1)):
        story.do(world.a.front_office, lambda: actions.move_without_staff(case_id, "reopen", CITIZEN, "KIS mati lagi"))
    case = story.case(case_id)
    assert (case.state, case.closed_at, case.resolution, case.reopen_until) == (State.ASSESSING, None, None, None)
    assert case.due_on == JAKARTA.add_working_days(closed.reopen_until, 3)
    assert "reopened" in inbox(story, world.a.back_office)


def test_the_citizen_and_the_clock_take_only_steps_that_are_theirs(story, world):
    case_id = informed(story)
    for actor, name in ((CITIZEN, "close"), (SYSTEM, "reopen"), (CITIZEN, "decide")):
        with story.as_(world.a.manager):
            with pytest.raises(Refused) as refused:
                actions.move_without_staff(case_id, name, actor, "x")
            assert refused.value.status == 403


def test_a_rejection_is_counted_by_code_and_explained_in_words(story, world):
    case_id = story.register()
    story.move(case_id, "reject", "Warga ber-KTP Bangka", reason="elsewhere")
    with story.as_(world.a.manager):
        event = db.session.scalars(select(CaseEvent).where(CaseEvent.move == "reject")).one()
        assert (event.reason, event.level, event.actor_role) == ("elsewhere", "district", "manager")
    assert story.case(case_id).resolution == "rejected"


def test_a_duplicate_leads_to_the_case_that_goes_on_and_back(story, world):
    goes_on = story.register()
    twice = story.register(person={"nik": None, "name": "Junaidi B"})
    code = story.case(goes_on).code
    story.move(twice, "mark_duplicate", code=code.lower())
    assert story.case(twice).state == State.DUPLICATE
    with story.as_(world.a.back_office):
        assert queries.case_view(twice).related.goes_on_in.code == code
        assert [row.id for row in queries.case_view(goes_on).related.duplicates] == [twice]
    third = story.register(person={"nik": None, "name": "Junaidi C"})
    for wrong in (story.case(third).code, "BLT-26-999999", story.case(twice).code, "SKH-26-000001"):
        act = lambda wrong=wrong: actions.move(third, "mark_duplicate", 1, "", {"code": wrong})  # noqa: E731
        assert refusal(story, world.a.back_office, act).field == "code"
    story.move(twice, "reopen", "Ternyata masalah lain")
    assert story.case(twice).duplicate_of is None


def test_a_step_that_asks_is_refused_without_its_answers(story, world):
    case_id = story.register()
    act = lambda: actions.move(case_id, "reject", 1, "Tidak")  # noqa: E731
    assert refusal(story, world.a.manager, act).code == "incomplete"


def test_what_a_step_asked_for_stays_with_the_staff(story, world):
    story.move(story.register(), "reject", "Bukan warga sini")
    with story.as_(world.a.manager):
        assert db.session.scalars(select(EventDetail)).one().body == {"reason": "not_eligible"}

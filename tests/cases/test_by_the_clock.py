"""What happens by itself: silence closes, a passed date raises, once, and both sides are told."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from cases import actions, queries
from cases.jobs import by_the_clock
from cases.machine import Level, State
from cases.models import CaseEvent
from cases.queries.incoming import incoming_list
from foundation import clock
from foundation.db import db
from reference.calendar import WorkingCalendar
from tests.cases.conftest import intake
from tests.cases.test_life import informed
from tests.cases.test_notices import inbox
from tests.cases.test_referrals import card
from tests.cases.test_sites import settle

JAKARTA = WorkingCalendar("Asia/Jakarta")


def tick(story, **later) -> None:
    """The clock's job, that much later than now."""
    with clock.set_to(clock.now() + timedelta(**later)), story.app.app_context():
        by_the_clock()


def last_step(story, case_id: int) -> CaseEvent:
    with story.as_(story.site.manager):
        wanted = select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id.desc()).limit(1)
        event = db.session.scalars(wanted).one()
        db.session.expunge(event)
        return event


def test_silence_for_fourteen_days_closes_and_is_resolved(story, world):
    case_id = informed(story)
    tick(story, days=14)
    assert story.case(case_id).state == State.INFORMED
    tick(story, days=15)
    case = story.case(case_id)
    assert (case.state, case.resolution) == (State.CLOSED, "resolved")
    step = last_step(story, case_id)
    assert (step.move, step.actor_name, step.actor_role) == ("close_in_silence", "SLRT", "system")


def test_who_is_not_satisfied_or_whose_papers_are_owed_is_not_closed_by_the_clock(story, world):
    displeased = informed(story)
    story.move(displeased, "record_feedback", "Belum beres", satisfied="no")
    owing = story.register(person={"nik": None, "name": "Ani"}, emergency=True)
    for name, note in (("start_emergency_help", "Diantar"), ("record_result", "Aman"), ("inform", "Ditelepon")):
        story.move(owing, name, note)
    tick(story, days=30)
    assert story.case(displeased).state == story.case(owing).state == State.INFORMED


def test_a_referral_nobody_takes_on_in_time_raises_the_case_once_and_tells_both(story, world):
    case_id = story.decided(case_type="electricity_new", kind="request")
    story.refer(case_id)
    tick(story, days=0)
    assert story.case(case_id).level == Level.DISTRICT
    accept_due = card(story, case_id).accept_due_on
    days = (accept_due - JAKARTA.today()).days + 1
    for _again in range(2):
        tick(story, days=days)
    assert story.case(case_id).level == Level.PROVINCE
    assert last_step(story, case_id).move == "escalate"
    with story.as_(world.a.manager):
        agency, province = queries.case_view(case_id).referrals
    assert [step.move for step in agency.steps] == ["send", "run_late"]
    assert (province.kind, province.agency_name) == ("escalation", "Provinsi Kepulauan Bangka Belitung")
    assert inbox(story, world.a.health_office_officer) == ["referral_sent", "referral_late"]
    assert inbox(story, world.a.back_office) == ["referral_late", "case_raised"]
    with clock.set_to(clock.now() + timedelta(days=days, hours=1)):
        settle(story)
    with story.as_(world.province):
        assert [row.service for row in incoming_list().rows] == ["Rujukan lewat tenggat tanpa jawaban"]


def test_each_date_that_passes_counts_and_the_ladder_ends_at_the_ministry(story, world):
    case_id = story.decided(case_type="electricity_new", kind="request")
    story.refer(case_id)
    for days in (5, 12, 40, 80, 120):
        tick(story, days=days)
    assert story.case(case_id).level == Level.MINISTRY
    with story.as_(world.a.manager):
        steps = [step.move for step in queries.case_view(case_id).referrals[0].steps]
    assert steps == ["send", "run_late", "run_late"]  # not taken on, then not answered


def test_a_late_case_of_a_village_rises_to_the_district_and_then_waits_its_days(story, world):
    person_id = story.case(story.register(consent_share=False)).person_id
    village = story.do(world.a.facilitator, lambda: actions.register(person_id, intake(world.a), uuid4()).id)
    assert story.case(village).level == Level.PUSKESOS
    days = (story.case(village).due_on - JAKARTA.today()).days + 1
    tick(story, days=days)
    assert story.case(village).level == Level.DISTRICT
    assert inbox(story, world.a.manager)[-1:] == ["case_raised"]
    tick(story, days=days + 1)
    assert story.case(village).level == Level.DISTRICT  # the district has its five working days
    tick(story, days=days + 12)
    assert story.case(village).level == Level.PROVINCE


def test_without_consent_the_level_rises_and_no_data_leaves(story, world):
    case_id = story.register(consent_share=False)
    days = (story.case(case_id).due_on - JAKARTA.today()).days + 1
    tick(story, days=days)
    assert story.case(case_id).level == Level.PROVINCE
    with story.as_(world.a.manager):
        assert queries.case_view(case_id).referrals == []


def test_a_case_that_rests_is_never_late(story, world):
    case_id = story.register()
    story.move(case_id, "ask_correction", "KK")
    tick(story, days=60)
    assert story.case(case_id).level == Level.DISTRICT

"""The demonstration can be made: its people, and a case to every end through the real actions."""

import random
import socket
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from cases.models import Attachment, Case, CaseEvent, CaseNote, Letter, LetterDraft, Notice, SavedView
from foundation import clock
from foundation.config import Settings
from foundation.db import db
from foundation.services import Postgres
from foundation.tenancy import Context, Reader, enter
from privacy.models import Breach, DataRequest, ShareRequest
from registry.models import Household, Need, Participation, Person
from registry.queries import planning, runs
from registry.rounds.machine import State
from registry.rounds.models import UpdateRound
from reporting.actions import drift
from reporting.budget.queries import runs_to_compare
from reporting.bulletin.models import Bulletin
from reporting.dashboards.looks import look_at
from reporting.dashboards.medians import FEWEST
from reporting.dashboards.queries import dashboard
from reporting.maps.outlines import outline_of
from reporting.opendata.jobs import newest_due
from reporting.opendata.queries import releases
from reporting.quality.models import QualityCount, QualityWord
from reporting.quality.outliers import LEAST_PEERS
from reporting.quality.queries.districts import below
from reporting.schedules.models import ReportSchedule
from settings.queries import rules
from slrt.app import create_app
from slrt.demo import (
    boundaries,
    colleagues,
    families,
    futures,
    lessons,
    neighbours,
    past,
    publishing,
    quality,
    rights,
    rounds,
    screening,
    seed,
)
from slrt.demo import workforce as people
from slrt.demo.accounts import SIGN_INS
from slrt.demo.decisions import decide_all
from slrt.demo.districts import found_districts
from slrt.demo.journeys import ENDS, Journey
from slrt.demo.lessons import as_province
from slrt.demo.sites import Office, found_all
from sustainability.lessons.models import PublishedPractice
from sustainability.models import ExitPlan, FundingLine, IndexScore, Standing
from tenants import signin
from tenants.access import acting_as, load_subject, subject
from tenants.models import Account, Membership, Tenant
from tenants.sites.machine import Stage
from tenants.sites.models import Site
from tests import prepared
from workforce.models import Certificate, Equipment, Pay, TestResult, Trainee, Worker

URGENT = 29
"""Every twenty-ninth case is an emergency."""


STATES = {
    "accepted": "referred", "declined": "answered", "revoked": "handling", "reopened": "assessing",
    "emergency": "handling", "escalated": "decided", "abroad": "referred",
}  # fmt: skip
"""Where a case stands that has come to that end, where the end is no state."""


@pytest.fixture(scope="module")
def house(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A house on a server of its own: what is founded stays."""
    folder: Path = tmp_path_factory.mktemp("seeded")
    prepared.copy_into(folder)
    with Postgres(folder, durable=False) as server:
        url = server.url_for("slrt_app", prepared.NAME)
        app = create_app(replace(settings, database_url=url, smtp_port=_free_port()))
        with app.app_context(), seed.mail_sink():
            yield app
            db.engine.dispose()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def offices(house: Flask) -> list[Office]:
    with house.app_context():
        founded = found_all(random.Random(seed.SEED))
        decide_all(founded)
        return founded


@pytest.mark.parametrize("urgent", [False, True], ids=["ordinary", "urgent"])
@pytest.mark.parametrize("number", range(len(ENDS)), ids=list(ENDS))
def test_a_case_reaches_its_end(house: Flask, offices: list[Office], number: int, urgent: bool) -> None:
    end = list(ENDS)[number]
    office = offices[number % len(offices)]
    with house.app_context():
        journey = Journey(office, URGENT * (number + 1) + (0 if urgent else 1), end, random.Random(number))
        journey.walk()
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            reached = db.session.scalar(select(Case.state).where(Case.id == journey.case_id))
            db.session.rollback()
    assert reached == STATES.get(end, end)


def test_some_citizens_send_papers_and_say_what_they_think_of_the_result(house: Flask, offices: list[Office]) -> None:
    office = offices[0]
    with house.app_context():
        for number, end in ((3003, "needs_correction"), (3006, "informed"), (3009, "informed"), (3012, "informed")):
            Journey(office, number, end, random.Random(number)).walk()
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            papers = select(func.count()).where(Attachment.from_citizen)
            rated = select(func.count()).where(CaseEvent.move == "record_feedback", CaseEvent.actor_role == "citizen")
            found = (db.session.scalar(papers), db.session.scalar(rated))
            db.session.rollback()
    assert all(found), found


def test_a_citizen_is_given_a_family_with_everything_that_is_asked(house: Flask, offices: list[Office]) -> None:
    office, end = offices[0], "checking"
    with house.app_context():
        for number in range(1000, 1012):
            journey = Journey(office, number, end, random.Random(number))
            journey.walk()
            families.fill(office, journey.person_id, number)
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            filled = (
                select(func.count()).select_from(Household).where(Household.floor.is_not(None), Household.desil > 0)
            )
            found = {
                "houses": db.session.scalar(filled),
                "final": db.session.scalar(filled.where(Household.record_state == "final")),
                "parents": db.session.scalar(
                    select(func.count()).where(Person.relation == 6, Person.desil.is_not(None))
                ),
                "needs": db.session.scalar(select(func.count()).select_from(Need)),
                "programmes": db.session.scalar(select(func.count()).select_from(Participation)),
            }
            db.session.rollback()
    assert found["houses"] >= 12  # beside what other tests of this house have filled
    assert all(found.values()), found


def test_a_province_and_a_district_have_boundaries_on_their_maps(house: Flask, offices: list[Office]) -> None:
    with house.app_context():
        boundaries.draw(offices)
        with enter(Context(Reader.MINISTRY)):
            above = select(Tenant.parent_id).where(Tenant.id == offices[1].tenant_id)
            province, district = outline_of(db.session.scalars(above).one()), outline_of(offices[1].tenant_id)
            db.session.rollback()
    assert province is not None
    assert len(province.codes) == 7
    assert district is not None
    assert len(district.codes) == len(offices[1].villages)


def test_a_village_has_a_round_in_each_state(house: Flask, offices: list[Office]) -> None:
    office = offices[1]
    with house.app_context():
        Journey(office, 7700, "checking", random.Random(7)).walk()
        rounds.fill(office)
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            states = db.session.scalars(select(UpdateRound.state)).all()
            db.session.rollback()
    assert sorted(states) == sorted(set(State) - {State.CANCELLED})


def test_the_quarters_that_are_published_by_now_have_cases(house: Flask, offices: list[Office]) -> None:
    with house.app_context():
        newest = newest_due()
        made = list(past.journeys(offices[2], random.Random(3)))
        begun = [each.moment.date() for each in made]
        assert sum(day >= newest.first for day in begun) == past.CASES[0]
        assert all(newest.after(-1).first <= day <= newest.last for day in begun)
        journey = next(each for each in made if each.end == "closed" and each.number % URGENT > 1)
        journey.walk()
        with enter(Context(Reader.STAFF, tenant_id=offices[2].tenant_id)):
            case = db.session.get_one(Case, (offices[2].tenant_id, journey.case_id))
            assert case.state == "closed"
            assert newest.after(-1).first <= case.opened_on <= newest.last
            db.session.rollback()


def test_what_was_settled_long_ago_is_counted_and_can_be_opened(house: Flask, offices: list[Office]) -> None:
    office = offices[2]
    with house.app_context():
        past.write_others(office, random.Random(1))
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            settled = select(Case.id, Case.opened_on).where(Case.resolution == "resolved", Case.channel != "visit")
            rows = db.session.execute(settled.order_by(Case.id.desc()).limit(sum(past.OTHERS.values()))).all()
            assert drift() == []
            account = db.session.get_one(Membership, (office.tenant_id, office.staff["manager"][0])).account_id
            db.session.rollback()
        with enter(Context(Reader.SIGNIN)):
            manager = (office.tenant_id, office.staff["manager"][0])
            token = signin.open_session(account, *manager, confirmed=True)
            db.session.commit()
    assert sum(row.opened_on >= newest_due().first for row in rows) == past.OTHERS[0]
    browser = house.test_client()
    browser.set_cookie("slrt_session", token)
    assert browser.get(f"/kasus/{rows[0].id}").status_code == 200


def test_every_office_is_screened_and_knows_what_a_year_needs(house: Flask, offices: list[Office]) -> None:
    lines: list[str] = []
    with house.app_context():
        for office in offices:
            journey = Journey(office, 2000, "checking", random.Random(2000))
            journey.walk()
            families.fill(office, journey.person_id, 2000)
            screening.screen(office)
            with acting_as(load_subject(office.staff["manager"][0], office.tenant_id)):
                run, waiting = runs.newest_run()
                assert run is not None
                assert not waiting
                assert planning.total_of(planning.programme_needs(run)).missed > 0
                compared = runs_to_compare(run.as_of).then
                assert compared is not None
                assert compared.as_of.year == run.as_of.year - 1, "a planner sees what a year has met"
                lines.append(runs.asked_in(run)["sembako"].line)
                db.session.rollback()
    assert lines == ["narrow", "wide", "wide"]


def test_every_office_has_decided_something_for_itself(house: Flask, offices: list[Office]) -> None:
    reasons = []
    for office in offices:
        with house.app_context(), enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            in_force = rules()
            reasons.append([closure.reason for closure in in_force.closures])
            assert in_force.hours["friday"] == "08.00-15.00"
            assert in_force.case_type("kks_problem").working_days == 4  # from the ministry
            db.session.rollback()
    assert reasons == [["Hari jadi daerah", "Cuti bersama provinsi"], ["Hari jadi daerah"], ["Hari jadi daerah"]]


def test_a_decision_may_be_taken_home_as_a_letter(house: Flask, offices: list[Office]) -> None:
    with house.app_context():
        for number in (40, 60):
            Journey(offices[0], number, "decided", random.Random(number)).walk()
        with enter(Context(Reader.STAFF, tenant_id=offices[0].tenant_id)):
            numbers = db.session.scalars(select(Letter.number_text).where(Letter.kind == "recommendation")).all()
            waiting = db.session.scalars(select(LetterDraft.id).where(LetterDraft.state == "waiting")).all()
            db.session.rollback()
    assert len(numbers) == len(waiting) == 1
    assert "/SLRT/" in numbers[0]


def test_the_people_of_an_office_are_appointed_paid_trained_and_equipped(house: Flask, offices: list[Office]) -> None:
    office = offices[1]
    with house.app_context():
        people.keep_roster(office, "http://localhost")
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            counted = (Worker, Pay, Trainee, TestResult, Certificate, Equipment)
            made = [db.session.scalar(select(func.count()).select_from(each)) for each in counted]
            linked = db.session.scalar(select(func.count()).where(Worker.membership_id.is_not(None)))
            db.session.rollback()
    assert made[0] == linked == sum(people.ROSTER.values())
    assert made[1] > 0
    assert made[2:] == [people.TRAINED, 4 * people.PASSED, people.PASSED, people.TABLETS]


def test_a_district_stands_in_each_stage(house: Flask, offices: list[Office]) -> None:
    with house.app_context():
        found_districts(offices)
        with enter(Context(Reader.SIGNIN)):
            stages = {Stage(state) for state in db.session.scalars(select(Site.state))}
            db.session.rollback()
    assert stages == set(Stage) - {Stage.DRAFT, Stage.APPROVED, Stage.ERASED}


def test_every_person_on_the_first_screen_can_sign_in(house: Flask, offices: list[Office]) -> None:
    with house.app_context(), enter(Context(Reader.SIGNIN)):
        found = db.session.scalar(select(func.count()).where(Account.login.in_([one.login for one in SIGN_INS])))
        db.session.rollback()
    assert found == len(SIGN_INS)


def test_colleagues_write_give_and_keep(house: Flask, offices: list[Office]) -> None:
    office = offices[0]
    with house.app_context():
        for number, end in enumerate(("registered", "awaiting_decision", "closed"), start=900):
            journey = Journey(office, number, end, random.Random(number))
            journey.moment = clock.now() - timedelta(days=8)
            journey.walk()
        colleagues.work_together(office, random.Random(1))
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            made = [db.session.scalar(select(func.count()).select_from(each)) for each in (CaseNote, SavedView, Notice)]
            db.session.rollback()
    assert made[0] > 0
    assert made[1] == len(colleagues.VIEWS)
    assert made[2] >= made[0]


def test_districts_stand_differently_when_support_ends(house: Flask, offices: list[Office]) -> None:
    points, plans = {}, {}
    with house.app_context():
        for office in offices:
            futures.fill(office, random.Random(1))
            with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
                points[office.place.prefix] = db.session.scalars(select(IndexScore.points)).one()
                plans[office.place.prefix] = db.session.scalars(select(ExitPlan.state)).one()
                years = db.session.scalar(select(func.count(FundingLine.year.distinct())))
                db.session.rollback()
            assert years >= 5
        lessons.learn(offices)
        with enter(Context(Reader.STAFF, tenant_id=offices[-1].tenant_id)):
            published = db.session.scalars(select(PublishedPractice.title)).all()
            named = db.session.scalars(select(Standing.named)).all()
            db.session.rollback()
    assert points["SKH"] > points["BLT"] > points["TJB"] > 0
    assert len(published) == len(offices) - 1
    assert named == [offices[-1].place.prefix != lessons.WAITING]
    assert plans == {"SKH": "approved", "BLT": "social_approved", "TJB": "draft"}


def test_data_sets_citizens_requests_and_a_breach_are_there_to_look_at(house: Flask, offices: list[Office]) -> None:
    office = offices[0]
    with house.app_context():
        citizens = []
        for number in range(1100, 1103):
            journey = Journey(office, number, "checking", random.Random(number))
            journey.walk()
            citizens.append(journey.person_id)
        rights.ask_and_answer(office, citizens)
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            shares = set(db.session.scalars(select(ShareRequest.state)))
            asked = {tuple(row) for row in db.session.execute(select(DataRequest.kind, DataRequest.state))}
            breaches = db.session.scalar(select(func.count()).select_from(Breach))
            db.session.rollback()
    assert shares == {"asked", "ready"}
    assert asked == {("access", "open"), ("correction", "open"), ("restriction", "granted")}
    assert breaches == 1


def test_the_night_looks_at_the_data_and_a_manager_explains(house: Flask, offices: list[Office]) -> None:
    """Seen from a day on which nobody has come for two months."""
    with house.app_context():
        Journey(offices[0], 9101, "checking", random.Random(1)).walk()
    with house.app_context(), clock.set_to(clock.now() + timedelta(days=60)):
        quality.look(offices)
        with enter(Context(Reader.STAFF, tenant_id=offices[0].tenant_id)):
            marked = db.session.scalars(select(QualityCount.slug).where(QualityCount.tripped)).all()
            explained = db.session.scalars(select(QualityWord.slug)).all()
            db.session.rollback()
    assert "quiet" in marked
    assert explained == ["quiet"]


def test_neighbours_have_a_year_of_cases_behind_them(
    house: Flask, offices: list[Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    some = {code: neighbours.YEARS[code] for code in ("12.76", "12.72")}
    monkeypatch.setattr(neighbours, "YEARS", some)
    with house.app_context():
        for office in neighbours.work_a_year(offices):
            with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
                assert drift() == []
                over = select(func.count(), func.count(Case.closed_at), func.min(Case.opened_on)).select_from(Case)
                every, closed, first = db.session.execute(over).one()
                db.session.rollback()
            assert every == some[office.place.region_code].cases
            assert every / 2 < closed < every
            assert first < clock.today("Asia/Jakarta") - timedelta(300)


@pytest.mark.drill
def test_a_province_has_enough_districts_for_medians_and_outliers_with_their_words(
    house: Flask, offices: list[Office]
) -> None:
    with house.app_context():
        Journey(offices[1], 9201, "checking", random.Random(1)).walk()
        found_districts(offices)
        beside = neighbours.work_a_year(offices)
        quality.look(offices, beside)
        provinces = [office.place.region_code[:2] for office in (*offices, *beside)]
        assert provinces.count("33") > LEAST_PEERS
        assert provinces.count("19") >= FEWEST
        found = []
        as_province(offices[0], lambda: found.extend(below(subject().tenant.id)))
        far = {(each.id, figure.slug) for each in found for figure in each.far}
        words = {(each.id, slug) for each in found for slug, _word in each.words}
        said = {office.place.region_code: office.tenant_id for office in beside}
        assert {(said["33.13"], "overdue"), (said["33.16"], "days"), (said["33.72"], "per_village")} <= far & words
        assert not {id_ for id_, _slug in far} & {said["33.10"], said["33.17"]}, "most are like the others"
        with acting_as(load_subject(offices[1].staff["manager"][0], offices[1].tenant_id)) as who:
            look = look_at(None, None, None, clock.today("Asia/Jakarta"))
            medians = {each.figure.slug: each.median for each in dashboard(who, look)}
            db.session.rollback()
        assert None not in (medians["opened"], medians["open"], medians["late"])


def test_districts_publish_what_they_did(house: Flask, offices: list[Office]) -> None:
    """Seen from a day on which the quarter of the demonstration's cases is over."""
    with house.app_context():
        Journey(offices[0], 9001, "closed", random.Random(1)).walk()
    with house.app_context(), clock.set_to(clock.now() + timedelta(days=100)):
        publishing.publish(offices, "http://localhost")
        assert releases()
        states = {}
        for office in offices:
            with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
                states[office.place.prefix] = db.session.scalars(select(Bulletin.state)).all()
                assert len(db.session.scalars(select(ReportSchedule)).all()) == 1
                db.session.rollback()
    assert states == {"SKH": ["published"], "BLT": ["published"], "TJB": ["submitted"]}

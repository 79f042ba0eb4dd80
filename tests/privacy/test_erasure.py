"""Erased is erased everywhere, at once, for good; and every total stays as it was."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import func, select, text
from sqlalchemy.exc import ProgrammingError

from cases.actions.attachments import Sent, attach
from cases.models import Case, CaseIntake, Narrative
from cases.queries.attachments import attachments_of
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.storage import StoredFile
from foundation.tenancy import Context, Reader, enter
from privacy import actions, queries
from registry.held import GONE, HOLDINGS, Scope
from registry.models import Household, Observation, Person
from registry.queries import get_person, holder_of, search
from reporting import jobs
from tests import uploads
from tests.cases.conftest import NIK
from tests.privacy.conftest import ASKED
from tests.privacy.test_requests import request_of

SAID = (
    "Junaidi",
    NIK,
    "Suami saya ditolak",
    "Dusun Lalang II",
    "Reaktivasi PBI-JK",
    "+6281234564410",
    "junaidi@contoh",
)
LATER = timedelta(days=365 * 12)


def close(story, world, case_id) -> None:
    story.move(case_id, "reject", "Tidak memenuhi syarat", reason="not_eligible")


def erase(story, world, request_id) -> None:
    version = request_of(story, world.a.manager, request_id).version
    story.do(world.a.manager, lambda: actions.erase(request_id, {"note": None, "code": None, "version": version}))
    story.run_jobs()


def test_what_must_still_be_kept_is_kept_and_the_citizen_told_until_when(story, world, case_id, person_id, taken):
    request_id = taken("erasure")
    with story.as_(world.a.manager):
        plan = queries.plan_for(get_person(person_id))
        assert not plan.anything
        assert set(plan.hindrances) == {"open_case", "recent"}
        assert all(line.retention.basis for line in plan.lines)
        with pytest.raises(Refused) as refused:
            actions.erase(request_id, {"note": None, "code": None, "version": 1})
        assert refused.value.code == "too_early"


@pytest.fixture
def erased(story, world, person_id, taken):
    """A rejected case, twelve years on, and everything asked to be erased; `totals` before."""
    case_id = story.register(person={"nik": None, "name": "Junaidi bin Amat"})
    person = story.case(case_id).person_id
    for name, note in (("accept", ""), ("check", "Reaktivasi PBI-JK tidak cocok")):
        story.move(case_id, name, note)
    close(story, world, case_id)
    with time_machine.travel(now() + LATER, tick=True):
        request_id = story.do(
            world.a.front_office,
            lambda: actions.take(person, {**ASKED, "kind": "erasure"}, actions.requests.UUID(int=3)).id,
        )
        before = shapes(story, world)
        erase(story, world, request_id)
    return person, case_id, request_id, before


def shapes(story, world) -> list:
    """What totals are made of, and the ledger itself."""
    with story.as_(world.a.manager):
        cases = db.session.execute(
            select(Case.id, Case.code, Case.state, Case.sector, Case.opened_on, Case.closed_at).order_by(Case.id)
        ).all()
        deltas = db.session.execute(text("SELECT state, sum(n) FROM case_delta GROUP BY 1 ORDER BY 1")).all()
        counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Person, Narrative)]
    return [[tuple(row) for row in cases], [tuple(row) for row in deltas], counts]


def test_nothing_said_of_the_person_is_left_in_any_table(story, world, erased, admin):
    person, case_id, _request_id, _before = erased
    left = []
    for table in HOLDINGS:
        for (row,) in admin.execute(
            f'SELECT to_jsonb(t)::text FROM "{table}" t WHERE tenant_id = %s', [world.a.tenant_id]
        ):
            of_them = f'"person_id": {person}' in row or f'"case_id": {case_id}' in row or table == "person"
            if of_them and ("bin Amat" in row or ("Suami saya" in row and f'"case_id": {case_id}' in row)):
                left.append((table, row))
    assert left == []
    with story.as_(world.a.manager):
        gone = db.session.get_one(Person, (world.a.tenant_id, person))
        assert (gone.name, gone.nik_masked, gone.phone_masked, gone.birth_date) == (GONE, "", "", None)
        assert gone.erased_at is not None
        assert db.session.get_one(Household, (world.a.tenant_id, gone.household_id)).address == GONE
        told = select(Observation.facts).where(Observation.person_id == person)
        assert set(map(str, db.session.scalars(told))) == {"{}"}
        intake = db.session.scalars(select(CaseIntake).where(CaseIntake.case_id == case_id)).one()
        assert (intake.summary, intake.story) == (GONE, "")


def test_the_shape_of_cases_and_every_total_stay_exact(story, world, erased):
    assert shapes(story, world) == erased[3]
    with story.app.app_context():
        assert jobs.reconcile_facts() == []
        jobs.compact_facts()
        assert jobs.reconcile_facts() == []


def test_proof_is_kept_in_numbers_without_a_word(story, world, erased):
    _person, _case_id, request_id, _before = erased
    request = request_of(story, world.a.manager, request_id)
    assert request.state == "granted"
    assert request.outcome["person"] == 1
    assert request.outcome["narrative"] >= 1
    assert "audit_entry" not in request.outcome


def test_somebody_else_keeps_everything(story, world, person_id, case_id, erased):
    with story.as_(world.a.manager):
        other = get_person(person_id)
        assert other.name == "Junaidi"
        assert holder_of(NIK).id == person_id
        assert db.session.scalars(select(CaseIntake.story).where(CaseIntake.case_id == case_id)).one()


def test_pages_about_what_was_erased_still_open(world, erased, visit):
    person, case_id, request_id, _before = erased
    manager = visit(world.a.manager)
    for path in (
        f"/warga/{person}", f"/kasus/{case_id}", f"/hak-data/{request_id}", f"/warga/{person}/semua-data",
        f"/warga/{person}/pembuka-data", "/antrean", "/hak-data?dijawab=1",
    ):  # fmt: skip
        assert manager.open(path).page.status_code == 200, path
        assert "bin Amat" not in manager.text
    assert "Data orang ini sudah dihapus" in manager.open(f"/warga/{person}").text


def test_doing_it_again_changes_nothing(story, world, erased, app):
    _person, _case_id, request_id, _before = erased
    before = request_of(story, world.a.manager, request_id)
    with app.app_context(), enter(Context(Reader.STAFF, tenant_id=world.a.tenant_id, sees_confidential=True)):
        actions.do_erase(request_id)
        db.session.commit()
    after = request_of(story, world.a.manager, request_id)
    assert (after.outcome, after.version) == (before.outcome, before.version)


def test_the_eraser_reaches_no_other_tenant_and_reads_no_words(story, world, case_id, app):
    with app.app_context(), enter(Context(Reader.ERASER, tenant_id=world.b.tenant_id)):
        assert db.session.scalars(select(Person.id).execution_options(every_tenant=True)).all() == []
        with pytest.raises(ProgrammingError, match="permission denied"):
            db.session.execute(select(Person.name)).all()
        db.session.rollback()


def test_staff_cannot_empty_what_was_written(story, world, case_id):
    with story.as_(world.a.manager), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text("UPDATE narrative SET body = ''"))


def test_nobody_is_found_by_what_was_erased_and_the_house_stays_for_who_lives_there(story, world, erased):
    person, _case_id, _request_id, _before = erased
    with story.as_(world.a.manager):
        assert search("bin Amat").rows == []
        mate = db.session.get_one(Person, (world.a.tenant_id, person))
        mate.erased_at, mate.name = None, "Masih tinggal di sini"
        other = Person(household_id=mate.household_id, name="Siti", sex="female", version=1)
        db.session.add(other)
        db.session.flush()
        assert queries.due_scopes(other).get("registry") is None
        with time_machine.travel(now() + LATER, tick=False):
            assert queries.due_scopes(other)["registry"].houses == []
            assert queries.due_scopes(other)["registry"].records == [other.id]


def test_papers_letters_and_packets_go_too_and_their_pages_say_so(story, world, case_id, visit, app):
    photo = uploads.picture()
    story.do(world.a.front_office, lambda: attach(case_id, [Sent("ktp.jpg", photo)], "id_card", UUID(int=9)))
    with story.as_(world.a.manager):
        files = [number for number, _words in [(row.id, row.name) for row in attachments_of(case_id)]]
    referral_id = story.refer(case_id, attachments=files)
    agency, manager = visit(world.a.health_office_officer), visit(world.a.manager)
    assert "Junaidi" in agency.open(f"/rujukan/{referral_id}").text
    with app.app_context(), enter(Context(Reader.STAFF, tenant_id=world.a.tenant_id, sees_confidential=True)):
        scope = Scope(cases=[case_id])
        counts = actions.erasure.wipe(dict.fromkeys(("case", "letter", "message", "attachment"), scope))
        db.session.commit()
    assert {"referral_packet", "letter", "attachment", "referral_file", "stored_file"} <= set(counts)
    for browser, path in ((agency, f"/rujukan/{referral_id}"), (manager, f"/kasus/{case_id}")):
        assert browser.open(path).page.status_code == 200
        assert "Suami saya" not in browser.text
    assert "Junaidi" not in agency.open("/rujukan").text
    assert agency.client.get("/surat/1.pdf").status_code == 410
    assert manager.client.get(f"/berkas/{files[0]}").status_code == 404
    with story.as_(world.a.manager):
        assert set(db.session.scalars(select(StoredFile.body))) == {b""}

"""The exit plan: actions with owner, deadline, cost and proof; two offices approve; its cost is held against money."""

import copy
import io
import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from uuid import uuid4

import docx
import pytest
from pypdf import PdfReader
from sqlalchemy.exc import ProgrammingError

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from sustainability.actions import plan as actions
from sustainability.actions.money import put_line, put_needs
from sustainability.models import ITEMS, ExitPlan, MeetingAttendance, PlanAction, PlanEvent
from sustainability.plan_machine import APPROVALS, MOVES, State
from sustainability.queries.plan import actions_page, open_gaps, plan_view, the_plan
from sustainability.queries.scores import score_now
from sustainability.schemas import FundingLineSchema
from sustainability.schemas.plan import ActionSchema, PlanStepSchema, ProgressSchema
from sustainability.steps import BUDGET_YEARS, GAPS, BrokenSteps, load_gaps
from sustainability.steps.budget import FOLDER, load_budget_year
from tenants import provision
from tests.statements import counted
from tests.sustainability.conftest import ACTION, GOAL
from tests.uploads import picture

RAW = tomllib.loads((FOLDER / "gaps_v1.toml").read_text("utf-8"))
PLAN = "/keberlanjutan/rencana"
TODAY = date(2026, 11, 20)


@pytest.fixture
def take(do):
    """`take(member, "approve_social")`: one step on the plan as it stands."""

    def step(member, name, note=""):
        def act():
            return actions.move(name, PlanStepSchema().load({"version": the_plan().version, "note": note})).state

        return do(member, act)

    return step


def _progress(**typed):
    return ProgressSchema().load({"state": "done", "done_on": "2026-11-02", "evidence": "RKPD 2027"} | typed)


def test_a_manager_writes_a_plan_from_its_goal_to_its_first_action(world, visit):
    browser = visit(world.a.manager).open(PLAN)
    assert "Belum ada rencana" in browser.text
    browser.open(f"{PLAN}/tujuan").press("Simpan", goal="", ends_on="2026-12-31")
    assert browser.page.status_code == 422
    browser.press("Simpan", **GOAL)
    assert browser.path == PLAN
    assert GOAL["goal"] in browser.text
    browser.open(f"{PLAN}/tindakan/baru").press("Simpan", **ACTION)
    assert browser.path == PLAN
    assert "Cantumkan SLRT dalam RKPD" in browser.text
    assert "Rp25.000.000" in browser.text
    assert "Ajukan untuk disetujui" in browser.text


SENSELESS = [
    ({"cost": "-1"}, "cost"),
    ({"cost": "1.000.000.000.000.000"}, "cost"),
    ({"cost": "dua juta"}, "cost"),
    ({"due_on": "2099-01-01"}, "due_on"),
    ({"due_on": "31/02/2027"}, "due_on"),
    ({"year": "2020"}, "year"),
    ({"year": "99999"}, "year"),
    ({"office": ""}, "agency_id"),
    ({"agency_id": "999"}, "agency_id"),
    ({"source": "dana siluman"}, "source"),
    ({"title": ""}, "title"),
    ({"title": "x" * 300}, "title"),
]


def test_what_makes_no_sense_is_said_at_its_field_and_nothing_is_lost(world, visit, begun):
    begun(world.a.manager)
    for typed, field in SENSELESS:
        browser = visit(world.a.manager).open(f"{PLAN}/tindakan/baru")
        browser.press("Simpan", **(ACTION | {"owner": "Kepala yang saya ketik"} | typed))
        assert browser.page.status_code == 422, typed
        assert f'id="f-{field}-error"' in browser.text, typed
        assert "Kepala yang saya ketik" in browser.text


def test_the_same_action_sent_twice_is_one(world, visit, begun, as_):
    begun(world.a.manager)
    browser = visit(world.a.manager).open(f"{PLAN}/tindakan/baru")
    sent = browser.what_is_sent("Simpan", **ACTION)
    for _again in range(2):
        assert browser.client.post(f"{PLAN}/tindakan/baru", data=sent).status_code == 303
    with as_(world.a.manager):
        assert len(actions_page().rows) == 2


def test_two_offices_approve_in_either_order_and_the_plan_is_kept_as_it_was(world, planner, begun, take, visit, as_):
    for first, second in ((world.a.head, planner), (planner, world.a.head)):
        names = {world.a.head: "approve_social", planner: "approve_bappeda"}
        if first is world.a.head:
            begun(world.a.manager)
        else:
            take(world.a.manager, "revise", "Biaya berubah")
        assert take(world.a.manager, "submit") == State.SUBMITTED
        assert take(first, names[first]) in (State.SOCIAL, State.BAPPEDA)
        assert take(second, names[second]) == State.APPROVED
    with as_(world.a.manager):
        found = the_plan()
        assert (found.edition, found.approved_on) == (2, clock.today("Asia/Jakarta"))
        assert len(plan_view(found, TODAY).approvals) == 2
    for edition in (1, 2):
        answer = visit(planner).client.get(f"{PLAN}/edisi/{edition}.pdf")
        text = PdfReader(io.BytesIO(answer.data)).pages[0].extract_text()
        assert "Cantumkan SLRT dalam RKPD" in text
        assert f"{edition} (Disetujui)" in text
    assert visit(world.b.manager).client.get(f"{PLAN}/edisi/1.pdf").status_code == 404
    assert visit(world.a.manager).client.get(f"{PLAN}/edisi/3.pdf").status_code == 404


def test_one_person_cannot_approve_for_both_offices(app, world, planner, begun, take, as_):
    with app.app_context(), enter(Context(Reader.PROVISIONER)):
        post = provision.add_membership(world.a.tenant_id, world.a.head.account_id, "planner", "Merangkap")
        both = replace(world.a.head, role="planner", membership_id=post.id)
        db.session.commit()
    begun(world.a.manager)
    take(world.a.manager, "submit")
    take(world.a.head, "approve_social")
    with pytest.raises(Refused, match="orang lain") as refused:
        take(both, "approve_bappeda")
    assert refused.value.code == "same_person"
    assert take(planner, "approve_bappeda") == State.APPROVED


def test_no_step_is_open_to_who_may_not_take_it(world, planner, begun, take, visit):
    begun(world.a.manager)
    may = {"sustain:write": ("manager", "head"), "plan:social": ("head",), "plan:bappeda": ("planner",)}
    for name, member in product(MOVES, (world.a.manager, world.a.head, planner, world.a.supervisor)):
        if member.role in may[MOVES[name].permission]:
            continue
        with pytest.raises(Refused) as refused:
            take(member, name, "Karena ini")
        assert refused.value.status == 403
        assert visit(member).client.get(f"{PLAN}/{name}").status_code in (403, 404)


def test_approving_asks_for_the_code_on_the_phone(app, world, client, sign_in, begun, take, admin, one_time_code):
    begun(world.a.manager)
    take(world.a.manager, "submit")
    sign_in(client, world.a.head)
    admin.execute("UPDATE signin_session SET confirmed_at = now() - interval '1 hour'")
    sent = {"version": "2", "csrf_token": _token(client, f"{PLAN}/approve_social")}
    answer = client.post(f"{PLAN}/approve_social", data=sent)
    assert answer.status_code == 422
    assert "kode sekali pakai" in answer.text
    assert client.post(f"{PLAN}/approve_social", data=sent | {"code": "000000"}).status_code == 422
    assert client.post(f"{PLAN}/approve_social", data=sent | {"code": one_time_code()}).status_code == 303
    with app.app_context(), enter(Context(Reader.STAFF, tenant_id=world.a.tenant_id)):
        assert the_plan().state == State.SOCIAL
        db.session.rollback()


def _token(client, path):
    return client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]


def test_what_waits_for_approval_is_frozen_and_comes_back_with_a_reason(world, planner, begun, take, do, visit, as_):
    (action_id,) = begun(world.a.manager)
    take(world.a.manager, "submit")
    with pytest.raises(Refused) as refused:
        do(world.a.manager, lambda: actions.add_action(ActionSchema().load(ACTION), uuid4()))
    assert (refused.value.status, refused.value.code) == (409, "not_draft")
    assert "Ubah tindakan" not in visit(world.a.manager).open(f"{PLAN}/tindakan/{action_id}").text
    do(world.a.manager, lambda: actions.note_progress(action_id, _progress(), 1))  # progress is no change of the plan
    with pytest.raises(Refused, match="alasannya"):
        take(planner, "return_bappeda")
    assert take(planner, "return_bappeda", "Sumber dananya belum jelas") == State.DRAFT
    assert "Sumber dananya belum jelas" in visit(world.a.manager).open(PLAN).text
    do(world.a.manager, lambda: actions.add_action(ActionSchema().load(ACTION), uuid4()))
    with as_(world.a.manager):
        assert plan_view(the_plan(), TODAY).approvals == []


def test_a_step_on_an_older_state_is_refused(world, begun, take, do):
    begun(world.a.manager)
    take(world.a.manager, "submit")
    with pytest.raises(Refused) as refused:
        do(world.a.head, lambda: actions.move("approve_social", PlanStepSchema().load({"version": 1})))
    assert refused.value.code == "stale"
    with pytest.raises(Refused) as refused:
        take(world.a.manager, "submit")
    assert refused.value.code == "not_now"


def test_an_empty_plan_is_not_submitted(world, visit, take):
    visit(world.a.manager).open(f"{PLAN}/tujuan").press("Simpan", **GOAL)
    with pytest.raises(Refused) as refused:
        take(world.a.manager, "submit")
    assert refused.value.code == "empty"


def test_whoever_must_act_is_told(world, planner, begun, take, visit):
    begun(world.a.manager)
    take(world.a.manager, "submit")
    for member in (world.a.head, planner):
        assert "menunggu persetujuan Anda" in visit(member).open("/kotak-masuk").text
    take(world.a.head, "return_social", "Tambah tenggat")
    assert "dikembalikan untuk diperbaiki" in visit(world.a.manager).open("/kotak-masuk").text
    assert visit(world.a.manager).client.get("/kotak-masuk/3").location == PLAN


def test_a_plan_that_spends_more_than_its_sources_is_shown_allowed_and_marked(world, begun, take, do, visit, as_):
    begun(world.a.manager, {"cost": "90.000.000", "source": "village"}, {"cost": "5.000.000", "source": ""})
    do(world.a.manager, lambda: put_needs(2027, dict.fromkeys(ITEMS, 0) | {"facilitators": 200_000_000}))
    line = {"year": 2027, "source": "village", "item": "puskesos", "planned": "80.000.000"}
    do(world.a.manager, lambda: put_line(FundingLineSchema().load(line)))
    with as_(world.a.manager):
        (year,) = plan_view(the_plan(), TODAY).years
        assert (year.need, year.actions, year.sources, year.over) == (200_000_000, 95_000_000, 80_000_000, 215_000_000)
        assert year.short == {"village": 10_000_000}
    text = visit(world.a.manager).open(PLAN).text
    assert "Rencana 2027 melebihi sumber dananya" in text
    assert "Rp5.000.000 belum punya sumber dana" in text
    assert take(world.a.manager, "submit") == State.SUBMITTED
    assert "melebihi semua sumber" in visit(world.a.head).open(f"{PLAN}/approve_social").text
    given = visit(world.a.manager).client.get(f"{PLAN}.pdf").data
    assert "melebihi seluruh sumber sebesar Rp215.000.000" in PdfReader(io.BytesIO(given)).pages[0].extract_text()


def test_what_is_done_has_a_proof_that_can_run_out(world, begun, do, visit):
    (action_id,) = begun(world.a.manager)
    browser = visit(world.a.manager).open(f"{PLAN}/tindakan/{action_id}/kemajuan")
    browser.press("Simpan", state="done", done_on="2026-11-02")
    assert 'id="f-evidence-error"' in browser.text
    browser.press("Simpan", evidence="RKPD 2027", evidence_until="2026-11-01")
    assert 'id="f-evidence_until-error"' in browser.text
    with clock.set_to(datetime(2026, 11, 20, tzinfo=UTC)):
        browser.press("Simpan", evidence_until="2026-11-25")
        assert "Selesai" in browser.text
        assert "1 selesai dengan bukti" in browser.open(PLAN).text
    with clock.set_to(datetime(2026, 11, 27, tzinfo=UTC)):
        browser = visit(world.a.manager).open(PLAN)
        assert "Bukti kedaluwarsa" in browser.text
        assert "0 selesai dengan bukti" in browser.text
    browser = visit(world.a.manager).open(f"{PLAN}/tindakan/{action_id}/kemajuan")
    browser.press("Simpan", state="dropped", note="")
    assert 'id="f-note-error"' in browser.text


def test_a_proof_is_handed_out_to_its_own_district_alone(world, visit, begun):
    (action_id,) = begun(world.a.manager)
    path = f"{PLAN}/tindakan/{action_id}"
    browser = visit(world.a.manager).open(f"{path}/kemajuan")
    sent = browser.what_is_sent("Simpan", state="done", done_on="2026-11-02", evidence="RKPD 2027")
    proof = {"file": (io.BytesIO(picture()), "rkpd.jpg")}
    answer = browser.client.post(f"{path}/kemajuan", data={**sent, **proof}, content_type="multipart/form-data")
    assert answer.status_code == 303
    assert browser.client.get(f"{path}/berkas").content_type == "image/jpeg"
    begun(world.b.manager)
    stranger = visit(world.b.manager).client
    for tail in ("", "/ubah", "/kemajuan", "/berkas"):
        assert stranger.get(path + tail).status_code == 404, tail
    bad = {"file": (io.BytesIO(b"MZ"), "rkpd.pdf")}
    sent = browser.open(f"{path}/kemajuan").what_is_sent("Simpan", evidence="yang saya ketik")
    answer = browser.client.post(f"{path}/kemajuan", data={**sent, **bad}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "yang saya ketik" in answer.text


def test_paper_and_word_say_the_same(world, begun, visit, admin):
    begun(world.a.manager, {"title": 'Surat "resmi" & <b>tegas</b> \U0001f600'})
    browser = visit(world.a.manager).client
    printed = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(browser.get(f"{PLAN}.pdf").data)).pages)
    file = docx.Document(io.BytesIO(browser.get(f"{PLAN}.docx").data))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    written = "\n".join([*(each.text for each in file.paragraphs), *cells])
    for words in ("RENCANA PENGAKHIRAN DUKUNGAN APBN", GOAL["goal"], "Kepala Bappeda", "30 Juni 2027", "Rp25.000.000"):
        assert words in printed, words
        assert words in written, words
    assert 'Surat "resmi" & <b>tegas</b>' in written
    english = browser.get(f"{PLAN}.docx?lang=en").data
    assert "30 Juni 2027" in str([c.text for t in docx.Document(io.BytesIO(english)).tables for c in t._cells])
    told = admin.execute("SELECT count(*) FROM audit_entry WHERE action = 'plan.printed'").fetchone()
    assert told == (3,)


def test_an_approved_plan_is_evidence_and_a_revision_keeps_it(world, planner, begun, take, as_):
    def shown():
        with as_(world.a.manager):
            return score_now(TODAY).inputs.get("exit_plan")

    begun(world.a.manager)
    assert shown() is None
    for member, name in ((world.a.manager, "submit"), (world.a.head, APPROVALS[0]), (planner, APPROVALS[1])):
        take(member, name)
    assert shown() is True
    take(world.a.manager, "revise", "Biaya berubah")
    assert shown() is True


def test_the_index_finds_gaps_and_their_steps_follow_the_budget_year(world, visit, begun, as_, do):
    begun(world.a.manager)
    with as_(world.a.manager):
        assert [gap.slug for gap in open_gaps(score_now(TODAY))] == list(GAPS)  # nothing is written down yet
    with clock.set_to(datetime(2026, 11, 20, 3, tzinfo=UTC)):
        browser = visit(world.a.manager).open(f"{PLAN}/celah/no_apbd_line")
        assert "Langkah menuju APBD 2028" in browser.text  # the way to 2027 is behind us
        assert "14 Juli 2027" in browser.text
        assert "PP 12/2019" in browser.text
        late = browser.open(f"{PLAN}/celah/no_apbd_line?fiscal_year=2027").text
        assert "tanggalnya sudah lewat untuk tahun itu" in late
        browser.open(f"{PLAN}/celah/no_apbd_line?fiscal_year=2028")
        browser.press("Masukkan ke rencana")
        assert browser.path == PLAN
    with as_(world.a.manager):
        made = {row.step: row for row in actions_page().rows if row.gap}
        assert made.keys() == GAPS["no_apbd_line"].steps.keys()
        assert (made["kua"].due_on, made["kua"].office, made["kua"].year) == (date(2027, 7, 14), "TAPD", 2027)
    wanted = ("no_apbd_line", 2028, ["kua", "dpa"], uuid4())
    assert do(world.a.manager, lambda: actions.add_steps(*wanted)) == 0  # what is there is left alone


def test_steps_nobody_offers_are_refused(world, visit, begun):
    begun(world.a.manager)
    browser = visit(world.a.manager).open(f"{PLAN}/celah/weak_law")
    for typed in ({"steps": "menyerah"}, {"steps": "kua"}, {"fiscal_year": "1999"}, {"steps": ""}):
        sent = browser.what_is_sent("Masukkan ke rencana") | typed
        assert browser.client.post(f"{PLAN}/celah/weak_law", data=sent).status_code == 422, typed
    assert browser.open(f"{PLAN}/celah/lubang").page.status_code == 404


def test_every_gap_is_of_the_index_and_every_event_of_the_budget_year():
    assert list(BUDGET_YEARS[-1].events)[:2] == ["village_meeting", "subdistrict_meeting"]
    assert {"Permendagri 86/2017", "PP 12/2019", "Permendagri 77/2020"} <= {
        event.regulation for event in BUDGET_YEARS[-1].events.values()
    }
    assert BUDGET_YEARS[-1].events["budget_agreed"].falls_on(2028) == date(2027, 11, 30)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"indicators": ["wishes"]}, "no indicator"),
        ({"label": {"id": "Celah"}}, "one of the languages"),
        ({"steps": [RAW["gaps"]["ad_hoc"]["steps"][0]] * 2}, "one slug"),
        ({"steps": [RAW["gaps"]["ad_hoc"]["steps"][0] | {"event": "work_plan"}]}, "one of both"),
        ({"steps": [RAW["gaps"]["not_planned"]["steps"][1] | {"event": "lebaran"}]}, "no event"),
        ({"steps": [RAW["gaps"]["ad_hoc"]["steps"][0] | {"office": ""}]}, "office"),
    ],
)
def test_steps_that_cannot_be_used_are_refused(change, words):
    raw = copy.deepcopy(RAW)
    raw["gaps"]["ad_hoc"] |= change
    with pytest.raises(BrokenSteps, match=words):
        load_gaps(raw)


def test_a_budget_year_out_of_order_is_refused():
    raw = tomllib.loads((FOLDER / "budget_v1.toml").read_text("utf-8"))
    raw["events"]["work_plan"]["month"] = 1
    with pytest.raises(ValueError, match="order"):
        load_budget_year(raw)


def test_nobody_elses_plan_is_seen_by_page_or_by_postgresql(world, begun, take, visit, as_):
    begun(world.a.manager)
    take(world.a.manager, "submit")
    assert "Belum ada rencana" in visit(world.b.manager).open(PLAN).text
    for member in (world.a.front_office, world.a.facilitator, world.province, world.ministry):
        assert visit(member).client.get(PLAN).status_code == 403
    with as_(world.b.manager):
        for model in (ExitPlan, PlanAction, PlanEvent):
            assert db.session.query(model.id).execution_options(every_tenant=True).all() == []
    with as_(world.province):
        assert db.session.query(ExitPlan.state).all() == [("submitted",)]
        assert db.session.query(PlanAction.cost).all() == [(25_000_000,)]
    for model in (PlanAction.title, ExitPlan.goal, PlanEvent.actor_name, MeetingAttendance.office):
        with as_(world.province), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.query(model).all()
    with as_(world.ministry), pytest.raises(ProgrammingError, match="permission denied"):
        db.session.query(ExitPlan.state).all()


def test_the_plan_asks_a_bounded_number_of_statements(world, begun, do, visit, app):
    begun(world.a.manager)
    browser = visit(world.a.manager)
    few = _statements(app, browser)
    for _more in range(20):
        do(world.a.manager, lambda: actions.add_action(ActionSchema().load(ACTION), uuid4()))
    assert _statements(app, browser) == few
    assert few[PLAN] <= 40, few  # with the whole index
    assert few[f"{PLAN}.pdf"] <= 16, few


def _statements(app, browser):
    found = {}
    for path in (PLAN, f"{PLAN}.pdf"):
        with app.app_context(), counted() as sent:
            assert browser.client.get(path).status_code == 200
        found[path] = len(sent)
    return found


def test_minutes_say_who_was_there_as_what_and_who_follows_it_up(world, begun, written, visit):
    (action_id,) = begun(world.a.manager)
    held = {"held_on": "2026-03-02", "topic": "Anggaran 2027", "participants": "14", "chair": "Sekretaris Daerah"}
    meeting = written(world.a.manager, "rapat", summary="Bappeda memaparkan RKPD.", **held)
    written(world.a.manager, "kehadiran", meeting, part="planning", office="Kepala Bappeda", people="2")
    browser = visit(world.a.manager).open(f"/keberlanjutan/keputusan/baru?induk={meeting}")
    browser.press("Simpan", decision="SLRT masuk RKPD", responsible="Bappeda", action_id=action_id)
    assert browser.path == f"/keberlanjutan/rapat/{meeting}"
    assert "SLRT masuk RKPD" in browser.open(f"{PLAN}/tindakan/{action_id}").text
    client = browser.client
    printed = PdfReader(io.BytesIO(client.get(f"/keberlanjutan/rapat/{meeting}/notula.pdf").data)).pages[0]
    file = docx.Document(io.BytesIO(client.get(f"/keberlanjutan/rapat/{meeting}/notula.docx").data))
    cells = " ".join(cell.text for table in file.tables for row in table.rows for cell in row.cells)
    for words in ("Kepala Bappeda", "SLRT masuk RKPD", "Cantumkan SLRT dalam RKPD (belum mulai)", "Sekretaris Daerah"):
        assert words in " ".join(printed.extract_text().split()), words
        assert words in cells, words
    assert visit(world.b.manager).client.get(f"/keberlanjutan/rapat/{meeting}/notula.pdf").status_code == 404
    assert visit(world.a.front_office).client.get(f"/keberlanjutan/rapat/{meeting}/notula.pdf").status_code == 403


def test_a_decision_is_followed_up_by_an_action_of_its_own_district_alone(world, begun, written, visit):
    begun(world.a.manager)
    (foreign,) = begun(world.b.manager)
    meeting = written(world.a.manager, "rapat", held_on="2026-03-02", topic="Anggaran", participants="4")
    browser = visit(world.a.manager).open(f"/keberlanjutan/keputusan/baru?induk={meeting}")
    browser.press("Simpan", decision="SLRT masuk RKPD", responsible="Bappeda", action_id=foreign)
    assert browser.page.status_code == 422


def test_a_decision_becomes_an_action_that_follows_it_up(world, begun, written, visit, as_):
    begun(world.a.manager)
    meeting = written(world.a.manager, "rapat", held_on="2026-03-02", topic="Anggaran", participants="4")
    decided = {"decision": "Tunjuk penghubung tetap", "responsible": "Sekretariat Daerah", "due_on": "2027-02-01"}
    decision = written(world.a.manager, "keputusan", meeting, **decided)
    page = f"/keberlanjutan/keputusan/{decision}"
    browser = visit(world.a.manager).open(page)
    assert "Jadikan tindakan rencana" in browser.text
    browser.open(f"{PLAN}/tindakan/baru?keputusan={decision}").press("Simpan", owner="Sekretaris Daerah")
    assert browser.path == PLAN
    with as_(world.a.manager):
        made = next(row for row in actions_page().rows if row.title == "Tunjuk penghubung tetap")
        assert (made.office, made.due_on) == ("Sekretariat Daerah", date(2027, 2, 1))
        path = f"{PLAN}/tindakan/{made.id}"
    assert "Menindaklanjuti keputusan rapat" in browser.open(path).text
    assert "Jadikan tindakan rencana" not in browser.open(page).text
    begun(world.b.manager)
    assert visit(world.b.manager).open(f"{PLAN}/tindakan/baru?keputusan={decision}").page.status_code == 404
    for named in ("99", "x", "9" * 30, "-1"):
        assert browser.open(f"{PLAN}/tindakan/baru?keputusan={named}").page.status_code == 404, named

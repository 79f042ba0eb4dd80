"""A trainee plays a task in the usual pages, colleagues do the rest, and hears what was missed."""

import re
from datetime import date
from uuid import uuid4

import pytest
import time_machine

from cases.actions import register
from cases.schemas import CaseIntakeSchema
from foundation.clock import now
from foundation.db import db
from practice.actions import runs
from practice.scenarios import SCENARIOS
from practice.stories import person, stories
from registry.actions import create_person
from registry.rounds import actions as rounds
from registry.schemas import PersonSchema
from tenants.subjects import acting_as, load_subject
from tests.filled import filled

assert filled
MINE = "SELECT id FROM membership WHERE tenant_id < 0 AND account_id = %s"


@pytest.fixture
def begun(practising, admin):
    """`begun(member, slug)`: a browser of that trainee in a task of theirs, and its page's address. Nothing else is
    in the room."""

    def begin(member, slug):
        browser = practising(member)
        admin.execute("UPDATE practice_room SET ready_at = now()")
        answer = browser.post(f"/latihan/tugas/{slug}/mulai")
        assert answer.status_code == 303, answer.text
        return browser, answer.location

    return begin


def _move(browser, admin, word, **typed):
    """Take a step on the newest case's own page."""
    case_id, version = admin.execute(
        'SELECT id, version FROM "case" WHERE tenant_id < 0 ORDER BY id DESC LIMIT 1'
    ).fetchone()
    answer = browser.post(f"/kasus/{case_id}/{word}", data={"version": version, **typed})
    assert answer.status_code == 303, answer.text


def test_a_back_office_officer_plays_a_task_to_its_end_and_the_trainer_sees_the_score(
    begun, world, admin, app, sign_in
) -> None:
    browser, page = begun(world.a.back_office, "bo-cek-dan-rekomendasi")
    assert "Sekarang giliran Anda" in browser.get(page).text
    _move(browser, admin, "mulai-cek")
    _move(browser, admin, "hasil-cek", note="Umur 81 tahun, sendirian.")
    _move(browser, admin, "rekomendasi", note="Permakanan harian.")
    assert "Sekarang giliran rekan: Manajer SLRT" in browser.get(page).text
    assert browser.post(f"{page}/lanjut").status_code == 303
    assert browser.post(f"{page}/lanjut").status_code == 409
    _move(browser, admin, "tangani")
    _move(browser, admin, "hasil", note="Makanan mulai diantar.")
    assert "Semua langkah sudah dijalankan" in browser.get(page).text
    browser.post(f"{page}/selesai")
    assert "Nilai Anda 100 dari 100" in browser.get(page).text
    assert "Nilai terbaik 100, 1 kali dikerjakan" in browser.get("/latihan").text
    desk = sign_in(app.test_client(), world.a.manager)
    told = desk.get("/pelatihan/peran").text
    assert "Back Office BLT" in told
    assert "Cek data, lalu beri rekomendasi" in told
    mine = sign_in(app.test_client(), world.a.back_office).get("/pelatihan/saya").text
    assert "nilai terbaik 100" in mine
    assert "nilai terbaik" not in sign_in(app.test_client(), world.a.supervisor).get("/pelatihan/saya").text


def test_what_was_missed_is_told_with_its_reason_and_the_score_stays(begun, world, admin, fill, one) -> None:
    browser, page = begun(world.a.manager, "manajer-kembalikan")
    _move(browser, admin, "tetapkan", note="Dibantu.")
    browser.post(f"{page}/selesai")
    told = browser.get(page).text
    assert "Nilai Anda 50 dari 100" in told
    assert "mengembalikan bukan menolak" in told
    assert browser.post(f"{page}/selesai").status_code == 303
    browser.post("/latihan/isi-ulang")
    fill()
    assert "Nilai Anda 50 dari 100" in browser.get(page).text
    assert admin.execute("SELECT score FROM practice_run").fetchall() == [(50,)]


def test_at_the_counter_the_trainee_registers_and_what_was_chosen_is_judged(begun, world, admin, app, room_id) -> None:
    browser, page = begun(world.a.front_office, "fo-cuci-darah")
    told = browser.get(page).text
    assert "Kirana Latihan" in told
    (nik,) = re.findall(r"\d{16}", told)
    (here,) = admin.execute(MINE, [world.a.front_office.account_id]).fetchone()
    with app.app_context(), acting_as(load_subject(here, room_id)):
        citizen = PersonSchema().load(
            {**person(world.a.villages[0], 1, "Kirana Latihan", "female", date(1971, 5, 14)), "nik": nik}
        )
        said = {**stories()[0].intake(world.a.villages[0]), "case_type": "health_aid", "consent_share": False}
        register(create_person(citizen, uuid4()).id, CaseIntakeSchema().load(said), uuid4())
        db.session.commit()
    browser.post(f"{page}/selesai")
    judged = browser.get(page).text
    assert "Yang belum sesuai: jenis layanan, persetujuan berbagi data." in judged
    assert "Nilai Anda 12 dari 100" in judged


def test_a_facilitator_is_asked_to_visit_in_an_own_village(begun, world, admin) -> None:
    _browser, _page = begun(world.a.facilitator, "fasilitator-kunjungan")
    village, visitor = admin.execute(
        'SELECT village_code, visitor_id FROM "case" WHERE tenant_id < 0 ORDER BY id DESC LIMIT 1'
    ).fetchone()
    assert village == world.a.villages[0]
    assert admin.execute(MINE, [world.a.facilitator.account_id]).fetchone() == (visitor,)


def test_an_agency_officer_gets_a_referral_of_the_own_agency(begun, world, admin) -> None:
    browser, page = begun(world.a.civil_registry_officer, "opd-terima-dan-jawab")
    referral = re.search(r'/rujukan/(\d+)"', browser.get(page).text)[1]
    assert "Purnama Contoh" in browser.get(f"/rujukan/{referral}").text
    assert browser.post(f"/rujukan/{referral}/terima", data={"version": 2}).status_code == 303
    browser.post(f"{page}/selesai")
    assert "Nilai Anda 50 dari 100" in browser.get(page).text


def test_a_verifier_visits_and_signs_a_round_and_is_judged(begun, world, admin, app, room_id) -> None:
    browser, page = begun(world.a.verifier, "verifikator-kunjungi-lalu-sahkan")
    (number,) = re.findall(r'/pemutakhiran/(\d+)"', browser.get(page).text)
    assert "Lembayung Latihan" in browser.get(f"/pemutakhiran/{number}").text
    here, item, today = _round_of(admin, world.a.verifier, number)
    with app.app_context(), acting_as(load_subject(here, room_id, now())):
        seen = {"finding": "differs", "visited_on": today, "finding_note": ""}
        rounds.record_visit(int(number), item, seen)
        rounds.move(int(number), "verify", {"version": _version(admin, number), "note": None, "code": None})
        db.session.commit()
    assert "Semua langkah sudah dijalankan" in browser.get(page).text
    browser.post(f"{page}/selesai")
    judged = browser.get(page).text
    assert "Yang belum sesuai: apa yang ditemukan." in judged
    assert "Nilai Anda 75 dari 100" in judged
    assert admin.execute("SELECT round_id, score FROM practice_run").fetchall() == [(None, 75)]


def test_a_village_head_sends_back_and_colleagues_mend_it(begun, world, admin, app, room_id) -> None:
    browser, page = begun(world.a.village_head, "kades-kembalikan-lalu-sahkan")
    (number,) = re.findall(r'/pemutakhiran/(\d+)"', browser.get(page).text)
    here, _item, _today = _round_of(admin, world.a.village_head, number)

    def take(step, note=None):
        with app.app_context(), acting_as(load_subject(here, room_id, now())):
            rounds.move(int(number), step, {"version": _version(admin, number), "note": note, "code": None})
            db.session.commit()

    take("return_village", "Hanya pindah dusun.")
    assert "Sekarang giliran rekan: Back office" in browser.get(page).text
    assert browser.post(f"{page}/lanjut").status_code == 303
    take("sign_village")
    browser.post(f"{page}/selesai")
    assert "Nilai Anda 100 dari 100" in browser.get(page).text


def _round_of(admin, member, number):
    (here,) = admin.execute(MINE, [member.account_id]).fetchone()
    (item,) = admin.execute("SELECT id FROM round_item WHERE round_id = %s", [number]).fetchone()
    return here, item, now().date()


def _version(admin, number):
    return admin.execute("SELECT version FROM update_round WHERE id = %s", [number]).fetchone()[0]


def test_a_task_begun_twice_is_one_and_anothers_is_not_found(begun, world, practising) -> None:
    browser, page = begun(world.a.supervisor, "supervisor-naikkan")
    assert browser.post("/latihan/tugas/supervisor-naikkan/mulai").location == page
    assert browser.post("/latihan/tugas/fo-cuci-darah/mulai").status_code == 404
    assert browser.post("/latihan/tugas/tidak-ada/mulai").status_code == 404
    other = practising(world.a.back_office)
    assert other.get(page).status_code == 404
    assert other.post(f"{page}/selesai").status_code == 404


def test_who_begin_a_task_in_the_same_moment_meet_different_citizens(begun, world, monkeypatch) -> None:
    numbers = iter(range(9))
    monkeypatch.setattr(runs, "randbelow", lambda _below: next(numbers))
    with time_machine.travel(now(), tick=False):
        browser, page = begun(world.a.supervisor, "supervisor-naikkan")
        assert browser.post(f"{page}/selesai").status_code == 303
        assert browser.post("/latihan/tugas/supervisor-naikkan/mulai").status_code == 303


def test_outside_the_room_no_task_begins(world, app, sign_in) -> None:
    browser = sign_in(app.test_client(), world.a.back_office)
    assert browser.post("/latihan/tugas/bo-cek-dan-rekomendasi/mulai").status_code == 404


@pytest.mark.drill
@pytest.mark.parametrize("slug", [each.slug for each in SCENARIOS.values() if each.before is not None])
def test_every_prepared_task_can_be_begun(begun, world, slug) -> None:
    role = SCENARIOS[slug].role
    member = world.a.civil_registry_officer if role == "agency_officer" else getattr(world.a, role)
    browser, page = begun(member, slug)
    assert SCENARIOS[slug].title_id in browser.get(page).text

"""The pages of both sides of a referral, as a browser without scripts sees them."""

import pytest

from cases import actions
from tests.cases.visitor import Visitor


@pytest.fixture
def visit(app, sign_in):
    return lambda member: Visitor(sign_in(app.test_client(), member))


def test_an_agency_s_words_stay_on_the_page_when_the_request_was_taken_back(story, world, visit):
    case_id = story.decided()
    referral = story.refer(case_id)
    agency, manager = visit(world.a.health_office_officer), visit(world.a.manager)
    agency.open(f"/rujukan/{referral}/jawab")

    manager.open(f"/kasus/{case_id}/rujukan/{referral}/tarik").press("Tarik rujukan", reason="")
    assert "Belum diisi" in manager.text
    manager.press("Tarik rujukan", reason="Warga pindah ke Bangka")
    assert manager.path == f"/kasus/{case_id}"
    assert "Ditarik" in manager.text

    agency.press("Kirim hasil", result="granted", note="Dijadwalkan Senin dan Kamis, loket 2")
    assert agency.page.status_code == 409
    assert "Rujukan ini sudah ditarik oleh" in agency.text
    assert "Warga pindah ke Bangka" in agency.text
    assert "Dijadwalkan Senin dan Kamis, loket 2" in agency.text
    agency.open(f"/rujukan/{referral}")
    assert "Data warga tidak lagi ditampilkan" in agency.text
    assert "Junaidi" not in agency.text


def test_the_sender_reminds_and_reads_with_one_press_each(story, world, visit):
    case_id = story.decided()
    referral = story.refer(case_id)
    back = visit(world.a.back_office)
    back.open(f"/kasus/{case_id}").press("Ingatkan")
    assert "Pengingat sudah dikirim." in back.text
    assert "Sudah diingatkan 1 kali." in back.text
    sent = {"csrf_token": back.what_is_sent("Keluar")["csrf_token"]}
    again = back.client.post(f"/kasus/{case_id}/rujukan/{referral}/ingatkan", data=sent, follow_redirects=True)
    assert "Hari ini sudah diingatkan" in again.text
    story.do(world.a.health_office_officer, lambda: actions.answer_referral(referral, 2, "refused", "Kuota habis"))
    story.run_jobs()
    back.open(f"/kasus/{case_id}").press("Tandai sudah dibaca")
    assert "Hasil ditandai sudah dibaca." in back.text
    assert "Tandai sudah dibaca" not in back.open(f"/kasus/{case_id}").text


def test_an_agency_sees_what_comes_next_and_who_works_on_it(story, world, visit):
    referral = story.refer(story.decided())
    agency = visit(world.a.health_office_officer)
    agency.open(f"/rujukan/{referral}/terima").press("Terima rujukan", note="Kami jadwalkan")
    assert world.a.health_office_officer.name in agency.text
    assert "Mulai kerjakan" in agency.text
    agency.open(f"/rujukan/{referral}/mulai").press("Mulai kerjakan")
    assert "Langkah berikutnya: sampaikan hasilnya" in agency.text
    agency.open(f"/rujukan/{referral}/petugas").press(
        "Serahkan", officer_id=world.a.civil_registry_officer.membership_id
    )
    assert "Pilih salah satu dari daftar" in agency.text
    agency.open("/rujukan/serahkan").press("Serahkan semua", from_id="", to_id="")
    assert agency.page.status_code == 422


def test_another_district_s_referral_is_not_found(story, world, visit):
    case_id = story.decided()
    referral = story.refer(case_id)
    stranger = visit(world.b.manager)
    for path in (f"/kasus/{case_id}/rujukan/{referral}/tarik", f"/kasus/{case_id}/rujukan/{referral}/balasan"):
        assert stranger.open(path).page.status_code == 404
    assert visit(world.b.health_office_officer).open(f"/rujukan/{referral}").page.status_code == 404

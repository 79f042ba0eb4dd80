"""What the pages do with wrong, stale, doubled and hostile input, and with what is not the reader's."""

import re

import pytest
from sqlalchemy import event

from cases import actions
from cases.machine import State
from foundation.db import db
from tests.cases.conftest import referral_data
from tests.cases.visitor import Visitor

HOSTILE = [
    "<script>alert(1)</script>", "'; DROP TABLE \"case\"; --", "\u202e\u200b", "=cmd|' /C calc'!A0", "x" * 20_000,
    "🙂" * 100, "a\x01b", "\r\nSet-Cookie: a=b",
]  # fmt: skip


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member) if member else app.test_client())


def test_a_stale_form_shows_what_changed_and_keeps_what_was_typed(story, world, visit):
    case_id = story.register()
    story.move(case_id, "accept")
    slow = visit(world.a.back_office).open(f"/kasus/{case_id}/hasil-cek")
    story.do(world.a.manager, lambda: actions.take(case_id))
    slow.press("Catat hasil cek data", note="Desil 3, aktif")
    assert slow.page.status_code == 409
    assert "Kasus ini baru saja diubah" in slow.text
    assert "Desil 3, aktif" in slow.text
    slow.press("Catat hasil cek data")  # seen, and still wanted
    assert story.case(case_id).state == State.ASSESSING


def test_a_step_that_is_no_longer_possible_keeps_the_words_to_copy(story, world, visit):
    case_id = story.register()
    story.move(case_id, "accept")
    slow = visit(world.a.back_office).open(f"/kasus/{case_id}/hasil-cek")
    story.move(case_id, "check", "Sudah dicek rekan")
    slow.press("Catat hasil cek data", note="Tulisan panjang saya")
    assert slow.page.status_code == 409
    assert "Tulisan panjang saya" in slow.text
    assert "Sudah dicek rekan" in slow.text
    assert "Lihat kasus sekarang" in slow.text


def test_the_same_step_sent_twice_is_taken_once_and_says_nothing_alarming(story, world, visit):
    case_id = story.register()
    story.move(case_id, "accept")
    browser = visit(world.a.back_office).open(f"/kasus/{case_id}/hasil-cek")
    sent = browser.what_is_sent("Catat hasil cek data", note="Desil 3")
    answers = [browser.client.post(f"/kasus/{case_id}/hasil-cek", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert browser.open(f"/kasus/{case_id}").text.count("<b>Data dicek</b>") == 1


def test_a_referral_sent_twice_is_sent_once(story, world, visit):
    case_id = story.decided()
    browser = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk")
    browser.press("Lihat dulu sebelum dikirim", agency_id=world.a.agencies["health_office"], service="Cuci darah")
    sent = browser.what_is_sent("Tanda tangani dan kirim")
    answers = [browser.client.post(f"/kasus/{case_id}/rujuk", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert browser.open(f"/kasus/{case_id}").text.count('class="ref"') == 1


def test_a_referral_looked_at_can_be_changed_before_it_is_sent(story, world, visit):
    case_id = story.decided()
    browser = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk")
    browser.press("Lihat dulu sebelum dikirim")
    assert browser.page.status_code == 422
    assert 'href="#f-service"' in browser.text
    browser.press(
        "Lihat dulu sebelum dikirim", agency_id=world.a.agencies["health_office"], service="Cuci darah", fields=["name"]
    )
    browser.press("Ubah")
    assert 'value="Cuci darah"' in browser.text
    assert re.search(r'value="name"[^>]*checked', browser.text)
    assert not re.search(r'value="summary"[^>]*checked', browser.text)


def test_without_consent_the_referral_page_says_what_to_do(story, world, visit):
    case_id = story.decided(consent_share=False)
    browser = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk")
    assert "Warga belum menyetujui" in browser.text
    browser.press("Lihat dulu sebelum dikirim", agency_id=world.a.agencies["health_office"], service="Cuci darah")
    browser.press("Tanda tangani dan kirim")
    assert browser.page.status_code == 422
    assert 'value="Cuci darah"' in browser.text
    browser.open(f"/kasus/{case_id}/persetujuan?next=/kasus/{case_id}/rujuk").press("Catat persetujuan")
    assert "Warga belum menyetujui" not in browser.text


def test_a_missing_note_is_asked_for_at_its_field(story, world, visit):
    case_id = story.register()
    story.move(case_id, "accept")
    browser = visit(world.a.back_office).open(f"/kasus/{case_id}/hasil-cek").press("Catat hasil cek data")
    assert browser.page.status_code == 422
    assert 'href="#f-note"' in browser.text
    assert 'aria-invalid="true"' in browser.text


def test_a_step_of_another_role_is_absent_and_refused(story, world, visit):
    case_id = story.register()
    browser = visit(world.a.front_office).open(f"/kasus/{case_id}")
    assert "mulai-cek" not in browser.text
    assert "Dilakukan oleh Back office" in browser.text
    assert browser.open(f"/kasus/{case_id}/mulai-cek").path == f"/kasus/{case_id}"
    assert browser.open(f"/kasus/{case_id}/rujuk").page.status_code == 403


def test_another_districts_case_referral_and_letter_are_not_found(story, world, visit):
    case_id = story.decided()
    referral_id = story.refer(case_id)
    stranger = visit(world.b.manager)
    for url in (
        f"/kasus/{case_id}",
        f"/kasus/{case_id}/tanda-terima",
        f"/kasus/{case_id}/tutup",
        f"/kasus/{case_id}/rujuk",
        "/surat/1.pdf",
    ):
        page = stranger.open(url).page
        assert page.status_code == 404, url
        assert "Junaidi" not in page.text
    assert visit(world.a.civil_registry_officer).open(f"/rujukan/{referral_id}").page.status_code == 404
    assert visit(world.a.civil_registry_officer).open("/surat/1.pdf").page.status_code == 404
    assert visit(world.province).open("/surat/1.pdf").page.status_code == 404


def test_a_facilitator_sees_the_own_villages_only(story, world, visit):
    mine = story.register(summary="Di desa saya")
    other = story.register(person={"nik": None, "name": "Rusli"}, village_code=world.a.villages[1])
    browser = visit(world.a.facilitator).open("/antrean")
    assert "Junaidi" in browser.text
    assert "Rusli" not in browser.text
    assert browser.open(f"/kasus/{mine}").page.status_code == 200
    assert browser.open(f"/kasus/{other}").page.status_code == 404


def test_the_address_of_the_queue_holds_the_view(story, world, visit):
    story.register()
    story.register(person={"nik": None, "name": "Rusli"}, case_type="damaged_road")
    browser = visit(world.a.back_office)
    assert "Rusli" not in browser.open("/antrean?sector=health").text
    assert "Junaidi" in browser.text
    assert "Rusli" in browser.open("/antrean?village=19.06.01").text
    assert "Tidak ada kasus di tampilan ini" in browser.open("/antrean?village=19.06.02").text
    assert "Junaidi" in browser.open("/antrean?state=nonsense&due=%00&sector=x").text or browser.page.status_code == 400
    assert browser.open("/antrean?sesudah=!!!").page.status_code == 400


def test_a_wrong_code_and_wrong_digits_get_the_same_words(story, world, visit):
    code = story.case(story.register()).code
    citizen = visit(None)

    def tried(typed, digits):
        citizen.open("/lacak").press("Lihat kasus", code=typed, last4=digits)
        assert citizen.page.status_code == 422
        return re.sub(r'value="[^"]*"', "", citizen.text)

    assert re.sub("nonce-[^']+", "", tried(code, "9999")) == tried("BLT-26-999999", "0001") == tried("XXX-26-1", "0001")
    assert citizen.open("/lacak").press("Lihat kasus", code=code, last4="12").page.status_code == 422


def test_the_agency_declines_with_a_reason_and_names_who_is_competent(story, world, visit):
    case_id = story.decided()
    referral_id = story.refer(case_id)
    officer = visit(world.a.health_office_officer).open(f"/rujukan/{referral_id}/tolak")
    officer.press("Tolak rujukan", competent="Dinas Sosial")
    assert officer.page.status_code == 422
    assert 'value="Dinas Sosial"' in officer.text
    officer.press("Tolak rujukan", reason="Bukan kewenangan kami")
    assert officer.path == f"/rujukan/{referral_id}"
    desk = visit(world.a.back_office).open(f"/kasus/{case_id}")
    assert "Bukan kewenangan kami" in desk.text
    assert "Dinas Sosial" in desk.text


def test_staff_write_down_an_answer_that_came_on_paper(story, world, visit):
    case_id = story.decided()
    referral_id = story.refer(case_id)
    desk = visit(world.a.back_office).open(f"/kasus/{case_id}/rujukan/{referral_id}/balasan")
    desk.press("Catat balasan", note="Belum ada kuota", result="refused")
    assert desk.path == f"/kasus/{case_id}"
    assert "Tidak dikabulkan" in desk.text
    assert desk.open(f"/kasus/{case_id}/rujukan/{referral_id}/balasan").path == f"/kasus/{case_id}"
    assert desk.open(f"/kasus/{case_id}/rujukan/999/balasan").page.status_code == 404


def test_messages_show_no_whole_address(story, world, visit):
    story.register()
    page = visit(world.a.front_office).open("/pesan").text
    assert "sudah terdaftar" in page
    assert "junaidi@contoh.test" not in page


def test_the_cases_of_a_person_stand_on_their_page(story, world, visit):
    case_id = story.register()
    page = visit(world.a.front_office).open("/warga/1").text
    assert f'href="/kasus/{case_id}"' in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_refused_or_shown_as_text(story, world, visit, text):
    case_id = story.register()
    story.move(case_id, "accept")
    browser = visit(world.a.back_office)
    browser.open(f"/kasus/{case_id}/hasil-cek").press(
        "Catat hasil cek data", note=text.encode("utf-8", "replace").decode()
    )
    assert browser.page.status_code in (200, 422)
    assert "<script>alert" not in browser.text
    for url in ("/antrean", "/lacak", "/cek", "/kasus/baru", "/pesan", "/rujukan"):
        page = browser.client.get(
            url, query_string={"q": text[:500], "kode": text[:500], "sesudah": text[:500], "person": text[:500]}
        )
        assert page.status_code < 500, url


@pytest.mark.parametrize("number", ["0", "99999999999999999999999", "-1", "1e9", "%00"])
def test_strange_numbers_in_addresses_are_not_found(story, world, visit, number):
    story.register()
    browser = visit(world.a.manager)
    for url in (
        f"/kasus/{number}",
        f"/kasus/{number}/tanda-terima",
        f"/surat/{number}.pdf",
        f"/kasus/baru/{number}/periksa",
        f"/kasus/baru?person={number}",
    ):
        assert browser.open(url).page.status_code in (200, 400, 404, 403), url


def test_the_queue_costs_the_same_whatever_its_length(app, story, world, visit, statements):
    for number in range(3):
        story.register(person={"nik": None, "name": f"Orang {number}"})
    browser = visit(world.a.back_office).open("/antrean")
    few = statements(lambda: browser.open("/antrean"))
    for number in range(12):
        story.register(person={"nik": None, "name": f"Warga {number}"})
    assert statements(lambda: browser.open("/antrean")) == few <= 10


@pytest.fixture
def statements(app):
    """How many statements a function sends to the database, without BEGIN and the like."""

    def count(act):
        sent = []
        with app.app_context():
            engine = db.engine

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith("BEGIN"):
                sent.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            act()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(sent)

    return count


def test_a_wrong_version_number_is_not_a_crash(story, world, visit):
    case_id = story.decided()
    story.refer(case_id)
    data = referral_data(story.case(case_id), world.a.agencies["health_office"])
    assert data["version"] > 1
    browser = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk")
    browser.press("Lihat dulu sebelum dikirim", agency_id=1, service="x", version="abc")
    assert browser.page.status_code == 422

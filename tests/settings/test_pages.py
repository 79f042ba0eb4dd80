"""The pages behind "Pengaturan": ask, show the effect, save; history; back to default; nobody else's."""

from datetime import timedelta

import pytest
import time_machine

from cases import queries
from foundation.clock import today
from reference import codes
from settings.actions import save
from settings.queries import rules
from tests.settings.test_rules import as_set

TYPE = "pbi_reactivation"
PAGE = f"/pengaturan/jenis-layanan/{TYPE}"
LOOK, KEEP = "Lihat dulu akibatnya", "Simpan"


def test_a_case_type_is_changed_after_a_look_at_the_effect(world, visit, as_):
    browser = visit(world.a.administrator).open(PAGE)
    browser.press(LOOK, working_days="7", documents=["id_card"], own_documents="Kartu berobat")
    assert "Ini yang berubah. Sudah benar?" in browser.text
    assert "Kartu berobat" in browser.text
    assert "bukan lagi" in browser.text
    with as_(world.a.front_office):
        assert rules().case_type(TYPE).working_days == codes.CASE_TYPES[TYPE].working_days  # not yet
    browser.press("Ubah")
    assert 'value="7"' in browser.text
    browser.press(LOOK).press(KEEP)
    assert "Tersimpan" in browser.text
    with as_(world.a.front_office):
        now = rules().case_type(TYPE)
        assert (now.working_days, [str(each) for each in now.documents]) == (7, ["KTP", "Kartu berobat"])
    browser.open(f"/pengaturan/riwayat/case_type/{TYPE}")
    assert world.a.administrator.name in browser.text
    assert "Kartu berobat" in browser.text
    browser.open(f"/pengaturan/baku/case_type/{TYPE}").press("Kembali ke baku")
    with as_(world.a.front_office):
        assert rules().case_type(TYPE) == codes.CASE_TYPES[TYPE]
    assert "Kembali ke pengaturan baku" in browser.open(f"/pengaturan/riwayat/case_type/{TYPE}").text


def test_wrong_input_is_said_at_its_field_and_kept(world, visit):
    browser = visit(world.a.administrator).open(PAGE)
    browser.press(LOOK, working_days="banyak", label_id="Nama yang saya ketik", kinds=[])
    assert browser.page.status_code == 422
    assert "Isi dengan angka, tanpa huruf" in browser.text
    assert "Nama yang saya ketik" in browser.text
    assert "Kesalahan:" in browser.text


def test_who_was_slower_is_told_and_may_save_over_it(world, visit, do, as_):
    browser = visit(world.a.administrator).open(PAGE).press(LOOK, working_days="7")
    do(world.a.administrator, lambda: save("case_type", TYPE, as_set(working_days=4)))
    browser.press(KEEP)
    assert browser.page.status_code == 409
    assert "baru saja diubah orang lain" in browser.text
    assert 'value="7"' in browser.text
    browser.press(LOOK).press(KEEP)
    with as_(world.a.front_office):
        assert rules().case_type(TYPE).working_days == 7


def test_a_type_of_ones_own_reaches_the_registration_form(world, visit):
    browser = visit(world.a.administrator).open("/pengaturan/jenis-layanan/baru")
    browser.press(LOOK, label_id="Alat bantu dengar", sector="health", kinds=["request"], working_days="6")
    browser.press(KEEP)
    assert "Alat bantu dengar" in browser.text
    with_form = visit(world.a.front_office).client.get("/api/v1/settings/case-types").json
    mine = next(each for each in with_form["items"] if each["label_id"] == "Alat bantu dengar")
    assert (mine["slug"], mine["level"], mine["working_days"]) == ("blt_alat_bantu_dengar", "site", 6)
    theirs = visit(world.b.front_office).client.get("/api/v1/settings/case-types").json
    assert "Alat bantu dengar" not in {each["label_id"] for each in theirs["items"]}


def test_a_province_publishes_and_its_districts_have_it(world, visit, do, as_):
    do(world.a.administrator, lambda: save("case_type", "kks_problem", as_set("kks_problem", working_days=3)))
    browser = visit(world.province).open(PAGE)
    assert "Pengaturan baku Provinsi Kepulauan Bangka Belitung" in browser.text
    browser.press(LOOK, working_days="8")
    assert "Sampai ke 1 daerah; 0 daerah mengaturnya sendiri." in browser.text
    browser.press("Terbitkan")
    browser.open("/pengaturan/jenis-layanan/kks_problem").press(LOOK, working_days="9")
    assert "Sampai ke 0 daerah; 1 daerah mengaturnya sendiri." in browser.text
    browser.press("Terbitkan")
    with as_(world.a.front_office):
        assert rules().case_type(TYPE).working_days == 8
        assert rules().case_type("kks_problem").working_days == 3
    with as_(world.b.front_office):
        assert rules().case_type(TYPE).working_days == codes.CASE_TYPES[TYPE].working_days
    visit(world.ministry).open("/pengaturan/sektor").press(LOOK, off=["disaster"]).press("Terbitkan")
    for site in (world.a, world.b):
        with as_(site.front_office):
            assert "disaster" not in rules().sectors


def test_office_hours_and_closures_make_working_days(world, visit, as_):
    browser = visit(world.a.administrator).open("/pengaturan/jam-kantor")
    browser.press(LOOK, friday="").press(KEEP)
    monday = today("Asia/Jakarta") + timedelta(days=14 - today("Asia/Jakarta").weekday())
    browser.open("/pengaturan/hari-tutup").press(
        "Tambah", first=monday.isoformat(), last=monday.isoformat(), reason="Hari jadi"
    )
    assert "Hari jadi" in browser.text
    with as_(world.a.front_office):
        assert not rules().calendar.is_working_day(monday)
        assert not rules().calendar.is_working_day(monday + timedelta(days=4))
    assert "Hari jadi" in visit(world.a.front_office).client.get("/api/v1/settings").text
    browser.press("Tetap buka")
    with as_(world.a.front_office):
        assert rules().closures == []


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2020-01-01", "2020-01-02", "Hari ini atau sesudahnya"),
        ("2027-01-05", "2027-01-01", "Tanggal terakhir harus sesudah"),
        ("31/02/2027", "2027-01-01", "Isi tanggal yang ada di kalender"),
    ],
)
def test_a_closure_that_makes_no_sense_is_refused_at_its_field(world, visit, first, last, words):
    browser = visit(world.a.administrator).open("/pengaturan/hari-tutup")
    browser.press("Tambah", first=first, last=last, reason="Pindah kantor")
    assert browser.page.status_code == 422
    assert words in browser.text
    assert "Pindah kantor" in browser.text


def test_an_agency_is_added_changed_and_no_longer_asked(story, world, visit, as_):
    browser = visit(world.a.administrator).open("/pengaturan/opd/baru")
    browser.press(LOOK, name="Baznas", kind="baznas", accept_days="9", answer_days="5")
    assert "Tidak boleh lebih lama" in browser.text
    browser.press(LOOK, accept_days="1", answer_days="4", own_services="Santunan\nBeasiswa").press(KEEP)
    assert "Santunan; Beasiswa" in browser.text
    case_id = story.decided()
    manager = visit(world.a.manager).open(f"/kasus/{case_id}/rujuk")
    assert "Beasiswa" in manager.text
    with as_(world.a.manager):
        baznas = next(each.id for each in queries.agencies() if each.name == "Baznas")
    manager.press("Lihat dulu sebelum dikirim", agency_id=str(baznas), service="Santunan")
    manager.press("Tanda tangani dan kirim")
    with as_(world.a.manager):
        card = queries.case_view(case_id).referrals[0]
        assert card.answer_due_on == rules().calendar.add_working_days(card.sent_at, 4)
    browser.open(f"/pengaturan/opd/{baznas}").press(LOOK, active="").press(KEEP)
    assert "Baznas" not in visit(world.a.manager).open(f"/kasus/{case_id}/rujuk").text


def test_anothers_settings_are_not_found(world, visit, do):
    slug = "blt_alat_bantu_dengar"
    do(world.a.administrator, lambda: save("case_type", slug, as_set(label_id="Alat bantu dengar")))
    for member in (world.b.administrator, world.province_b):
        stranger = visit(member).client
        for path in (
            f"/pengaturan/jenis-layanan/{slug}",
            f"/pengaturan/riwayat/case_type/{slug}",
            f"/pengaturan/baku/case_type/{slug}",
            f"/pengaturan/opd/{world.a.agencies['health_office']}",
        ):
            assert stranger.get(path).status_code == 404, path
    assert visit(world.province).client.get("/pengaturan/opd").status_code == 404
    assert visit(world.a.front_office).client.get("/pengaturan").status_code == 403


def test_a_change_for_later_waits_and_says_so(world, visit, as_):
    later = today("Asia/Jakarta") + timedelta(days=10)
    browser = visit(world.a.administrator).open(PAGE)
    browser.press(LOOK, working_days="7", valid_from=later.isoformat()).press(KEEP)
    assert "Ada perubahan yang menunggu tanggalnya" in browser.open(PAGE).text
    with as_(world.a.front_office):
        assert rules().case_type(TYPE).working_days == codes.CASE_TYPES[TYPE].working_days
    with time_machine.travel(later + timedelta(days=1)), as_(world.a.front_office):
        assert rules().case_type(TYPE).working_days == 7


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "a\x01b", "x" * 5000, "🙂\u202e", "=1+1"])
def test_hostile_words_break_no_page(world, visit, typed):
    browser = visit(world.a.administrator).open(PAGE)
    browser.press(LOOK, label_id=typed, own_documents=typed, source=typed)
    assert browser.page.status_code in (200, 422)
    assert "<script>alert" not in browser.text

"""What a service stands on: every kind of record through the same pages, with its paper, its end and its isolation."""

import io
from datetime import timedelta

import pytest

from foundation.clock import today
from foundation.db import db
from sustainability.actions.records import Paper
from sustainability.kinds import KINDS, standing
from sustainability.models import LegalBasis
from tests.uploads import picture

BASIS = {"about": "slrt", "level": "perkada", "number": "Perbup 21 Tahun 2023", "valid_from": "2023-05-01"}
TYPED = {
    "masa-dukungan": {"source": "apbn", "starts_on": "2018-01-01", "ends_on": "2026-12-31", "document": "SK Dirjen"},
    "dasar-hukum": BASIS,
    "kelembagaan": {"form": "uptd", "name": "UPTD SLRT", "valid_from": "2024-01-01"},
    "perencanaan": {"kind": "rpjmd", "title": "RPJMD 2025-2029", "from_year": "2025", "to_year": "2029"},
    "rapat": {"held_on": "2026-03-02", "topic": "Rujukan kesehatan", "participants": "14"},
    "komitmen": {"partner": "Baznas", "promise": "Menanggung 20 kasus", "document": "MoU", "valid_from": "2026-01-01"},
    "puskesos": {"village_code": "19.06.01.2001", "opened_on": "2019-02-01"},
}  # fmt: skip


@pytest.mark.parametrize("word", TYPED)
def test_each_kind_is_written_changed_and_taken_out(world, visit, word):
    browser = visit(world.a.manager).open(f"/keberlanjutan/{word}/baru").press("Simpan", **TYPED[word])
    assert browser.path == f"/keberlanjutan/{word}", browser.text
    assert "Belum ada catatan" not in browser.text
    browser.open(f"/keberlanjutan/{word}/1/ubah").press("Simpan")
    assert browser.path == f"/keberlanjutan/{word}/1"
    assert world.a.manager.name in browser.text
    assert "/keberlanjutan/" + word in browser.open("/keberlanjutan/landasan").text
    browser.open(f"/keberlanjutan/{word}/1").press("Keluarkan catatan ini")
    assert "Belum ada catatan" in browser.text
    assert browser.open(f"/keberlanjutan/{word}/1").page.status_code == 404


@pytest.mark.parametrize(
    ("word", "typed", "field"),
    [
        ("dasar-hukum", {"valid_to": "2020-01-01"}, "valid_to"),
        ("dasar-hukum", {"valid_from": "31/02/2023"}, "valid_from"),
        ("dasar-hukum", {"valid_from": "1950-01-01"}, "valid_from"),
        ("perencanaan", {"from_year": "2029", "to_year": "2025"}, "to_year"),
        ("rapat", {"held_on": "2099-01-01"}, "held_on"),
        ("rapat", {"participants": "1"}, "participants"),
        ("komitmen", {"partner": ""}, "agency_id"),
        ("komitmen", {"agency_id": "99"}, "agency_id"),
        ("puskesos", {"village_code": "33.11.01.2001"}, "village_code"),
        ("puskesos", {"closed_on": "2018-01-01"}, "closed_on"),
    ],
)
def test_what_makes_no_sense_is_said_at_its_field(world, visit, word, typed, field):
    browser = visit(world.a.manager).open(f"/keberlanjutan/{word}/baru").press("Simpan", **(TYPED[word] | typed))
    assert browser.page.status_code == 422
    assert f'id="f-{field}-error"' in browser.text


def test_a_paper_lies_behind_a_record_and_is_handed_out(world, visit, written, admin):
    record_id = written(world.a.manager, "dasar-hukum", paper=Paper("../perbup 21.jpg", picture()), **BASIS)
    browser = visit(world.a.manager).open(f"/keberlanjutan/dasar-hukum/{record_id}")
    assert "perbup 21.jpg" in browser.text
    answer = browser.client.get(f"/keberlanjutan/dasar-hukum/{record_id}/berkas")
    assert answer.content_type == "image/jpeg"
    assert visit(world.b.manager).client.get(f"/keberlanjutan/dasar-hukum/{record_id}/berkas").status_code == 404
    opened = admin.execute("SELECT count(*) FROM audit_entry WHERE action = 'sustainability.file_opened'")
    assert opened.fetchone() == (1,)


def test_a_bad_paper_is_refused_and_nothing_half_saved(world, visit):
    browser = visit(world.a.manager).open("/keberlanjutan/dasar-hukum/baru")
    sent = browser.what_is_sent("Simpan", **BASIS)
    page = browser.client.post(
        "/keberlanjutan/dasar-hukum/baru",
        data={**sent, "file": (io.BytesIO(b"MZ not a paper"), "perbup.pdf")},
        content_type="multipart/form-data",
    )
    assert page.status_code == 422
    assert "bukan foto" in page.text
    assert "Perbup 21 Tahun 2023" in page.text
    assert "Belum ada catatan" in browser.open("/keberlanjutan/dasar-hukum").text


def test_the_same_form_sent_twice_makes_one_record(world, visit):
    browser = visit(world.a.manager).open("/keberlanjutan/dasar-hukum/baru")
    sent = browser.what_is_sent("Simpan", **BASIS)
    for _ in range(2):
        assert browser.client.post("/keberlanjutan/dasar-hukum/baru", data=sent).status_code == 303
    assert browser.open("/keberlanjutan/dasar-hukum").text.count("Perbup 21 Tahun 2023") == 1


def test_who_was_slower_is_told(world, visit, written):
    record_id = written(world.a.manager, "dasar-hukum", **BASIS)
    slow = visit(world.a.head).open(f"/keberlanjutan/dasar-hukum/{record_id}/ubah")
    visit(world.a.manager).open(f"/keberlanjutan/dasar-hukum/{record_id}/ubah").press("Simpan", title="Yang pertama")
    slow.press("Simpan", title="Yang kedua")
    assert slow.page.status_code == 409
    assert "Yang kedua" in slow.text
    slow.press("Simpan")
    assert "Yang kedua" in slow.text


def test_a_village_has_one_desk_with_money_of_its_own(world, visit, written):
    desk = written(world.a.manager, "puskesos", **TYPED["puskesos"])
    browser = visit(world.a.manager).open("/keberlanjutan/puskesos/baru").press("Simpan", **TYPED["puskesos"])
    assert browser.page.status_code == 409
    assert "Sudah tercatat" in browser.text
    browser.open(f"/keberlanjutan/dana-puskesos/baru?induk={desk}")
    browser.press("Simpan", year="2026", source="village", amount="Rp12.500.000")
    assert "2026: Rp12.500.000" in browser.text
    browser.open(f"/keberlanjutan/puskesos/{desk}").press("Keluarkan catatan ini")
    browser.open("/keberlanjutan/puskesos/baru").press("Simpan", **TYPED["puskesos"])
    assert "2026: Rp12.500.000" in browser.open(f"/keberlanjutan/puskesos/{desk}").text


def test_a_meeting_leaves_decisions_whose_deadline_is_watched(world, visit, written):
    meeting = written(world.a.manager, "rapat", **TYPED["rapat"])
    late = {"decision": "Menunjuk penghubung", "responsible": "Dinas Kesehatan", "due_on": "2026-04-01"}
    decision = written(world.a.manager, "keputusan", meeting, **late)
    browser = visit(world.a.manager).open(f"/keberlanjutan/rapat/{meeting}")
    assert "Lewat tenggat" in browser.text
    browser.open(f"/keberlanjutan/keputusan/{decision}/ubah").press("Simpan", done_on="2026-04-09")
    assert "Selesai" in browser.text
    assert browser.open("/keberlanjutan/keputusan/baru").page.status_code == 404
    assert visit(world.b.manager).open(f"/keberlanjutan/keputusan/baru?induk={meeting}").page.status_code == 404


def test_the_end_of_a_basis_is_seen_coming():
    here = today("Asia/Jakarta")
    day = timedelta(days=1)
    assert standing(here + day, None, here)[0] == "Belum berlaku"
    assert standing(here - day, None, here)[0] == "Berlaku"
    assert standing(here - day, here + 60 * day, here)[0] == "Hampir berakhir"
    assert standing(here - 9 * day, here - day, here)[0] == "Kedaluwarsa"


@pytest.mark.parametrize("word", KINDS)
def test_nobody_else_reads_or_changes_a_record(world, visit, written, word):
    parent = {"keputusan": "rapat", "kehadiran": "rapat", "dana-puskesos": "puskesos"}.get(word)
    parent_id = written(world.a.manager, parent, **TYPED[parent]) if parent else None
    part = {
        "keputusan": {"decision": "Rahasia", "responsible": "Sekda"},
        "kehadiran": {"part": "planning", "office": "Kepala Bappeda", "people": "2"},
        "dana-puskesos": {"year": "2026", "source": "village", "amount": "1"},
    }
    record_id = written(world.a.manager, word, parent_id, **(TYPED | part)[word])
    stranger = visit(world.b.manager).client
    for path in ("", "/ubah", "/berkas"):
        assert stranger.get(f"/keberlanjutan/{word}/{record_id}{path}").status_code == 404, path
    assert visit(world.a.back_office).client.get(f"/keberlanjutan/{word}/{record_id}").status_code == 403


def test_a_part_of_a_record_has_no_paper_and_takes_none(world, visit, written):
    meeting = written(world.a.manager, "rapat", **TYPED["rapat"])
    decision = written(world.a.manager, "keputusan", meeting, decision="Masuk RKPD", responsible="Bappeda")
    browser = visit(world.a.manager)
    assert browser.client.get(f"/keberlanjutan/keputusan/{decision}/berkas").status_code == 404
    sent = browser.open(f"/keberlanjutan/keputusan/{decision}/ubah").what_is_sent("Simpan", decision="Masuk APBD")
    paper = {"file": (io.BytesIO(picture()), "rapat.jpg")}
    answer = browser.client.post(f"/keberlanjutan/keputusan/{decision}/ubah", data={**sent, **paper})
    assert answer.status_code == 422
    assert "tidak disertai berkas" in answer.text
    assert "Masuk APBD" in answer.text


def test_a_supervisor_sees_the_shape_of_a_basis_below_only(world, written, as_):
    written(world.a.manager, "dasar-hukum", **BASIS)
    with as_(world.province):
        assert db.session.query(LegalBasis.level, LegalBasis.number).all() == [("perkada", "Perbup 21 Tahun 2023")]
    with as_(world.province_b):
        assert db.session.query(LegalBasis.level).all() == []


def test_the_profile_relates_a_site_to_others(world, visit):
    browser = visit(world.a.manager).open("/keberlanjutan/profil")
    browser.press("Simpan", cohort_year="2018", families="40321")
    assert "Tulis dari mana angka itu" in browser.text
    browser.press("Simpan", families_source="Dukcapil 2026")
    assert "penumbuhan 2018" in browser.text
    assert "40.321 (Dukcapil 2026)" in browser.text

"""Pasting a WhatsApp report: a draft with what was read, the rest in sight, and a case in the end."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from cases.actions import drafts
from cases.actions.reports import MOST_REPORTS, take_in
from cases.models import CaseDraft
from cases.queries.drafts import my_drafts
from cases.reports.kept import opened
from foundation import clock
from foundation.db import db
from registry.actions import create_person
from tests.cases.conftest import NIK, person_data
from tests.cases.visitor import Visitor

REPORT = """[12/11/26 08.14] Fasilitator Yanti: *LAPORAN KUNJUNGAN*
Fasilitator: Yanti Safitri
Nama Klien: Sumiati
NIK: 1906 0144 0472 0001
TTL: Manggar, 4 April 1972
Alamat: Dusun Lalang II, RT: 04
Desa: Lalang Jaya
HP: 0812 3456 4410
Pekerjaan: buruh cuci
Keluhan: KIS mati sejak awal bulan. Harus cuci darah
Jenis Layanan: reaktivasi KIS
Jenis pengaduan: pengaduan
Hobi: menjahit
Terima kasih, Bu
"""


@pytest.fixture
def visit(app, sign_in):
    """`visit(world.a.manager)`: that member at a browser of their own."""
    return lambda member: Visitor(sign_in(app.test_client(), member))


def paste(story, member, text, key=None) -> list[int]:
    return story.do(member, lambda: [draft.id for draft in take_in(text, key or uuid4())])


def test_a_pasted_report_becomes_a_case_and_nothing_of_it_is_lost(story, world, visit):
    browser = visit(world.a.front_office).open("/kasus/baru")
    assert 'href="/kasus/tempel"' in browser.text
    browser.open("/kasus/tempel").press("Baca laporan", text=REPORT)
    assert browser.path.endswith("/laporan")
    for read in ("Sumiati", "4 April 1972", "0812 3456 4410", "Lalang Jaya", "KIS mati sejak awal bulan", "buruh cuci"):
        assert read in browser.text, read
    assert re.findall(r"<li><span>(.*?)</span>", browser.text)[-2:] == ["Hobi: menjahit", "Terima kasih, Bu"]
    browser.press("Catat sebagai orang baru")
    assert 'value="1906014404720001"' in browser.text
    assert 'value="Dusun Lalang II, RT/RW 04"' in browser.text
    browser.press("Lanjutkan").press("Simpan")
    browser.press("Lanjutkan dengan orang ini")
    assert "Siapa yang menyampaikan" in browser.text, "the other topics were read"
    assert "Hobi: menjahit" in browser.text
    assert re.search(r'value="whatsapp"[^>]*checked', browser.text)
    browser.press("Lanjutkan", consent_share="1")
    assert "Hobi: menjahit" in browser.text
    browser.press("Daftarkan kasus")
    case = visit(world.a.back_office).open("/kasus/1")
    for told in ("KIS mati sejak awal bulan. Harus cuci darah", "Fasilitator: Yanti Safitri", "Pekerjaan: buruh cuci",
                 "Dikirim: 12/11/26 08.14, Fasilitator Yanti", "Hobi: menjahit", "Terima kasih, Bu"):  # fmt: skip
        assert told in case.text, told
    assert story.case(1).channel == "whatsapp"
    with story.as_(world.a.front_office):
        assert my_drafts() == []
        assert db.session.scalars(select(CaseDraft.report_cipher)).all() == [None]


def test_who_is_recorded_already_is_offered_with_the_reason(story, world, visit):
    story.register(person={"name": "Sumiati"})
    browser = visit(world.a.front_office).open("/kasus/tempel").press("Baca laporan", text=REPORT)
    assert "Karena NIK sama, nama sama" in browser.text
    browser.press("Pakai orang ini")
    assert "Siapa yang menyampaikan" in browser.text


def test_several_reports_wait_in_a_list_and_can_be_thrown_away(story, world, visit):
    text = "Nama: Junaidi\nKeluhan: KIS mati\n\nNama: Siti\nKeluhan: rumah bocor\n\nNama: Rusli"
    browser = visit(world.a.front_office).open("/kasus/tempel").press("Baca laporan", text=text)
    assert browser.path == "/kasus/draf"
    assert "3 laporan terbaca" in browser.text
    assert [name in browser.text for name in ("Junaidi", "Siti", "Rusli")] == [True] * 3
    browser.press("Buang")
    assert browser.text.count("Laporan WhatsApp") == 2
    assert "2 pendaftaran belum selesai" in browser.open("/kasus/baru").text


def test_the_same_paste_sent_twice_makes_its_drafts_once(story, world, visit):
    browser = visit(world.a.front_office).open("/kasus/tempel")
    sent = browser.what_is_sent("Baca laporan", text=REPORT)
    answers = [browser.client.post("/kasus/tempel", data=sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    with story.as_(world.a.front_office):
        assert len(my_drafts()) == 1


@pytest.mark.parametrize("text", ["", "   \n\t\n", "\u200b\u200e", "x" * 40_001, "a\x01b"])
def test_what_is_no_text_is_refused_at_the_field(world, visit, text):
    browser = visit(world.a.front_office).open("/kasus/tempel").press("Baca laporan", text=text)
    assert browser.page.status_code == 422
    assert 'href="#f-text"' in browser.text


def test_too_many_reports_are_refused_and_kept_in_the_form(story, world, visit):
    text = "\n\n".join(f"Nama: Orang {n}" for n in range(MOST_REPORTS + 1))
    browser = visit(world.a.front_office).open("/kasus/tempel").press("Baca laporan", text=text)
    assert f"Paling banyak {MOST_REPORTS} laporan" in browser.text
    assert "Orang 20" in browser.text
    with story.as_(world.a.front_office):
        assert my_drafts() == []


def test_words_without_a_label_are_kept_whole(story, world, visit):
    words = "Bu, Pak Junaidi di Lalang sakit.\nTolong ya."
    browser = visit(world.a.front_office).open("/kasus/tempel").press("Baca laporan", text=words)
    assert browser.text.count("Tidak ada yang terbaca") == 2
    for line in words.splitlines():
        assert line in browser.text


def test_a_report_lies_sealed_and_only_its_writer_reads_it(story, world, visit, admin):
    (draft,) = paste(story, world.a.front_office, REPORT)
    stored = admin.execute("SELECT d::text FROM case_draft d").fetchone()[0]
    for secret in (NIK, "1906 0144 0472 0001", "3456 4410", "menjahit", "Sumiati"):
        assert secret not in stored
        assert secret.encode().hex() not in stored
    for stranger in (world.a.back_office, world.b.front_office):
        browser = visit(stranger)
        for step in ("laporan", "warga", "periksa", "perihal"):
            assert browser.open(f"/kasus/baru/{draft}/{step}").page.status_code == 404
    supervisor = visit(world.a.supervisor)
    assert supervisor.open("/kasus/tempel").page.status_code == 403


def test_what_fits_no_list_is_shown_and_left_to_the_officer(story, world):
    text = "Nama: Ani\nDesa: Antah Berantah\nJenis layanan: naik haji\nJenis pengaduan: doa"
    (draft_id,) = paste(story, world.a.front_office, text)
    with story.as_(world.a.front_office):
        draft = db.session.get_one(CaseDraft, (world.a.tenant_id, draft_id))
        assert draft.body == {}
        unread = [line for line, _reason in opened(draft.report_cipher).unread]
    assert unread == ["Jenis layanan: naik haji", "Jenis pengaduan: doa", "Desa: Antah Berantah"]


def test_no_page_but_the_report_opens_before_it_is_known_who(story, world, visit):
    (draft,) = paste(story, world.a.front_office, REPORT)
    browser = visit(world.a.front_office)
    for step in ("perihal", "keluhan", "pelapor", "periksa"):
        assert browser.open(f"/kasus/baru/{draft}/{step}").path == f"/kasus/baru/{draft}/laporan"


def test_a_long_report_keeps_its_whole_words(story, world):
    long = " ".join(f"kata{n}" for n in range(900))
    (draft_id,) = paste(story, world.a.front_office, f"Nama: Ani\nKeluhan: {long}\nAlamat: {long}")
    with story.as_(world.a.front_office):
        draft = db.session.get_one(CaseDraft, (world.a.tenant_id, draft_id))
        kept = opened(draft.report_cipher)
        everything = " ".join([str(draft.body), *(line for line, _reason in kept.unread)])
        assert "kata899" in everything
        assert len(draft.body.get("summary", "")) <= 160


def test_old_drafts_go_but_a_pasted_report_stays_a_month(story, world):
    def begin() -> int:
        person = create_person(person_data(world.a), uuid4())
        drafts.begin(person.id)
        return person.id

    person_id = story.do(world.a.front_office, begin)
    (pasted,) = paste(story, world.a.front_office, REPORT)
    story.do(world.a.front_office, lambda: db.session.execute(update(CaseDraft).values(created_at=ten_days_ago())))
    story.do(world.a.front_office, lambda: drafts.begin(person_id))
    with story.as_(world.a.front_office):
        assert len(my_drafts()) == 2
        assert pasted in [row.id for row in my_drafts()]


def ten_days_ago():
    return clock.now() - timedelta(days=10)

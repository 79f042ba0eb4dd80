"""From an agency's form to its file, without JavaScript."""

import pytest

from tests.privacy.conftest import WHY
from tests.registry.people import NIK

PURPOSE, BASIS = WHY["purpose"], WHY["legal_basis"]


def test_an_agency_asks_the_manager_narrows_and_the_agency_fetches(story, world, families, visit):
    agency = visit(world.a.health_office_officer).open("/berbagi-data/baru")
    agency.press("Lanjut", purpose=PURPOSE, legal_basis=BASIS)
    agency.press("Lanjut", columns=["name", "nik", "income"], whole=["nik"], file_format="csv")
    agency.press("Lanjut", villages=["19.06.01.2001"])
    assert "Sudah benar?" in agency.text
    assert "data keuangan pribadi" not in agency.text.split("Kolom</h2>")[1]
    agency.press("Kirim permintaan")
    assert "Menunggu keputusan" in agency.text
    story.run_jobs()
    path = agency.path

    manager = visit(world.a.manager).open("/kotak-masuk")
    assert "Ada permintaan kumpulan data" in manager.text
    manager.open(path)
    assert "Data spesifik" in manager.text
    manager.open(f"{path}/setujui").press("Setujui dan buat berkasnya", columns=["name", "nik"], valid_days=3)
    assert "Berkas sedang dibuat" in manager.text
    story.run_jobs()

    agency.open(path)
    assert "Berkas siap diunduh" in agency.text
    file = agency.client.get(f"{path}/berkas")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert b"Junaidi" in file.data
    assert NIK.encode() not in file.data
    assert world.a.health_office_officer.name in manager.open(path).text.split("Siapa mengunduh")[1]

    manager.open(f"{path}/cabut").press("Cabut izin", reason="Salah alamat surat")
    assert agency.client.get(f"{path}/berkas").status_code == 410


def test_what_is_missing_is_said_at_its_step_and_nothing_typed_is_lost(world, visit):
    agency = visit(world.a.health_office_officer).open("/berbagi-data/baru")
    agency.press("Lanjut", purpose="terlalu pendek", legal_basis=BASIS)
    assert agency.page.status_code == 422
    assert "terlalu pendek" in agency.text
    agency.press("Lanjut", purpose=PURPOSE)
    agency.press("Lanjut", columns=["name"], whole=["nik"], file_format="csv")
    assert "Centang juga kolomnya" in agency.text
    agency.press("Lanjut", whole=[])
    agency.press("Lanjut", standing="active")
    assert "Pilih programnya" in agency.text
    agency.press("Kembali").press("Kembali")
    assert PURPOSE in agency.text


def test_the_office_names_who_asked_by_letter(story, world, visit):
    office = visit(world.a.privacy_officer).open("/berbagi-data/baru")
    office.press("Lanjut", purpose=PURPOSE, legal_basis=BASIS)
    assert "Tulis siapa yang meminta" in office.text
    office.press("Lanjut", requester="Universitas Bangka Belitung", letter="12/UBB/2026")
    office.press("Lanjut", columns=["age"], file_format="csv").press("Lanjut").press("Kirim permintaan")
    assert "Data apa yang diminta Universitas Bangka Belitung?" in office.text


def test_a_refusal_reaches_the_agency_with_its_reason(story, world, asking, visit):
    share_id = asking()
    visit(world.a.manager).open(f"/berbagi-data/{share_id}/tolak").press(
        "Tolak permintaan", reason="Tujuan belum jelas"
    )
    story.run_jobs()
    agency = visit(world.a.health_office_officer)
    assert "sudah diputuskan" in agency.open("/kotak-masuk").text
    assert "Tujuan belum jelas" in agency.open(f"/berbagi-data/{share_id}").text


def test_an_agreement_is_recorded_listed_and_ended(world, visit):
    manager = visit(world.a.manager).open("/berbagi-data/perjanjian/baru")
    manager.press("Simpan", number="PKS 7/2026", about="Data peserta jaminan", legal_basis="Perbup 12/2025")
    assert "Pilih lembaganya, atau tulis namanya" in manager.text or "Belum diisi" in manager.text
    manager.press("Simpan", partner="BPS Belitung Timur", signed_on="2026-01-02", valid_until="2030-12-31")
    assert "PKS 7/2026" in manager.text
    manager.client.get("/berbagi-data/perjanjian/1/akhiri")
    manager.open("/berbagi-data/perjanjian/1/akhiri").press("Akhiri perjanjian", reason="Diganti yang baru")
    assert "Tidak berlaku" in manager.text


@pytest.mark.parametrize(
    "sent",
    [
        {"step": "whom", "columns": ["x"] * 600, "purpose": "\x00", "villages": ["'; DROP TABLE person"]},
        {"send": "1", "agreement_id": "9" * 40, "file_format": "exe", "period_from": "31/02/2026"},
        {"to": "../../etc", "step": "nothing", "request_key": "no uuid"},
        {"step": "why", "purpose": "\u202e" * 5000, "legal_basis": "=1+1" * 200},
    ],
)
def test_hostile_requests_are_told_what_is_wrong(world, visit, sent, app):
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        client = visit(world.a.health_office_officer).client
        assert client.post("/berbagi-data/baru", data=sent).status_code in (200, 400, 422)
    finally:
        app.config["WTF_CSRF_ENABLED"] = True

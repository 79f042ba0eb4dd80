"""A citizen at the desk: what they ask is taken in, the clock is seen, the answer is given, without JavaScript."""

import io
import zipfile

import pytest


def test_from_the_persons_page_to_the_copy_in_hand(world, person_id, visit):
    desk = visit(world.a.front_office).open(f"/warga/{person_id}")
    assert "Hak warga atas data" in desk.text
    desk.open(f"/warga/{person_id}/hak-data").press("Catat permintaan", kind="access", wish="Minta salinan")
    assert "Pilih salah satu dari daftar" in desk.text, "the identity must be checked"
    desk.press("Catat permintaan", identity="ktp")
    assert "Salinan data untuk Junaidi" in desk.text
    assert "71 jam lagi" in desk.text or "72 jam lagi" in desk.text
    assert "Buat salinan data" not in desk.text
    path = desk.path

    guard = visit(world.a.privacy_officer).open("/hak-data")
    assert "Junaidi" in guard.text
    guard.open(path).press("Buat salinan data")
    assert "Dipenuhi" in guard.text
    answer = guard.client.get(f"{path}/salinan.zip")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert {"data.html", "data.json"} <= set(zipfile.ZipFile(io.BytesIO(answer.data)).namelist())
    assert desk.client.get(f"{path}/salinan.zip").status_code == 403


def test_somebody_elses_errand_names_who_came_and_by_what_right(world, person_id, visit):
    desk = visit(world.a.front_office).open(f"/warga/{person_id}/hak-data")
    desk.press("Catat permintaan", kind="correction", wish="Lahir di Gantung", asker="proxy", identity="kk")
    for words in ("Pilih data yang salah", "Tulis nama wali atau kuasanya", "surat kuasanya"):
        assert words in desk.text
    assert "Lahir di Gantung" in desk.text
    desk.press("Catat permintaan", variable="birth_place", asker_name="Rina", identity_note="12/SK/2026")
    assert "kuasa: Rina" in desk.text
    assert "Tempat lahir" in desk.text


def test_a_correction_leads_to_the_history_and_waits_for_it(world, person_id, taken, visit):
    request_id = taken("correction", variable="birth_place")
    manager = visit(world.a.manager).open(f"/hak-data/{request_id}")
    assert f"/warga/{person_id}/riwayat/birth_place" in manager.text
    manager.press("Nyatakan sudah diperbaiki")
    assert "Belum ada catatan baru" in manager.text
    assert manager.page.status_code == 422


def test_a_restriction_is_seen_by_whoever_opens_the_person_and_can_be_lifted(world, person_id, taken, visit):
    request_id = taken("restriction")
    guard = visit(world.a.privacy_officer).open(f"/hak-data/{request_id}")
    guard.press("Batasi pemrosesan", note="Sengketa desil, menunggu musdes")
    desk = visit(world.a.back_office).open(f"/warga/{person_id}")
    assert "Pemrosesan dibatasi sejak" in desk.text
    assert "Sengketa desil, menunggu musdes" in desk.text
    guard.open(f"/hak-data/{request_id}/cabut-pembatasan").press("Cabut pembatasan", reason="Musdes sudah memutuskan")
    assert "Pemrosesan dibatasi sejak" not in desk.open(f"/warga/{person_id}").text


def test_an_erasure_shows_what_goes_what_stays_and_why(world, taken, visit):
    request_id = taken("erasure")
    manager = visit(world.a.manager).open(f"/hak-data/{request_id}")
    for words in (
        "Apa yang boleh dihapus hari ini",
        "5 tahun sejak kasus selesai",
        "UU 43/2009",
        "Belum ada yang boleh",
    ):
        assert words in manager.text
    manager.press("Hapus yang boleh dihapus")
    assert manager.page.status_code == 422
    manager.open(f"/hak-data/{request_id}/tolak").press("Tolak permintaan", note="Disimpan lima tahun, UU 43/2009")
    assert "Disimpan lima tahun" in manager.text
    assert "Tidak ada yang menunggu" in manager.open("/hak-data").text


def test_everything_held_is_one_page_and_opening_it_is_written_down(world, person_id, visit):
    guard = visit(world.a.privacy_officer).open(f"/warga/{person_id}/semua-data")
    assert "Suami saya ditolak" in guard.text
    assert "Mencetak daftar pembuka data untuk warga" in guard.open(f"/warga/{person_id}/pembuka-data").text
    assert visit(world.a.front_office).open(f"/warga/{person_id}/semua-data").page.status_code == 403
    assert visit(world.b.privacy_officer).open(f"/warga/{person_id}/semua-data").page.status_code == 404


@pytest.mark.parametrize(
    "sent",
    [
        {"kind": "access", "wish": "\x00" * 20, "asker": "self", "identity": "ktp"},
        {"kind": "nuke", "wish": "<script>" * 300, "asker": ["self", "proxy"], "identity": "x" * 9000},
        {"kind": "correction", "variable": "'; --", "wish": "\u202e" * 1500},
        {},
    ],
)
def test_hostile_requests_are_told_what_is_wrong(app, world, person_id, visit, sent):
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        client = visit(world.a.front_office).client
        assert client.post(f"/warga/{person_id}/hak-data", data=sent).status_code in (400, 422)
        assert client.post("/hak-data/1/jawab", data={"version": "9" * 30}).status_code == 403
    finally:
        app.config["WTF_CSRF_ENABLED"] = True

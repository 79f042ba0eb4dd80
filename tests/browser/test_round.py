"""A village's round from the first proposal to the answer of SIKS-NG, in the browser, by everybody who signs."""

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page

from foundation.db import db
from tests.browser.hands import go, press
from tests.browser.watch import inspect
from tests.exchange import lists
from tests.registry import people
from web.workbooks import opened


@pytest.fixture
def junaidi(world, as_) -> None:
    with as_(world.a.front_office):
        people.record(people.typed())
        db.session.commit()


def _keep(page: Page, name: str) -> None:
    """A picture for who wants to look, where one is asked for."""
    folder = Path("shots")
    if folder.is_dir():
        page.screenshot(path=folder / f"round-{name}.png", full_page=True)


def test_a_round_goes_from_the_first_proposal_to_the_answer(world, open_browser, junaidi) -> None:
    page = open_browser(world.a.facilitator, width=360)
    page.goto("/pemutakhiran")
    inspect(page)
    go(page.get_by_role("link", name="Mulai pemutakhiran"))
    inspect(page)
    _keep(page, "new-360")
    press(page, "Lanjut ke usulan")
    go(page.get_by_role("link", name="Tambah usulan"))
    page.locator("[name=q]").last.fill("Junaidi")
    go(page.locator("main").get_by_role("button", name="Cari").first)
    press(page, "Pilih dan lanjutkan")
    page.get_by_label("Diusulkan masuk").check()
    page.locator("[name=programme]").select_option("pkh")
    page.locator("[name=reason]").select_option("deceased")
    press(page, "Tambahkan ke daftar")
    assert page.title().startswith("Kesalahan:")
    inspect(page)
    _keep(page, "proposal-360")
    page.locator("[name=reason]").select_option("agreed")
    press(page, "Tambahkan ke daftar")
    page.get_by_role("heading", name="1 usulan").wait_for()
    where = page.url
    go(page.get_by_role("link", name="Catat kunjungan Junaidi"))
    page.get_by_label("Sesuai usulan", exact=True).check()
    inspect(page)
    press(page, "Simpan kunjungan")
    go(page.get_by_role("link", name="Catat berita acara"))
    for name, words in {"number": "140/07/2026", "held_at": "Balai Desa", "chair": "Suharti",
                        "attendance": "Suharti, Kepala Dusun"}.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(words)
    inspect(page)
    press(page, "Catat berita acara")
    page.get_by_text("Menunggu lurah/kades").first.wait_for()
    inspect(page)
    _keep(page, "held-360")
    for role, button in (
        ("village_head", "Sahkan sebagai lurah/kades"),
        ("verifier", "Sahkan sebagai verifikator"),
        ("head", "Sahkan sebagai Kepala Dinas"),
    ):
        page = open_browser(getattr(world.a, role))
        page.goto(where)
        go(page.get_by_role("link", name=button))
        inspect(page)
        press(page, button)
        page.get_by_role("heading", name="Riwayat").wait_for()
    page = open_browser(world.a.back_office)
    page.goto(where)
    inspect(page)
    _keep(page, "approved-1366")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Unduh buku kerja SIKS-NG", exact=True).click()
    book = opened(coming.value.path().read_bytes())
    assert [row.line for row in book.rows("Usulan")] == [1, 2]
    _the_answer_comes_back(page, where)


def _the_answer_comes_back(page: Page, where: str) -> None:
    """Sent, answered by a workbook, accepted line by line, done; on a phone at the end."""
    page.goto(where)
    go(page.get_by_role("link", name="Catat sudah dikirim ke SIKS-NG"))
    page.locator("[name=note]").fill("Diunggah operator kecamatan")
    inspect(page)
    press(page, "Catat sudah dikirim ke SIKS-NG")
    go(page.get_by_role("link", name="Masukkan jawaban SIKS-NG"))
    inspect(page)
    headings = ("NIK", "Status Usulan", "Desil", "Status DTSEN", "Alasan")
    rows = [[people.NIK, "Diterima", 2, "Aktif", ""], [1906010404720001, "Diterima", 1, "Aktif", ""]]
    content = lists.workbook(rows, headings=headings)
    page.locator("[name=file]").set_input_files(
        {"name": "jawaban.xlsx", "mimeType": "application/octet-stream", "buffer": content}
    )
    press(page, "Bandingkan dengan usulan")
    page.get_by_text("tersimpan sebagai angka").wait_for()
    inspect(page)
    _keep(page, "compared-1366")
    press(page, "Catat jawaban yang dicentang")
    page.get_by_text("1 jawaban dicatat").wait_for()
    go(page.get_by_role("link", name="Selesaikan"))
    press(page, "Selesaikan")
    page.get_by_text("Jawaban SIKS-NG dicatat").first.wait_for()
    page.set_viewport_size({"width": 360, "height": 900})
    inspect(page)
    _keep(page, "answered-360")


def test_a_list_comes_in_by_a_browser_and_shows_why_rows_are_refused(world, open_browser, app) -> None:
    for width in (360, 1366):
        page = open_browser(world.a.back_office, width=width)
        page.goto("/data")
        inspect(page)
        go(page.get_by_role("link", name="Masukkan daftar"))
        press(page, "Lanjut ke kolom")
        assert page.title().startswith("Kesalahan:")
        inspect(page)
        _keep(page, f"upload-{width}")
        content = lists.workbook([lists.row(1), lists.row(2, nik=1906010404720001)])
        page.locator("[name=file]").set_input_files(
            {"name": "daftar.xlsx", "mimeType": "application/octet-stream", "buffer": io.BytesIO(content).getvalue()}
        )
        press(page, "Lanjut ke kolom")
        inspect(page)
        _keep(page, f"columns-{width}")
        press(page, "Periksa semua baris")
        inspect(page)
        lists.work(app)
        go(page.get_by_role("link", name="Lihat kemajuan terbaru"))
        page.get_by_role("heading", name="Apa yang disimpan dari daftar ini?").wait_for()
        inspect(page)
        _keep(page, f"checked-{width}")
        page.goto("/data/keluar")
        inspect(page)

"""Money from a spreadsheet: what is good is shown before it is taken, what is wrong is named cell by cell."""

import io

import pytest
import xlsxwriter

from sustainability.queries.money import years
from tests.settings.conftest import visit
from web.workbooks import opened, plain

__all__ = ["visit"]

HEAD = ["Tahun anggaran", "Sumber dana", "Untuk biaya apa", "Direncanakan", "Pasti", "Terpakai", "Dokumen"]
GOOD = [2026, "APBD kabupaten/kota", "Fasilitator", 0, 240000000, "Rp 120.000.000", "DPA 2026"]


def workbook(*rows, formula=None) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        page = book.add_worksheet("Dana")
        for y, row in enumerate(rows):
            page.write_row(y, 0, row)
        if formula:
            page.write_formula(*formula)
    return content.getvalue()


@pytest.fixture
def upload(visit, world):
    def send(content: bytes, name: str = "dana.xlsx"):
        browser = visit(world.a.manager).open("/keberlanjutan/dana/impor")
        sent = {**browser.what_is_sent("Lihat isinya"), "file": (io.BytesIO(content), name)}
        browser.page = browser.client.post(
            "/keberlanjutan/dana/impor", data=sent, content_type="multipart/form-data", follow_redirects=True
        )
        return browser

    return send


def test_good_rows_are_shown_before_they_are_taken(world, upload, as_):
    browser = upload(workbook(HEAD, GOOD, [2027, "village", "puskesos", 75_000_000, "", "", ""]))
    with as_(world.a.manager):
        assert years() == []
    browser.press("Simpan semua baris")
    assert "2 catatan dana tersimpan" in browser.text
    with as_(world.a.manager):
        found = {each.year: (each.committed, each.realised, each.planned) for each in years()}
    assert found == {2026: (240_000_000, 120_000_000, 0), 2027: (0, 0, 75_000_000)}


def test_wrong_cells_are_named_with_row_column_value_and_reason(world, upload, as_):
    browser = upload(
        workbook(
            HEAD,
            GOOD,
            [2015, "APBN", "Fasilitator", 1, "", "", ""],
            [2026, "Utang", "Fasilitator", 1, "", "", ""],
            [2026, "APBN", "Manajer", -5, "", "", ""],
            [2026, "APBN", "Pelatihan", "1000000000000000", "", "", ""],
            [2026, "APBN", "Perangkat", 0, 7, "", ""],
            GOOD,
        )
    )
    assert "Utang" in browser.text
    assert "-5" in browser.text
    for words in ("Pilih salah satu dari daftar", "Tulis dokumen yang memastikan", "Sama dengan baris 2"):
        assert words in browser.text
    browser.press("Simpan baris yang baik saja")
    with as_(world.a.manager):
        assert [each.committed for each in years()] == [240_000_000]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"MZ\x00\x01 not a workbook", "bukan Excel"),
        (workbook(["Nama", "Alamat"], ["x", "y"]), "Kolom ini tidak ditemukan"),
        (workbook(HEAD), "Tidak ada baris dana"),
        (workbook(HEAD, *([2026, "APBN", "Manajer", 1, "", "", ""] for _ in range(1001))), "Paling banyak 1.000 baris"),
    ],
    ids=["empty", "a program", "other columns", "no rows", "too many"],
)
def test_a_file_that_is_none_is_refused(upload, content, words):
    browser = upload(content)
    assert browser.page.status_code == 422
    assert words in browser.text


def test_a_formula_is_not_taken_for_its_value(upload):
    browser = upload(workbook(HEAD, GOOD, [2027, "APBN", "Manajer", "", "", "", ""], formula=(2, 3, "=1+1", None, 2)))
    assert "berisi rumus" in browser.text


def test_what_comes_back_is_checked_once_more(world, visit, as_):
    browser = visit(world.a.manager).open("/keberlanjutan/dana/impor")
    for rows in ("", "[]", "{}", "[1]", '[{"year": 2026}]', "x" * 20):
        token = browser.what_is_sent("Lihat isinya")
        page = browser.client.post("/keberlanjutan/dana/impor/simpan", data={**token, "rows": rows})
        assert page.status_code == 422
    with as_(world.a.manager):
        assert years() == []
    assert visit(world.a.front_office).client.get("/keberlanjutan/dana/impor").status_code == 403


def test_the_sample_holds_what_is_there_and_comes_back_the_same(world, upload, visit, as_):
    upload(workbook(HEAD, GOOD)).press("Simpan semua baris")
    sample = visit(world.a.manager).client.get("/keberlanjutan/dana/contoh.xlsx").data
    book = opened(sample)
    rows = [[plain(cell) for cell in row.cells] for row in book.rows(book.sheets[0])]
    assert rows[1] == ["2026", "APBD kabupaten/kota", "Fasilitator", "0", "240000000", "120000000", "DPA 2026"]
    upload(sample).press("Simpan semua baris")
    with as_(world.a.manager):
        assert [(each.committed, each.realised) for each in years()] == [(240_000_000, 120_000_000)]

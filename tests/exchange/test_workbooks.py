"""Files as they should not be sent: each is refused in words, or its bad cells are. None breaks a page."""

import io
import zipfile
from datetime import date
from itertools import islice

import pytest

from tests.exchange import lists
from web import workbooks
from web.workbooks import MAX_BYTES, BadWorkbook, Row, opened, plain


def whole() -> bytes:
    return lists.workbook(lists.rows(3))


def with_part(name: str, body: bytes, instead: bool = False) -> bytes:
    """The same workbook with one part more, or with another body for a part."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole())) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each in old.namelist():
            if not (instead and each == name):
                new.writestr(each, old.read(each))
        new.writestr(name, body)
    return file.getvalue()


def sheet_with(cell: bytes) -> bytes:
    """A workbook whose sheet holds that cell."""
    body = b'<?xml version="1.0"?><worksheet><sheetData><row r="1">' + cell + b"</row></sheetData></worksheet>"
    return with_part("xl/worksheets/sheet1.xml", body, instead=True)


def locked() -> bytes:
    """What Excel writes when a password is set: an OLE file with one encrypted stream."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(600)


HOSTILE = {
    "nothing": (b"", "empty"),
    "too many bytes": (whole() + bytes(MAX_BYTES), "too_large"),
    "behind a password": (locked(), "encrypted"),
    "an OLE file that is no workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "broken"),
    "macros": (with_part("xl/vbaProject.bin", b"\0" * 20), "macros"),
    "half a workbook": (whole()[:-400], "broken"),
    "an archive": (b"PK\x03\x04" + bytes(300), "broken"),
    "a document": (with_part("xl/workbook.xml", b"<nothing/>", instead=True), "broken"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(300), "unknown_type"),
    "a PDF": (b"%PDF-1.7\n\0\1\2" + bytes(100), "unknown_type"),
    "a cell far to the right": (sheet_with(b'<c r="XFD1"><v>1</v></c>'), "too_many_rows"),
    "a cell far below": (sheet_with(b'<c r="A1048576"><v>1</v></c>'), "too_many_rows"),
    "no sheet any more": (with_part("xl/worksheets/sheet1.xml", b"<oops", instead=True), "broken"),
}


def read(content: bytes) -> list[Row]:
    book = opened(content)
    return list(book.rows(book.sheets[0]))


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_list_is_refused_with_its_reason(app, kind):
    content, fault = HOSTILE[kind]
    with app.app_context(), pytest.raises(BadWorkbook) as refused:
        read(content)
    assert refused.value.fault == fault
    assert len(str(refused.value)) > 20


def test_a_workbook_that_unpacks_to_more_than_it_may_is_refused(app, monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_UNPACKED", 5_000)
    with app.app_context(), pytest.raises(BadWorkbook):
        opened(with_part("xl/media/big.bin", bytes(20_000)))


@pytest.mark.parametrize("kind", ["behind a password", "macros", "a picture", "too many bytes", "half a workbook"])
def test_the_page_says_why_and_keeps_what_was_typed(client, world, sign_in, kind):
    sign_in(client, world.a.back_office)
    client.application.config["WTF_CSRF_ENABLED"] = False
    try:
        told = {"kind": "recipients", "programme": "pkh", "as_of": "2026-02-03", "request_key": "0" * 32}
        answer = client.post("/data/masuk", data={**told, "file": (io.BytesIO(HOSTILE[kind][0]), "daftar.xlsx")})
    finally:
        client.application.config["WTF_CSRF_ENABLED"] = True
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="f-file-error"' in page
    assert 'value="2026-02-03"' in page
    assert '<option value="pkh" selected' in page


def test_a_long_sheet_begins_as_it_would_when_read_to_its_end(app):
    def other(book, page):
        page.write_string(1, 11, "Catatan")
        book.add_worksheet("Lain").write_string(0, 0, "Lain")

    content = lists.workbook(lists.rows(3_000), title="DAFTAR", more=other)
    book = opened(content)
    first = [(row.line, [plain(cell) for cell in row.cells]) for row in book.beginning("Data", 20)]
    told = [(row.line, [plain(cell) for cell in row.cells]) for row in islice(book.rows("Data"), 20)]
    assert first == told
    assert workbooks._cut_short(content, 0, 20) is not None
    assert [row.cells for row in book.beginning("Lain", 20)] == [["Lain"]]
    with pytest.raises(KeyError):
        book.beginning("Antah", 20)


def test_formulas_merged_cells_and_dates_are_told_apart(app):
    def spoil(book, page):
        page.write_formula("D3", "=UPPER(D2)", None, "WARGA 1")
        page.merge_range("G3:G4", "Dusun Lalang")
        page.write_datetime("H3", date(2026, 4, 2), book.add_format({"num_format": "d/m"}))

    found = read(lists.workbook(lists.rows(3), title="", more=spoil))
    assert [each.line for each in found] == [1, 2, 3, 4]
    assert found[2].formulas == {3}
    assert found[3].merged == {6}
    assert plain(found[2].cells[7]) == "2026-04-02"


def test_bad_cells_of_a_good_workbook_reach_the_page(bring, check):
    def spoil(book, page):
        page.write_formula("D3", "=UPPER(D2)", None, "WARGA 1")
        page.merge_range("G4:G5", "Dusun Lalang")
        page.write_datetime("H2", date(2026, 4, 2), book.add_format({"num_format": "d/m"}))

    page = check(bring(lists.workbook(lists.rows(4), more=spoil)))
    for words in ("berisi rumus", "digabung dengan sel lain", "mengubah isi sel ini menjadi tanggal"):
        assert words in page
    assert "Simpan baris yang baik" in page


def test_the_sheet_with_the_list_is_found_and_another_can_be_read(bring, check, visit):
    def before(book, page):
        page.set_first_sheet()
        notes = book.add_worksheet("Catatan")
        notes.write_row(0, 0, ["Rapat", "Hasil"])

    number = bring(lists.workbook(lists.rows(2), more=before))
    assert "Lembar yang dibaca: Data" in visit(f"/data/masuk/{number}/kolom")
    wrong = visit(f"/data/masuk/{number}/lembar", sheet="Catatan")
    assert "Apakah ini lembar yang benar?" in wrong
    visit(f"/data/masuk/{number}/lembar", sheet="Data")
    assert "Simpan semua 2 baris" in check(number)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("comma", [";", ",", "\t"])
def test_text_files_are_read_as_spreadsheets_write_them(bring, check, encoding, comma):
    written = [lists.HEADINGS, *lists.rows(2)]
    text = "\r\n".join(comma.join(f'"{cell}"' for cell in row) for row in written)
    page = check(bring(text.encode(encoding), name="daftar.csv"))
    assert "Simpan semua 2 baris" in page


def test_a_date_may_be_written_in_words(bring, check):
    page = check(bring(lists.workbook([lists.row(3, birth="4 April 1972"), lists.row(4, birth="5-Mei-1972")])))
    assert "Simpan semua 2 baris" in page

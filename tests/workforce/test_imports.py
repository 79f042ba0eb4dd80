"""A roster from a spreadsheet: looked at first, refused by row, column and reason; all or the good rows, never half."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import python_calamine
import xlsxwriter

from foundation.db import db
from foundation.errors import Refused
from tests.workforce.conftest import SITI, sheet
from workforce import actions, spreadsheets
from workforce.actions.imports import look
from workforce.spreadsheets import COLUMNS

ROW = SITI | {"post": "Fasilitator", "funding": "APBD kabupaten/kota"}


def send(browser, content, name="daftar.xlsx"):
    return browser.post("/tenaga/impor", data={"file": (io.BytesIO(content), name)})


@pytest.fixture
def looked(world, as_):
    """`looked(content)`: what a file would do."""

    def at(content):
        with as_(world.a.manager):
            kept = actions.keep_file(content)
            db.session.commit()
            return look(kept.id)

    return at


def test_good_rows_are_shown_and_then_taken_over_once(office, admin):
    rows = [ROW, ROW | {"name": "Budi", "phone": "0813 1111 2222", "villages": "19.06.01.2002"}]
    place = send(office, sheet(*rows)).location
    assert "Belum ada yang tersimpan" in office.get(place).text
    assert admin.execute("SELECT count(*) FROM worker").fetchone() == (0,)
    assert office.post(place, data={"how": "all"}).status_code == 303
    assert admin.execute("SELECT name FROM worker ORDER BY name").fetchall() == [("Budi",), ("Siti Rahma",)]
    assert office.post(place, data={"how": "all"}).status_code == 409
    assert "sudah disimpan" in office.get(place).text
    body = admin.execute("SELECT length(body), erased_at IS NULL FROM stored_file").fetchone()
    assert body == (0, False), "what was taken over is not kept a second time"


def test_faults_name_row_column_value_and_reason(looked):
    found = looked(
        sheet(
            ROW,
            ROW | {"name": "Siti Rahma"},
            ROW | {"name": "Sukri", "phone": "", "villages": "33.11.01.2001"},
            ROW | {"name": "", "phone": ""},
            ROW | {"name": "Tono", "phone": "", "sk_date": "kemarin", "funding": "APBX"},
            ROW | {"name": "S. Rahma", "phone": "+62 812-3456-7890"},
        )
    )
    assert [row.line for row in found.good] == [2]
    assert [(fault.line, fault.column, fault.value) for fault in found.faults] == [
        (3, "Nama", "Siti Rahma"),
        (4, "Desa", "33.11.01.2001"),
        (5, "Nama", ""),
        (6, "Tanggal SK", "kemarin"),
        (6, "Sumber dana", "APBX"),
        (7, "Nama", "S. Rahma"),
    ] or sorted((fault.line, fault.column) for fault in found.faults) == [
        (3, "Nama"), (4, "Desa"), (5, "Nama"), (6, "Sumber dana"), (6, "Tanggal SK"), (7, "Nama"),
    ]  # fmt: skip
    assert "baris 2" in next(fault.reason for fault in found.faults if fault.line == 3)
    assert "baris 2" in next(fault.reason for fault in found.faults if fault.line == 7)


def test_all_or_the_good_rows_as_one_chooses(office, admin):
    place = send(office, sheet(ROW, ROW | {"name": "Sukri", "phone": "", "villages": "Atlantis"})).location
    page = office.get(place).text
    assert "Atlantis" in page
    assert "Simpan 1 baris yang baik" in page
    assert office.post(place, data={"how": "all"}).status_code == 422
    assert admin.execute("SELECT count(*) FROM worker").fetchone() == (0,), "nothing half-done"
    assert office.post(place, data={"how": "good"}).status_code == 303
    assert admin.execute("SELECT count(*) FROM worker").fetchone() == (1,)


def test_the_same_list_again_changes_nothing_and_a_new_decree_renews(office, hired, admin):
    hired()
    place = send(office, sheet(ROW)).location
    assert "semua sudah tercatat" in office.get(place).text
    place = send(office, sheet(ROW | {"sk_number": "460/77/2027", "phone": ""})).location
    office.post(place, data={"how": "all"})
    assert admin.execute("SELECT count(*) FROM worker").fetchone() == (1,)
    assert admin.execute("SELECT sk_number FROM appointment WHERE ended_on IS NULL").fetchall() == [("460/77/2027",)]


def test_dates_numbers_and_csv_are_read_as_people_write_them(looked):
    assert looked(sheet(ROW | {"sk_date": "2 Januari"})).refused == 1
    csv = "Nama;jabatan;DESA;Nomor SK;Tanggal SK;Berlaku mulai;Sumber dana;Honor per bulan\n"
    csv += "Siti;Fasilitator;19.06.01.2001;1/2026;02/01/2026;01-01-2026;dana desa;Rp400.000\n"
    found = looked(csv.encode("utf-8-sig"))
    assert found.faults == []
    assert found.good[0].data["honorarium"] == 400_000
    assert found.good[0].data["valid_from"] == date(2026, 1, 1)
    assert found.good[0].data["funding"] == "village"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "rusak"),
        (b"\xff\xfe\x00binary", "Tidak ada baris"),
        (b"a,b\x00,c\n", "bukan Excel"),
        (b"Nama,Alamat\nSiti,Jalan 1\n", "Kolom ini tidak ada"),
        (sheet(), "Tidak ada baris"),
        (b"x" * (2 * 1024 * 1024 + 1), "lebih besar"),
        (b'"' * 200_000, "Tidak ada baris"),
        (b"PK\x03\x04" + b"x" * 100, "rusak"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_words(office, content, words):
    answer = send(office, content)
    assert answer.status_code == 422
    assert words in answer.text


def test_a_formula_and_a_merged_cell_are_refused_and_not_guessed(looked):
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, [str(each) for each in COLUMNS.values()])
    for line in (1, 2, 3):
        told = [(ROW | {"name": f"Orang {line}", "phone": ""}).get(name, "") for name in COLUMNS]
        page.write_row(line, 0, told)
    page.write_formula(1, 0, "=UPPER(A3)", None, "ORANG 2")
    page.merge_range(2, 2, 3, 2, ROW["villages"])
    book.close()
    found = looked(file.getvalue())
    assert [(each.line, each.column) for each in found.faults] == [(2, "Nama"), (4, "Desa")]
    assert "rumus" in found.faults[0].reason
    assert "digabung" in found.faults[1].reason
    assert [each.line for each in found.good] == [3]


def test_too_many_rows_are_refused(looked):
    with pytest.raises(Refused, match="Paling banyak"):
        looked(sheet(*[ROW | {"name": f"Orang {n}", "phone": ""} for n in range(1001)]))


def test_no_file_chosen_is_said(office):
    assert office.post("/tenaga/impor", data={}).status_code == 422


def test_two_who_take_the_same_file_over_at_once_add_once(app, world, as_, admin):
    with as_(world.a.manager):
        kept = actions.keep_file(sheet(ROW)).id
        db.session.commit()

    def take(_):
        with as_(world.a.manager):
            try:
                actions.take_over(kept, "all")
                db.session.commit()
            except Refused as refusal:
                return refusal.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(take, range(2))) == ["done", "taken"]
    assert admin.execute("SELECT count(*) FROM worker").fetchone() == (1,)


def test_anothers_file_is_not_found(app, world, as_, sign_in):
    with as_(world.a.manager):
        kept = actions.keep_file(sheet(ROW)).id
        db.session.commit()
    other = sign_in(app.test_client(), world.b.manager)
    assert other.get(f"/tenaga/impor/{kept}").status_code == 404
    assert other.post(f"/tenaga/impor/{kept}", data={"how": "all"}).status_code == 404


def test_the_template_comes_back_readable(office):
    content = office.get("/tenaga/contoh.xlsx").data
    rows = spreadsheets.read(content)
    assert rows[0].cells["name"] == "Siti Rahma"
    assert len(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names) == 2


def test_the_download_holds_no_telephone_and_nothing_that_runs(office, hired):
    hired(name="=cmd|' /C calc'!A1")
    content = office.get("/tenaga.xlsx").data
    table = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert table[1][0] == "'=cmd|' /C calc'!A1"
    assert not any("812" in str(cell) for row in table for cell in row)

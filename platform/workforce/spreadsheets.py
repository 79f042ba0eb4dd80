"""A roster as a spreadsheet: the template, and what comes back. Cells are read as they stand; none is carried out."""

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from python_calamine import CalamineError, CalamineWorkbook
from xlsxwriter import Workbook

from foundation.errors import Refused
from workforce.posts import FUNDING, POSTS

MAX_BYTES = 2 * 1024 * 1024
MAX_UNPACKED = 40 * 1024 * 1024
MAX_ROWS = 1_000
COLUMNS = {
    "name": _l("Nama"),
    "post": _l("Jabatan"),
    "villages": _l("Desa"),
    "sk_number": _l("Nomor SK"),
    "sk_date": _l("Tanggal SK"),
    "valid_from": _l("Berlaku mulai"),
    "valid_until": _l("Berlaku sampai"),
    "funding": _l("Sumber dana"),
    "honorarium": _l("Honor per bulan"),
    "phone": _l("Telepon"),
    "email": _l("Surel"),
}
"""Field of the schema -> heading. Headings are read in any order; case and blanks do not matter."""
_NEEDED = ("name", "post", "sk_number", "sk_date", "valid_from", "funding")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class SheetRow:
    """One row. `line` is its number as the spreadsheet shows it; `cells` by field, as text."""

    line: int
    cells: dict[str, str]


def read(content: bytes) -> list[SheetRow]:
    """The rows below the headings, without empty ones. Refused at `file` for what is no such spreadsheet."""
    table = _table(content)
    if not table:
        raise _unreadable(_("Berkas ini kosong. Pilih berkas yang lain."))
    fields = _fields(table[0])
    rows = [
        SheetRow(line, {field: cells[at].strip() for field, at in fields.items() if at < len(cells)})
        for line, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise _unreadable(_("Tidak ada baris di bawah judul kolom."))
    if len(rows) > MAX_ROWS:
        raise _unreadable(_("Paling banyak %(most)s baris sekaligus. Bagi menjadi beberapa berkas.", most=MAX_ROWS))
    return rows


def template(villages: Sequence[str]) -> bytes:
    """An empty roster with headings, choices to pick from, one example, and the villages of the district."""
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True})
    sheet, lists = book.add_worksheet(_("Tenaga")), book.add_worksheet(_("Daftar desa"))
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    example = {
        "name": "Siti Rahma", "post": str(POSTS["facilitator"].label), "villages": villages[0] if villages else "",
        "sk_number": "460/12/2026", "sk_date": "02/01/2026", "valid_from": "01/01/2026", "valid_until": "31/12/2026",
        "funding": str(FUNDING["district"]), "honorarium": "400000", "phone": "0812 3456 7890", "email": "",
    }  # fmt: skip
    for column, (field, heading) in enumerate(COLUMNS.items()):
        sheet.write_string(0, column, str(heading), bold)
        sheet.write_string(1, column, example[field], text)
        sheet.set_column(column, column, 20, text)
    for field, words in (("post", [post.label for post in POSTS.values()]), ("funding", list(FUNDING.values()))):
        column = list(COLUMNS).index(field)
        offered = {"validate": "list", "source": [str(each) for each in words]}
        sheet.data_validation(1, column, MAX_ROWS, column, offered)
    lists.write_string(0, 0, _("Tulis nama desa seperti di sini"), bold)
    lists.set_column(0, 0, 40)
    for line, village in enumerate(villages, start=1):
        lists.write_string(line, 0, village)
    book.close()
    return file.getvalue()


def _table(content: bytes) -> list[list[str]]:
    if len(content) > MAX_BYTES:
        raise _unreadable(_("Berkas ini lebih besar dari 2 MB."))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(content)
    return _csv(content)


def _workbook(content: bytes) -> list[list[str]]:
    try:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED:
                    raise _unreadable(_("Berkas ini terlalu besar setelah dibuka."))
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=MAX_ROWS + 500)
    except Refused:
        raise
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError, IndexError) as fault:
        raise _unreadable(_("Berkas ini rusak atau terkunci. Simpan ulang sebagai .xlsx, lalu pilih lagi.")) from fault
    return [[_as_text(cell) for cell in row] for row in rows]


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        words = _("Berkas ini bukan .xlsx dan bukan CSV dalam UTF-8. Simpan ulang sebagai .xlsx.")
        raise _unreadable(words) from fault
    if "\x00" in text:
        raise _unreadable(_("Berkas ini bukan .xlsx dan bukan CSV dalam UTF-8. Simpan ulang sebagai .xlsx."))
    first = text.partition("\n")[0]
    try:
        return list(csv.reader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ","))
    except csv.Error as fault:
        raise _unreadable(_("Berkas CSV ini rusak. Simpan ulang sebagai .xlsx, lalu pilih lagi.")) from fault


def _as_text(cell: Any) -> str:
    """As somebody would have typed it: a day first, whole numbers without a point."""
    if isinstance(cell, (datetime, date)):
        return f"{cell.day:02}/{cell.month:02}/{cell.year}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _fields(headings: Sequence[str]) -> dict[str, int]:
    known = {str(heading).casefold(): field for field, heading in COLUMNS.items()}
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        field = known.get(" ".join(heading.casefold().split()))
        if field and field not in found:
            found[field] = at
    missing = [str(COLUMNS[field]) for field in _NEEDED if field not in found]
    if missing:
        words = _("Kolom ini tidak ada: %(columns)s. Pakai contoh berkas dari halaman ini.", columns=", ".join(missing))
        raise _unreadable(words)
    return found


def _unreadable(words: str) -> Refused:
    return Refused(words, field="file", code="unreadable")

"""A roster as a spreadsheet: the template, and what comes back. Cells are read as they stand; none is carried out."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from xlsxwriter import Workbook

from foundation.errors import Refused
from web.workbooks import BadWorkbook, Row, opened, plain
from workforce.posts import FUNDING, POSTS

MAX_BYTES = 2 * 1024 * 1024
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


@dataclass(frozen=True)
class SheetRow:
    """One row. `line` is its number as the spreadsheet shows it; `cells` by field, as text."""

    line: int
    cells: dict[str, str]
    spoilt: dict[str, str] = field(default_factory=dict)
    """Why a cell cannot be taken as somebody typed it, by field."""


def read(content: bytes) -> list[SheetRow]:
    """The rows below the headings, without empty ones. Refused at `file` for what is no such spreadsheet."""
    if len(content) > MAX_BYTES:
        raise _unreadable(_("Berkas ini lebih besar dari 2 MB."))
    try:
        book = opened(content)
        filled = (row for row in book.rows(book.sheets[0]) if row.formulas or any(map(plain, row.cells)))
        told = list(islice(filled, MAX_ROWS + 2))  # the headings, and one more than may be
    except BadWorkbook as fault:
        raise Refused(str(fault), field="file", code=fault.fault) from fault
    if not told:
        raise _unreadable(_("Berkas ini kosong. Pilih berkas yang lain."))
    headings, *rows = told
    if not rows:
        raise _unreadable(_("Tidak ada baris di bawah judul kolom."))
    if len(rows) > MAX_ROWS:
        raise _unreadable(_("Paling banyak %(most)s baris sekaligus. Bagi menjadi beberapa berkas.", most=MAX_ROWS))
    fields = _fields([plain(cell) for cell in headings.cells])
    return [_row(each, fields) for each in rows]


def _row(row: Row, fields: Mapping[str, int]) -> SheetRow:
    spoilt = {name: str(reason) for name, at in fields.items() if (reason := row.spoilt(at))}
    return SheetRow(row.line, {name: plain(row.cell(at)) for name, at in fields.items()}, spoilt)


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
    for column, (name, heading) in enumerate(COLUMNS.items()):
        sheet.write_string(0, column, str(heading), bold)
        sheet.write_string(1, column, example[name], text)
        sheet.set_column(column, column, 20, text)
    for name, words in (("post", [post.label for post in POSTS.values()]), ("funding", list(FUNDING.values()))):
        column = list(COLUMNS).index(name)
        offered = {"validate": "list", "source": [str(each) for each in words]}
        sheet.data_validation(1, column, MAX_ROWS, column, offered)
    lists.write_string(0, 0, _("Tulis nama desa seperti di sini"), bold)
    lists.set_column(0, 0, 40)
    for line, village in enumerate(villages, start=1):
        lists.write_string(line, 0, village)
    book.close()
    return file.getvalue()


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

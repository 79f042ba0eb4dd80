"""Reading workbooks and CSV files of others: what is in the cells, and what a spreadsheet program has done to it.

Nothing is guessed. A cell that is a formula, lies under a merged cell, or holds a number where digits were meant is
told apart here, so that whoever reads a row can refuse it with words that help.
"""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, NamedTuple, Protocol

import python_calamine
from flask_babel import lazy_gettext as _l
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from foundation.errors import Unfit

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 200_000
MAX_UNPACKED = 400 * 1024 * 1024

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_FORMULA = re.compile(rb'<c\s[^>]*?\br="([A-Z]+)([0-9]+)"[^>]*>\s*<f[\s>/]')
_FAR = re.compile(rb"""r=["'](?<=\sr=["'])(?:[D-Z][A-Z][0-9]|[A-Z]{3}|[A-Z]+(?:[2-9][0-9]{5}|[0-9]{7}))""")
"""A cell right of column CZ or below row 200,000: the sheet is held whole while it is read, filled or not."""
_BLOCK, _OVERLAP = 1 << 20, 4096
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


class BadWorkbook(Unfit):
    """Not a file that rows are read from."""


_NOWHERE: frozenset[int] = frozenset()
_MERGED = _l("Sel ini digabung dengan sel lain. Pisahkan, lalu isi setiap baris.")
_COMPUTED = _l("Sel ini berisi rumus. Salin kolomnya, lalu tempel sebagai nilai.")


class Row(NamedTuple):
    """One row of a sheet. `line` is its number as the spreadsheet shows it."""

    line: int
    cells: list[Any]
    formulas: frozenset[int] = _NOWHERE
    merged: frozenset[int] = _NOWHERE
    """Columns whose cell lies under a merged one."""

    def cell(self, place: int) -> Any:
        """What stands there; nothing beyond the last cell."""
        return self.cells[place] if place < len(self.cells) else ""

    def spoilt(self, place: int) -> Any:
        """Why the cell there cannot be taken as somebody typed it, in words; nothing when it can."""
        if place in self.merged:
            return _MERGED
        return _COMPUTED if place in self.formulas else None


@dataclass
class _Traps:
    formulas: dict[int, set[int]] = field(default_factory=dict)
    merged: dict[int, set[int]] = field(default_factory=dict)


class Book(Protocol):
    """A file with sheets of rows."""

    sheets: list[str]

    def rows(self, sheet: str) -> Iterator[Row]:
        """Every row from the first; KeyError for a sheet it does not have. Raises BadWorkbook for a broken one."""
        ...

    def beginning(self, sheet: str, most: int) -> list[Row]:
        """The first rows alone, without reading a long sheet to its end. Raises as `rows` does."""
        ...


def opened(content: bytes) -> Book:
    """The workbook (.xlsx, .xls) or CSV file with that content, whatever it is called. Raises BadWorkbook."""
    if not content:
        raise BadWorkbook("empty", _l("Berkas ini kosong. Pilih berkas yang lain."))
    if len(content) > MAX_BYTES:
        words = _l("Berkas ini lebih besar dari 10 MB. Bagi menjadi beberapa berkas, misalnya satu per kecamatan.")
        raise BadWorkbook("too_large", words)
    if content.startswith(_ZIP):
        _refuse_unfit_package(content)
        return _Workbook(content)
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise _locked()
        return _Workbook(content)
    return _Csv(content)


# --- workbooks ----------------------------------------------------------------------------------------


class _Workbook:
    def __init__(self, content: bytes) -> None:
        self._content = content
        try:
            self._book = CalamineWorkbook.from_filelike(io.BytesIO(content))
            self.sheets = [
                each.name
                for each in self._book.sheets_metadata
                if each.typ == python_calamine.SheetTypeEnum.WorkSheet
                and each.visible == python_calamine.SheetVisibleEnum.Visible
            ]
        except PasswordError as error:
            raise _locked() from error
        except Exception as error:  # a parser of hostile input: whatever it stumbles over, the file is not read
            raise _broken() from error
        if not self.sheets:
            raise _broken()

    def rows(self, sheet: str) -> Iterator[Row]:
        if sheet not in self.sheets:
            raise KeyError(sheet)
        traps = _traps_in(self._content, self._book.sheet_names.index(sheet))
        try:
            read = self._book.get_sheet_by_name(sheet)
            _refuse_unfit_size(read)
            self._mark_merged(read, traps)
            left = (read.start or (0, 0))[1]
            for number, cells in enumerate(read.iter_rows(), start=1):
                yield Row(
                    number,
                    [""] * left + cells if left else cells,
                    frozenset(traps.formulas[number]) if number in traps.formulas else _NOWHERE,
                    frozenset(traps.merged[number]) if number in traps.merged else _NOWHERE,
                )
        except CalamineError as error:
            raise _broken() from error

    def beginning(self, sheet: str, most: int) -> list[Row]:
        if sheet not in self.sheets:
            raise KeyError(sheet)
        position = self._book.sheet_names.index(sheet)
        _traps_in(self._content, position)  # a sheet that is too large is refused as soon as it is sent
        if short := _cut_short(self._content, position, most):
            with suppress(BadWorkbook):
                return list(islice(_Workbook(short).rows(sheet), most))
        return list(islice(self.rows(sheet), most))

    def _mark_merged(self, read: CalamineSheet, traps: _Traps) -> None:
        for (top, left), (bottom, right) in read.merged_cell_ranges or []:
            for row in range(top, min(bottom, top + MAX_ROWS) + 1):
                covered = traps.merged.setdefault(row + 1, set())
                covered.update(range(left if row > top else left + 1, min(right, left + 300) + 1))


def _refuse_unfit_size(read: CalamineSheet) -> None:
    if read.total_height > MAX_ROWS:
        raise _too_long()


def _refuse_unfit_package(content: bytes) -> None:
    """A zip that is no workbook, carries macros, or is larger than it looks."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = set(package.namelist())
            unpacked = sum(each.file_size for each in package.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise _broken() from error
    if any(name.endswith("vbaProject.bin") for name in names):
        words = _l("Berkas ini memuat makro. Simpan sebagai Buku Kerja Excel (.xlsx) tanpa makro, lalu pilih lagi.")
        raise BadWorkbook("macros", words)
    if "xl/workbook.xml" not in names:
        raise BadWorkbook(
            "unknown_type", _l("Isi berkas ini bukan Excel (.xlsx, .xls) atau CSV. Simpan ulang sebagai .xlsx.")
        )
    if unpacked > MAX_UNPACKED:
        raise _too_long()


def _traps_in(content: bytes, position: int) -> _Traps:
    """Which cells of that sheet are formulas. The sheet is looked through piece by piece, never held whole."""
    traps = _Traps()
    if not content.startswith(_ZIP):
        return traps
    for piece in _pieces_of_sheet(content, position):
        if _FAR.search(piece):
            raise _too_long()
        for found in _FORMULA.finditer(piece) if b"<f" in piece else ():
            traps.formulas.setdefault(int(found[2]), set()).add(_column_number(found[1]))
    return traps


def _pieces_of_sheet(content: bytes, position: int) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            name = _sheet_file(package, position)
            if name is None:
                return
            with package.open(name) as sheet:
                kept, read = b"", 0
                while block := sheet.read(_BLOCK):
                    read += len(block)
                    if read > MAX_UNPACKED:
                        raise _too_long()
                    yield kept + block
                    kept = block[-_OVERLAP:]
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError) as error:
        raise _broken() from error


def _cut_short(content: bytes, position: int, most: int) -> bytes | None:
    """The same workbook with so many rows of that sheet and nothing of others; None for a short sheet, or an .xls."""
    if not content.startswith(_ZIP):
        return None
    file = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w") as new:
            name = _sheet_file(old, position)
            if name is None or old.getinfo(name).file_size < _BLOCK:
                return None
            with old.open(name) as sheet:
                beginning = sheet.read(_BLOCK)
            ends = [found.end() for found in islice(_ROW_ENDS.finditer(beginning), most)]
            if not ends:
                return None
            new.writestr(name, beginning[: ends[-1]] + b"</sheetData></worksheet>")
            for each in set(old.namelist()) - {name}:
                if not each.startswith(("xl/worksheets/", "xl/media/")):
                    new.writestr(each, old.read(each))
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError) as error:
        raise _broken() from error
    return file.getvalue()


_ROW_ENDS = re.compile(rb"</row>")
_SHEET = re.compile(rb"<sheet\s[^>]*>")
_LINK = re.compile(rb"<Relationship\s[^>]*>")


def _sheet_file(package: zipfile.ZipFile, position: int) -> str | None:
    """Where in the package the sheet at that place of the workbook lies."""
    sheets = _SHEET.findall(package.read("xl/workbook.xml"))
    links = _LINK.findall(package.read("xl/_rels/workbook.xml.rels"))
    targets = {_attribute(link, b"Id"): _attribute(link, b"Target") for link in links}
    if position >= len(sheets):
        return None
    target = targets.get(_attribute(sheets[position], b"r:id"), "")
    name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    return name if name in package.namelist() else None


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\b" + name + rb'="([^"]*)"', tag)
    return found[1].decode(errors="replace") if found else ""


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# --- CSV ----------------------------------------------------------------------------------------------


class _Csv:
    """Text with commas, semicolons or tabs, as spreadsheet programs write it."""

    def __init__(self, content: bytes) -> None:
        if not content.startswith(_UTF16) and _BINARY.search(content[:65536]):
            words = _l("Isi berkas ini bukan Excel (.xlsx, .xls) atau CSV. Simpan ulang sebagai .xlsx.")
            raise BadWorkbook("unknown_type", words)
        self._text = _decoded(content)
        self.sheets = ["CSV"]

    def rows(self, sheet: str) -> Iterator[Row]:
        if sheet not in self.sheets:
            raise KeyError(sheet)
        reader = csv.reader(io.StringIO(self._text, newline=""), delimiter=_delimiter(self._text))
        try:
            for cells in reader:
                if reader.line_num > MAX_ROWS:
                    raise _too_long()
                yield Row(reader.line_num, [_bare(cell) for cell in cells])
        except csv.Error as error:
            raise _broken() from error

    def beginning(self, sheet: str, most: int) -> list[Row]:
        return list(islice(self.rows(sheet), most))


def _decoded(content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _delimiter(text: str) -> str:
    first = "\n".join(text[:20_000].splitlines()[:20])
    return max(";,\t", key=first.count)


def _bare(cell: str) -> str:
    """Without the apostrophe that keeps a formula from running when the file was written."""
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@\t\r" else cell


# --- words --------------------------------------------------------------------------------------------


def _locked() -> BadWorkbook:
    words = _l("Berkas ini terkunci dengan kata sandi. Buka kuncinya di Excel, simpan, lalu pilih lagi.")
    return BadWorkbook("encrypted", words)


def _broken() -> BadWorkbook:
    return BadWorkbook(
        "broken", _l("Berkas ini rusak atau tidak lengkap. Buka di Excel, simpan ulang, lalu pilih lagi.")
    )


def _too_long() -> BadWorkbook:
    words = _l(
        "Lembar ini terlalu panjang atau terlalu lebar: paling banyak 200.000 baris. Bagi menjadi beberapa berkas."
    )
    return BadWorkbook("too_many_rows", words)


def plain(cell: Any) -> str:
    """A cell as text, as a person would type it: 2 for 2.0, 1972-04-04 for a date, ya for true."""
    if type(cell) is str:
        return cell.strip()
    match cell:
        case bool():
            return "ya" if cell else "tidak"
        case float() if cell.is_integer() and abs(cell) < 1e17:
            return str(int(cell))
        case float():
            return repr(cell)
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case None:
            return ""
        case _:
            return str(cell).strip()

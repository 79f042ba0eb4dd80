"""Tables that leave the house as a file: CSV or a workbook, with nothing in it that a spreadsheet runs."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time
from itertools import chain, islice

import xlsxwriter
from flask import Response, send_file
from xlsxwriter.worksheet import Worksheet

_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""
CSV = "text/csv"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET_ROWS = 1_048_576
"""What a sheet of a workbook can hold."""
_INERT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
Cell = str | int | date | None


def csv_file(rows: Iterable[Iterable[Cell]], filename: str) -> Response:
    """The rows as a download, the first of them the headings. UTF-8 with its mark, which spreadsheets need."""
    answer = Response(csv_bytes(rows), mimetype=CSV)
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer


def csv_bytes(rows: Iterable[Iterable[Cell]]) -> bytes:
    """The same as a file to keep."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_plain(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def workbook_file(rows: Iterable[Iterable[Cell]], filename: str, sheet: str) -> Response:
    """The same as a workbook of one sheet: numbers and days stay such, text stays text, an empty cell is empty."""
    return workbook_of({sheet: rows}, filename)


def workbook_of(sheets: Mapping[str, Iterable[Iterable[Cell]]], filename: str) -> Response:
    """The same with several sheets, by name."""
    answer = Response(workbook_sheets(sheets), mimetype=WORKBOOK)
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer


def workbook_bytes(rows: Iterable[Iterable[Cell]], sheet: str, footer: str = "") -> bytes:
    """The same as a file to keep; `footer` is printed under every page."""
    return workbook_sheets({sheet: rows}, footer)


def workbook_sheets(
    sheets: Mapping[str, Iterable[Iterable[Cell]]], footer: str = "", made_at: datetime | None = None
) -> bytes:
    """The same with several sheets, by name. Rows and the moment `made_at` make the same bytes every time."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _INERT) as book:
        if made_at is not None:
            book.set_properties({"created": made_at})
        heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        whole, day = book.add_format({"num_format": "#,##0"}), book.add_format({"num_format": "dd/mm/yyyy"})
        for sheet, rows in sheets.items():
            page = book.add_worksheet(sheet)
            for y, row in enumerate(rows):
                for x, cell in enumerate(row):
                    if isinstance(cell, int):
                        page.write_number(y, x, cell, whole)
                    elif isinstance(cell, date):
                        page.write_datetime(y, x, datetime.combine(cell, time.min), day)
                    elif cell:
                        page.write_string(y, x, cell, *([] if y else [heading]))
            page.freeze_panes(1, 0)
            page.autofit(max_width=300)
            if footer:
                page.set_footer(footer.replace("&", "&&")[:240])
    return content.getvalue()


def long_file(rows: Iterable[Iterable[Cell]], filename: str, sheet: str = "Data", *, counted: bool = False) -> Response:
    """A list of any length as a download, .csv or .xlsx as its name says: written to disk row by row, never held whole.

    Every cell of a workbook is text, so that it comes back as it went out; of a `counted` list numbers are numbers.
    What one sheet cannot hold goes on in the next.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it has been sent
    if filename.endswith(".csv"):
        text = io.TextIOWrapper(file, "utf-8-sig", newline="")
        csv.writer(text, lineterminator="\r\n").writerows([_plain(cell) for cell in row] for row in rows)
        text.flush()
        text.detach()
    else:
        with xlsxwriter.Workbook(file, _INERT | {"in_memory": False, "constant_memory": True}) as book:
            for number, told in enumerate(_by_sheet(rows), start=1):
                _fill(book.add_worksheet(sheet if number == 1 else f"{sheet} {number}"), told, counted)
    file.seek(0)
    answer = send_file(file, WORKBOOK if filename.endswith(".xlsx") else CSV, True, filename)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _by_sheet(rows: Iterable[Iterable[Cell]]) -> Iterator[Iterable[Iterable[Cell]]]:
    """The rows of each sheet, the headings above all of them."""
    rest = iter(rows)
    headings = next(rest, ())
    yield chain([headings], islice(rest, SHEET_ROWS - 1))
    for row in rest:
        yield chain([headings, row], islice(rest, SHEET_ROWS - 2))


def _fill(page: Worksheet, rows: Iterable[Iterable[Cell]], counted: bool) -> None:
    page.freeze_panes(1, 0)
    page.set_column(0, 0, 20)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            if counted and isinstance(cell, int):
                page.write_number(y, x, cell)
            elif cell:
                page.write_string(y, x, str(cell))


def inert(cell: str) -> str:
    """The cell as text that stays text: a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def _plain(cell: Cell) -> Cell:
    return inert(cell) if isinstance(cell, str) else cell

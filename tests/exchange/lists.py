"""Lists as offices send them, made here: whole ones, and those that a spreadsheet program has spoilt."""

import io
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import xlsxwriter
from flask import Flask

from foundation import jobs

HEADINGS = ["No", "NIK", "No. KK", "Nama Lengkap", "L/P", "Tgl Lahir", "Alamat", "RT/RW", "Desa/Kelurahan", "Kecamatan"]


def row(number: int, **changes: Any) -> list[Any]:
    """One person of Desa Lalang; the numbers are made up, their structure is right."""
    born = f"{number % 28 + 1:02d}{number % 12 + 1:02d}72"
    told = {
        "no": number, "nik": f"190601{born}{number % 9999 + 1:04d}",
        "family_card": f"190601120810{number % 9999 + 1:04d}",
        "name": f"Warga {number}", "sex": "L", "birth": f"{number % 28 + 1:02d}/{number % 12 + 1:02d}/1972",
        "address": "Dusun Lalang", "near": "004/002", "village": "Lalang", "district": "Manggar",
    }  # fmt: skip
    return list((told | changes).values())


def rows(count: int) -> list[list[Any]]:
    """So many different people."""
    return [row(number) for number in range(count)]


def workbook(
    rows: Iterable[Sequence[Any]],
    headings: Sequence[str] = HEADINGS,
    title: str = "",
    sheet: str = "Data",
    more: Callable[[Any, Any], object] | None = None,
) -> bytes:
    """An .xlsx with these headings and rows; `more(book, sheet)` writes into it besides."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    first = 0
    if title:
        page.merge_range(0, 0, 0, len(headings) - 1, title)
        first = 2
    page.write_row(first, 0, headings)
    for number, cells in enumerate(rows, start=first + 1):
        page.write_row(number, 0, cells)
    if more:
        more(book, page)
    book.close()
    return file.getvalue()


def work(app: Flask) -> None:
    """Do all that was left for later, and what that leaves."""
    with app.app_context():
        while jobs.run_waiting():
            pass

"""Tables that leave the house as a file: CSV that a spreadsheet opens, with nothing in it that a spreadsheet runs."""

import csv
import io
from collections.abc import Iterable

from flask import Response

_RUNS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula."""


def csv_file(rows: Iterable[Iterable[str]], filename: str) -> Response:
    """The rows as a download, the first of them the headings. UTF-8 with its mark, which spreadsheets need."""
    answer = Response(csv_bytes(rows), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=filename)
    return answer


def csv_bytes(rows: Iterable[Iterable[str]]) -> bytes:
    """The same as a file to keep."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([inert(cell) for cell in row] for row in rows)
    return ("\ufeff" + text.getvalue()).encode()


def inert(cell: str) -> str:
    """The cell as text that stays text: a formula gets an apostrophe before it."""
    return f"'{cell}" if cell.startswith(_RUNS) else cell

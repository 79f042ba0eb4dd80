"""Tables that leave the house."""

import io

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from web import tables


@pytest.mark.parametrize(
    ("rows", "sheets"),
    [(0, {"Data": 1}), (3, {"Data": 4}), (4, {"Data": 4, "Data 2": 2}), (9, {"Data": 4, "Data 2": 4, "Data 3": 4})],
)
def test_what_a_sheet_cannot_hold_goes_on_in_the_next(
    app: Flask, monkeypatch, rows: int, sheets: dict[str, int]
) -> None:
    monkeypatch.setattr(tables, "SHEET_ROWS", 4)
    told = [["Kode", "n"], *([f"K-{number}", number] for number in range(rows))]
    with app.test_request_context():
        answer = tables.long_file(iter(told), "kasus.xlsx", counted=True)
        answer.direct_passthrough = False
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.get_data()))
    pages = {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    assert {name: len(page) for name, page in pages.items()} == sheets
    assert [row for page in pages.values() for row in page[1:]] == told[1:]
    assert all(page[0] == told[0] for page in pages.values())

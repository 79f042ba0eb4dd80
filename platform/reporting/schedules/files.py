"""The two files of a report. They follow from the frozen tables, the office with its time zone, the language and the
moment alone."""

from collections.abc import Sequence
from datetime import datetime

from flask_babel import gettext as _

from reporting.schedules.frozen import FrozenTable
from reporting.spans import Span
from tenants.office_time import office_moment
from web.formats import number
from web.i18n import current_language
from web.paper import MARGIN, Paper
from web.tables import workbook_sheets

MOST_COLUMNS = 14
"""More do not fit a sheet of paper; the workbook has them all."""
_ROW = 6.2
_LEAST_FOR_BARS = 30
"""Millimetres."""
_TINT = (46, 127, 134)


def as_pdf(
    office: str, title: str, span: Span, tables: Sequence[FrozenTable], made_at: datetime, timezone: str
) -> bytes:
    """On paper: each table with its rows, and beside each its sum as a bar where there is room for one."""
    wide = any(len(each.rows[0]) > 6 for each in tables)
    paper = Paper(f"{title}, {span}", landscape=wide, language=current_language())
    paper.pdf.set_creation_date(made_at)
    paper.sheet()
    paper.line(office, 11, after=0)
    paper.line(title, 20, bold=True, after=0)
    paper.line(str(span), 13, after=1)
    paper.line(_made(made_at, timezone), 9, after=4)
    for table in tables:
        _draw(paper, table)
    return paper.finished()


def as_workbook(
    office: str, title: str, span: Span, tables: Sequence[FrozenTable], made_at: datetime, timezone: str
) -> bytes:
    """A sheet per table; numbers stay numbers, words stay words. The last sheet says what they are about."""
    sheets: dict[str, Sequence[Sequence[str | int]]] = {
        _sheet(place, each.title): each.rows for place, each in enumerate(tables, start=1)
    }
    told = [(_sheet(place, each.title), each.subtitle) for place, each in enumerate(tables, start=1)]
    about = [(title, str(span)), (office, _made(made_at, timezone)), *told]
    return workbook_sheets({**sheets, _("Keterangan"): about}, made_at=made_at)


def _made(at: datetime, timezone: str) -> str:
    return _("Dibuat %(moment)s. Angka tidak berubah lagi.", moment=office_moment(at, timezone))


def _sheet(place: int, title: str) -> str:
    """A name that spreadsheets allow: 31 characters, without the signs they use themselves."""
    return f"{place} {''.join(each for each in title if each not in '[]:*?/' + chr(92) + chr(39))}"[:31]


def _draw(paper: Paper, table: FrozenTable) -> None:
    pdf = paper.pdf
    if pdf.will_page_break(40):
        paper.sheet()
    paper.line(table.title, 14, bold=True, after=0)
    paper.line(table.subtitle, 9, after=2)
    if len(table.rows[0]) > MOST_COLUMNS:
        paper.line(_("Tabel ini terlalu lebar untuk kertas. Lihat buku kerjanya."), after=4)
        return
    most = max((row[-1] for row in table.rows[1:-1] if isinstance(row[-1], int)), default=0) or 1
    for place, row in enumerate(table.rows):
        share = row[-1] / most if 0 < place < len(table.rows) - 1 and isinstance(row[-1], int) else 0
        _row(paper, table, row, bold=place in (0, len(table.rows) - 1), share=share)
    pdf.ln(5)


def _row(paper: Paper, table: FrozenTable, row: Sequence[str | int], *, bold: bool, share: float) -> None:
    pdf = paper.pdf
    if pdf.will_page_break(_ROW * 2):
        paper.sheet()
    top, room = pdf.y, pdf.w - 2 * MARGIN
    numbers = len(row) - table.label_columns
    each = min(24.0, room * 0.6 / numbers)
    words = min(70.0, (room - each * numbers) / table.label_columns)
    below = top
    for place, cell in enumerate(row):
        left = MARGIN + min(place, table.label_columns) * words + max(0, place - table.label_columns) * each
        width = (words if place < table.label_columns else each) - 1.5
        pdf.set_y(top)
        told, align = number(cell) if isinstance(cell, int) else cell, "L" if place < table.label_columns else "R"
        paper.line(told, 9, bold=bold, align=align, x=left, width=width, after=0)
        below = max(below, pdf.y)
    begin = MARGIN + table.label_columns * words + each * numbers + 3
    if share > 0 and pdf.w - MARGIN - begin >= _LEAST_FOR_BARS:
        pdf.set_fill_color(*_TINT)
        pdf.rect(begin, top + 0.6, max(0.5, (pdf.w - MARGIN - begin) * share), 3, style="F")
    pdf.set_y(max(below, top + _ROW - 1.5) + 0.6)

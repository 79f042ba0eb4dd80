"""A document that rooms write once and hand out twice: as PDF to sign and as DOCX to work on.

It is made of a few kinds of blocks; both files say the same words in the same order. A4, official Indonesian.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Protocol

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from web.paper import MARGIN, Paper

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WIDTH = 210 - 2 * MARGIN
_LOGO = (17.0, 20.0)
BY_HAND = "(" + "." * 40 + ")"
"""Where a name is written by hand."""


class Head(Protocol):
    """Whose paper it is: `tenants.letterhead.Letterhead` fits."""

    @property
    def government(self) -> str: ...
    @property
    def office(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def logo(self) -> bytes | None: ...


@dataclass(frozen=True)
class Heading:
    """What the next blocks are about."""

    text: str


@dataclass(frozen=True)
class Words:
    """A paragraph."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Pairs:
    """Label and value, one under the other."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """Rows under headings that are repeated on every page. `widths` are parts of the width."""

    heads: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Signatures:
    """Side by side, with room to sign by hand: what they sign as, name, and a line under it."""

    signers: Sequence[tuple[str, str, str]]


Block = Heading | Words | Pairs | Table | Signatures


@dataclass(frozen=True)
class Document:
    """The whole of it."""

    head: Head
    title: str
    subtitle: str
    blocks: Sequence[Block]


def as_pdf(document: Document) -> bytes:
    """The file to print and sign; its text can be copied out."""
    paper = Paper(document.title)
    paper.sheet()
    if document.head.logo:
        paper.picture(document.head.logo, MARGIN, paper.pdf.y, *_LOGO)
    paper.line(document.head.government.upper(), 12, align="C", after=0)
    paper.line(document.head.office.upper(), 14, bold=True, align="C", after=0)
    paper.line(document.head.contact, 10, align="C", after=3)
    if document.head.logo:
        paper.pdf.set_y(max(paper.pdf.y, 16 + _LOGO[1] + 2))
    paper.rule(0.7)
    paper.line(document.title.upper(), 14, bold=True, align="C", after=0)
    paper.line(document.subtitle, 11, align="C", after=5)
    for block in document.blocks:
        _draw(paper, block)
    return paper.finished()


def _draw(paper: Paper, block: Block) -> None:
    match block:
        case Heading(text):
            paper.heading(text)
        case Words(text, strong):
            for line in text.splitlines():
                paper.line(line, bold=strong, after=1.5)
        case Pairs(rows):
            paper.rows(rows)
            paper.pdf.ln(2)
        case Table(heads, widths, rows):
            paper.table(heads, [_WIDTH * each / sum(widths) for each in widths], rows)
        case Signatures(signers):
            paper.pdf.ln(4)
            paper.signatures(*signers)


def as_docx(document: Document) -> bytes:
    """The file to work on in a word processor."""
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(MARGIN)
    made.styles["Normal"].font.size = Pt(11)  # type: ignore[attr-defined]
    made.core_properties.title, made.core_properties.author = document.title, document.head.office
    made.core_properties.language = "id-ID"
    if document.head.logo:
        made.add_picture(BytesIO(document.head.logo), height=Mm(_LOGO[1]))
        made.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.CENTER
    _centred(made, document.head.government.upper(), 12)
    _centred(made, document.head.office.upper(), 14, bold=True)
    _centred(made, document.head.contact, 10)
    made.add_paragraph()
    _centred(made, document.title.upper(), 14, bold=True)
    _centred(made, document.subtitle, 11)
    made.add_paragraph()
    for block in document.blocks:
        _write(made, block)
    content = BytesIO()
    made.save(content)
    return content.getvalue()


def _write(made: Any, block: Block) -> None:
    match block:
        case Heading(text):
            made.add_heading(_plain(text), level=2)
        case Words(text, strong):
            for line in text.splitlines():
                made.add_paragraph().add_run(_plain(line)).bold = strong
        case Pairs(rows):
            _grid(made, rows, (1, 3))
        case Table(heads, widths, rows):
            _grid(made, [heads, *rows], widths, ruled=True)
        case Signatures(signers):
            made.add_paragraph()
            _grid(made, [[f"{role}\n\n\n\n{name}\n{line}" for role, name, line in signers]], [1] * len(signers))


def _centred(made: Any, text: str, size: int, bold: bool = False) -> None:
    paragraph = made.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(0)
    run = paragraph.add_run(_plain(text))
    run.bold, run.font.size = bold, Pt(size)


def _grid(made: Any, rows: Sequence[Sequence[str]], widths: Sequence[float], ruled: bool = False) -> None:
    table = made.add_table(rows=len(rows), cols=len(widths))
    table.autofit = False
    if ruled:
        table.style = "Table Grid"
        _repeats(table.rows[0])
    whole = sum(widths)
    for y, (line, row) in enumerate(zip(table.rows, rows, strict=True)):  # asking the table for each cell is quadratic
        for place, width, cell in zip(line.cells, widths, row, strict=True):
            place.width = Mm(_WIDTH * width / whole)
            place.text = "\n".join(_plain(part) for part in cell.split("\n"))
            if ruled:
                for run in place.paragraphs[0].runs:
                    run.bold, run.font.size = y == 0, Pt(9.5)
    made.add_paragraph()


def _repeats(row: Any) -> None:
    """Its cells head the table on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return "".join(each for each in text if each.isprintable() or each == "\t")

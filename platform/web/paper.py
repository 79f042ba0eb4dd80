"""Paper that rooms hand out: A4 sheets with lines of text, a QR code, a place to sign. Letters use its pieces.

Text can be copied out of the PDF; a character the font does not have is shown as "?" instead of vanishing.
"""

import logging
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from typing import Literal

import segno
from font_source_sans_pro import font_files_ttf
from fontTools.ttLib import TTFont
from fpdf import FPDF

from foundation.tenancy import practising

FONT = "Source Sans Pro"
MARGIN = 20.0
FACES = (font_files_ttf["SourceSansPro"], font_files_ttf["SourceSansProBold"])
"""Regular and bold."""
PRACTICE = "LATIHAN"
"""Stands on whatever is printed in a practice room."""
_POINT = 0.3528  # millimetres

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells the letters of every name


class Sheets(FPDF):
    """Pages that say across themselves when they were made for practice."""

    def header(self) -> None:
        """What the library draws first on every page."""
        if practising():
            draw_across(self, PRACTICE)


class Paper:
    """A document drawn from top to bottom. Sizes in points, places in millimetres."""

    def __init__(self, title: str, *, landscape: bool = False, language: str = "id-ID") -> None:
        self.pdf = Sheets(format="A4", orientation="landscape" if landscape else "portrait")
        self.pdf.add_font(FONT, "", FACES[0])
        self.pdf.add_font(FONT, "B", FACES[1])
        self.pdf.set_margins(MARGIN, 16, MARGIN)
        self.pdf.set_auto_page_break(True, 14)
        self.pdf.c_margin = 0
        self.pdf.set_lang(language)
        self.pdf.set_title(title)

    def sheet(self) -> None:
        """A new page."""
        self.pdf.add_page()

    def line(
        self, text: str, size: float = 11, *, bold: bool = False, align: Literal["L", "C", "R"] = "L",
        x: float = MARGIN, width: float = 0, after: float = 1,
    ) -> None:  # fmt: skip
        """A paragraph, `after` millimetres above the next; `width` 0 reaches to the margin."""
        self.pdf.set_font(FONT, "B" if bold else "", size)
        self.pdf.set_x(x)
        room = width or self.pdf.w - x - MARGIN
        self.pdf.multi_cell(room, size * _POINT * 1.35, printable(text), align=align, new_x="LMARGIN", new_y="NEXT")
        self.pdf.ln(after)

    def rows(self, pairs: Sequence[tuple[str, str]], *, size: float = 11, label: float = 46) -> None:
        """Label and value, one under the other; an empty value is a line to write on."""
        for name, value in pairs:
            top = self.pdf.y
            self.line(name, size, width=label, after=0)
            below = self.pdf.y
            self.pdf.set_y(top)
            if value:
                self.line(value, size, x=MARGIN + label, after=0)
            else:
                self.pdf.set_line_width(0.2)
                self.pdf.line(MARGIN + label, top + 5, self.pdf.w - MARGIN, top + 5)
            self.pdf.set_y(max(self.pdf.y, below) + 1.2)

    def heading(self, text: str) -> None:
        """What comes next is about this; never the last line of a page."""
        if self.pdf.will_page_break(24):
            self.sheet()
        self.pdf.ln(2)
        self.line(text, 12, bold=True, after=1.5)

    def table(self, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]]) -> None:
        """Rows under headings that are repeated on every page; widths in millimetres."""
        self.pdf.set_font(FONT, "", 9.5)
        self.pdf.set_line_width(0.2)
        with self.pdf.table(col_widths=tuple(widths), line_height=4.6, text_align="LEFT", padding=1) as table:
            for cells in (heads, *rows):
                line = table.row()
                for cell in cells:
                    line.cell("\n".join(printable(part) for part in cell.split("\n")))
        self.pdf.ln(3)

    def rule(self, thickness: float = 0.4) -> None:
        """A line from margin to margin."""
        self.pdf.set_line_width(thickness)
        self.pdf.line(MARGIN, self.pdf.y, self.pdf.w - MARGIN, self.pdf.y)
        self.pdf.ln(4)

    def qr(self, text: str, x: float, y: float, side: float = 30) -> None:
        """The code, that wide and high."""
        draw_qr(self.pdf, text, x, y, side)

    def picture(self, content: bytes, x: float, y: float, width: float, height: float) -> None:
        """A picture inside that frame, its shape kept; what is written next stays where it was."""
        self.pdf.image(BytesIO(content), x, y, width, height, keep_aspect_ratio=True)

    def signatures(self, *signers: tuple[str, str, str]) -> None:
        """Side by side, with room to sign by hand: what they sign as, their name, a number under it or nothing."""
        if self.pdf.will_page_break(45):
            self.sheet()
        top, width = self.pdf.y, (self.pdf.w - 2 * MARGIN) / len(signers)
        for place, (role, name, number) in enumerate(signers):
            self.pdf.set_y(top)
            x = MARGIN + place * width
            self.line(role, x=x, width=width - 6, after=18)
            self.line(name, x=x, width=width - 6, bold=True, after=0)
            if number:
                self.line(number, 10, x=x, width=width - 6)

    def finished(self) -> bytes:
        """The file."""
        return bytes(self.pdf.output())


def draw_across(pdf: FPDF, word: str) -> None:
    """Large and pale under everything else, so that nobody takes the sheet for what it is not."""
    pdf.set_font(FONT, "B", 76)
    pdf.set_text_color(228)
    with pdf.rotation(52, x=pdf.w / 2, y=pdf.h / 2):
        pdf.text((pdf.w - pdf.get_string_width(word)) / 2, pdf.h / 2 + 7, word)
    pdf.set_text_color(0)


def draw_qr(pdf: FPDF, text: str, x: float, y: float, side: float) -> None:
    """The code as filled squares, sharp at any size; neighbours in a row are drawn as one."""
    pdf.set_fill_color(0)
    lines = segno.make(text, error="m", micro=False).matrix
    module = side / len(lines)
    for row, line in enumerate(lines):
        begin = None
        for column, dark in enumerate([*line, 0]):
            if dark and begin is None:
                begin = column
            elif not dark and begin is not None:
                pdf.rect(x + begin * module, y + row * module, (column - begin) * module, module, style="F")
                begin = None


def printable(text: str) -> str:
    """On one line, with a visible "?" for what the font cannot show."""
    known = _known_characters()
    return "".join(each if ord(each) in known else "?" for each in " ".join(text.split()))


@cache
def _known_characters() -> frozenset[int]:
    """What both faces have: the cut of one may lack what the other has."""
    regular, bold = (TTFont(face, lazy=True).getBestCmap() or {} for face in FACES)
    return frozenset(regular) & frozenset(bold)

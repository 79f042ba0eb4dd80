"""The referral letter on paper: one A4 page with letterhead, number, QR code and a return slip.

Official Indonesian whatever language the officer reads. Text can be copied out of the PDF; a character the font does
not have is shown as "?" instead of vanishing.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import segno
from font_source_sans_pro import font_files_ttf
from fontTools.ttLib import TTFont
from fpdf import FPDF

FONT = "Source Sans Pro"
REGULAR, BOLD = font_files_ttf["SourceSansPro"], font_files_ttf["SourceSansProBold"]
MARGIN = 20.0
RIGHT = 210.0 - MARGIN
WIDTH = RIGHT - MARGIN
LABEL = 46.0
QR = 28.0
SIZES = ((11.0, 700), (10.0, 480), (9.0, 300), (8.5, 150))
"""Type size in points and the longest value in characters: tried in turn until everything stands on one page."""

logging.getLogger("fontTools").setLevel(logging.WARNING)  # it tells the letters of every name


@dataclass(frozen=True)
class Letterhead:
    """Who writes."""

    government: str
    office: str
    address: str
    phone: str


@dataclass(frozen=True)
class Signature:
    """Who signs, where and when."""

    place_and_date: str
    title: str
    name: str
    employee_number: str


@dataclass(frozen=True)
class LetterContent:
    """Everything that is printed. `rows` are label and value, in order."""

    head: Letterhead
    number: str
    addressee: str
    seat: str
    rows: Sequence[tuple[str, str]]
    consent: str
    signature: Signature
    check_url: str
    check_code: str
    valid_until: str
    return_to: str


def render(content: LetterContent) -> bytes:
    """The letter as PDF. Long texts are set smaller, then shortened with "…", so that it stays one page."""
    *larger, smallest = SIZES
    for size, longest in larger:
        sheet = _Sheet(content, size, longest)
        if sheet.pages == 1:
            return sheet.pdf_bytes()
    return _Sheet(content, *smallest).pdf_bytes()


class _Sheet:
    """One try at one type size, drawn from top to bottom."""

    def __init__(self, content: LetterContent, size: float, longest: int) -> None:
        self.content, self.size, self.longest = content, size, longest
        self.height = size * 0.3528 * 1.35
        self.pdf = _blank_page(f"Surat rujukan {content.number}")
        for draw in (self._letterhead, self._title, self._addressee, self._table, self._signature, self._slip):
            draw()

    @property
    def pages(self) -> int:
        """How many pages it has taken."""
        return self.pdf.pages_count

    def pdf_bytes(self) -> bytes:
        """The finished file."""
        return bytes(self.pdf.output())

    def _letterhead(self) -> None:
        head, pdf = self.content.head, self.pdf
        _draw_mark(pdf, MARGIN + 1, 15)
        self._centred(head.government.upper(), 11.5)
        self._centred(head.office.upper(), 15, bold=True)
        self._centred("Sekretariat Layanan dan Rujukan Terpadu (SLRT)", 11)
        phone = f"Telepon {head.phone}" if head.phone else ""
        self._centred(" · ".join(part for part in (head.address, phone) if part), 10)
        self._rule(pdf.y + 2, 0.7)
        self._rule(pdf.y + 3, 0.2)
        pdf.set_y(pdf.y + 8)

    def _title(self) -> None:
        self._centred("SURAT RUJUKAN", 14, bold=True, underline=True)
        self._centred(f"Nomor: {self.content.number}", 11)
        self.pdf.ln(4)

    def _addressee(self) -> None:
        self._paragraph(f"Kepada Yth. {self.content.addressee}")
        if self.content.seat:
            self._paragraph(f"di {self.content.seat}")
        self.pdf.ln(3)
        self._paragraph("Berdasarkan pemeriksaan data dan berkas, bersama ini kami rujuk warga berikut:")
        self.pdf.ln(2)

    def _table(self) -> None:
        for label, value in self.content.rows:
            top = self.pdf.y
            self._paragraph(label, width=LABEL)
            self.pdf.set_y(top)
            self._paragraph(":", x=MARGIN + LABEL)
            self.pdf.set_y(top)
            self._paragraph(_shortened(value, self.longest), x=MARGIN + LABEL + 3)
            self.pdf.ln(0.6)
        self.pdf.ln(2)
        self._paragraph(self.content.consent)
        self.pdf.ln(5)

    def _signature(self) -> None:
        """Kept together with what stands left of it: both begin on the same line."""
        signature, pdf, x = self.content.signature, self.pdf, 122.0
        if pdf.will_page_break(6 * self.height + 14):
            pdf.add_page()
        top = pdf.y
        self._check_block(top + 4)
        pdf.set_y(top)
        self._paragraph(signature.place_and_date, x=x)
        self._paragraph(f"{signature.title},", x=x)
        pdf.ln(16)
        self._paragraph(signature.name, x=x, bold=True)
        if signature.employee_number:
            self._paragraph(f"NIP {signature.employee_number}", x=x)
        pdf.set_y(max(pdf.y, top + QR + 6))
        pdf.ln(3)

    def _check_block(self, top: float) -> None:
        content = self.content
        _draw_qr(self.pdf, content.check_url, MARGIN, top, QR)
        self.pdf.set_y(top + 3)
        width, x = 62.0, MARGIN + QR + 4
        self._paragraph("Periksa keaslian:", x=x, width=width)
        self._paragraph(content.check_url.rsplit("/", 1)[0].split("://")[-1], x=x, width=width)
        self._paragraph(content.check_code, x=x, width=width, bold=True)
        self._paragraph(f"Berlaku s.d. {content.valid_until}", x=x, width=width)

    def _slip(self) -> None:
        pdf = self.pdf
        if pdf.will_page_break(42):
            pdf.add_page()
        pdf.set_dash_pattern(1.6, 1.2)
        self._rule(pdf.y, 0.3)
        pdf.set_dash_pattern()
        pdf.ln(3)
        self._paragraph(f"LEMBAR BALASAN – dikembalikan ke {self.content.return_to}", bold=True)
        pdf.ln(2)
        self._to_fill_in("☐ Diterima     ☐ Ditolak     ☐ Diteruskan ke:")
        self._to_fill_in("Alasan atau tindakan:")
        self._to_fill_in("")
        self._to_fill_in("Tanggal:", until=MARGIN + 72, stay=True)
        self._to_fill_in("Nama dan jabatan:", x=MARGIN + 76)

    def _to_fill_in(self, label: str, x: float = MARGIN, until: float = RIGHT, stay: bool = False) -> None:
        """A label and a dotted line to write on."""
        pdf = self.pdf
        pdf.set_font(FONT, "", 10.5)
        pdf.set_x(x)
        pdf.cell(text=label or " ", h=6)
        pdf.set_line_width(0.2)
        pdf.set_dash_pattern(0.3, 0.7)
        pdf.line(pdf.x + 2, pdf.y + 5.4, until, pdf.y + 5.4)
        pdf.set_dash_pattern()
        if not stay:
            pdf.set_y(pdf.y + 8)

    def _paragraph(self, text: str, x: float = MARGIN, width: float = 0, bold: bool = False) -> None:
        self.pdf.set_font(FONT, "B" if bold else "", self.size)
        self.pdf.set_x(x)
        self.pdf.multi_cell(width or RIGHT - x, self.height, _printable(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _centred(self, text: str, size: float, bold: bool = False, underline: bool = False) -> None:
        self.pdf.set_font(FONT, ("B" if bold else "") + ("U" if underline else ""), size)
        self.pdf.set_x(MARGIN + 18)
        self.pdf.multi_cell(WIDTH - 36, size * 0.3528 * 1.3, _printable(text), align="C", new_x="LMARGIN", new_y="NEXT")

    def _rule(self, y: float, thickness: float) -> None:
        self.pdf.set_line_width(thickness)
        self.pdf.line(MARGIN, y, RIGHT, y)


def _blank_page(title: str) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.add_font(FONT, "", REGULAR)
    pdf.add_font(FONT, "B", BOLD)
    pdf.set_margins(MARGIN, 14, MARGIN)
    pdf.set_auto_page_break(True, 12)
    pdf.c_margin = 0
    pdf.set_lang("id-ID")
    pdf.set_title(title)
    pdf.add_page()
    return pdf


def _draw_mark(pdf: FPDF, x: float, y: float) -> None:
    """A shield with a door: the mark of the house, drawn, so that no image file is needed."""
    pdf.set_line_width(0.6)
    shield = ((8, 0), (16, 2.3), (16, 9), (14.2, 13.4), (8, 18), (1.8, 13.4), (0, 9), (0, 2.3))
    pdf.polygon([(x + dx, y + dy) for dx, dy in shield])
    door = ((4.6, 12.4), (4.6, 8.2), (6, 5.6), (8, 4.8), (10, 5.6), (11.4, 8.2), (11.4, 12.4))
    pdf.polyline([(x + dx, y + dy) for dx, dy in door])
    pdf.line(x + 3.2, y + 12.4, x + 12.8, y + 12.4)


def _draw_qr(pdf: FPDF, text: str, x: float, y: float, side: float) -> None:
    """The code as filled squares: sharp at any size, and neighbours in a row drawn as one."""
    matrix = segno.make(text, error="m", micro=False).matrix
    module = side / len(matrix)
    for row, line in enumerate(matrix):
        column = 0
        while column < len(line):
            end = column
            while end < len(line) and line[end]:
                end += 1
            if end > column:
                pdf.rect(x + column * module, y + row * module, (end - column) * module, module, style="F")
            column = end + 1


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _printable(text: str) -> str:
    """On one line, with a visible "?" for what the font cannot show."""
    known = _known_characters()
    return "".join(character if ord(character) in known else "?" for character in " ".join(text.split()))


@cache
def _known_characters() -> frozenset[int]:
    """What both faces have: the cut of one may lack what the other has."""
    regular, bold = (TTFont(face, lazy=True).getBestCmap() or {} for face in (REGULAR, BOLD))
    return frozenset(regular) & frozenset(bold)

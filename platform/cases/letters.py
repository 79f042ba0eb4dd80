"""A letter on paper: A4 with letterhead, number, QR code and signatures; a referral also carries a return slip.

Official Indonesian whatever language the officer reads. Text can be copied out of the PDF; a character the font does
not have is shown as "?" instead of vanishing. The file declares PDF/A-2u (ISO 19005-2): fonts and colour profile are
inside, and nothing depends on the machine that opens it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from fpdf import FPDF
from fpdf.enums import DocumentCompliance

from foundation.tenancy import practising
from tenants.letterhead import Letterhead
from web.paper import FACES, FONT, MARGIN, Sheets, draw_across, draw_qr, printable

RIGHT = 210.0 - MARGIN
WIDTH = RIGHT - MARGIN
LABEL = 46.0
QR = 28.0
LOGO = (17.0, 20.0)
"""As wide and as high as it may be, in millimetres."""
SIZES = ((11.0, 700), (10.0, 480), (9.0, 300), (8.5, 150))
"""Type size in points and the longest value in characters: tried in turn until everything stands on one page."""


@dataclass(frozen=True)
class Signature:
    """Who signs, where and when."""

    place_and_date: str
    title: str
    name: str
    employee_number: str


@dataclass(frozen=True)
class Countersignature:
    """A second signature, by hand: whoever takes note of it, or receives what is handed over."""

    title: str
    name: str


@dataclass(frozen=True)
class LetterContent:
    """Everything that is printed. `rows` are label and value, in order."""

    head: Letterhead
    title: str
    number: str
    opening: str
    rows: Sequence[tuple[str, str]]
    closing: str
    signature: Signature
    check_url: str
    check_code: str
    addressee: str = ""
    seat: str = ""
    valid_until: str = ""
    countersignature: Countersignature | None = None
    return_to: str = ""
    """Where the slip on the lower half goes back to; empty: there is no slip."""
    draft: bool = False
    """Shown before it is signed: said so across the page, and without a code to check."""


def render(content: LetterContent) -> bytes:
    """The letter as PDF. Texts are set smaller so that it stays one page.

    What still does not fit goes on to a second page; only a letter with a slip is shortened with "…" instead.
    """
    *larger, smallest = SIZES if content.return_to else [(size, None) for size, _longest in SIZES]
    for size, longest in larger:
        sheet = _Sheet(content, size, longest)
        if sheet.pages == 1:
            return sheet.pdf_bytes()
    return _Sheet(content, *smallest).pdf_bytes()


class _Sheet:
    """One try at one type size, drawn from top to bottom."""

    def __init__(self, content: LetterContent, size: float, longest: int | None) -> None:
        self.content, self.size, self.longest = content, size, longest
        self.height = size * 0.3528 * 1.35
        self.pdf = _blank_page(f"{content.title.capitalize()} {content.number}".strip())
        for draw in (self._letterhead, self._title, self._addressee, self._body, self._signature, self._slip):
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
        if self.content.draft and not practising():  # a word stands there already
            draw_across(pdf, "PRATINJAU")
        if head.logo:
            pdf.image(BytesIO(head.logo), MARGIN, 14, *LOGO, keep_aspect_ratio=True)
        else:
            _draw_mark(pdf, MARGIN + 1, 15)
        self._centred(head.government.upper(), 11.5)
        self._centred(head.office.upper(), 15, bold=True)
        self._centred("Sekretariat Layanan dan Rujukan Terpadu (SLRT)", 11)
        self._centred(head.contact, 10)
        if head.logo:
            pdf.set_y(max(pdf.y, 14 + LOGO[1]))
        self._rule(pdf.y + 2, 0.7)
        self._rule(pdf.y + 3, 0.2)
        pdf.set_y(pdf.y + 8)

    def _title(self) -> None:
        content = self.content
        self._centred(content.title.upper(), 14, bold=True, underline=True)
        self._centred("PRATINJAU, belum ditandatangani" if content.draft else f"Nomor: {content.number}", 11)
        self.pdf.ln(4)

    def _addressee(self) -> None:
        if self.content.addressee:
            self._paragraph(f"Kepada Yth. {self.content.addressee}")
            if self.content.seat:
                self._paragraph(f"di {self.content.seat}")
            self.pdf.ln(3)

    def _body(self) -> None:
        self._paragraphs(self.content.opening)
        self.pdf.ln(2)
        for label, value in self.content.rows:
            if self.pdf.will_page_break(2 * self.height):
                self.pdf.add_page()
            top = self.pdf.y
            self._paragraph(label, width=LABEL)
            self.pdf.set_y(top)
            self._paragraph(":", x=MARGIN + LABEL)
            self.pdf.set_y(top)
            self._paragraph(_shortened(value, self.longest), x=MARGIN + LABEL + 3)
            self.pdf.ln(0.6)
        self.pdf.ln(2)
        self._paragraphs(self.content.closing)
        self.pdf.ln(5)

    def _signature(self) -> None:
        """Kept together with what stands left of it and under it: both begin on the same line."""
        signature, pdf, x = self.content.signature, self.pdf, 122.0
        if pdf.will_page_break(6 * self.height + 14 + (34 if self.content.countersignature else 0)):
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
        if self.content.countersignature:
            self._countersignature(self.content.countersignature)

    def _countersignature(self, second: Countersignature) -> None:
        self._paragraph(f"{second.title},", width=90)
        self.pdf.ln(16)
        self._paragraph(second.name or "(" + "." * 40 + ")", width=90, bold=bool(second.name))

    def _check_block(self, top: float) -> None:
        content = self.content
        if content.draft:
            return
        draw_qr(self.pdf, content.check_url, MARGIN, top, QR)
        self.pdf.set_y(top + 3)
        width, x = 62.0, MARGIN + QR + 4
        self._paragraph("Periksa keaslian:", x=x, width=width)
        self._paragraph(content.check_url.rsplit("/", 1)[0].split("://")[-1], x=x, width=width)
        self._paragraph(content.check_code, x=x, width=width, bold=True)
        if content.valid_until:
            self._paragraph(f"Berlaku s.d. {content.valid_until}", x=x, width=width)

    def _slip(self) -> None:
        pdf = self.pdf
        if not self.content.return_to:
            return
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

    def _paragraphs(self, text: str) -> None:
        """Each line of a template on its own, an empty one as space between two."""
        for line in text.splitlines():
            if line.strip():
                self._paragraph(line)
            else:
                self.pdf.ln(2)

    def _paragraph(self, text: str, x: float = MARGIN, width: float = 0, bold: bool = False) -> None:
        self.pdf.set_font(FONT, "B" if bold else "", self.size)
        self.pdf.set_x(x)
        self.pdf.multi_cell(width or RIGHT - x, self.height, printable(text), align="L", new_x="LMARGIN", new_y="NEXT")

    def _centred(self, text: str, size: float, bold: bool = False, underline: bool = False) -> None:
        self.pdf.set_font(FONT, ("B" if bold else "") + ("U" if underline else ""), size)
        self.pdf.set_x(MARGIN + 18)
        self.pdf.multi_cell(WIDTH - 36, size * 0.3528 * 1.3, printable(text), align="C", new_x="LMARGIN", new_y="NEXT")

    def _rule(self, y: float, thickness: float) -> None:
        self.pdf.set_line_width(thickness)
        self.pdf.line(MARGIN, y, RIGHT, y)


def _blank_page(title: str) -> FPDF:
    pdf = Sheets(format="A4", enforce_compliance=DocumentCompliance.PDFA_2U)
    pdf.add_font(FONT, "", FACES[0])
    pdf.add_font(FONT, "B", FACES[1])
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


def _shortened(text: str, longest: int | None) -> str:
    return text if longest is None or len(text) <= longest else text[: longest - 1].rstrip() + "…"

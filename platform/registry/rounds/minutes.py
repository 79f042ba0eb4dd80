"""The minutes of a round on paper: A4, what was agreed, who is proposed, who was there, room for signatures.

Official Indonesian whatever language the officer reads. Numbers of people are masked: the paper goes around.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from font_source_sans_pro import font_files_ttf
from fpdf import FPDF

from registry.rounds.models import UpdateRound
from web.paper import Sheets

FONT = "Source Sans Pro"
MARGIN = 20
_BASES = {
    "musdes": "Musyawarah Desa",
    "muskel": "Musyawarah Kelurahan",
    "sptjm": "Surat Pernyataan Tanggung Jawab Mutlak (SPTJM)",
}
_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """Somebody who is proposed."""

    name: str
    nik_masked: str
    asked: str
    why: str


def render(round_: UpdateRound, government: str, place: str, lines: Sequence[Line], signers: Sequence[str]) -> bytes:
    """The paper as PDF. `signers` are the offices that sign by hand, besides the chair."""
    sheet = Sheets(format="A4")
    sheet.set_margin(MARGIN)
    sheet.set_auto_page_break(True, MARGIN)
    sheet.add_font(FONT, "", font_files_ttf["SourceSansPro"])
    sheet.add_font(FONT, "B", font_files_ttf["SourceSansProBold"])
    sheet.set_title(f"Berita acara {round_.number}")
    sheet.add_page()
    _heading(sheet, round_, government)
    day = round_.held_on
    when = f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if day else ""
    _paragraph(
        sheet,
        f"Pada tanggal {when}, bertempat di {round_.held_at}, {place}, telah dilaksanakan {_BASES[round_.basis]} "
        f"pemutakhiran data sosial untuk bulan {_MONTHS[round_.month.month - 1]} {round_.month.year}, "
        f"dipimpin oleh {round_.chair}.",
    )
    if round_.summary:
        _paragraph(sheet, round_.summary)
    _table(sheet, "Usulan", ("No", "Nama", "NIK", "Usulan", "Alasan"), (8, 38, 34, 44, 46), [
        (str(number), each.name, each.nik_masked or "belum ada", each.asked, each.why)
        for number, each in enumerate(lines, start=1)
    ])  # fmt: skip
    _table(sheet, "Daftar hadir", ("No", "Nama dan jabatan", "Tanda tangan"), (8, 92, 70), [
        (str(number), who, "") for number, who in enumerate(round_.attendance, start=1)
    ])  # fmt: skip
    _signatures(sheet, ("Pemimpin musyawarah", *signers), round_.chair)
    return bytes(sheet.output())


def _heading(sheet: FPDF, round_: UpdateRound, government: str) -> None:
    sheet.set_font(FONT, "B", 13)
    sheet.cell(0, 7, f"PEMERINTAH {government.upper()}", align="C", new_x="LMARGIN", new_y="NEXT")
    sheet.cell(0, 7, f"BERITA ACARA {_BASES[round_.basis].upper()}", align="C", new_x="LMARGIN", new_y="NEXT")
    sheet.set_font(FONT, "", 11)
    sheet.cell(0, 7, f"Nomor: {round_.number}", align="C", new_x="LMARGIN", new_y="NEXT")
    sheet.ln(4)


def _paragraph(sheet: FPDF, words: str) -> None:
    sheet.set_font(FONT, "", 11)
    sheet.multi_cell(0, 6, words, new_x="LMARGIN", new_y="NEXT")
    sheet.ln(2)


def _table(sheet: FPDF, title: str, heads: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> None:
    sheet.set_font(FONT, "B", 11)
    sheet.cell(0, 8, f"{title} ({len(rows)} orang)", new_x="LMARGIN", new_y="NEXT")
    sheet.set_font(FONT, "", 9)
    with sheet.table(col_widths=tuple(widths), line_height=5, text_align="LEFT", padding=1) as table:
        for cells in (heads, *rows):
            line = table.row()
            for cell in cells:
                line.cell(cell)
    sheet.ln(3)


def _signatures(sheet: FPDF, offices: Sequence[str], chair: str) -> None:
    if sheet.get_y() > 235:
        sheet.add_page()
    top, width = sheet.get_y() + 4, (210 - 2 * MARGIN) / len(offices)
    sheet.set_font(FONT, "", 10)
    for place, office in enumerate(offices):
        sheet.set_xy(MARGIN + place * width, top)
        sheet.multi_cell(width, 5, f"{office}\n\n\n\n\n({chair if not place else '....................'})", align="C")

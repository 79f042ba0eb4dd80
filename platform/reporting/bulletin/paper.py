"""The bulletin on paper: A4, letterhead, plain words, bars with their numbers, a QR to the page."""

from collections.abc import Sequence

from reporting.bulletin.figures import Topic
from reporting.bulletin.models import Bulletin
from reporting.figures import cell_text
from reporting.spans import Span
from tenants.letterhead import Letterhead
from tenants.office_time import office_day
from web.formats import plain_date
from web.paper import MARGIN, Paper

_LABEL, _NUMBER = 62.0, 24.0
"""Millimetres for the name of a bar and for its number; the bar has what is left."""
_ROW = 6.5
_TINT = (46, 127, 134)
"""The accent, as on the pages."""


def bulletin_paper(
    head: Letterhead, bulletin: Bulletin, quarter: Span, topics: Sequence[Topic], address: str, timezone: str
) -> bytes:
    """The whole bulletin, approved on a day of the office's `timezone`. What it says stands in the
    text of the PDF too, so that it can be read aloud."""
    paper = Paper(f"Buletin SLRT {quarter}")
    paper.sheet()
    if head.logo:
        paper.picture(head.logo, MARGIN, paper.pdf.y, 17, 20)
    paper.line(head.government.upper(), 12, align="C", after=0)
    paper.line(head.office.upper(), 14, bold=True, align="C", after=0)
    paper.line(head.contact, 9, align="C", after=3)
    paper.rule(0.7)
    paper.line("Buletin kesejahteraan sosial", 20, bold=True, after=0)
    paper.line(str(quarter), 14, after=3)
    _paragraphs(paper, bulletin.opening)
    for topic in topics:
        _draw(paper, topic)
    if bulletin.advice:
        paper.line("Untuk warga", 14, bold=True)
        _paragraphs(paper, bulletin.advice)
    paper.line(
        "Angka satu sampai empat tidak ditampilkan (<5) dan beberapa angka lain ditahan, supaya tidak ada orang yang"
        " dapat dikenali.",
        9,
        after=3,
    )
    _approval(paper, bulletin, address, timezone)
    return paper.finished()


def _paragraphs(paper: Paper, words: str) -> None:
    for paragraph in filter(None, (each.strip() for each in words.split("\n"))):
        paper.line(paragraph, after=2)
    paper.pdf.ln(2)


def _draw(paper: Paper, topic: Topic) -> None:
    pdf = paper.pdf
    if pdf.will_page_break(24 + _ROW * len(topic.bars)):
        paper.sheet()
    paper.line(str(topic.title), 14, bold=True, after=0)
    paper.line(topic.told(), after=2)
    room = pdf.w - 2 * MARGIN - _LABEL - _NUMBER
    for bar, percent in zip(topic.bars, topic.percents, strict=True):
        top = pdf.y
        paper.line(bar.label, 10, width=_LABEL - 2, after=0)
        below = pdf.y
        if percent:
            pdf.set_fill_color(*_TINT)
            pdf.rect(MARGIN + _LABEL, top + 0.8, max(0.6, room * percent / 100), 3.4, style="F")
        pdf.set_y(top)
        paper.line(cell_text(bar.n), 10, x=MARGIN + _LABEL + room + 2, width=_NUMBER - 2, after=0)
        pdf.set_y(max(below, top + _ROW))
    pdf.ln(4)


def _approval(paper: Paper, bulletin: Bulletin, address: str, timezone: str) -> None:
    if paper.pdf.will_page_break(34):
        paper.sheet()
    top = paper.pdf.y
    paper.qr(address, paper.pdf.w - MARGIN - 28, top, 28)
    day = plain_date(office_day(bulletin.approved_at, timezone)) if bulletin.approved_at else ""
    paper.line(f"Disetujui {bulletin.approved_by}, {bulletin.approved_title}, {day}.", 10, width=120, after=1)
    paper.line(address.partition("://")[2], 9, width=120)

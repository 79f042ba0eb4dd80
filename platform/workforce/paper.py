"""What the room prints: certificates and hand-over letters. Official Indonesian whatever the reader's language."""

from tenants.letterhead import Letterhead
from web.formats import long_date, plain_date
from web.paper import MARGIN, Paper
from workforce.models import Certificate, Training
from workforce.queries.equipment import Item, MoveLine


def certificate(head: Letterhead, place: str, held: Training, issued: Certificate, check_url: str) -> bytes:
    """One landscape page: whom, for what, where and when, by whom, and the QR by which anybody checks it."""
    paper = Paper(f"Sertifikat {issued.number_text}", landscape=True)
    paper.sheet()
    _logo(paper, head)
    paper.line(head.government.upper(), 13, align="C", after=0)
    paper.line(head.office.upper(), 13, bold=True, align="C", after=0)
    paper.line("Sistem Layanan dan Rujukan Terpadu (SLRT)", 11, align="C", after=4)
    paper.rule(0.7)
    paper.line("SERTIFIKAT PELATIH" if held.kind == "trainers" else "SERTIFIKAT", 26, bold=True, align="C", after=0)
    paper.line(f"Nomor {issued.number_text}", 11, align="C", after=4)
    paper.line("diberikan kepada", 12, align="C", after=1)
    paper.line(issued.name, 24, bold=True, align="C", after=3)
    held_on = plain_date(held.first_day)
    if held.last_day != held.first_day:
        held_on = f"{held_on} sampai {plain_date(held.last_day)}"
    where = f"selama {issued.hours} jam pelajaran di {held.place}, {held_on}:"
    paper.line(f"yang telah mengikuti dan lulus bimbingan teknis {where}", 12, align="C", after=2)
    for title in issued.titles.split("\n"):
        paper.line(title, 12, align="C", after=0)
    top = paper.pdf.h - 62
    paper.qr(check_url, MARGIN, top, 30)
    paper.pdf.set_y(top + 31)
    paper.line(f"Periksa keaslian: {check_url.partition('://')[2]}", 9, width=110, after=0)
    paper.pdf.set_y(top)
    x = paper.pdf.w - MARGIN - 90
    paper.line(f"{place}, {plain_date(issued.issued_on)}", x=x, width=90, after=0)
    paper.line(f"{issued.issuer_title},", x=x, width=90, after=16)
    paper.line(issued.issuer_name, x=x, width=90, bold=True, after=0)
    return paper.finished()


def hand_over(head: Letterhead, item: Item, made: MoveLine) -> bytes:
    """The letter of a hand-over: what, to whom, in which condition, with room for both signatures."""
    paper = Paper(f"Berita acara serah terima {item.serial}")
    paper.sheet()
    _logo(paper, head)
    paper.line(head.government.upper(), 12, align="C", after=0)
    paper.line(head.office.upper(), 14, bold=True, align="C", after=0)
    paper.line("Sekretariat Layanan dan Rujukan Terpadu (SLRT)", 11, align="C", after=3)
    paper.rule(0.7)
    paper.line("BERITA ACARA SERAH TERIMA BARANG", 14, bold=True, align="C", after=5)
    paper.line(f"Pada {long_date(made.day)} telah diserahkan barang berikut untuk tugas SLRT:", after=3)
    paper.rows(
        [
            ("Jenis barang", item.kind_label),
            ("Merek dan tipe", item.label),
            ("Nomor seri", item.serial),
            ("Sumber dana", item.funding_label),
            ("Keadaan", made.condition or "baik"),
            ("Diterima oleh", made.worker),
        ]
    )
    paper.line(
        "Penerima menjaga barang ini, memakainya untuk tugas SLRT saja, dan mengembalikannya ketika berhenti bertugas."
        " Kerusakan atau kehilangan segera dilaporkan.",
        after=10,
    )
    paper.signatures(("Yang menyerahkan,", made.entered_by, ""), ("Yang menerima,", made.worker, ""))
    return paper.finished()


def _logo(paper: Paper, head: Letterhead) -> None:
    if head.logo:
        paper.picture(head.logo, MARGIN, paper.pdf.y, 17, 20)

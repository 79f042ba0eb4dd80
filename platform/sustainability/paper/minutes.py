"""The minutes of a coordination meeting on paper: who was there as what, what was decided, who follows it up.

Official Indonesian whatever the reader's language. Offices and posts are named, no people.
"""

from cases.indonesian import long_date, plain_date
from sustainability.queries.minutes import Decided, Minutes
from sustainability.words import ACTION_STATES, PARTS
from tenants.letterhead import Letterhead
from web.documents import BY_HAND, Block, Document, Heading, Pairs, Signatures, Table, Words, as_docx, as_pdf
from web.i18n import speaking


def minutes_pdf(head: Letterhead, minutes: Minutes) -> bytes:
    """To sign and to file."""
    return as_pdf(_document(head, minutes))


def minutes_docx(head: Letterhead, minutes: Minutes) -> bytes:
    """To go on with in a word processor."""
    return as_docx(_document(head, minutes))


def _document(head: Letterhead, minutes: Minutes) -> Document:
    meeting = minutes.meeting
    with speaking("id"):
        blocks: list[Block] = [
            Pairs(
                [
                    ("Hari dan tanggal", long_date(meeting.held_on)),
                    ("Tempat", meeting.place or "-"),
                    ("Pimpinan rapat", meeting.chair or "-"),
                    ("Jumlah peserta", f"{meeting.participants} orang"),
                ]
            ),
            *([Heading("Jalannya rapat"), Words(meeting.summary)] if meeting.summary else []),
            Heading("Daftar hadir menurut peran"),
            _attendance(minutes),
            Heading("Keputusan dan tindak lanjut"),
            _decisions(minutes),
            Signatures([("Pimpinan rapat,", BY_HAND, meeting.chair), ("Notulis,", BY_HAND, "")]),
        ]
    return Document(head, "Notula rapat koordinasi", meeting.topic, blocks)


def _attendance(minutes: Minutes) -> Block:
    if not minutes.attendance:
        return Words(minutes.meeting.present or "Tidak dirinci.")
    rows = [(str(PARTS[each.part]), each.office, str(each.people)) for each in minutes.attendance]
    return Table(("Peran", "Lembaga atau jabatan", "Orang"), (40, 100, 20), rows)


def _decisions(minutes: Minutes) -> Block:
    if not minutes.decisions:
        return Words("Rapat tidak mengambil keputusan.")
    rows = [
        (str(number), each.row.decision, each.row.responsible, _until(each), _followed(each))
        for number, each in enumerate(minutes.decisions, start=1)
    ]
    return Table(("No", "Keputusan", "Penanggung jawab", "Tenggat", "Tindak lanjut"), (8, 60, 38, 26, 38), rows)


def _until(each: Decided) -> str:
    return plain_date(each.row.due_on) if each.row.due_on else "-"


def _followed(each: Decided) -> str:
    if each.row.done_on:
        return f"selesai {plain_date(each.row.done_on)}"
    if each.action is None:
        return "belum selesai"
    return f"{each.action.title} ({str(ACTION_STATES[each.action.state]).lower()})"

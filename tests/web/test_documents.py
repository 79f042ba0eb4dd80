"""Documents that are handed out twice: the same words on paper and in a word processor, whatever was typed."""

import io
from dataclasses import dataclass

import docx
from pypdf import PdfReader

from tests.uploads import picture
from web.documents import Block, Document, Heading, Pairs, Signatures, Table, Words, as_docx, as_pdf


@dataclass(frozen=True)
class Office:
    government: str = "Pemerintah Kabupaten Belitung Timur"
    office: str = "Dinas Sosial"
    contact: str = "Jalan Raya 1"
    logo: bytes | None = None


def _document(*blocks: Block, logo: bytes | None = None) -> Document:
    return Document(Office(logo=logo), "Rencana", "SLRT", blocks)


def _pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_every_kind_of_block_is_in_both_files():
    made = _document(
        Heading("Tujuan"), Words("Satu.\nDua.", strong=True), Pairs([("Tenggat", "30 Juni 2027")]),
        Table(("No", "Tindakan"), (1, 9), [("1", "RKPD\nhalaman 12")]), Signatures([("Kepala,", "Suparman", "NIP 1")]),
    )  # fmt: skip
    file = docx.Document(io.BytesIO(as_docx(made)))
    written = [each.text for each in file.paragraphs]
    written += [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    printed = "\n".join(_pages(as_pdf(made)))
    for words in ("PEMERINTAH KABUPATEN BELITUNG TIMUR", "Tujuan", "Dua.", "30 Juni 2027", "halaman 12", "Suparman"):
        assert words in printed, words
        assert words in "\n".join(written), words


def test_a_long_table_says_its_headings_on_every_page():
    made = _document(Table(("No", "Tindakan"), (1, 9), [(str(n), f"Tindakan {n}") for n in range(80)]))
    pages = _pages(as_pdf(made))
    assert len(pages) > 1
    assert all("Tindakan" in page.split("\n")[0] for page in pages[1:])
    assert "w:tblHeader" in docx.Document(io.BytesIO(as_docx(made))).tables[0]._tbl.xml


def test_a_logo_stands_in_both_and_the_words_below_it():
    made = _document(Words("Isi."), logo=picture())
    assert len(docx.Document(io.BytesIO(as_docx(made))).inline_shapes) == 1
    assert len(PdfReader(io.BytesIO(as_pdf(made))).pages[0].images) == 1


def test_what_no_file_can_hold_breaks_neither():
    hostile = "a\x00b\ud800c\u202ed\x0be <w:t>&amp; \U0001f600" + "x" * 3000
    made = _document(Heading(hostile), Words(hostile), Pairs([(hostile, hostile)]), Table(("a",), (1,), [(hostile,)]))
    written = docx.Document(io.BytesIO(as_docx(made)))
    assert any("abcde <w:t>&amp;" in each.text for each in written.paragraphs)
    assert as_pdf(made).startswith(b"%PDF")

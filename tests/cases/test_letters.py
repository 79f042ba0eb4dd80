"""The paper: one A4 page, text that can be copied, numbers without gaps, and a check that tells the truth."""

import io
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import segno
import time_machine
from pypdf import PdfReader
from sqlalchemy import select

from cases import actions, queries
from cases.letters import Countersignature, LetterContent, Signature, render
from cases.models import Letter
from foundation.db import db
from foundation.errors import Refused
from tenants.letterhead import Letterhead
from tests.cases.conftest import NIK, referral_data

HOSTILE = "😀\u202e عربي 中文 \x07<b>&amp; " + "W" * 400


def content(words: str, many: int = 1, slip: bool = True, **changes: Any) -> LetterContent:
    usual = LetterContent(
        head=Letterhead("Pemerintah Kabupaten Belitung Timur", "Dinas Sosial", "Jalan Raya 1", "(0719) 91234"),
        title="SURAT RUJUKAN",
        number="460/1187/SLRT/2026",
        addressee="Direktur RSUD Muhammad Zein",
        opening="Bersama ini kami rujuk warga berikut:",
        seat="Manggar",
        rows=[("Kode kasus", "BLT-26-004231"), ("NIK", "1906••••••••0001"), *[("Masalah", words)] * many],
        closing="Warga menyetujui data di atas dibagikan kepada RSUD.",
        signature=Signature("Manggar, 18 November 2026", "Kepala Dinas", "Dra. Ernawati", "19680412 199403 2 005"),
        check_url="https://slrt.go.id/cek/BLT-7KQ4-M2XD",
        check_code="BLT-7KQ4-M2XD",
        valid_until="18 Desember 2026",
        return_to="SLRT Belitung Timur, BLT-26-004231" if slip else "",
    )  # fmt: skip
    return replace(usual, **changes)


def text_of(pdf: bytes) -> str:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    return page.extract_text()


@pytest.mark.parametrize(
    ("words", "many"), [("Cuci darah", 1), ("", 1), (HOSTILE, 1), ("kata " * 800, 6), ("W" * 4000, 8)]
)
def test_a_letter_is_one_page_of_a4_whatever_is_written(words, many):
    pdf = render(content(words, many))
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
    text = page.extract_text()
    for part in (
        "DINAS SOSIAL",
        "Nomor: 460/1187/SLRT/2026",
        "1906••••••••0001",
        "BLT-7KQ4-M2XD",
        "LEMBAR BALASAN",
        "NIP 19680412",
    ):
        assert part in text


def test_what_the_font_lacks_is_shown_as_a_question_mark():
    text = text_of(render(content("Ibu 😀 Ñandú – “kutip”")))
    assert "Ibu ? Ñandú – “kutip”" in text


def test_a_letter_takes_less_than_a_second():
    render(content("Cuci darah"))
    begun = time.perf_counter()
    render(content("Cuci darah"))
    assert time.perf_counter() - begun < 1


def test_a_referral_brings_a_numbered_signed_letter_with_what_was_consented(story, world):
    case_id = story.decided()
    story.refer(case_id, fields=["name", "nik", "summary", "phone"])
    story.refer(case_id, "civil_registry", fields=["name"])
    year = story.case(case_id).opened_on.year
    with story.as_(world.a.manager):
        first, second = db.session.scalars(select(Letter).order_by(Letter.id)).all()
        assert (first.number_text, second.number_text) == (f"460/1/SLRT/{year}", f"460/2/SLRT/{year}")
        assert first.signer_name == world.a.manager.name
        text = text_of(queries.letter_file(first.id).pdf)
        for part in (
            "Junaidi",
            NIK,
            "KIS nonaktif, harus cuci darah",
            "0812 3456 4410",
            first.check_code,
            "Dinas Kesehatan",
        ):
            assert part in text
        other = text_of(queries.letter_file(second.id).pdf)
        assert "Junaidi" in other
        assert NIK not in other
        assert "cuci darah tetap" in other  # the service asked for
        assert "harus cuci darah" not in other


def test_a_number_is_given_back_when_the_referral_fails(story, world):
    case_id = story.decided()
    data = referral_data(story.case(case_id), world.a.agencies["health_office"])
    with story.as_(world.a.manager):
        actions.refer(case_id, data)  # and the request then fails: as_ rolls back
    story.refer(case_id)
    with story.as_(world.a.manager):
        assert db.session.scalars(select(Letter.number)).all() == [1]


def test_anyone_may_check_a_letter_and_only_real_ones_are_genuine(story, world):
    story.refer(story.decided())
    with story.as_(world.a.manager):
        code = db.session.scalars(select(Letter.check_code)).one()
    with story.as_(world.b.manager):  # whoever asks, also somebody of another district
        letter = queries.check_letter(f" {code.lower()} ")
        assert letter.addressee == "Dinas Kesehatan"
        assert letter.issuer == "Dinas Sosial Kabupaten Belitung Timur"
        assert not letter.expired
        assert queries.check_letter("BLT-AAAA-AAAA") is None
        assert queries.check_letter(code.replace("BLT", "SKH")) is None
        assert queries.check_letter("?") is None
    with time_machine.travel(letter.signed_at + timedelta(days=40)), story.as_(world.b.manager):
        assert queries.check_letter(code).expired


def test_a_letter_opens_for_its_agency_and_its_tenant_alone(story, world):
    story.refer(story.decided())
    with story.as_(world.a.manager):
        letter_id = db.session.scalars(select(Letter.id)).one()
    with story.as_(world.a.health_office_officer):
        assert queries.letter_file(letter_id).pdf.startswith(b"%PDF")
    for stranger in (world.a.civil_registry_officer, world.b.manager):
        with story.as_(stranger), pytest.raises(Refused) as refused:
            queries.letter_file(letter_id)
        assert refused.value.status == 404


def test_a_letter_without_a_slip_goes_on_to_a_second_page_and_is_never_shortened():
    pdf = render(content("kata " * 800, 6, slip=False, addressee="", closing="Baris satu\n\nBaris dua TAMAT"))
    pages = PdfReader(io.BytesIO(pdf)).pages
    text = "".join(page.extract_text() for page in pages)
    assert len(pages) > 1
    assert text.count("kata") == 4800
    assert "TAMAT" in text
    assert "…" not in text
    assert "LEMBAR BALASAN" not in text


def test_a_second_signature_stands_under_the_first():
    second = Countersignature("Mengetahui, Kepala Desa Lalang", "")
    text = text_of(render(content("Cuci darah", slip=False, countersignature=second)))
    assert "Mengetahui, Kepala Desa Lalang," in text
    assert "(......" in text


def test_a_preview_says_so_and_can_be_checked_nowhere():
    pdf = render(content("Cuci darah", slip=False, number="", check_url="", check_code="", draft=True))
    text = text_of(pdf)
    assert "PRATINJAU, belum ditandatangani" in text
    assert "Nomor:" not in text
    assert "Periksa keaslian" not in text


def test_a_letter_keeps_what_pdf_a_asks_for():
    """PDF/A-2u as far as a test can see: declared, with fonts and colours inside, and nothing from outside."""
    reader = PdfReader(io.BytesIO(render(content("Cuci darah"))))
    root = reader.trailer["/Root"]
    declared = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in declared
    assert "<pdfaid:conformance>U</pdfaid:conformance>" in declared
    assert "Surat rujukan" in declared
    (intent,) = root["/OutputIntents"]
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object()["/N"] == 3
    assert not reader.is_encrypted
    assert "/ID" in reader.trailer
    assert not {"/Encrypt", "/Info"} & set(reader.trailer)
    assert not {"/AA", "/AcroForm", "/Names", "/OCProperties"} & set(root)
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]
    assert len(fonts) >= 2
    for font in fonts:
        (descendant,) = font["/DescendantFonts"]
        assert "/FontFile2" in descendant.get_object()["/FontDescriptor"]
        assert "/ToUnicode" in font  # the "u": every letter can be copied out


def test_the_qr_code_leads_to_the_check_page():
    url = "https://slrt.go.id/cek/BLT-7KQ4-M2XD"
    drawn = render(content("Cuci darah", check_url=url))
    (page,) = PdfReader(io.BytesIO(drawn)).pages
    assert _modules(page) == [[bool(dark) for dark in line] for line in segno.make(url, error="m", micro=False).matrix]


def _modules(page) -> list[list[bool]]:
    """The QR code as it is drawn: filled rectangles on a grid, read back from the page."""
    drawn = [tuple(map(float, operands)) for operands, name in page.get_contents().operations if name == b"re"]
    side = Counter(round(abs(height), 2) for _x, _y, _width, height in drawn).most_common(1)[0][0]
    boxes = [box for box in drawn if round(abs(box[3]), 2) == side]
    left, top = min(box[0] for box in boxes), max(box[1] for box in boxes)
    size = round((max(box[0] + box[2] for box in boxes) - left) / side)
    grid = [[False] * size for _line in range(size)]
    for x, y, width, _height in boxes:
        for n in range(round(width / side)):
            grid[round((top - y) / side)][round((x - left) / side) + n] = True
    return grid

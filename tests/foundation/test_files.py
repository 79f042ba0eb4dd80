"""What comes in is what it says it is, or it does not come in."""

import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from foundation.files import LONGEST_SIDE, THUMBNAIL, BadFile, cleaned
from tests import uploads

HOSTILE = uploads.hostile()
FAULTS = {
    "nothing": "empty",
    "too many bytes": "too_large",
    "a bomb": "too_many_pixels",
    "a PDF behind a password": "encrypted",
    "a PDF that runs a script": "active",
    "the same, its name in disguise": "active",
    "the same, packed": "active",
    "a PDF that starts a program": "active",
    "a PDF that sends a form": "active",
    "a PDF with a file inside": "active",
    "a web page called a photograph": "unknown_type",
    "a drawing that carries a script": "unknown_type",
    "half a photograph": "broken",
    "half a PDF": "broken",
    "a PDF with an archive behind it": "broken",
}


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(name):
    with pytest.raises(BadFile) as refused:
        cleaned(HOSTILE[name])
    assert refused.value.fault == FAULTS.get(name, refused.value.fault)
    assert str(refused.value).endswith(".")


def test_a_photograph_loses_its_place_and_stands_upright():
    raw = uploads.photograph()
    assert b"Telepon Rahasia" in raw
    clean = cleaned(raw)
    kept = opened(clean.content)
    assert (clean.media_type, kept.format, kept.size) == ("image/jpeg", "JPEG", (480, 640))
    assert dict(kept.getexif()) == {}
    assert "exif" not in kept.info
    for secret in (b"Exif", b"GPS", b"Telepon", b"rahasia"):
        assert secret not in clean.content
    red, _green, blue = kept.convert("RGB").getpixel((240, 100))
    assert red > 200 > blue, "the left half was red: turned to the right, it is the upper half"


def test_what_stands_behind_a_picture_is_gone():
    clean = cleaned(uploads.picture() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in clean.content
    assert b"PK\x03\x04" not in clean.content


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "RGBA"), ("PNG", "1"), ("PNG", "I;16"), ("WEBP", "RGBA")],
)
def test_pictures_of_every_kind_become_plain_photographs(kind, mode):
    clean = cleaned(uploads.picture(kind, (300, 200), mode if mode != "I;16" else "L"))
    assert (opened(clean.content).mode, opened(clean.content).size) == ("RGB", (300, 200))
    small = opened(clean.thumbnail)
    assert small.format == "WEBP"
    assert max(small.size) <= THUMBNAIL


def test_what_is_see_through_becomes_white():
    file = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(file, "PNG")
    assert opened(cleaned(file.getvalue()).content).getpixel((20, 20)) == (255, 255, 255)


def test_a_large_photograph_is_made_smaller():
    clean = cleaned(uploads.picture(size=(4000, 3000)))
    assert opened(clean.content).size == (LONGEST_SIDE, 1500)


@pytest.mark.parametrize("raw", [uploads.pdf(), uploads.in_object_stream(uploads.pdf())], ids=["plain", "packed"])
def test_an_ordinary_pdf_is_kept_byte_for_byte(raw):
    clean = cleaned(raw)
    assert (clean.media_type, clean.content, clean.thumbnail) == ("application/pdf", raw, None)


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBP", b"%PDF-1.7\n"]),
    middle=st.binary(max_size=300),
    end=st.sampled_from([b"", b"startxref\n0\n%%EOF", b"trailer<</Root 1 0 R>>startxref\n9\n%%EOF\n"]),
)
@example(b"%PDF-1.7\n", b"1 0 obj<</Pages 1 0 R/Kids[1 0 R]/Type/Pages>>endobj ", b"startxref\n9\n%%EOF")
def test_any_bytes_are_answered(start, middle, end):
    with pytest.raises(BadFile):
        cleaned(start + middle + end)


@settings(max_examples=100, deadline=None)
@given(place=st.integers(0, 2_000), junk=st.binary(min_size=1, max_size=40), of=st.sampled_from(["pdf", "jpeg", "png"]))
def test_a_damaged_file_is_refused_or_kept_whole_never_a_crash(place, junk, of):
    raw = {"pdf": uploads.pdf(), "jpeg": uploads.photograph(), "png": uploads.picture("PNG")}[of]
    place %= len(raw)
    try:
        clean = cleaned(raw[:place] + junk + raw[place + len(junk) :])
    except BadFile:
        return
    assert b"Telepon" not in clean.content
    assert clean.media_type in {"image/jpeg", "application/pdf"}

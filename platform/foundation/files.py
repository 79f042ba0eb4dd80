"""What an uploaded file really is, and the clean form in which it is kept. Its name and its claimed type say nothing.

Photographs are decoded and drawn anew: what else the file carried (place, camera, a second format behind the picture)
is gone. A PDF is kept byte for byte when nothing in it acts by itself. That goes as far as every object its tables and
object streams name, and the raw bytes for objects they do not name; fonts, pictures and metadata inside a PDF are not
looked into, so it is handed out as a download only, never shown inside a page.
"""

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask_babel import lazy_gettext as _l
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from foundation.errors import Unfit

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""Decoded, a picture of this size takes about 160 MB for a moment: a small file may claim any size."""
LONGEST_SIDE = 2000
"""Of a kept photograph: an A4 page photographed whole is still read without effort."""
THUMBNAIL = 320
LOGO_BYTES = 1024 * 1024
LOGO_SIDES = (64, 300)
"""The longer side a logo has at least, and the longest it is kept with: it lies in every letter, 20 mm high."""

_JPEG_QUALITY, _WEBP_QUALITY, _LOGO_QUALITY = 82, 70, 90
_PICTURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
_PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF\s*\Z")
_MAX_OBJECTS = 20_000
_ACTS = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMedia", "/Movie"}
"""Values of /S, /Subtype or /Type that do something, or carry something along."""
_CARRIES = {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/XFA", "/RichMediaContent"}
_HIDDEN = re.compile(rb"/(JavaScript|Launch|EmbeddedFile|RichMedia)\b")


class BadFile(Unfit):
    """Not a file that is kept."""


@dataclass(frozen=True)
class CleanFile:
    """A file as it is kept."""

    media_type: str
    content: bytes
    thumbnail: bytes | None
    """A small WebP; a PDF has none."""


def cleaned(raw: bytes) -> CleanFile:
    """The clean form of a JPEG, PNG or WebP picture (as JPEG) or a PDF. Raises BadFile."""
    if not raw:
        raise BadFile("empty", _l("Berkas ini kosong. Pilih berkas yang lain."))
    if len(raw) > MAX_BYTES:
        raise BadFile("too_large", _l("Berkas ini lebih besar dari 5 MB. Perkecil fotonya, atau pindai ulang."))
    if raw.startswith(b"%PDF-"):
        return CleanFile("application/pdf", _harmless_pdf(raw), None)
    kind = next((kind for magic, kind in _PICTURES.items() if raw.startswith(magic)), None)
    if kind is None or (kind == "WEBP" and raw[8:12] != b"WEBP"):
        raise BadFile("unknown_type", _l("Isi berkas ini bukan foto JPG, PNG, WebP, atau PDF."))
    picture = _decoded(raw, kind)
    small = picture.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    return CleanFile("image/jpeg", _written(picture, "JPEG"), _written(small, "WEBP"))


def cleaned_logo(raw: bytes) -> bytes:
    """A PNG or JPEG picture, drawn anew as a small JPEG on white. Raises BadFile."""
    if len(raw) > LOGO_BYTES:
        raise BadFile("too_large", _l("Logo ini lebih besar dari 1 MB. Perkecil gambarnya, lalu pilih lagi."))
    kind = next((kind for magic, kind in _PICTURES.items() if kind != "WEBP" and raw.startswith(magic)), None)
    if kind is None:
        raise BadFile("unknown_type", _l("Isi berkas ini bukan gambar PNG atau JPG."))
    picture = _decoded(raw, kind)
    least, most = LOGO_SIDES
    if max(picture.size) < least:
        raise BadFile("too_small", _l("Logo ini terlalu kecil untuk dicetak. Pilih gambar yang lebih besar."))
    picture.thumbnail((most, most))
    file = BytesIO()
    picture.save(file, "JPEG", quality=_LOGO_QUALITY, subsampling=0)
    return file.getvalue()


# --- pictures -----------------------------------------------------------------------------------------


def _decoded(raw: bytes, kind: str) -> Image.Image:
    """The picture upright, in plain colours on white, no larger than it is kept. Nothing of its metadata."""
    try:
        with Image.open(BytesIO(raw), formats=[kind]) as opened:
            if opened.width * opened.height > MAX_PIXELS:
                raise Image.DecompressionBombError
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is then decoded smaller at once
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _on_white(upright)
    except Image.DecompressionBombError as error:
        words = _l("Foto ini terlalu besar ukurannya. Perkecil, lalu pilih lagi.")
        raise BadFile("too_many_pixels", words) from error
    except Exception as error:  # a decoder of hostile input: whatever it stumbles over, the file is not kept
        raise _broken() from error


def _on_white(picture: Image.Image) -> Image.Image:
    plain = Image.new("RGB", picture.size, "white")
    layered = picture.convert("RGBA") if picture.has_transparency_data else picture.convert("RGB")
    plain.paste(layered, mask=layered if layered.mode == "RGBA" else None)
    return plain


def _written(picture: Image.Image, kind: str) -> bytes:
    file = BytesIO()
    if kind == "JPEG":
        picture.save(file, kind, quality=_JPEG_QUALITY, optimize=True, progressive=True)
    else:
        picture.save(file, kind, quality=_WEBP_QUALITY)
    return file.getvalue()


def _broken() -> BadFile:
    return BadFile("broken", _l("Berkas ini rusak atau tidak lengkap. Ambil ulang foto atau pindaiannya."))


# --- PDF ----------------------------------------------------------------------------------------------


def _harmless_pdf(raw: bytes) -> bytes:
    """The same bytes, after looking at every object. What stands after the end is no longer a PDF."""
    if not _PDF_END.search(raw[-1100:]):
        raise _broken()
    reader = _opened(raw)
    if _HIDDEN.search(raw) or any(_acts(each) for each in _objects(reader)):
        raise BadFile("active", _l("PDF ini memuat perintah atau lampiran di dalamnya. Cetak, lalu pindai ulang."))
    return raw


def _opened(raw: bytes) -> PdfReader:
    try:
        reader = PdfReader(BytesIO(raw), strict=False)
        if reader.is_encrypted:
            raise BadFile("encrypted", _l("PDF ini terkunci dengan kata sandi. Buka kuncinya dulu, lalu pilih lagi."))
        if not reader.pages:
            raise _broken()
    except BadFile:
        raise
    except Exception as error:  # a parser of hostile input: whatever it stumbles over, the file is not kept
        raise _broken() from error
    return reader


def _objects(reader: PdfReader) -> list[Any]:
    """Every object that its tables and object streams name, without following references."""
    named = {(number, generation) for generation, table in reader.xref.items() for number in table}
    named |= {(number, 0) for number in reader.xref_objStm}
    if len(named) > _MAX_OBJECTS:
        raise _broken()
    try:
        found = [reader.get_object(IndirectObject(number, generation, reader)) for number, generation in named]
    except Exception as error:  # see _opened
        raise _broken() from error
    return [*found, reader.trailer]


def _acts(root: Any) -> bool:
    """Whether the object, or anything written inside it, acts by itself or carries a file along."""
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            values = {key: dict.get(each, key) for key in each}
            if _CARRIES & values.keys() or any(values.get(key) in _ACTS for key in ("/S", "/Subtype", "/Type")):
                return True
            waiting.extend(values.values())
        elif isinstance(each, ArrayObject):
            waiting.extend(list.__iter__(each))
    return False

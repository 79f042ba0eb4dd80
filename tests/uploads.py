"""Files as people send them, and as nobody should: made here, so that none lies in the repository."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import cache

from fpdf import FPDF
from PIL import Image
from PIL.TiffImagePlugin import IFDRational
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F
BOMB_SIDE = 20_000


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB") -> bytes:
    """A picture whose left half is red and whose right half is blue."""
    drawn = Image.new("RGB", size, "blue")
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    file = io.BytesIO()
    drawn.convert(mode).save(file, kind)
    return file.getvalue()


def photograph() -> bytes:
    """As a telephone takes it: lying on its side, with the place and the maker written into it."""
    drawn = Image.new("RGB", (640, 480), "blue")
    drawn.paste("red", (0, 0, 320, 480))
    exif = Image.Exif()
    exif[ORIENTATION] = 6  # turn a quarter to the right
    exif[MAKER] = "Telepon Rahasia"
    degrees = (IFDRational(2), IFDRational(52), IFDRational(30))
    exif.get_ifd(GPS).update({1: "S", 2: degrees, 3: "E", 4: (IFDRational(108), IFDRational(16), IFDRational(12))})
    file = io.BytesIO()
    drawn.save(file, "JPEG", exif=exif, comment=b"kamera rahasia")
    return file.getvalue()


@cache
def pdf(words: str = "Surat keterangan") -> bytes:
    """A page with a line of text."""
    paper = FPDF()
    paper.add_page()
    paper.set_font("helvetica", size=12)
    paper.text(20, 20, words)
    return bytes(paper.output())


def changed_pdf(change: Callable[[PdfWriter], object]) -> bytes:
    """The same after `change(writer)`."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def acting_pdf(action: str = "/JavaScript") -> bytes:
    """A PDF that does something when it is opened."""

    def act(writer: PdfWriter) -> None:
        what = {"/S": NameObject(action), "/JS": TextStringObject("app.alert(1)"), "/F": TextStringObject("cmd.exe")}
        chosen = {name: value for name, value in what.items() if name != "/JS" or action == "/JavaScript"}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject(name): value for name, value in chosen.items()}
        )

    return changed_pdf(act)


def in_object_stream(raw: bytes) -> bytes:
    """The same PDF with its objects packed and compressed, so that no forbidden word is readable in the bytes."""
    reader = PdfReader(io.BytesIO(raw))
    numbers = sorted(number for table in reader.xref.values() for number in table)
    parts = {n: _source(raw, reader, n) for n in numbers}
    heads, bodies = [], b""
    for n, part in parts.items():
        heads.append(f"{n} {len(bodies)}")
        bodies += part + b"\n"
    head = " ".join(heads).encode() + b" "
    packed = zlib.compress(head + bodies)
    holder, table = max(numbers) + 1, max(numbers) + 2
    out = b"%PDF-1.5\n"
    at_holder = len(out)
    out += (
        (
            f"{holder} 0 obj\n<< /Type /ObjStm /N {len(parts)} /First {len(head)} /Filter /FlateDecode"
            f" /Length {len(packed)} >>\nstream\n"
        ).encode()
        + packed
        + b"\nendstream\nendobj\n"
    )
    at_table = len(out)
    rows = {0: (0, 0, 65535)} | {n: (2, holder, i) for i, n in enumerate(parts)}
    rows |= {holder: (1, at_holder, 0), table: (1, at_table, 0)}
    entries = b"".join(struct.pack(">BIH", *rows.get(n, (0, 0, 65535))) for n in range(table + 1))
    root = reader.trailer.raw_get("/Root").idnum
    told = f"/Type /XRef /Size {table + 1} /W [1 4 2] /Root {root} 0 R /Length {len(entries)}"
    out += f"{table} 0 obj\n<< {told} >>\nstream\n".encode() + entries
    return out + f"\nendstream\nendobj\nstartxref\n{at_table}\n%%EOF\n".encode()


def _source(raw: bytes, reader: PdfReader, number: int) -> bytes:
    """What stands between `n 0 obj` and `endobj`. Streams do not go into object streams: an empty page instead."""
    start = reader.xref[0][number]
    part = raw[start : raw.index(b"endobj", start)].partition(b"obj")[2].strip()
    return b"<< >>" if b"stream" in part else part


def bomb() -> bytes:
    """A PNG of a few kilobytes that claims 400 million pixels."""
    row = b"\0" + bytes(BOMB_SIDE // 8)
    data = zlib.compress(row * 100, 9)

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", BOMB_SIDE, BOMB_SIDE, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@cache
def hostile() -> dict[str, bytes]:
    """What must be refused, each with a reason of its own."""
    page = b"<!doctype html><script>alert(document.cookie)</script>"
    encrypted = changed_pdf(lambda writer: writer.encrypt("rahasia"))
    attached = changed_pdf(lambda writer: writer.add_attachment("macro.exe", b"MZ"))
    return {
        "nothing": b"",
        "one byte": b"\xff",
        "a web page called a photograph": page,
        "a drawing that carries a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "a program": b"MZ" + bytes(200),
        "an archive": b"PK\x03\x04" + bytes(200),
        "GIF": b"GIF89a" + bytes(50),
        "a beginning and a web page": b"\xff\xd8\xff\xe0" + page,
        "RIFF that is no picture": b"RIFF\x24\0\0\0WAVEfmt " + bytes(50),
        "half a photograph": picture()[:2_000],
        "a PNG without its data": picture("PNG")[:60],
        "a bomb": bomb(),
        "too many bytes": picture() + bytes(5 * 1024 * 1024),
        "a PDF that runs a script": acting_pdf(),
        "the same, its name in disguise": acting_pdf().replace(b"/JavaScript", b"/J#61vaScript"),
        "the same, packed": in_object_stream(acting_pdf()),
        "a PDF that starts a program": acting_pdf("/Launch"),
        "a PDF that sends a form": acting_pdf("/SubmitForm"),
        "a PDF with a file inside": attached,
        "a PDF behind a password": encrypted,
        "half a PDF": pdf()[:-300],
        "a PDF with an archive behind it": pdf() + b"PK\x03\x04" + bytes(100),
        "a PDF without pages": b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF",
        "only a PDF's beginning": b"%PDF-1.7\n" + bytes(100),
    }

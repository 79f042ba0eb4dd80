"""The workbook of SIKS-NG: which columns go out with a round, how its answer is read. The words: `columns.toml`."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from exchange.columns import normal
from exchange.rows import shown
from reference import codes
from reference.codes import Variable
from reference.identity import IdentityError, parse_nik
from web.workbooks import Book, plain

_FILE = Path(__file__).with_name("columns.toml")
HEADING_ROWS = 20


@dataclass(frozen=True)
class AnswerLine:
    """One row of an answer, read: what it says, or why it cannot be."""

    line: int
    nik: str
    shown_nik: str
    answer: str = ""
    desil: int | None = None
    status: str | None = None
    reason: str | None = None
    note: str = ""
    fault: str = ""


@cache
def _told() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text())["siks"]


def proposal_headings() -> Mapping[str, str]:
    """The columns about the proposal itself, by slug."""
    return _told()["proposal"]


def variables() -> list[tuple[str, Variable]]:
    """Heading and variable of the 39, in the order of their official numbers; a part after the first says so."""
    listed = sorted(
        (each for each in codes.VARIABLES.values() if each.official), key=lambda each: (str(each.official), each.slug)
    )
    return [(f"{each.official} {each.label_id}", each) for each in listed]


def as_code(variable: Variable, value: Any) -> str:
    """A value as the workbook has it: codes as numbers, flags 1 and 2, days first."""
    if value is None or value == "":
        return ""
    if variable.kind == "flag":
        return "1" if value else "2"
    if variable.kind == "date":
        return f"{value:%d/%m/%Y}"
    if variable.codes is not None and not variable.numeric_codes:
        return variable.codes[str(value)].label_id
    return str(value)


def documentation() -> Iterator[list[str]]:
    """A second sheet: what each column means and which codes it may hold."""
    yield ["Kolom", "Arti", "Kode"]
    for heading, variable in variables():
        kept = "; ".join(f"{code} {each.label_id}" for code, each in (variable.codes or {}).items())
        spoken = {"flag": "1 ya; 2 tidak", "date": "hari/bulan/tahun"}.get(variable.kind, "")
        yield [heading, variable.label_id, kept or spoken]


def read_answer(book: Book) -> list[AnswerLine]:
    """Every row of the answer; empty when no sheet has a column for the NIK and one for the decision or the status."""
    for sheet in book.sheets:
        places: dict[str, int] = {}
        found: list[AnswerLine] = []
        for row in book.rows(sheet):
            if not places:
                places = _places([plain(cell) for cell in row.cells]) if row.line <= HEADING_ROWS else {}
                continue
            cells = {slug: row.cells[place] for slug, place in places.items() if place < len(row.cells)}
            if any(plain(cell) for cell in cells.values()):
                found.append(_line(row.line, cells))
        if found:
            return found
    return []


def _places(headings: Sequence[str]) -> dict[str, int]:
    words = {normal(name): slug for slug, names in _told()["answer"].items() for name in names}
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        slug = words.get(normal(heading))
        if slug and slug not in places:
            places[slug] = place
    return places if "nik" in places and places.keys() & {"decision", "status"} else {}


def _line(line: int, cells: Mapping[str, Any]) -> AnswerLine:
    text = {slug: plain(cell) for slug, cell in cells.items()}
    said = text.get("nik", "")
    if isinstance(cells["nik"], int | float):
        return AnswerLine(line, "", shown(said), fault=_("NIK tersimpan sebagai angka. Ubah kolom menjadi Teks."))
    try:
        nik = parse_nik(said).value
    except IdentityError as fault:
        return AnswerLine(line, "", shown(said), fault=str(fault))
    status = _meant("statuses", text.get("status", ""))
    answer = _meant("decisions", text.get("decision", "")) or (
        "accepted" if status and "decision" not in cells else None
    )
    desil, reason = text.get("desil", ""), text.get("reason", "")
    reasons = {normal(label): slug for slug, label in _reason_words()}
    fault = (
        _("Keputusan tidak dikenali: %(words)s", words=text.get("decision", "") or "-") if not answer
        else _("Desil harus 1 sampai 10") if desil and desil not in map(str, range(1, 11))
        else _("Status tidak dikenali: %(words)s", words=text["status"]) if text.get("status") and not status
        else ""
    )  # fmt: skip
    known = reasons.get(normal(reason))
    note = "; ".join(filter(None, (reason if not known else "", text.get("note", ""))))[:300]
    return AnswerLine(
        line, nik, shown(nik), answer or "", int(desil) if desil.isdigit() else None, status, known, note, fault
    )


def _meant(table: str, words: str) -> str | None:
    wanted = normal(words)
    names = _told()[table].items()
    return next((slug for slug, listed in names if wanted and wanted in {normal(slug), *map(normal, listed)}), None)


def _reason_words() -> Iterator[tuple[str, str]]:
    for slug, each in codes.END_REASONS.items():
        yield slug, each.label_id
        yield slug, each.label_en

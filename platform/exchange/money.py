"""Money from a spreadsheet: which rows are entries, and what is wrong with the others, cell by cell."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from sustainability.queries.money import all_lines
from sustainability.schemas import FundingLineSchema
from sustainability.words import ITEMS, SOURCES
from web.workbooks import BadWorkbook, Row, opened, plain

MOST_ROWS = 1_000
"""More than ten years of every source and cost item."""
COLUMNS = {
    "year": (_l("Tahun anggaran"), ("tahun anggaran", "tahun", "fiscal year", "year")),
    "source": (_l("Sumber dana"), ("sumber dana", "sumber", "source of money", "source")),
    "item": (_l("Untuk biaya apa"), ("untuk biaya apa", "biaya", "untuk", "for which cost", "cost", "item")),
    "planned": (_l("Direncanakan, rupiah"), ("direncanakan, rupiah", "direncanakan", "planned, rupiah", "planned")),
    "committed": (_l("Pasti, rupiah"), ("pasti, rupiah", "pasti", "certain, rupiah", "certain", "committed")),
    "realised": (_l("Terpakai, rupiah"), ("terpakai, rupiah", "terpakai", "realisasi", "spent, rupiah", "spent")),
    "document": (_l("Dokumen anggaran"), ("dokumen anggaran", "dokumen", "budget document", "document")),
}
"""Column -> its heading, and how it may be headed."""
NEEDED = ("year", "source", "item")


@dataclass(frozen=True)
class Fault:
    """A cell that cannot be taken."""

    line: int
    column: str
    value: str
    reason: str


@dataclass
class Sheet:
    """What a file holds."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    """As FundingLineSchema loads them."""
    faults: list[Fault] = field(default_factory=list)
    bad: int = 0
    """Rows with at least one fault."""


def read_sheet(content: bytes) -> Sheet:
    """The first sheet. Raises BadWorkbook for a file that cannot be read or has no such columns."""
    book = opened(content)
    found, places, seen = Sheet(), None, {}
    for row in book.rows(book.sheets[0]):
        if not any(plain(cell) for cell in row.cells):
            continue
        if places is None:
            places = _places(row.cells)
        elif len(found.rows) + found.bad >= MOST_ROWS:
            words = _l("Paling banyak 1.000 baris. Bagi menjadi beberapa berkas.")
            raise BadWorkbook("too_many_rows", words)
        else:
            _take(found, row, places, seen)
    if not found.rows and not found.faults:
        raise BadWorkbook("empty", _l("Tidak ada baris dana di lembar pertama."))
    return found


def again(text: str) -> list[dict[str, Any]]:
    """The rows that the page carried along, checked once more. Raises ValueError."""
    carried = json.loads(text)
    if not isinstance(carried, list) or not 0 < len(carried) <= MOST_ROWS:
        raise ValueError("not what was sent out")
    try:
        return [_loaded(each) for each in carried]
    except (ValidationError, TypeError, AttributeError) as fault:
        raise ValueError("not what was sent out") from fault


def carried_along(rows: Sequence[Mapping[str, Any]]) -> str:
    """The rows as the page carries them to the decision."""
    return json.dumps([{name: value for name, value in row.items() if value is not None} for row in rows])


def sample() -> Iterator[list[str | int]]:
    """What is there now, under the headings: to fill in and bring back."""
    yield [str(heading) for heading, _names in COLUMNS.values()]
    for line in all_lines():
        yield [
            line.year,
            str(SOURCES[line.source]),
            str(ITEMS[line.item]),
            line.planned,
            line.committed,
            line.realised,
            line.document,
        ]


def _places(headings: Sequence[Any]) -> dict[str, int]:
    """Where each column stands."""
    said = [" ".join(plain(cell).lower().split()) for cell in headings]
    places = {
        name: place
        for name, (heading, known) in COLUMNS.items()
        for place, words in enumerate(said)
        if words in known or words == str(heading).lower()
    }
    missing = [str(COLUMNS[name][0]) for name in NEEDED if name not in places]
    if missing:
        message = _("Kolom ini tidak ditemukan di baris pertama: %(names)s.", names=", ".join(missing))
        raise BadWorkbook("columns", message)
    return places


def _take(found: Sheet, row: Row, places: Mapping[str, int], seen: dict[tuple[Any, ...], int]) -> None:
    typed = {name: plain(row.cell(place)) for name, place in places.items()}
    faults = [
        Fault(row.line, str(COLUMNS[name][0]), typed[name], str(reason))
        for name, place in places.items()
        if (reason := row.spoilt(place))
    ]
    if not faults:
        try:
            loaded = _loaded(_as_slugs(typed))
        except ValidationError as error:
            faults = [
                Fault(row.line, str(COLUMNS[name][0]), typed.get(name, ""), "; ".join(map(str, messages)))
                for name, messages in error.normalized_messages().items()
            ]
        else:
            key = (loaded["year"], loaded["source"], loaded["item"])
            if key not in seen:
                seen[key] = row.line
                found.rows.append(loaded)
                return
            again_at = _("Sama dengan baris %(line)s.", line=seen[key])
            faults = [Fault(row.line, str(COLUMNS["year"][0]), typed["year"], again_at)]
    found.faults.extend(faults)
    found.bad += 1


def _loaded(typed: Any) -> dict[str, Any]:
    return cast(dict[str, Any], FundingLineSchema().load(typed))


def _as_slugs(typed: Mapping[str, str]) -> dict[str, str]:
    """Sources and items may be written as slugs or as they read, in the reader's language."""
    words = {"source": SOURCES, "item": ITEMS}
    slugs = {name: {str(label).lower(): slug for slug, label in known.items()} for name, known in words.items()}
    return {name: slugs.get(name, {}).get(value.lower(), value) for name, value in typed.items() if value}

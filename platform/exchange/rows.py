"""From the cells of one row to clean facts about a person, or to what is wrong with which cell. Nothing is guessed."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from exchange.columns import Column, columns, normal, spoken
from exchange.workbooks import Row, plain
from registry.schemas import PersonSchema
from registry.schemas.variables import fields_of
from web.schemas import Rupiah

_SHORTENED = re.compile(r"\s*\d[.,]?\d*\s*[eE]\s*\+?\s*\d+\s*")
_LONG_NUMBER = re.compile(r"\d{9,}")
_NAMED_MONTH = re.compile(r"(\d{1,2})[ \-]+([a-z]+)[ \-]+(\d{4})", re.IGNORECASE)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan january", "februari feb february pebruari", "maret mar march", "april apr", "mei may",
         "juni jun june",
         "juli jul july", "agustus agu ags agt aug august", "september sep sept", "oktober okt oct october",
         "november nov nop nopember", "desember des dec december"), start=1)
    for name in names.split()
}  # fmt: skip
_PLACE_WORDS = re.compile(r"^(?:desa|kelurahan|kel|ds|kecamatan|kec|distrik)\b\s*")
MOST = 10**12
MOST_KNOWN = 5_000
_OWN = {"nik", "family_card", "name", "phone", "email"}
"""Different on every row: not worth remembering, and not to be kept in memory."""
SHOWN = 60
"""Letters of a cell that are repeated beside its fault."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell. `value` is as it stands there, numbers of people masked."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Village:
    """A village that rows may name."""

    code: str
    name: str
    district: str


class _Cell:
    """What is known of a column before its first cell is read, and what its cells said before."""

    def __init__(self, place: int, column: Column) -> None:
        self.place, self.column, self.slug = place, column, column.slug
        self.is_digits = column.is_digits
        self._repeats = column.variable is not None and column.variable.kind in ("choice", "flag", "date")
        self._said_before: dict[str, str] = {}

    def as_typed(self, text: str) -> str:
        """The text as a form would send it; what repeats from row to row is worked out once."""
        if not self._repeats:
            return text
        if text not in self._said_before:
            if len(self._said_before) > MOST_KNOWN:
                self._said_before.clear()
            self._said_before[text] = _as_typed(self.column, text)
        return self._said_before[text]


class RowReader:
    """Reads the rows of one list: `mapping` says which column lies at which place of a row."""

    def __init__(self, mapping: Mapping[int, str], villages: Iterable[Village], village_code: str | None) -> None:
        self._cells = [_Cell(place, columns()[slug]) for place, slug in mapping.items()]
        self._of_places = {slug for slug in mapping.values() if columns()[slug].level == "place"}
        self._found_before: dict[tuple[str, str], list[Village]] = {}
        self._codes: set[str] = set()
        self._by_name: dict[str, list[Village]] = {}
        for each in villages:
            self._codes.add(each.code)
            self._by_name.setdefault(_place_key(each.name), []).append(each)
        self._village_code = village_code
        self._schema = _schema_for(slug for slug in mapping.values())
        self._fields = self._schema.load_fields
        self._required = {name for name, each in self._fields.items() if each.required}
        self._empty = {name: each.load_default for name, each in self._fields.items() if not each.required}
        self._read_before: dict[str, dict[str, Any]] = {name: {} for name in self._fields}

    def read(self, row: Row) -> tuple[dict[str, Any] | None, list[Fault]]:
        """Clean facts by variable, or what is wrong with which cells."""
        typed: dict[str, str] = {}
        faults: dict[str, Fault] = {}
        spoilt = row.formulas or row.merged
        for each in self._cells:
            cell = row.cells[each.place] if each.place < len(row.cells) else ""
            if type(cell) is str and not spoilt and not each.is_digits:
                if text := cell.strip():
                    typed[each.slug] = each.as_typed(text)
                continue
            reason = _unfit(each.column, cell, each.place in row.formulas, each.place in row.merged)
            if reason:
                faults[each.slug] = Fault(each.slug, shown(cell), str(reason))
            elif cell not in ("", None) and (text := plain(cell)):
                typed[each.slug] = each.as_typed(text)
        sent, missing = self._placed(typed)
        if missing:
            faults.setdefault(missing.column, missing)
        facts, wrong = self._loaded(sent)
        for slug, reason in wrong.items():
            if slug not in faults and not (slug == "village_code" and missing):
                faults[slug] = Fault(slug, shown(typed.get(slug, "")), reason)
        if faults:
            return None, list(faults.values())
        return facts, []

    def _loaded(self, sent: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
        """As the schema loads it; what it refuses, by column."""
        try:
            facts = self._quickly(sent) or self._slowly(sent)
        except ValidationError as error:
            messages: Any = error.normalized_messages()
            return {}, {slug: "; ".join(map(str, words)) for slug, words in messages.items()}
        if facts["village_code"] not in self._codes:
            return {}, {"village_code": _("Desa ini bukan di daerah ini")}
        return facts, {}

    def _quickly(self, sent: dict[str, str]) -> dict[str, Any] | None:
        """The same by the schema's own fields and rules, without its frame: a third of the time. None when something
        is wrong. What repeats from row to row (villages, codes, days) is read once."""
        if not self._required <= sent.keys():
            return None
        with suppress(ValidationError):
            return self._by_field(sent)
        return None

    def _slowly(self, sent: dict[str, str]) -> dict[str, Any]:
        loaded: Any = self._schema.load(sent)
        return loaded

    def _by_field(self, sent: dict[str, str]) -> dict[str, Any]:
        facts = dict(self._empty)
        for slug, text in sent.items():
            if slug in _OWN:
                facts[slug] = self._fields[slug].deserialize(text)
                continue
            known = self._read_before[slug]
            if text not in known:
                if len(known) > MOST_KNOWN:
                    known.clear()
                known[text] = self._fields[slug].deserialize(text)
            facts[slug] = known[text]
        self._schema.fits_the_database(facts)
        self._schema.agrees_with_the_nik(facts)
        return self._schema.read_the_nik(facts)

    def _placed(self, typed: dict[str, str]) -> tuple[dict[str, str], Fault | None]:
        """The same with the village by its code and the neighbourhood as part of the address."""
        sent = {slug: value for slug, value in typed.items() if slug not in self._of_places}
        if near := typed.get("neighbourhood"):
            sent["address"] = ", ".join(filter(None, (typed.get("address"), _neighbourhood(near))))
        if self._village_code:
            return {**sent, "village_code": self._village_code}, None
        if "village_code" in sent or "village_name" not in typed:
            return sent, None
        found = self._named(typed["village_name"], typed.get("district_name", ""))
        if len(found) == 1:
            return {**sent, "village_code": found[0].code}, None
        reason = (
            _("Ada lebih dari satu desa bernama ini: isi juga kecamatannya")
            if found
            else _("Tidak ada di daftar desa dan kelurahan daerah ini")
        )
        return sent, Fault("village_name", shown(typed["village_name"]), reason)

    def _named(self, name: str, district: str) -> list[Village]:
        if (name, district) not in self._found_before:
            if len(self._found_before) > MOST_KNOWN:
                self._found_before.clear()
            within = _place_key(district)
            found = self._by_name.get(_place_key(name), [])
            fitting = [each for each in found if not within or _place_key(each.district) == within]
            self._found_before[name, district] = fitting
        return self._found_before[name, district]


def shown(cell: Any) -> str:
    """A cell as it may be repeated to the reader and kept: short, and no whole number of anybody."""
    text = _LONG_NUMBER.sub(lambda found: f"{found[0][:4]}••••{found[0][-2:]}", plain(cell))
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


_TOLD = {
    "merged": _l("Sel ini digabung dengan sel lain. Pisahkan, lalu isi setiap baris."),
    "formula": _l("Sel ini berisi rumus. Salin kolomnya, lalu tempel sebagai nilai."),
    "number": _l(
        "Excel menyimpan nomor ini sebagai angka sehingga angka terakhirnya hilang. "
        "Ubah kolom menjadi Teks, lalu isi lagi dari sumbernya."
    ),
    "date_number": _l("Ini angka, bukan tanggal. Tulis seperti 04/04/1972."),
    "became_date": _l("Excel mengubah isi sel ini menjadi tanggal. Ubah kolom menjadi Teks, lalu tulis lagi."),
}  # fmt: skip


def _unfit(column: Column, cell: Any, is_formula: bool, is_merged: bool) -> Any:
    """What a spreadsheet program has done to a cell, in words; nothing when it is as somebody typed it."""
    kind = column.variable.kind if column.variable else "text"
    if is_merged:
        return _TOLD["merged"]
    if is_formula:
        return _TOLD["formula"]
    if column.is_digits and (isinstance(cell, int | float) or (isinstance(cell, str) and _SHORTENED.fullmatch(cell))):
        return _TOLD["number"]
    if kind == "date" and isinstance(cell, int | float):
        return _TOLD["date_number"]
    if kind != "date" and isinstance(cell, datetime | date):
        return _TOLD["became_date"]
    return None


def _as_typed(column: Column, text: str) -> str:
    kind = column.variable.kind if column.variable else "text"
    if kind in ("choice", "flag"):
        return spoken(column.slug).get(normal(text), text)
    if kind == "date" and (found := _NAMED_MONTH.fullmatch(text)) and (month := _MONTHS.get(found[2].lower())):
        return f"{found[1]}/{month}/{found[3]}"
    return text


def _neighbourhood(text: str) -> str:
    """RT/RW as it is read aloud; a hamlet by its name."""
    return f"RT/RW {text}" if text.replace("/", "").replace(" ", "").isdigit() else text


def _place_key(name: str) -> str:
    return _PLACE_WORDS.sub("", normal(name)).replace(" ", "")


def _schema_for(slugs: Iterable[str]) -> PersonSchema:
    """What a form about a person asks, with the other variables that this list has columns for."""
    more: dict[str, Any] = fields_of(
        slug for slug in slugs if columns()[slug].variable is not None and slug not in PersonSchema._declared_fields
    )
    more["amount"] = Rupiah(min=0, max=MOST, label=_l("Besar bantuan"))
    return type("RowSchema", (PersonSchema,), more)()

"""From the cells of one row to clean facts about a person, or to what is wrong with which cell. Nothing is guessed."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError

from exchange.columns import Column, columns, normal, spoken
from registry.schemas import PersonSchema
from registry.schemas.variables import fields_of
from web.schemas import Rupiah
from web.workbooks import Row, plain

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
"""Different on every row or card: only the last is remembered, and none is kept in memory."""
_ADDRESS = ("address", "neighbourhood")
_VILLAGE = ("village_code", "village_name", "district_name")
_TOGETHER = {*_ADDRESS, *_VILLAGE}
"""Columns of which several tell one thing: where somebody lives."""
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


_NOTHING = object()
"""A cell in which nothing stands."""


class _Column:
    """A column of the list, and what its cells came to: villages, codes and days repeat from row to row."""

    def __init__(self, place: int, column: Column, schema: PersonSchema) -> None:
        self.place, self.column, self.slug = place, column, column.slug
        self._schema = schema
        self._most = 1 if column.slug in _OWN else MOST_KNOWN
        self._known: dict[Any, Any] = {}

    def as_typed(self, text: str) -> str:
        """The text as a form would send it."""
        return _as_typed(self.column, text)

    def value(self, cell: Any) -> Any:
        """What the schema makes of a cell that is not spoilt; _NOTHING for an empty one. ValidationError: refused."""
        key = cell if type(cell) is str else (type(cell), cell)
        known = self._known
        if key not in known:
            if len(known) >= self._most:
                known.clear()
            known[key] = self._value(cell)
        return known[key]

    def _value(self, cell: Any) -> Any:
        if reason := _unfit(self.column, cell):
            raise ValidationError(str(reason))
        if not (text := plain(cell)):
            return _NOTHING
        value = self._schema.load_fields[self.slug].deserialize(_as_typed(self.column, text))
        if (type(value) is str and not value.isprintable()) or type(value) is int:
            self._schema.fits_the_database({self.slug: value})
        return value


@dataclass(frozen=True)
class _Several:
    """Columns that tell one thing together, how, and what they came to so far."""

    columns: Sequence[_Column]
    tell: Callable[[Mapping[str, str]], tuple[dict[str, str], Fault | None]]
    known: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)


class RowReader:
    """Reads the rows of one list: `mapping` says which column lies at which place of a row."""

    def __init__(self, mapping: Mapping[int, str], villages: Iterable[Village], village_code: str | None) -> None:
        self._schema = _schema_for(mapping.values())
        known = self._schema.load_fields
        self._columns = [_Column(place, columns()[slug], self._schema) for place, slug in mapping.items()]
        self._alone = [each for each in self._columns if each.slug not in _TOGETHER]
        self._together = [
            _Several([each for each in self._columns if each.slug in slugs], tell)
            for slugs, tell in ((_ADDRESS, self._address), (_VILLAGE, self._village))
        ]
        self._codes: set[str] = set()
        self._by_name: dict[str, list[Village]] = {}
        for each in villages:
            self._codes.add(each.code)
            self._by_name.setdefault(_place_key(each.name), []).append(each)
        self._village_code = village_code
        self._required = {name for name, each in known.items() if each.required}
        self._empty = {name: each.load_default for name, each in known.items() if not each.required}
        self._width = max(mapping, default=-1) + 1

    def read(self, row: Row) -> tuple[dict[str, Any] | None, list[Fault]]:
        """Clean facts by variable, or what is wrong with which cells."""
        if not row.formulas and not row.merged and len(row.cells) >= self._width:
            with suppress(ValidationError):
                if facts := self._quickly(row.cells):
                    return facts, []
        return self._slowly(row)

    def nik(self, row: Row) -> str | None:
        """The NIK of a row, where it can be read, whatever is wrong with the rest."""
        for each in self._columns:
            if each.slug == "nik" and not row.spoilt(each.place):
                with suppress(ValidationError):
                    value = each.value(row.cell(each.place))
                    return None if value is _NOTHING else value
        return None

    def _quickly(self, cells: Sequence[Any]) -> dict[str, Any] | None:
        """The same by the schema's own fields and rules, without its frame: a quarter of the time. None, or
        ValidationError, when something is wrong or missing."""
        facts = self._empty.copy()
        for each in self._alone:
            if (value := each.value(cells[each.place])) is not _NOTHING:
                facts[each.slug] = value
        for several in self._together:
            facts |= self._told_by(several, cells)
        if not self._required <= facts.keys() or facts["village_code"] not in self._codes:
            return None
        self._schema.agrees_with_the_nik(facts)
        return self._schema.read_the_nik(facts)

    def _told_by(self, several: "_Several", cells: Sequence[Any]) -> dict[str, Any]:
        """What those columns tell together, worked out once where they repeat."""
        cells = [cells[each.place] for each in several.columns]
        key = tuple([cell if type(cell) is str else (type(cell), cell) for cell in cells])
        if key not in several.known:
            if len(several.known) > MOST_KNOWN:
                several.known.clear()
            several.known[key] = self._told_anew(several, cells)
        return several.known[key]

    def _told_anew(self, several: "_Several", cells: Sequence[Any]) -> dict[str, Any]:
        typed: dict[str, str] = {}
        for each, cell in zip(several.columns, cells, strict=True):
            if reason := _unfit(each.column, cell):
                raise ValidationError(str(reason))
            if text := plain(cell):
                typed[each.slug] = text
        sent, missing = several.tell(typed)
        if missing:
            raise ValidationError(missing.reason)
        told = {slug: self._schema.load_fields[slug].deserialize(text) for slug, text in sent.items()}
        self._schema.fits_the_database(told)
        return told

    def _slowly(self, row: Row) -> tuple[dict[str, Any] | None, list[Fault]]:
        """Through the whole schema, with words for every cell that is refused."""
        typed: dict[str, str] = {}
        faults: dict[str, Fault] = {}
        for each in self._columns:
            cell = row.cell(each.place)
            if reason := row.spoilt(each.place) or _unfit(each.column, cell):
                faults[each.slug] = Fault(each.slug, shown(cell), str(reason))
            elif text := plain(cell):
                typed[each.slug] = each.as_typed(text)
        village, missing = self._village(typed)
        if missing:
            faults.setdefault(missing.column, missing)
        plainly = {slug: text for slug, text in typed.items() if slug not in _TOGETHER}
        sent = {**plainly, **self._address(typed)[0], **village}
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
            facts: Any = self._schema.load(sent)
        except ValidationError as error:
            messages: Any = error.normalized_messages()
            return {}, {slug: _in_one_line(words) for slug, words in messages.items()}
        if facts["village_code"] not in self._codes:
            return {}, {"village_code": _("Desa ini bukan di daerah ini")}
        return facts, {}

    def _address(self, typed: Mapping[str, str]) -> tuple[dict[str, str], Fault | None]:
        """The address with the neighbourhood as a part of it."""
        told = typed.get("address"), _neighbourhood(typed.get("neighbourhood", ""))
        address = ", ".join(filter(None, told))
        return {"address": address} if address else {}, None

    def _village(self, typed: Mapping[str, str]) -> tuple[dict[str, str], Fault | None]:
        """The village by its code, or what is wrong with its name."""
        if self._village_code:
            return {"village_code": self._village_code}, None
        if "village_code" in typed:
            return {"village_code": typed["village_code"]}, None
        if "village_name" not in typed:
            return {}, None
        found = self._named(typed["village_name"], typed.get("district_name", ""))
        if len(found) == 1:
            return {"village_code": found[0].code}, None
        reason = (
            _("Ada lebih dari satu desa bernama ini: isi juga kecamatannya")
            if found
            else _("Tidak ada di daftar desa dan kelurahan daerah ini")
        )
        return {}, Fault("village_name", shown(typed["village_name"]), reason)

    def _named(self, name: str, district: str) -> list[Village]:
        within = _place_key(district)
        found = self._by_name.get(_place_key(name), [])
        return [each for each in found if not within or _place_key(each.district) == within]


def _in_one_line(words: Any) -> str:
    """A schema gives one message as it is, or several in a list."""
    return "; ".join(map(str, words)) if isinstance(words, list) else str(words)


def shown(cell: Any) -> str:
    """A cell as it may be repeated to the reader and kept: short, and no whole number of anybody."""
    text = _LONG_NUMBER.sub(lambda found: f"{found[0][:4]}••••{found[0][-2:]}", plain(cell))
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


_TOLD = {
    "number": _l(
        "Excel menyimpan nomor ini sebagai angka sehingga angka terakhirnya hilang. "
        "Ubah kolom menjadi Teks, lalu isi lagi dari sumbernya."
    ),
    "date_number": _l("Ini angka, bukan tanggal. Tulis seperti 04/04/1972."),
    "became_date": _l("Excel mengubah isi sel ini menjadi tanggal. Ubah kolom menjadi Teks, lalu tulis lagi."),
}  # fmt: skip


def _unfit(column: Column, cell: Any) -> Any:
    """What a spreadsheet program has made of a cell, in words; nothing when it is as somebody typed it."""
    if type(cell) is str and (not column.is_digits or cell.isdigit()):
        return None
    kind = column.variable.kind if column.variable else "text"
    if column.is_digits and (isinstance(cell, int | float) or (isinstance(cell, str) and _SHORTENED.fullmatch(cell))):
        return _TOLD["number"]
    if kind == "date" and isinstance(cell, int | float):
        return _TOLD["date_number"]
    if kind != "date" and isinstance(cell, datetime | date):
        return _TOLD["became_date"]
    return None


def _as_typed(column: Column, text: str) -> str:
    if column.slug in _OWN:
        return text
    kind = column.variable.kind if column.variable else "text"
    if kind in ("choice", "flag"):
        return spoken(column.slug).get(normal(text), text)
    if kind == "date" and (found := _NAMED_MONTH.fullmatch(text)) and (month := _MONTHS.get(found[2].lower())):
        return f"{found[1]}/{month}/{found[3]}"
    return text


def _neighbourhood(text: str) -> str:
    """RT/RW as it is read aloud; a hamlet by its name."""
    if not text:
        return ""
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

"""Reading the code lists, and refusing to start on a broken one."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypedDict, TypeVar

from reference.codes.tables import (
    AgencyKind,
    CaseType,
    Code,
    LetterField,
    LetterType,
    Need,
    Numbering,
    Patience,
    Programme,
    Variable,
)
from reference.templates import BrokenTemplate, fields_in, unknown_fields

T = TypeVar("T", bound=Code)

LEVELS = ("person", "household")
VARIABLE_KINDS = ("choice", "number", "decimal", "flag", "date", "text", "secret")
REGISTRY_LISTS = (
    "sexes", "relations", "marital_statuses", "schooling", "school_levels", "occupations", "work_sectors", "turnovers",
    "difficulties", "illnesses", "supports", "registry_statuses", "presences", "nik_states", "sources", "siks_answers",
    "standings", "end_reasons",
)  # fmt: skip


class BrokenCodes(ValueError):
    """A code list that cannot be used. The message names file, entry and fault."""


@dataclass(frozen=True)
class Tables:
    """Every code list, each by slug (or by official code where the code is what is stored)."""

    sectors: Mapping[str, Code]
    kinds: Mapping[str, Code]
    groups: Mapping[str, Code]
    channels: Mapping[str, Code]
    reject_reasons: Mapping[str, Code]
    patience: Patience
    documents: Mapping[str, Code]
    case_types: Mapping[str, CaseType]
    agency_kinds: Mapping[str, AgencyKind]
    programmes: Mapping[str, Programme]
    sexes: Mapping[str, Code]
    relations: Mapping[str, Code]
    marital_statuses: Mapping[str, Code]
    schooling: Mapping[str, Code]
    registry_statuses: Mapping[str, Code]
    presences: Mapping[str, Code]
    nik_states: Mapping[str, Code]
    sources: Mapping[str, Code]
    siks_answers: Mapping[str, Code]
    standings: Mapping[str, Code]
    end_reasons: Mapping[str, Code]
    needs: Mapping[str, Need]
    blocks: Mapping[str, Code]
    variable_groups: Mapping[str, Code]
    variables: Mapping[str, Variable]
    housing: Mapping[str, Mapping[str, Code]]
    ppks: Mapping[str, Code]
    psks: Mapping[str, Code]
    letter_fields: Mapping[str, LetterField]
    letter_types: Mapping[str, LetterType]
    numbering: Numbering


class _Labels(TypedDict):
    label_id: str
    label_en: str


class _Entry:
    """One TOML entry being read: every key is taken once, checked, and none may be left over."""

    def __init__(self, where: str, raw: Any) -> None:
        self.where = where
        if not isinstance(raw, dict):
            self.fail("must be a table")
        self.raw: dict[str, Any] = dict(raw)

    def fail(self, fault: str) -> NoReturn:
        raise BrokenCodes(f"{self.where}: {fault}")

    def text(self, key: str, default: str | None = None) -> str:
        value = self.raw.pop(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.fail(f"{key} must be text")
        return value

    def optional(self, key: str) -> str | None:
        return self.text(key) if key in self.raw else None

    def days(self, key: str) -> int:
        value = self.raw.pop(key, None)
        if type(value) is not int or value < 1:
            self.fail(f"{key} must be a whole number, 1 or more, not {value!r}")
        return value

    def flag(self, key: str) -> bool:
        value = self.raw.pop(key, False)
        if not isinstance(value, bool):
            self.fail(f"{key} must be true or false, not {value!r}")
        return value

    def bound(self, key: str) -> float | None:
        value = self.raw.pop(key, None)
        if value is not None and type(value) not in (int, float):
            self.fail(f"{key} must be a number, not {value!r}")
        return value

    def conditions(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """Lists of values by the name of another entry."""
        raw = self.raw.pop(key, {})
        if not isinstance(raw, dict) or not all(isinstance(values, list) and values for values in raw.values()):
            self.fail(f"{key} must name other entries, each with a list of values")
        return MappingProxyType({name: tuple(map(str, values)) for name, values in raw.items()})

    def one_of(self, key: str, known: Collection[str]) -> str:
        return self._known(key, self.text(key), known)

    def some_of(self, key: str, known: Collection[str], at_least: int = 1) -> tuple[str, ...]:
        values = self.raw.pop(key, [])
        if not isinstance(values, list) or len(values) < at_least or len(set(map(str, values))) < len(values):
            self.fail(f"{key} must be a list of {at_least} or more, without repeats")
        return tuple(self._known(key, value, known) for value in values)

    def labels(self) -> _Labels:
        """The two labels; `label` is a table with id and en."""
        raw = self.raw.pop("label", None)
        label = raw if isinstance(raw, dict) else {}
        for language in ("id", "en"):
            if not isinstance(label.get(language), str) or not label[language].strip():
                self.fail(f"label in {language} is missing")
        return {"label_id": label["id"], "label_en": label["en"]}

    def done(self) -> None:
        if self.raw:
            self.fail(f"unknown key {', '.join(sorted(self.raw))}")

    def _known(self, key: str, value: Any, known: Collection[str]) -> str:
        if value not in known:
            self.fail(f"{key} {value!r} is unknown; known are {', '.join(known)}")
        return str(value)


def load(folder: Path) -> Tables:
    """Read all lists of a folder. Raises BrokenCodes."""
    base = _read(folder / "base.toml")
    sectors, kinds, groups, channels = (_plain(*base(name)) for name in ("sectors", "kinds", "groups", "channels"))
    agencies = _read(folder / "agencies.toml")
    agency_kinds = _table(*agencies("agency_kinds"), lambda slug, entry: _agency_kind(slug, entry, sectors))
    types = _read(folder / "case_types.toml")
    documents = _plain(*types("documents"))

    def case_type(slug: str, entry: _Entry) -> CaseType:
        return CaseType(
            slug=slug,
            **entry.labels(),
            group=entry.one_of("group", groups),
            sector=entry.one_of("sector", sectors),
            kinds=entry.some_of("kinds", kinds),
            working_days=entry.days("working_days"),
            source=entry.text("source"),
            confidential=entry.flag("confidential"),
            emergency_hours=entry.days("emergency_hours") if "emergency_hours" in entry.raw else None,
            documents=tuple(documents[each] for each in entry.some_of("documents", documents, at_least=0)),
            agency=entry.one_of("agency", agency_kinds) if "agency" in entry.raw else None,
            signers=(),  # who signs is for a site to say
        )

    type_table = _table(*types("case_types"), case_type)
    programmes = _read(folder / "programmes.toml")
    owners = _plain(*programmes("owners"))
    programme_table = _table(*programmes("programmes"), lambda slug, entry: _programme(slug, entry, owners))
    needs = _read(folder / "needs.toml")
    registry = _read(folder / "registry.toml")
    housing_where, housing = registry("housing")
    lists = {name: _plain(*registry(name)) for name in REGISTRY_LISTS} | {
        f"housing.{name}": _plain(f"{housing_where}.{name}", rows) for name, rows in housing.items()
    }
    variables = _read(folder / "variables.toml")
    blocks, variable_groups = _plain(*variables("blocks")), _plain(*variables("groups"))
    welfare = _read(folder / "welfare.toml")
    letters = _read(folder / "letters.toml")
    letter_fields, numbering = _letter_fields(*letters("fields")), _numbering(*letters("numbering"))
    return Tables(
        sectors=sectors,
        kinds=kinds,
        groups=groups,
        channels=channels,
        reject_reasons=_plain(*base("reject_reasons")),
        patience=_patience(*base("patience")),
        documents=documents,
        case_types=type_table,
        agency_kinds=agency_kinds,
        programmes=programme_table,
        sexes=lists["sexes"],
        relations=lists["relations"],
        marital_statuses=lists["marital_statuses"],
        schooling=lists["schooling"],
        registry_statuses=lists["registry_statuses"],
        presences=lists["presences"],
        nik_states=lists["nik_states"],
        sources=lists["sources"],
        siks_answers=lists["siks_answers"],
        standings=lists["standings"],
        end_reasons=lists["end_reasons"],
        needs=_table(
            *needs("needs"), lambda slug, entry: _need(slug, entry, sectors, programme_table, agency_kinds, type_table)
        ),
        blocks=blocks,
        variable_groups=variable_groups,
        variables=_table(
            *variables("variables"), lambda slug, entry: _variable(slug, entry, blocks, variable_groups, lists)
        ),
        housing=MappingProxyType({name: lists[f"housing.{name}"] for name in housing}),
        ppks=_plain(*welfare("ppks")),
        psks=_plain(*welfare("psks")),
        letter_fields=letter_fields,
        letter_types=_table(
            *letters("letter_types"),
            lambda slug, entry: _letter_type(slug, entry, letter_fields, numbering.classification),
        ),
        numbering=numbering,
    )


def _read(file: Path) -> Callable[[str], tuple[str, dict[str, Any]]]:
    """A function from the name of a list in this file to where it stands and what is in it."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BrokenCodes(f"{file.name}: {error}") from error

    def listed(name: str) -> tuple[str, dict[str, Any]]:
        rows = content.get(name)
        if not isinstance(rows, dict) or not rows:
            raise BrokenCodes(f"{file.name}: the list {name} is missing")
        return f"{file.name}: {name}", rows

    return listed


def _table(where: str, rows: Mapping[str, Any], make: Callable[[str, _Entry], T]) -> Mapping[str, T]:
    table: dict[str, T] = {}
    for slug, raw in rows.items():
        entry = _Entry(f"{where}.{slug}", raw)
        table[slug] = make(slug, entry)
        entry.done()
    return MappingProxyType(table)


def _plain(where: str, rows: Mapping[str, Any]) -> Mapping[str, Code]:
    """A list of labels: { id, en }, at times { official, confidential }. A numbered list is its own official code."""
    table: dict[str, Code] = {}
    for slug, raw in rows.items():
        entry = _Entry(f"{where}.{slug}", raw)
        entry.raw = {"label": {key: entry.raw.pop(key, "") for key in ("id", "en")}, **entry.raw}
        official = entry.optional("official") or (slug if slug.isdigit() else None)
        table[slug] = Code(slug=slug, **entry.labels(), official=official, confidential=entry.flag("confidential"))
        entry.done()
    return MappingProxyType(table)


def _agency_kind(slug: str, entry: _Entry, sectors: Collection[str]) -> AgencyKind:
    services = entry.raw.pop("services", {})
    return AgencyKind(
        slug=slug,
        **entry.labels(),
        sectors=entry.some_of("sectors", sectors),
        services=tuple(_plain(f"{entry.where}.services", services).values()),
        answer_days=entry.days("answer_days"),
    )


def _patience(where: str, raw: dict[str, Any]) -> Patience:
    entry = _Entry(where, raw)
    patience = Patience(**{name: entry.days(name) for name in Patience.__dataclass_fields__})
    entry.done()
    return patience


def _programme(slug: str, entry: _Entry, owners: Mapping[str, Code]) -> Programme:
    return Programme(
        slug=slug,
        **entry.labels(),
        official=entry.text("official"),
        owner=owners[entry.one_of("owner", owners)],
        regulation=entry.text("regulation", default=""),
        unit=entry.one_of("unit", LEVELS),
    )


def _need(
    slug: str,
    entry: _Entry,
    sectors: Collection[str],
    programmes: Collection[str],
    agencies: Collection[str],
    case_types: Collection[str],
) -> Need:
    return Need(
        slug=slug,
        **entry.labels(),
        official=entry.text("official"),
        sector=entry.one_of("sector", sectors),
        programmes=entry.some_of("programmes", programmes, at_least=0),
        agency=entry.one_of("agency", agencies),
        case_types=entry.some_of("case_types", case_types, at_least=0),
    )


def _variable(
    slug: str,
    entry: _Entry,
    blocks: Collection[str],
    groups: Collection[str],
    lists: Mapping[str, Mapping[str, Code]],
) -> Variable:
    kind = entry.one_of("kind", VARIABLE_KINDS)
    if (kind == "choice") != ("codes" in entry.raw):
        entry.fail("codes belong to kind choice, and to it alone")
    return Variable(
        slug=slug,
        **entry.labels(),
        official=entry.optional("official"),
        level=entry.one_of("level", LEVELS),
        kind=kind,
        block=entry.one_of("block", blocks),
        group=entry.one_of("group", groups),
        codes=lists[entry.one_of("codes", lists)] if kind == "choice" else None,
        needed=entry.flag("needed"),
        needed_if=entry.conditions("needed_if"),
        min=entry.bound("min"),
        max=entry.bound("max"),
        unit=entry.text("unit", default=""),
    )


def _letter_fields(where: str, groups: Mapping[str, Any]) -> Mapping[str, LetterField]:
    found: dict[str, LetterField] = {}
    for group, rows in groups.items():
        for slug, raw in rows.items():
            entry = _Entry(f"{where}.{group}.{slug}", raw)
            entry.raw["label"] = {key: entry.raw.pop(key, "") for key in ("id", "en")}
            if slug in found:
                entry.fail("stands in two groups")
            found[slug] = LetterField(slug=slug, **entry.labels(), group=group, example=entry.text("example"))
            entry.done()
    return MappingProxyType(found)


def _numbering(where: str, raw: dict[str, Any]) -> Numbering:
    entry = _Entry(where, raw)
    numbering = Numbering(pattern=entry.text("pattern"), classification=entry.text("classification"))
    entry.done()
    return numbering


def _letter_type(slug: str, entry: _Entry, fields: Mapping[str, LetterField], classification: str) -> LetterType:
    """One kind of letter, whose texts say nothing unknown and all that is required."""
    groups = entry.some_of("groups", {field.group for field in fields.values()})
    usable = tuple(name for name, field in fields.items() if field.group in groups)
    letter_type = LetterType(
        slug=slug,
        **entry.labels(),
        title=entry.text("title"),
        addressee=entry.text("addressee", default=""),
        opening=entry.text("opening").strip(),
        rows=entry.some_of("rows", usable, at_least=0),
        closing=entry.text("closing").strip(),
        classification=entry.text("classification", default=classification),
        valid_days=entry.days("valid_days") if "valid_days" in entry.raw else None,
        signers=tuple(map(str, entry.raw.pop("signers", []))),
        countersign=entry.text("countersign", default=""),
        countersign_name=entry.text("countersign_name", default=""),
        fields=usable,
        requires=entry.some_of("requires", usable),
    )
    try:
        unknown = [name for template in letter_type.texts for name in unknown_fields(template, usable)]
    except BrokenTemplate:
        entry.fail("a brace opens or closes nothing")
    if unknown:
        entry.fail(f"field {unknown[0]} is unknown; known are {', '.join(usable)}")
    used = {*letter_type.rows, *(name for template in letter_type.texts for name in fields_in(template))}
    if missing := [name for name in letter_type.requires if name not in used]:
        entry.fail(f"field {missing[0]} is required and stands nowhere")
    if not letter_type.signers:
        entry.fail("signers must name a role")
    return letter_type

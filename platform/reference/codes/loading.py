"""Reading the code lists, and refusing to start on a broken one."""

import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from reference.codes.tables import AgencyKind, CaseType, Code, Programme

T = TypeVar("T", bound=Code)


class BrokenCodes(ValueError):
    """A code list that cannot be used. The message names file, entry and fault."""


@dataclass(frozen=True)
class Tables:
    """Every code list, each by slug (or by official code where the code is what is stored)."""

    sectors: Mapping[str, Code]
    kinds: Mapping[str, Code]
    groups: Mapping[str, Code]
    channels: Mapping[str, Code]
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
    housing: Mapping[str, Mapping[str, Code]]
    ppks: Mapping[str, Code]
    psks: Mapping[str, Code]


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

    def one_of(self, key: str, known: Collection[str]) -> str:
        return self._known(key, self.text(key), known)

    def some_of(self, key: str, known: Collection[str], at_least: int = 1) -> tuple[str, ...]:
        values = self.raw.pop(key, [])
        if not isinstance(values, list) or len(values) < at_least or len(set(map(str, values))) < len(values):
            self.fail(f"{key} must be a list of {at_least} or more, without repeats")
        return tuple(self._known(key, value, known) for value in values)

    def labels(self) -> dict[str, str]:
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
            emergency_hours=entry.days("emergency_hours") if "emergency_hours" in entry.raw else None,
            documents=tuple(documents[each] for each in entry.some_of("documents", documents, at_least=0)),
            agency=entry.one_of("agency", agency_kinds) if "agency" in entry.raw else None,
        )

    programmes = _read(folder / "programmes.toml")
    owners = _plain(*programmes("owners"))
    registry = _read(folder / "registry.toml")
    housing_where, housing = registry("housing")
    welfare = _read(folder / "welfare.toml")
    return Tables(
        sectors=sectors,
        kinds=kinds,
        groups=groups,
        channels=channels,
        documents=documents,
        case_types=_table(*types("case_types"), case_type),
        agency_kinds=agency_kinds,
        programmes=_table(*programmes("programmes"), lambda slug, entry: _programme(slug, entry, owners)),
        sexes=_plain(*registry("sexes")),
        relations=_plain(*registry("relations")),
        marital_statuses=_plain(*registry("marital_statuses")),
        schooling=_plain(*registry("schooling")),
        registry_statuses=_plain(*registry("registry_statuses")),
        presences=_plain(*registry("presences")),
        housing=MappingProxyType({name: _plain(f"{housing_where}.{name}", rows) for name, rows in housing.items()}),
        ppks=_plain(*welfare("ppks")),
        psks=_plain(*welfare("psks")),
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
    """A list of nothing but labels: { id, en } or { id, en, official }. A numbered list is its own official code."""
    table: dict[str, Code] = {}
    for slug, raw in rows.items():
        entry = _Entry(f"{where}.{slug}", raw)
        entry.raw = {"label": {key: entry.raw.pop(key, "") for key in ("id", "en")}, **entry.raw}
        official = entry.optional("official") or (slug if slug.isdigit() else None)
        table[slug] = Code(slug=slug, **entry.labels(), official=official)
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


def _programme(slug: str, entry: _Entry, owners: Mapping[str, Code]) -> Programme:
    return Programme(
        slug=slug,
        **entry.labels(),
        official=entry.text("official"),
        owner=owners[entry.one_of("owner", owners)],
        regulation=entry.text("regulation", default=""),
    )

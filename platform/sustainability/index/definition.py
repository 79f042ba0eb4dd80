"""Dimensions, weights, gates and levels of a version of the index, read from its file and refused when broken."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from reference.codes.tables import in_english

FOLDER = Path(__file__).parent
KINDS = ("steps", "flag", "share", "count", "self")
GRADES = ("growing", "developing", "independent")


class BrokenIndex(ValueError):
    """A version that cannot be used. The message names the entry and the fault."""


@dataclass(frozen=True)
class Named:
    """Something with a label in both languages."""

    slug: str
    label_id: str
    label_en: str

    @property
    def label(self) -> str:
        """In the reader's language."""
        return self.label_en if in_english() else self.label_id


@dataclass(frozen=True)
class Indicator(Named):
    """One figure of a dimension."""

    weight: int
    kind: str
    opens: str
    """The page that shows what it was made from."""
    full: int = 100
    """From where on it is worth everything: percent of a share, a count."""
    steps: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Dimension(Named):
    """A group of indicators."""

    weight: int
    indicators: Mapping[str, Indicator]


@dataclass(frozen=True)
class Gate(Named):
    """What a level asks for besides points. `at_least` is a step, true, or points of 100."""

    at_least: str | int | bool


@dataclass(frozen=True)
class Level(Named):
    """A level, from how many points, through which gates."""

    points_from: int
    gates: tuple[Gate, ...]


@dataclass(frozen=True)
class Definition:
    """A version of the index."""

    version: str
    valid_from: date
    dimensions: Mapping[str, Dimension]
    levels: tuple[Level, ...]
    """The lowest first."""

    def indicator(self, slug: str) -> Indicator:
        """One indicator, whatever its dimension."""
        return next(each.indicators[slug] for each in self.dimensions.values() if slug in each.indicators)


def load(raw: Mapping[str, Any]) -> Definition:
    """A version out of what its file says. Raises BrokenIndex."""
    dimensions = {slug: _dimension(slug, each) for slug, each in raw["dimensions"].items()}
    _sums_to_100("dimensions", [each.weight for each in dimensions.values()])
    slugs = [slug for each in dimensions.values() for slug in each.indicators]
    if len(set(slugs)) < len(slugs):
        raise BrokenIndex("an indicator stands in two dimensions")
    if tuple(raw["levels"]) != GRADES:
        raise BrokenIndex(f"levels must be {', '.join(GRADES)}, in this order")
    levels = tuple(_level(slug, each) for slug, each in raw["levels"].items())
    if [each.points_from for each in levels] != sorted({0, *(each.points_from for each in levels)}):
        raise BrokenIndex("levels must begin at 0 and rise")
    definition = Definition(raw["version"], raw["valid_from"], dimensions, levels)
    for level in levels:
        for gate in level.gates:
            _check_gate(definition, level, gate)
    return definition


def _dimension(slug: str, raw: Mapping[str, Any]) -> Dimension:
    indicators = {name: _indicator(f"{slug}.{name}", name, each) for name, each in raw["indicators"].items()}
    _sums_to_100(slug, [each.weight for each in indicators.values()])
    return Dimension(*_named(slug, raw), weight=raw["weight"], indicators=indicators)


def _indicator(where: str, slug: str, raw: Mapping[str, Any]) -> Indicator:
    if raw["kind"] not in KINDS:
        raise BrokenIndex(f"{where}: kind {raw['kind']!r} is none of {', '.join(KINDS)}")
    steps = raw.get("steps")
    if (steps is not None) != (raw["kind"] == "steps"):
        raise BrokenIndex(f"{where}: steps belong to the kind steps")
    if steps is not None and not all(0 <= points <= 100 for points in steps.values()):
        raise BrokenIndex(f"{where}: steps are worth 0 to 100")
    full = raw.get("full", 100)
    if not isinstance(full, int) or full < 1:
        raise BrokenIndex(f"{where}: full must be 1 or more")
    return Indicator(
        *_named(slug, raw), weight=raw["weight"], kind=raw["kind"], opens=raw["opens"], full=full, steps=steps
    )


def _level(slug: str, raw: Mapping[str, Any]) -> Level:
    gates = tuple(Gate(*_named(each["indicator"], each), at_least=each["at_least"]) for each in raw.get("gates", ()))
    return Level(*_named(slug, raw), points_from=raw["from"], gates=gates)


def _check_gate(definition: Definition, level: Level, gate: Gate) -> None:
    try:
        indicator = definition.indicator(gate.slug)
    except StopIteration:
        raise BrokenIndex(f"{level.slug}: the gate {gate.slug} is no indicator") from None
    if indicator.kind == "steps" and gate.at_least not in (indicator.steps or {}):
        raise BrokenIndex(f"{level.slug}: {gate.at_least!r} is no step of {gate.slug}")


def _named(slug: str, raw: Mapping[str, Any]) -> tuple[str, str, str]:
    label = raw.get("label", {})
    if not (label.get("id") and label.get("en")):
        raise BrokenIndex(f"{slug}: a label is missing")
    return slug, label["id"], label["en"]


def _sums_to_100(where: str, weights: list[int]) -> None:
    if any(type(weight) is not int or weight < 1 for weight in weights):
        raise BrokenIndex(f"{where}: weights must be whole numbers, 1 or more")
    if sum(weights) != 100:
        raise BrokenIndex(f"{where}: weights sum to {sum(weights)}, not to 100")


def _read_all() -> dict[str, Definition]:
    found = [load(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("v*.toml"))]
    return {each.version: each for each in sorted(found, key=lambda each: each.valid_from)}


VERSIONS: Mapping[str, Definition] = _read_all()
"""Every version there has been, the newest last. None is ever changed: old scores are recomputed with theirs."""


def in_force(day: date) -> Definition:
    """The newest version that is valid on that day; before the first, the first."""
    valid = [each for each in VERSIONS.values() if each.valid_from <= day]
    return valid[-1] if valid else next(iter(VERSIONS.values()))

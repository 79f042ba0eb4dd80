"""The national rules a deployment begins with, read from rules.toml at start: a broken one stops the start."""

import tomllib
from pathlib import Path
from typing import Any

from reference import codes
from reference.codes import BrokenCodes
from registry.models.participation import EVERY
from registry.screening.language import NotUnderstood
from registry.screening.ranges import reliable
from registry.screening.rules import CONFIDENCE, KINDS, Criterion, Rule, overlap
from settings.schemas import TIMES_A_YEAR

FILE = Path(__file__).with_name("rules.toml")


def load(file: Path) -> tuple[Rule, ...]:
    """Every rule of the file. Raises BrokenCodes naming the rule and the fault."""
    rules = tuple(_rule(raw, f"{file.name}: rule {n}") for n, raw in enumerate(_read(file), start=1))
    for rule in rules:
        clash = next((other for other in rules if other is not rule and overlap(rule, other)), None)
        if clash:
            raise BrokenCodes(f"{file.name}: {rule.programme}/{rule.line}: two versions hold on {clash.valid_from}")
    return rules


def _read(file: Path) -> list[Any]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8")).get("rules")
    except (OSError, ValueError) as error:
        raise BrokenCodes(f"{file.name}: {error}") from error
    if not isinstance(found, list) or not found:
        raise BrokenCodes(f"{file.name}: the list rules is missing")
    return found


def _rule(raw: dict[str, Any], where: str) -> Rule:
    try:
        rule = Rule(**{**raw, "criteria": tuple(_criterion(each, where) for each in raw["criteria"])})
    except (TypeError, KeyError) as error:
        raise BrokenCodes(f"{where}: {error}") from error
    fitting = {
        "programme": rule.programme in codes.PROGRAMMES,
        "confidence": rule.confidence in CONFIDENCE,
        "every": (rule.every is None) == (rule.amount is None) and rule.every in (None, *EVERY),
        "times": rule.times is None or 0 < rule.times < TIMES_A_YEAR.get(rule.every or "", 0),
        "regulation": bool(rule.regulation.strip()),
        "valid_to": rule.valid_to is None or rule.valid_to >= rule.valid_from,
        "criteria": bool(rule.criteria),
    }
    for name, fits in fitting.items():
        if not fits:
            raise BrokenCodes(f"{where}: {name} does not fit: {getattr(rule, name)!r}")
    return rule


def _criterion(raw: dict[str, Any], where: str) -> Criterion:
    if raw["kind"] not in KINDS:
        raise BrokenCodes(f"{where}: kind {raw['kind']!r} is unknown; known are {', '.join(KINDS)}")
    try:
        return Criterion(raw["kind"], raw["when"], reliable(raw["when"]))
    except NotUnderstood as error:
        raise BrokenCodes(f"{where}: {raw['when']}: {error}") from error


NATIONAL = load(FILE)

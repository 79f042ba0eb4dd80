"""From frozen facts to a score: a pure function, exact to the last hundredth, whatever the machine.

An input is a word (steps), true (flag), `[n, of]` (share), a whole number (count) or `[sum, n]` of answers (self).
What is not there had no evidence and counts 0; more evidence never lowers a score.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sustainability.index.definition import Definition, Dimension, Gate, Indicator, Level

Inputs = Mapping[str, Any]
_WORST, _BEST = 1, 7


@dataclass(frozen=True)
class IndicatorScore:
    """One figure: what it was made from and what it is worth."""

    indicator: Indicator
    value: Any
    """The input; None is "no evidence yet"."""
    points: int
    """Hundredths of a point, 0 to 10000."""


@dataclass(frozen=True)
class DimensionScore:
    """A dimension with its figures."""

    dimension: Dimension
    points: int
    indicators: tuple[IndicatorScore, ...]

    @property
    def missing(self) -> list[Indicator]:
        """Without evidence."""
        return [each.indicator for each in self.indicators if each.value is None]


@dataclass(frozen=True)
class GateScore:
    """Whether a gate is passed, and on what."""

    level: Level
    gate: Gate
    value: Any
    passed: bool


@dataclass(frozen=True)
class Score:
    """The whole of it."""

    definition: Definition
    points: int
    level: Level
    dimensions: tuple[DimensionScore, ...]
    gates: tuple[GateScore, ...]
    """Of every level, the lowest first."""

    @property
    def inputs(self) -> dict[str, Any]:
        """What it was made from: stored beside it, so that it can be recomputed exactly."""
        figures = (figure for each in self.dimensions for figure in each.indicators)
        return {figure.indicator.slug: figure.value for figure in figures if figure.value is not None}

    @property
    def by_dimension(self) -> dict[str, int]:
        """Hundredths by dimension: what is stored beside the total."""
        return {each.dimension.slug: each.points for each in self.dimensions}


def score(definition: Definition, inputs: Inputs) -> Score:
    """The score of these inputs by this version."""
    parts, total = [], Fraction(0)
    for dimension in definition.dimensions.values():
        worth = Fraction(0)
        figures = []
        for slug, indicator in dimension.indicators.items():
            each = _worth(indicator, inputs.get(slug))
            worth += each * indicator.weight / 100
            figures.append(IndicatorScore(indicator, inputs.get(slug), _hundredths(each)))
        parts.append(DimensionScore(dimension, _hundredths(worth), tuple(figures)))
        total += worth * dimension.weight / 100
    gates = tuple(
        GateScore(level, gate, inputs.get(gate.slug), _passes(definition.indicator(gate.slug), gate, inputs))
        for level in definition.levels
        for gate in level.gates
    )
    return Score(definition, _hundredths(total), _level(definition, total, gates), tuple(parts), gates)


def _level(definition: Definition, total: Fraction, gates: tuple[GateScore, ...]) -> Level:
    """The highest level whose points are reached and whose gates, with those of every level below, are passed."""
    reached = definition.levels[0]
    for level in definition.levels:
        if total < level.points_from or not all(each.passed for each in gates if each.level is level):
            break
        reached = level
    return reached


def _passes(indicator: Indicator, gate: Gate, inputs: Inputs) -> bool:
    value = inputs.get(gate.slug)
    if value is None:
        return False
    if isinstance(gate.at_least, bool):
        return bool(value) is gate.at_least
    if indicator.steps is not None:
        return indicator.steps.get(str(value), 0) >= indicator.steps[str(gate.at_least)]
    return _percent(indicator, value) >= Fraction(int(gate.at_least))


def _percent(indicator: Indicator, value: Any) -> Fraction:
    """A share in percent, a count as it is."""
    if indicator.kind == "share":
        part, whole = value
        return Fraction(100 * int(part), int(whole)) if whole else Fraction(0)
    return Fraction(int(value))


def _worth(indicator: Indicator, value: Any) -> Fraction:
    """0 to 100."""
    if value is None:
        return Fraction(0)
    if indicator.kind == "steps":
        return Fraction((indicator.steps or {}).get(str(value), 0))
    if indicator.kind == "flag":
        return Fraction(100 if value else 0)
    if indicator.kind == "self":
        total, answers = value
        mean = Fraction(int(total), int(answers)) if answers else Fraction(_WORST)
        return _within(100 * (mean - _WORST) / (_BEST - _WORST))
    return _within(100 * _percent(indicator, value) / indicator.full)


def _within(points: Fraction) -> Fraction:
    return min(max(points, Fraction(0)), Fraction(100))


def _hundredths(points: Fraction) -> int:
    """Half up, so that no machine rounds otherwise."""
    return int(points * 100 + Fraction(1, 2))

"""A rule as the ministry publishes it or a site writes it itself (schemas in `settings.schemas`), and back."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from registry.screening.rules import KINDS, Criterion, Rule
from settings.schemas import OWN_LINE

RULE, CHOICE, OWN = "screening_rule", "screening_choice", "screening_own"
"""Kinds of setting: a version of a line, under its key; which line holds at a site, under the programme; a version of
the line that a site has written itself, under its key."""
_SAME = ("programme", "regulation", "confidence", "amount", "every", "times")


def key_of(programme: str, line: str, starts: date) -> str:
    """Under which a version is kept: pkh.regulation.2025-01-01."""
    return f"{programme}.{line}.{starts.isoformat()}"


def key(rule: Rule) -> str:
    """The key of a rule."""
    return key_of(rule.programme, rule.line, rule.valid_from)


def rule_from(data: Mapping[str, Any]) -> Rule:
    """The rule of a version, as it is kept or as the form loads it. Raises NotUnderstood."""
    return Rule(
        **{name: data[name] for name in _SAME},
        line=data.get("line", OWN_LINE),
        default=data.get("default", False),
        reason=data.get("reason"),
        valid_from=_day(data["starts"]),
        valid_to=_day(data["ends"]) if data["ends"] else None,
        criteria=tuple(Criterion.of(kind, text) for kind in KINDS for _n, text in conditions(data[kind])),
    )


def data_of(rule: Rule) -> dict[str, Any]:
    """A rule as a form would have loaded it."""
    return {
        **{name: getattr(rule, name) for name in (*_SAME, "line", "default", "reason")},
        "starts": rule.valid_from,
        "ends": rule.valid_to,
        **{kind: "\n".join(each.text for each in rule.of_kind(kind)) or None for kind in KINDS},
    }


def conditions(text: str | None) -> Iterator[tuple[int, str]]:
    """Each line that says something, with its number from 1."""
    for number, line in enumerate((text or "").splitlines(), start=1):
        if line.strip():
            yield number, line.rstrip()


def _day(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day

"""A rule as a run keeps it, so that its figures can be explained when the rule has long changed."""

from datetime import date
from typing import Any

from registry.screening.rules import Criterion, Rule

_PLAIN = ("programme", "line", "regulation", "confidence", "amount", "every", "times", "reason")


def frozen(rule: Rule) -> dict[str, Any]:
    """What JSON can hold of it: everything that its outcome and its money follow from."""
    return {
        **{name: getattr(rule, name) for name in _PLAIN},
        "valid_from": rule.valid_from.isoformat(),
        "criteria": [[each.kind, each.text] for each in rule.criteria],
    }


def thawed(raw: dict[str, Any]) -> Rule:
    """The rule again. What runs older than a field did not keep of it is as if it had never been said."""
    criteria = tuple(Criterion.of(kind, words) for kind, words in raw["criteria"])
    return Rule(**{**raw, "valid_from": date.fromisoformat(raw["valid_from"]), "criteria": criteria})

"""One person against a condition: true, false, or unknown (None). Unknown never counts as no.

The arithmetic is that of SQL on double precision, so that a page and a run over the whole registry agree to the bit.
"""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from registry.screening.checking import field_of
from registry.screening.language import (
    Both,
    Calculation,
    Comparison,
    Either,
    Expression,
    Known,
    Members,
    Not,
    Number,
    OneOf,
    Receives,
    Word,
)

_SIGNS = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
    "+": operator.add, "-": operator.sub, "*": operator.mul,
}  # fmt: skip
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Subject:
    """A person as a rule sees one: own and household's values by field, the household's members, programmes."""

    values: Values
    members: Sequence[Values] = ()
    """Every member of the household, the person among them."""
    receives: frozenset[str] = field(default_factory=frozenset)
    received: frozenset[str] = field(default_factory=frozenset)


def holds(tree: Expression, subject: Subject) -> bool | None:
    """Whether a checked condition holds; None when a datum that decides is missing."""
    return _value(tree, subject)


def _value(tree: Expression, subject: Subject) -> Any:
    match tree:
        case Number(value):
            return value
        case Word(name):
            return _plain(subject.values.get(name))
        case Calculation(sign, left, right):
            return _calculated(sign, _value(left, subject), _value(right, subject))
        case Comparison(sign, left, right):
            return _both_known(_SIGNS[sign], _value(left, subject), _other(left, right, subject))
        case OneOf(left, options):
            found = _value(left, subject)
            return None if found is None else found in [_other(left, option, subject) for option in options]
        case Known(inner):
            return _value(inner, subject) is not None
        case Not(inner):
            found = _value(inner, subject)
            return None if found is None else not found
        case Both(left, right):
            return _all(_value(left, subject), _value(right, subject))
        case Either(left, right):
            return _any(_value(left, subject), _value(right, subject))
        case Members(how, condition):
            each = [_value(condition, Subject(member)) for member in subject.members]
            return _any(*each) if how == "any" else _counted(each)
        case Receives(programme, ever):
            return programme in (subject.received if ever else subject.receives)
        case _:  # a paper that must be shown: the registry cannot know
            return None


def _other(left: Expression, right: Expression, subject: Subject) -> Any:
    """The other side of a comparison: a code, if it is compared with a field that has codes."""
    of = field_of(left)
    if of is not None and of.codes is not None and isinstance(right, (Word, Number)):
        code = of.code(right)
        return float(code) if code is not None and of.numbered else code
    return _value(right, subject)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _both_known(compare: Any, left: Any, right: Any) -> Any:
    return None if left is None or right is None else compare(left, right)


def _calculated(sign: str, left: float | None, right: float | None) -> float | None:
    if sign == "/":
        return None if left is None or not right else left / right
    return _both_known(_SIGNS[sign], left, right)


def _all(*parts: bool | None) -> bool | None:
    return False if False in parts else None if None in parts else True


def _any(*parts: bool | None) -> bool | None:
    return True if True in parts else None if None in parts else False


def _counted(each: list[bool | None]) -> float | None:
    return None if None in each else float(sum(map(bool, each)))

"""The same condition as SQL, for a run over the whole registry. One expression, NULL for unknown.

Only checked trees come here: every word in them is a field or a code of this house, so nothing from outside reaches
the text of a statement.
"""

from collections.abc import Callable

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

Column = Callable[[str], str]
"""From a field's name to the column that holds it: of the person and household, or of a member."""


class Compiler:
    """Turns conditions into expressions, and gathers what they need from the members of the household."""

    def __init__(self, column: Column, member_column: Column) -> None:
        self.column, self.member_column = column, member_column
        self.of_members: dict[str, str] = {}
        """Aggregate over the members -> the name of its column in `kin`."""

    def expression(self, tree: Expression) -> str:
        """True, false or NULL for each person."""
        return self._sql(tree, self.column)

    def _sql(self, tree: Expression, column: Column) -> str:  # noqa: C901 (one line for each part of the language)
        def of(part: Expression) -> str:
            return self._sql(part, column)

        match tree:
            case Number(value):
                return _number(value)
            case Word(name):
                return column(name)
            case Calculation("/", left, right):
                return f"({of(left)} / nullif({of(right)}, 0))"
            case Calculation(sign, left, right):
                return f"({of(left)} {sign} {of(right)})"
            case Comparison(sign, left, right):
                return f"({of(left)} {_spelled(sign)} {self._other(left, right, column)})"
            case OneOf(left, options):
                listed = ", ".join(self._other(left, option, column) for option in options)
                return f"({of(left)} IN ({listed}))"
            case Known(inner):
                return f"({of(inner)} IS NOT NULL)"
            case Not(inner):
                return f"(NOT {of(inner)})"
            case Both(left, right):
                return f"({of(left)} AND {of(right)})"
            case Either(left, right):
                return f"({of(left)} OR {of(right)})"
            case Members(how, condition):
                return self._of_members(how, self._sql(condition, self.member_column))
            case Receives(programme, ever):
                held = "received" if ever else "receives"
                found = f"coalesce('{programme}' = ANY ({{of}}.{held}), false)"
                return f"({found.format(of='own')} OR {found.format(of='home')})"
            case _:  # a paper that must be shown: the registry cannot know
                return "NULL::boolean"

    def _of_members(self, how: str, condition: str) -> str:
        unknown = f"bool_or({condition} IS NULL)"
        if how == "any":
            aggregate = f"CASE WHEN bool_or({condition}) THEN true WHEN {unknown} THEN NULL ELSE false END"
        else:
            aggregate = f"CASE WHEN {unknown} THEN NULL ELSE count(*) FILTER (WHERE {condition})::float8 END"
        return f"kin.{self.of_members.setdefault(aggregate, f'm{len(self.of_members)}')}"

    def _other(self, left: Expression, right: Expression, column: Column) -> str:
        field = field_of(left)
        if field is not None and field.codes is not None and isinstance(right, (Word, Number)):
            code = field.code(right)
            return f"{code}" if field.numbered else f"'{code}'"
        return self._sql(right, column)


def _number(value: float) -> str:
    return f"{value!r}::float8"


def _spelled(sign: str) -> str:
    return "<>" if sign == "!=" else sign

"""All rules asked of all persons of a tenant in one statement, compiled from the same trees as the page's answer."""

from collections.abc import Sequence
from datetime import date

from registry.screening.fields import Field, fields
from registry.screening.rules import EXCLUDING, NEEDED, WEIGHING, Rule
from registry.screening.sql import Column, Compiler

RECEIVING = ("active",)
EVER = ("active", "suspended", "ended")
AWAY = ("moved", "deceased")
"""Presences of people who are not counted: neither asked about nor as members of a household."""


def statement(rules: Sequence[Rule], as_of: date) -> str:
    """SELECT person_id, village_code, and for each rule r0, r1 … its outcome (true, false, NULL) and w0, w1 … how many
    weighing criteria are met. `:tenant` is the one parameter."""
    compiler = Compiler(_column_of("people"), _column_of("mate"))
    outcomes = [
        f"{_outcome(rule, compiler)} AS r{number}, {_weight(rule, compiler)} AS w{number}"
        for number, rule in enumerate(rules)
    ]
    listed = "".join(f",\n  {each}" for each in outcomes)
    return f"""
WITH people AS (
  SELECT p.id, p.household_id, h.village_code{_columns(as_of)}
  FROM person p JOIN household h ON h.tenant_id = p.tenant_id AND h.id = p.household_id
  WHERE p.tenant_id = :tenant AND p.merged_into IS NULL AND p.presence NOT IN ({_quoted(AWAY)})
){_kin(compiler)}
SELECT people.id AS person_id, people.village_code{listed}
FROM people
{"LEFT JOIN kin ON kin.household_id = people.household_id" if compiler.of_members else ""}
LEFT JOIN ({_held("person_id")}) own ON own.person_id = people.id
LEFT JOIN ({_held("household_id")}) home ON home.household_id = people.household_id"""


def _outcome(rule: Rule, compiler: Compiler) -> str:
    needed = [compiler.expression(criterion.tree) for criterion in rule.of_kind(NEEDED)]
    against = [f"NOT {compiler.expression(criterion.tree)}" for criterion in rule.of_kind(EXCLUDING)]
    return f"({' AND '.join([*needed, *against]) or 'true'})"


def _weight(rule: Rule, compiler: Compiler) -> str:
    met = [f"coalesce({compiler.expression(each.tree)}, false)::int" for each in rule.of_kind(WEIGHING)]
    return f"({' + '.join(met) or '0'})"


def _column_of(alias: str) -> Column:
    def column(name: str) -> str:
        field = fields()[name]
        return f"{alias}.{name}::float8" if field.kind == "number" else f"{alias}.{name}"

    return column


def _columns(as_of: date) -> str:
    own = {"age": age("p.birth_date", as_of), **{name: f"coalesce(p.{name}, h.{name})" for name in WELFARE}}
    return "".join(f",\n    {own.get(name) or _plain(field)} AS {name}" for name, field in fields().items())


WELFARE = ("desil", "dtsen_status")
"""A person's own goes before the household's."""


def _plain(field: Field) -> str:
    return f"{'p' if field.level == 'person' else 'h'}.{field.name}"


def age(column: str, as_of: date) -> str:
    """Completed years on that day; NULL for somebody born after it."""
    born = f"(extract(year FROM {column}) * 10000 + extract(month FROM {column}) * 100 + extract(day FROM {column}))"
    return f"CASE WHEN {column} <= DATE '{as_of:%Y-%m-%d}' THEN ({as_of:%Y%m%d} - {born}::int) / 10000 END"


def _kin(compiler: Compiler) -> str:
    if not compiler.of_members:
        return ""
    listed = ", ".join(f"{aggregate} AS {name}" for aggregate, name in compiler.of_members.items())
    return f", kin AS (\n  SELECT mate.household_id, {listed}\n  FROM people mate GROUP BY mate.household_id\n)"


def _held(whose: str) -> str:
    return (
        f"SELECT {whose}, array_agg(programme) FILTER (WHERE standing IN ({_quoted(RECEIVING)})) AS receives, "
        f"array_agg(programme) FILTER (WHERE standing IN ({_quoted(EVER)})) AS received "
        f"FROM participation WHERE tenant_id = :tenant AND {whose} IS NOT NULL GROUP BY {whose}"
    )


def _quoted(words: Sequence[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)

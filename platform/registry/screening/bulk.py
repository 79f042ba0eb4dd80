"""All rules asked of all persons of a tenant in one statement, compiled from the same trees as the page's answer."""

from collections.abc import Sequence
from datetime import date

from reference import codes
from registry.screening.fields import Field, fields
from registry.screening.language import Receives
from registry.screening.rules import EXCLUDING, NEEDED, WEIGHING, Rule
from registry.screening.sql import Column, Compiler

RECEIVING = ("active",)
EVER = ("active", "suspended", "ended")
AWAY = ("moved", "deceased")
"""Presences of people who are not counted: neither asked about nor as members of a household. Who wants no processing
is a member still, but is not asked about."""


def statement(rules: Sequence[Rule], as_of: date) -> str:
    """SELECT person_id, village_code, first (whether the person stands for the household), and for each rule r0, r1 …
    its outcome (true, false, NULL), w0, w1 … how many weighing criteria are met, and x0, x1 … whether the programme
    is received. `:tenant` is the one parameter."""
    compiler = Compiler(_column_of("people"), _column_of("mate"))
    listed = "".join(_answers(n, rule, compiler) for n, rule in enumerate(rules))
    return f"""
WITH people AS (
  SELECT p.id, p.household_id, h.village_code, p.restricted_at,
    row_number() OVER (PARTITION BY p.household_id ORDER BY p.relation, p.id) = 1 AS first{_columns(as_of)}
  FROM person p JOIN household h ON h.tenant_id = p.tenant_id AND h.id = p.household_id
  WHERE p.tenant_id = :tenant AND p.merged_into IS NULL AND p.presence NOT IN ({_quoted(AWAY)})
){_kin(compiler)}
SELECT people.id AS person_id, people.village_code, people.first{listed}
FROM people
{"LEFT JOIN kin ON kin.household_id = people.household_id" if compiler.of_members else ""}
LEFT JOIN ({_held("person_id")}) own ON own.person_id = people.id
LEFT JOIN ({_held("household_id")}) home ON home.household_id = people.household_id
WHERE people.restricted_at IS NULL"""


def keeping(rules: Sequence[Rule], as_of: date) -> str:
    """The same, kept: totals into `screening_count`, who is missed or odd into `screening_gap`; gives the number of
    persons. A household's programme is asked once, of whoever stands for it. Parameters `:tenant` and `:run`."""
    units = {rule.programme: codes.PROGRAMMES[rule.programme].unit for rule in rules}
    each = ",\n    ".join(
        f"('{rule.programme}', {str(units[rule.programme] == 'person').lower()}, r{n}, w{n}, x{n})"
        for n, rule in enumerate(rules)
    )
    return f"""
WITH screened AS MATERIALIZED ({statement(rules, as_of)}
), found AS MATERIALIZED (
  SELECT person_id, village_code, programme, outcome, weight, receives
  FROM screened CROSS JOIN LATERAL (VALUES
    {each}
  ) AS asked (programme, of_persons, outcome, weight, receives)
  WHERE (of_persons OR first) AND (outcome IS NOT FALSE OR receives)
), counted AS (
  INSERT INTO screening_count (tenant_id, run_id, programme, village_code, indicated, unknown, receiving, missed, odd)
  SELECT :tenant, :run, programme, village_code, count(*) FILTER (WHERE outcome),
    count(*) FILTER (WHERE outcome IS NULL), count(*) FILTER (WHERE receives),
    count(*) FILTER (WHERE outcome AND NOT receives), count(*) FILTER (WHERE outcome = false AND receives)
  FROM found GROUP BY programme, village_code
), listed AS (
  INSERT INTO screening_gap (tenant_id, run_id, programme, gap, village_code, person_id, rank)
  SELECT :tenant, :run, programme, CASE WHEN outcome THEN 'missed' ELSE 'odd' END, village_code, person_id, -weight
  FROM found WHERE outcome <> receives
)
SELECT count(*) FROM screened"""


def _answers(n: int, rule: Rule, compiler: Compiler) -> str:
    receives = compiler.expression(Receives(rule.programme, ever=False))
    return f",\n  {_outcome(rule, compiler)} AS r{n}, {_weight(rule, compiler)} AS w{n}, {receives} AS x{n}"


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

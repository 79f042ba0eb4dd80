"""Recording many people at once, from clean data, as if each had been recorded by hand: same rows, same history.

COPY into a table under row level security is refused, so the rows go into a temporary table of this transaction, which
no other session can see, and from there by INSERT … SELECT.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from foundation.clock import now
from foundation.db import db
from foundation.tenancy import current_tenant_id
from reference import codes
from registry.actions.observations import MASKS, Seen
from registry.actions.sealing import sealed
from registry.models import Household, Person
from registry.values import to_json, variables_of

_PARTS = ("cipher", "hash", "masked")
_MODELS = {"person": Person, "household": Household}


@dataclass(frozen=True)
class Incoming:
    """Somebody to be recorded: `line` names the row they come from, `facts` are clean values by variable.

    `facts` always hold name, sex, address and village_code.
    """

    line: int
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Recorded:
    """What became of a row: the person, where they live, and whether they were recorded by it or known before."""

    line: int
    person_id: int
    household_id: int
    is_new: bool


def record_people(people: Sequence[Incoming], seen: Seen, recorded_by: int | None) -> list[Recorded]:
    """Record those who are not known yet; whoever is known stays as they are.

    Known is who has the same NIK, or without one the same name and date of birth on the same family card. People with
    the same family card share a household; the first of them tells its address. Needs no subject. A number that
    somebody else records at this moment makes the database refuse all: do it again then.
    """
    if not people:
        return []
    slugs = {slug for each in people for slug in each.facts if slug in codes.VARIABLES}
    columns = _columns(slugs)
    _fill(people, columns)
    given = {
        "tenant": current_tenant_id(),
        "on": seen.on,
        "source": seen.source,
        "note": seen.note,
        "by": recorded_by,
        "now": now(),
    }
    for statement in _statements(slugs):
        db.session.execute(text(statement), given)
    found = db.session.execute(text("SELECT line, person_id, household_id, is_new FROM incoming ORDER BY line"))
    return [Recorded(*row) for row in found]


def record_receiving(
    programme: str, amounts: Mapping[int, int | None], every: str, since: Seen, recorded_by: int | None
) -> int:
    """Write down who receives a programme, by person or household as the programme has it, with the amount if known.

    Whoever has it running already keeps that record. Returns for how many it is new. Needs no subject.
    """
    unit = codes.PROGRAMMES[programme].unit
    statement = f"""
    WITH made AS (
        INSERT INTO participation
          (tenant_id, {unit}_id, programme, standing, valid_from, amount, amount_every, source)
        SELECT :tenant, wanted.who, :programme, 'active', :on, wanted.amount,
          CASE WHEN wanted.amount IS NOT NULL THEN :every END, :source
        FROM unnest(cast(:who AS bigint[]), cast(:amounts AS bigint[])) AS wanted (who, amount)
        WHERE NOT EXISTS (
          SELECT FROM participation p WHERE p.tenant_id = :tenant AND p.{unit}_id = wanted.who
          AND p.programme = :programme AND p.standing <> 'ended')
        RETURNING id, standing, amount, amount_every
    ), noted AS (
        INSERT INTO participation_event (tenant_id, participation_id, effective_on, standing, amount, amount_every,
          source, recorded_at, recorded_by, note)
        SELECT :tenant, id, :on, standing, amount, amount_every, :source, :now, :by, :note FROM made
    ) SELECT count(*) FROM made"""
    given = {
        "tenant": current_tenant_id(),
        "programme": programme,
        "who": list(amounts),
        "amounts": list(amounts.values()),
        "every": every,
        "on": since.on,
        "source": since.source,
        "note": since.note,
        "by": recorded_by,
        "now": now(),
    }
    return db.session.execute(text(statement), given).scalar_one()


# --- the temporary table ------------------------------------------------------------------------------


def _columns(slugs: set[str]) -> dict[str, str]:
    """Name and type of each column of the temporary table."""
    made = {"line": "integer", "house_key": "text", "person_facts": "jsonb", "household_facts": "jsonb"}
    for level, model in _MODELS.items():
        for slug in variables_of(level):
            if slug in slugs:
                made |= {
                    name: model.__table__.c[name].type.compile(dialect=postgresql.dialect())
                    for name in _kept_in(model, slug)
                }
    return made


def _kept_in(model: type[Person | Household], slug: str) -> list[str]:
    """The columns that hold that variable: an encrypted number has up to three."""
    if slug not in MASKS:
        return [slug]
    return [name for part in _PARTS if hasattr(model, name := f"{slug}_{part}")]


def _fill(people: Sequence[Incoming], columns: Mapping[str, str]) -> None:
    db.session.flush()
    connection = db.session.connection()
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    working = "household_id bigint, person_id bigint, is_new boolean NOT NULL DEFAULT false"
    connection.execute(text("DROP TABLE IF EXISTS pg_temp.incoming"))
    connection.execute(text(f"CREATE TEMPORARY TABLE incoming ({listed}, {working}) ON COMMIT DROP"))
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    into = sql.SQL("COPY incoming ({}) FROM STDIN").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for values in _rows(people):
            copy.write_row([values.get(name) for name in columns])
    connection.execute(text("ANALYZE incoming"))


def _rows(people: Sequence[Incoming]) -> Iterator[dict[str, Any]]:
    of_person, of_household = set(variables_of("person")), set(variables_of("household"))
    for each in people:
        facts = {"relation": 1, **{slug: value for slug, value in each.facts.items() if value is not None}}
        if "nik" in facts:
            facts["nik_state"] = "unchecked"
        told = {slug: MASKS[slug](value) if slug in MASKS else to_json(value) for slug, value in facts.items()}
        row: dict[str, Any] = dict(facts)
        for slug in MASKS.keys() & facts.keys():
            row |= dict(
                zip((f"{slug}_{part}" for part in _PARTS), (*sealed(facts[slug], slug), told[slug]), strict=True)
            )
        row["line"] = each.line
        row["house_key"] = row["family_card_hash"].hex() if "family_card" in facts else f"line {each.line}"
        row["person_facts"] = json.dumps({slug: value for slug, value in told.items() if slug in of_person})
        row["household_facts"] = json.dumps({slug: value for slug, value in told.items() if slug in of_household})
        yield row


# --- from there into the registry ---------------------------------------------------------------------


def _statements(slugs: set[str]) -> Iterator[str]:
    if "nik" in slugs:
        yield """UPDATE incoming SET person_id = person.id, household_id = person.household_id
                 FROM person WHERE person.tenant_id = :tenant AND person.nik_hash = incoming.nik_hash"""
    if "family_card" in slugs:
        yield """UPDATE incoming SET household_id = household.id FROM household
                 WHERE household.tenant_id = :tenant AND household.family_card_hash = incoming.family_card_hash
                 AND incoming.household_id IS NULL"""
        nik = "AND incoming.nik_hash IS NULL" if "nik" in slugs else ""
        born = "person.birth_date IS NOT DISTINCT FROM incoming.birth_date" if "birth_date" in slugs else "true"
        yield f"""UPDATE incoming SET person_id = person.id FROM person
                  WHERE person.tenant_id = :tenant AND person.household_id = incoming.household_id
                  AND person.merged_into IS NULL AND person.name_norm = lower(incoming.name) AND {born}
                  AND incoming.person_id IS NULL {nik}"""
    yield _record(
        "household",
        slugs,
        "SELECT DISTINCT ON (house_key) * FROM incoming WHERE household_id IS NULL ORDER BY house_key, line",
        "UPDATE incoming SET household_id = made.id FROM made WHERE incoming.house_key = made.house_key"
        " AND incoming.household_id IS NULL",
    )
    yield _record(
        "person",
        slugs,
        "SELECT * FROM incoming WHERE person_id IS NULL ORDER BY line",
        "UPDATE incoming SET person_id = made.id, is_new = true FROM made WHERE incoming.line = made.line",
    )


def _record(level: str, slugs: set[str], source: str, then: str) -> str:
    """New rows of that level with the beginning of their history, and their numbers back into the temporary table.

    MERGE and not INSERT, because it tells which row of the source a new number belongs to.
    """
    model = _MODELS[level]
    given = {name: f"s.{name}" for slug in variables_of(level) if slug in slugs for name in _kept_in(model, slug)}
    given |= {name: f"coalesce(s.{name}, '')" for name in given if name.endswith("_masked") or name == "birth_place"}
    given |= {"presence": "coalesce(s.presence, 'found')"} if "presence" in given else {}
    if level == "person":
        given |= {
            "relation": "coalesce(s.relation, 1)" if "relation" in given else "1",
            "household_id": "s.household_id",
        }
        given |= (
            {"nik_state": "CASE WHEN s.nik_hash IS NULL THEN 'unknown' ELSE 'unchecked' END"} if "nik" in slugs else {}
        )
    names, values = ", ".join(given), ", ".join(given.values())
    who = "id, household_id" if level == "person" else "NULL, id"
    return f"""WITH made AS (
        MERGE INTO {level} USING ({source}) s ON false
        WHEN NOT MATCHED THEN INSERT (tenant_id, version, observed_on, {names}) VALUES (:tenant, 1, :on, {values})
        RETURNING s.line, s.house_key, s.household_id, s.{level}_facts AS facts, {level}.id
    ), noted AS (
        INSERT INTO observation
          (tenant_id, person_id, household_id, observed_on, recorded_at, recorded_by, source, facts, note)
        SELECT :tenant, {who}, :on, :now, :by, :source, facts, :note FROM made
    ) {then}"""

"""Recording many people at once, from clean data, as if each had been recorded by hand: same rows, same history.

COPY into a table under row level security is refused, so the rows go into a temporary table of this transaction, which
no other session can see, and from there by INSERT … SELECT.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import psycopg
from psycopg import sql
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from foundation.clock import now
from foundation.crypto import vault
from foundation.db import db
from foundation.tenancy import current_tenant_id
from reference import codes
from registry.actions.observations import MASKS, Seen
from registry.models import Household, Person
from registry.values import variables_of

_PARTS = ("cipher", "hash", "masked")
_MODELS = {"person": Person, "household": Household}
_PAIRS = 40
"""Of names and values in one call of jsonb_build_object: PostgreSQL takes a hundred arguments."""


@dataclass(frozen=True)
class Incoming:
    """People to be recorded. `columns` are variables, always name, sex, address and village_code among them.

    Each row is the number of the line it comes from, then a clean value for each column as history keeps it: days as
    2026-03-01, None for what is not known; but numbers that are kept encrypted come in clear. What is no variable is
    passed over.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


class Recorded(NamedTuple):
    """What became of a row: the person, where they live, and whether they were recorded by it or known before."""

    line: int
    person_id: int
    household_id: int
    is_new: bool


def record_people(people: Incoming, seen: Seen, recorded_by: int | None) -> list[Recorded]:
    """Record those who are not known yet; whoever is known stays as they are.

    Known is who has the same NIK, or without one the same name and date of birth on the same family card. People with
    the same family card share a household; the first of them tells its address. Needs no subject. A number that
    somebody else records at this moment makes the database refuse all: do it again then.
    """
    if not people.rows:
        return []
    slugs = [slug for slug in people.columns if slug in codes.VARIABLES]
    _fill(people, slugs)
    given = {
        "tenant": current_tenant_id(),
        "on": seen.on,
        "source": seen.source,
        "note": seen.note,
        "by": recorded_by,
        "now": now(),
    }
    *before, last = _statements(set(slugs))
    for statement in before:
        db.session.execute(text(statement), given)
    return sorted(map(Recorded._make, db.session.execute(text(last), given)))


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


def _columns(slugs: Sequence[str]) -> dict[str, str]:
    """Name and type of each column of the temporary table, in the order of `_rows`."""
    made = {"line": "integer"}
    for slug in slugs:
        model = _model_of(slug)
        made |= {
            name: model.__table__.c[name].type.compile(dialect=postgresql.dialect()) for name in _kept_in(model, slug)
        }
    return made


def _model_of(slug: str) -> type[Person | Household]:
    return _MODELS[codes.VARIABLES[slug].level]


def _kept_in(model: type[Person | Household], slug: str) -> list[str]:
    """The columns that hold that variable: an encrypted number has up to three."""
    if slug not in MASKS:
        return [slug]
    return [name for part in _PARTS if hasattr(model, name := f"{slug}_{part}")]


def _fill(people: Incoming, slugs: Sequence[str]) -> None:
    db.session.flush()
    connection = db.session.connection()
    columns = _columns(slugs)
    listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
    house = "family_card_hash" if "family_card" in slugs else "NULL"
    working = (
        f"house_key bytea GENERATED ALWAYS AS (coalesce({house}, int4send(line))) STORED,"
        " household_id bigint, person_id bigint"
    )
    connection.execute(text("DROP TABLE IF EXISTS pg_temp.incoming, pg_temp.new_house"))
    connection.execute(text("CREATE TEMPORARY TABLE new_house (house_key bytea, id bigint) ON COMMIT DROP"))
    connection.execute(text(f"CREATE TEMPORARY TABLE incoming ({listed}, {working}) ON COMMIT DROP"))
    driver = cast("psycopg.Connection[Any]", connection.connection.driver_connection)
    into = sql.SQL("COPY incoming ({}) FROM STDIN").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    with driver.cursor() as cursor, cursor.copy(into) as copy:
        for values in _rows(people, slugs):
            copy.write_row(values)
    connection.execute(text("ANALYZE incoming"))


def _rows(people: Incoming, slugs: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """As the temporary table takes them: column by column, which for so many rows is twice as quick as row by row."""
    lines, *told = zip(*people.rows, strict=True)
    columns: list[Sequence[Any]] = [lines]
    for slug in slugs:
        values = told[people.columns.index(slug)]
        columns += _sealed(slug, values) if slug in MASKS else [values]
    return zip(*columns, strict=True)


def _sealed(slug: str, values: Sequence[str | None]) -> Sequence[Sequence[Any]]:
    """The parts in which a number is kept; one that repeats, as on a family card, is sealed once."""
    keys, mask, last = vault(), MASKS[slug], None
    parts: tuple[Any, ...] = (None, None, None)
    sealed: list[tuple[Any, ...]] = []
    for value in values:
        if value != last:
            last = value
            parts = (keys.encrypt(value, slug), keys.lookup(value, slug), mask(value)) if value else (None, None, None)
        sealed.append(parts)
    return [*zip(*sealed, strict=True)][: len(_kept_in(_model_of(slug), slug))]


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
        "INSERT INTO new_house SELECT house_key, id FROM made",
    )
    standing = ", ".join(["i.line", "coalesce(i.household_id, h.id) AS household_id", *_kept(Person, slugs)])
    yield _record(
        "person",
        slugs,
        f"SELECT {standing} FROM incoming i LEFT JOIN new_house h"
        " ON h.house_key = i.house_key AND i.household_id IS NULL WHERE i.person_id IS NULL ORDER BY i.line",
        "SELECT line, id, household_id, true FROM made"
        " UNION ALL SELECT line, person_id, household_id, false FROM incoming WHERE person_id IS NOT NULL",
    )


def _record(level: str, slugs: set[str], source: str, then: str) -> str:
    """New rows of that level with the beginning of their history; `then` says what comes of their numbers.

    MERGE and not INSERT, because it tells which row of the source a new number belongs to.
    """
    model = _MODELS[level]
    given = {name: f"s.{name}" for name in _kept(model, slugs)}
    given |= {name: f"coalesce(s.{name}, '')" for name in given if name.endswith("_masked") or name == "birth_place"}
    given |= {"presence": "coalesce(s.presence, 'found')"} if "presence" in given else {}
    if level == "person":
        given |= {"relation": _relation(slugs), "household_id": "s.household_id"}
        given |= {"nik_state": _nik_state("'unknown'")} if "nik" in slugs else {}
    names, values = ", ".join(given), ", ".join(given.values())
    row, who = ("s.line, s.household_id", "id, household_id") if level == "person" else ("s.house_key", "NULL, id")
    return f"""WITH made AS (
        MERGE INTO {level} USING ({source}) s ON false
        WHEN NOT MATCHED THEN INSERT (tenant_id, version, observed_on, {names}) VALUES (:tenant, 1, :on, {values})
        RETURNING {row}, {_facts(level, slugs)} AS facts, {level}.id
    ), noted AS (
        INSERT INTO observation
          (tenant_id, person_id, household_id, observed_on, recorded_at, recorded_by, source, facts, note)
        SELECT :tenant, {who}, :on, :now, :by, :source, facts, :note FROM made
    ) {then}"""


def _kept(model: type[Person | Household], slugs: set[str]) -> list[str]:
    """The columns of that table which the rows say something about."""
    level = "person" if model is Person else "household"
    return [name for slug in variables_of(level) if slug in slugs for name in _kept_in(model, slug)]


def _facts(level: str, slugs: set[str]) -> str:
    """What history keeps of a row: every value that is known; encrypted numbers masked."""
    told = {slug: f"s.{slug}" for slug in variables_of(level) if slug in slugs}
    told |= {slug: f"s.{slug}_masked" for slug in told if slug in MASKS}
    if "email" in told:
        told["email"] = f"CASE WHEN s.email_cipher IS NOT NULL THEN '{MASKS['email']('')}' END"
    if level == "person":
        told["relation"] = _relation(slugs)
        told |= {"nik_state": _nik_state("NULL")} if "nik" in slugs else {}
    pairs = [f"'{slug}', {value}" for slug, value in told.items()]
    parts = [", ".join(pairs[first : first + _PAIRS]) for first in range(0, len(pairs), _PAIRS)]
    return f"jsonb_strip_nulls({' || '.join(f'jsonb_build_object({part})' for part in parts)})"


def _relation(slugs: set[str]) -> str:
    return "coalesce(s.relation, 1)" if "relation" in slugs else "1"


def _nik_state(unknown: str) -> str:
    return f"CASE WHEN s.nik_hash IS NULL THEN {unknown} ELSE 'unchecked' END"

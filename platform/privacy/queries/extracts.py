"""Who is in a data set, and what of them: the approved columns and no other leave the database."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from foundation.crypto import vault
from foundation.db import db
from privacy import columns
from reference import codes
from reference.codes import Variable
from reference.queries import place_labels
from registry.ages import age_on
from registry.models import Household, Participation, Person
from registry.queries.rows import SAME_HOUSE


def people_in(allowed: Mapping[str, Any], limit: int) -> Sequence[int]:
    """The numbers of the people who match, at most so many."""
    return db.session.scalars(_who(select(Person.id), allowed).order_by(Person.id).limit(limit)).all()


def rows_of(allowed: Mapping[str, Any], day: date) -> dict[int, list[str]]:
    """Each person's cells, in the order of `allowed["columns"]`. A number is clear only where `whole` names it."""
    slugs = [slug for slug in columns.columns() if slug in allowed["columns"]]
    wanted = {name: column for slug in slugs for name, column in _needed(slug, slug in allowed["whole"]).items()}
    statement = _who(select(Person.id, *(column.label(name) for name, column in wanted.items())), allowed)
    found = [row._asdict() for row in db.session.execute(statement.order_by(Person.id))]
    villages = {row["village_code"] for row in found} if "village_code" in wanted else set()
    places = place_labels(db.session(), villages) if villages else {}
    return {row["id"]: [_cell(slug, row, places, day) for slug in slugs] for row in found}


def _who(statement: Select[*tuple[Any, ...]], allowed: Mapping[str, Any]) -> Select[*tuple[Any, ...]]:
    wanted = statement.join(Household, SAME_HOUSE)
    wanted = wanted.where(Person.merged_into.is_(None), Person.restricted_at.is_(None), Person.erased_at.is_(None))
    if allowed["villages"]:
        wanted = wanted.where(Household.village_code.in_(allowed["villages"]))
    if allowed["programme"]:
        held = [Participation.programme == allowed["programme"], *_held(allowed)]
        of_person = select(Participation.person_id).where(*held, Participation.person_id.is_not(None))
        of_house = select(Participation.household_id).where(*held, Participation.household_id.is_not(None))
        wanted = wanted.where(or_(Person.id.in_(of_person), Person.household_id.in_(of_house)))
    return wanted


def _held(allowed: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    """Of participations: the standing asked for, and that they held on some day of the period."""
    held: list[ColumnElement[bool]] = []
    if allowed["standing"]:
        held.append(Participation.standing == allowed["standing"])
    if allowed["period_until"]:
        held.append(Participation.valid_from <= date.fromisoformat(allowed["period_until"]))
    if allowed["period_from"]:
        since = date.fromisoformat(allowed["period_from"])
        held.append(or_(Participation.valid_until.is_(None), Participation.valid_until >= since))
    return held


def _needed(slug: str, whole: bool) -> dict[str, ColumnElement[Any]]:
    """The database columns behind one column of the data set, by the name under which they are read."""
    if slug == "age":
        return {"born": Person.birth_date.expression}
    if slug in ("desil", "dtsen_status"):
        return {slug: getattr(Person, slug), f"{slug}_of_house": getattr(Household, slug)}
    each = columns.columns()[slug]
    owner = Person if each.level == "person" else Household
    if slug in columns.WHOLE:
        return (
            {f"{slug}_cipher": getattr(owner, f"{slug}_cipher")} if whole else {slug: getattr(owner, f"{slug}_masked")}
        )
    return {slug: getattr(owner, slug)}


def _cell(slug: str, row: Mapping[str, Any], places: Mapping[str, str], day: date) -> str:
    if slug == "age":
        return _text(age_on(row["born"], day))
    if f"{slug}_of_house" in row:
        own, home = row[slug], row[f"{slug}_of_house"]
        value = home if own is None else own
        return codes.REGISTRY_STATUSES[value].label if slug == "dtsen_status" and value else _text(value)
    if f"{slug}_cipher" in row:
        sealed = row[f"{slug}_cipher"]
        return vault().decrypt(sealed, slug) if sealed is not None else ""
    if slug == "village_code":
        return f"{row[slug]} {places.get(row[slug], '')}".strip()
    variable = columns.columns()[slug].variable
    return _words(variable, row[slug]) if variable else _text(row[slug])


def _words(variable: Variable, value: Any) -> str:
    """For a table that is worked with: codes in words, numbers and days plain."""
    if variable.codes is not None and value is not None:
        code = variable.codes.get(str(value))
        return code.label if code else str(value)
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)

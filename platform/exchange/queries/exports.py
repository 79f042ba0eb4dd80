"""Lists going out: rows as text, some thousand at a time, so that a list of any length needs the same memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from exchange.columns import Column, columns
from foundation.crypto import vault
from foundation.db import db
from reference import codes
from reference.codes import Variable
from reference.identity import show_phone
from reference.queries import Place, places
from registry.models import Household, Participation, Person
from registry.queries.rows import SAME_HOUSE, in_my_villages

BATCH = 2_000
_SECRETS = ("nik", "family_card", "phone", "email")


@dataclass(frozen=True)
class Wanted:
    """Which people go out: of a village or all, recipients of a programme or everybody; numbers whole or masked."""

    columns: Sequence[Column]
    village_code: str | None = None
    programme: str | None = None
    whole: bool = False


def exported(wanted: Wanted) -> Iterator[list[str]]:
    """The rows, by person, without headings. Two statements for each batch, whatever its columns."""
    cells = [_cell_of(column, wanted.whole) for column in wanted.columns]
    statement = _statement(wanted)
    last = 0
    while True:
        found = db.session.execute(statement.where(Person.id > last).limit(BATCH)).mappings().all()
        named = places(db.session(), {row["village_code"] for row in found}) if found else {}
        for row in found:
            yield [cell(row, named) for cell in cells]
        if len(found) < BATCH:
            return
        last = found[-1]["person_id"]


def _statement(wanted: Wanted) -> Select[*tuple[Any, ...]]:
    selected: dict[str, Any] = {"person_id": Person.id, "village_code": Household.village_code}
    for column in wanted.columns:
        if column.variable is None:
            continue
        model = Person if column.level == "person" else Household
        for name in _kept_in(column.slug, wanted.whole):
            selected[name] = getattr(model, name)
    if wanted.programme:
        selected |= {"amount": Participation.amount}
    statement = select(*(value.label(name) for name, value in selected.items())).join(Household, SAME_HOUSE)
    leaves_out = (Person.merged_into.is_(None), Person.restricted_at.is_(None), Person.erased_at.is_(None))
    statement = in_my_villages(statement.where(*leaves_out))
    if wanted.village_code:
        statement = statement.where(Household.village_code == wanted.village_code)
    if wanted.programme:
        statement = statement.join(Participation, _receives(wanted.programme))
    return statement.order_by(Person.id)


def _receives(programme: str) -> Any:
    """Running participations; a household's stands beside its head."""
    of_person = codes.PROGRAMMES[programme].unit == "person"
    who = (
        (Participation.person_id == Person.id)
        if of_person
        else (Participation.household_id == Person.household_id) & (Person.relation == 1)
    )
    return (
        (Participation.tenant_id == Person.tenant_id)
        & (Participation.programme == programme)
        & (Participation.standing.in_(("active", "suspended")))
        & who
    )


def _kept_in(slug: str, whole: bool) -> tuple[str, ...]:
    if slug not in _SECRETS:
        return (slug,)
    return (f"{slug}_cipher",) if whole or slug == "email" else (f"{slug}_masked",)


Cell = Callable[[Mapping[Any, Any], Mapping[str, Place]], str]


def _cell_of(column: Column, whole: bool) -> Cell:
    slug = column.slug
    if slug in _SECRETS:
        return _secret(slug, whole)
    if column.variable is not None:
        told = _told(column.variable)
        return lambda row, _places: told(row[slug])
    if slug == "village_name":
        return lambda row, places: places[row["village_code"]].name
    if slug == "district_name":
        return lambda row, places: places[row["village_code"]].above
    return lambda row, _places: "" if row.get(slug) is None else str(row[slug])


def _secret(slug: str, whole: bool) -> Cell:
    if not whole:
        return lambda row, _places: (
            ("•" * 8 if row["email_cipher"] else "") if slug == "email" else row[f"{slug}_masked"]
        )

    def clear(row: Mapping[Any, Any], _places: Mapping[str, Place]) -> str:
        cipher = row[f"{slug}_cipher"]
        text = vault().decrypt(cipher, slug) if cipher is not None else ""
        return show_phone(text) if text and slug == "phone" else text

    return clear


def _told(variable: Variable) -> Callable[[Any], str]:
    """A value as a list has it, and as it is understood when the list comes back."""
    if variable.codes is not None:
        labels = codes.labels(variable.codes)
        return lambda value: "" if value is None else labels.get(str(value), str(value))
    match variable.kind:
        case "flag":
            yes, no = _("ya"), _("tidak")
            return lambda value: "" if value is None else yes if value else no
        case "date":
            return lambda value: f"{value:%d/%m/%Y}" if isinstance(value, date) else ""
        case _:
            return lambda value: "" if value is None else str(value)


def columns_named(slugs: Sequence[str]) -> list[Column]:
    """Those columns, in that order."""
    return [columns()[slug] for slug in slugs]

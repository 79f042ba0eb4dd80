"""Looking for people. Every search leaves an audit row, without what was typed."""

from sqlalchemy import ColumnElement, and_, select, tuple_

from foundation.crypto import vault
from foundation.db import db
from registry.models import Household, Person
from registry.queries.rows import PersonRow, in_my_villages, living, person_rows, rows_of
from registry.schemas import SearchKey, search_key
from tenants import audit
from web.pagination import Page, decode_cursor, encode_cursor

PAGE = 20
_SHORTEST_INSIDE = 3
"""Letters from which a name is also sought inside other words: fewer would match half the district."""


def search(text: str, cursor: str | None = None, size: int = PAGE) -> Page[PersonRow]:
    """People by NIK, family card or telephone number (exact), else by the beginning of their name, then by any part.

    The text must have passed SearchSchema. The next page's cursor holds a name: send it in a form, never in an address.
    """
    key = search_key(text)
    page = _by_name(key.value, cursor, size) if key.kind == "name" else _by_number(key, size)
    audit.record("person.searched", "person", None, by=key.kind, found=len(page.rows))
    return page


def _by_number(key: SearchKey, size: int) -> Page[PersonRow]:
    for condition in _exact(key):
        rows = rows_of(in_my_villages(living().where(condition)).order_by(Person.id).limit(size))
        if rows:
            return Page(rows)
    return Page([])


def _exact(key: SearchKey) -> list[ColumnElement[bool]]:
    if key.kind == "phone":
        return [Person.phone_hash == vault().lookup(key.value, "phone")]
    return [
        Person.nik_hash == vault().lookup(key.value, "nik"),
        Household.family_card_hash == vault().lookup(key.value, "family_card"),
    ]


def _by_name(name: str, cursor: str | None, size: int) -> Page[PersonRow]:
    """Two searches in a row, the quick one first; a cursor remembers in which of them it stands."""
    ways = [_begins_with(name)]
    if len(name) >= _SHORTEST_INSIDE:
        ways.append(and_(Person.name_norm.contains(name, autoescape=True), ~_begins_with(name)))
    way, after_name, after_id = decode_cursor(cursor, (int, str, int)) or (0, "", 0)
    found: list[tuple[int, str, int]] = []
    for number, condition in list(enumerate(ways))[max(way, 0) :]:
        ids = select(Person.id, Person.name_norm).where(condition, Person.merged_into.is_(None))
        if cursor and number == way:
            ids = ids.where(tuple_(Person.name_norm, Person.id) > tuple_(after_name, after_id))
        ids = in_my_villages(ids, joined=False).order_by(Person.name_norm, Person.id).limit(size + 1 - len(found))
        found += [(number, row.name_norm, row.id) for row in db.session.execute(ids)]
        if len(found) > size:
            break
    shown = found[:size]
    rows = person_rows(person_id for _way, _name, person_id in shown)
    return Page(
        [rows[person_id] for _way, _name, person_id in shown],
        next=encode_cursor(shown[-1]) if len(found) > size else None,
    )


def _begins_with(name: str) -> ColumnElement[bool]:
    """`^@`, because LIKE is not leakproof and would lose the index under row level security."""
    return Person.name_norm.op("^@", is_comparison=True)(name)

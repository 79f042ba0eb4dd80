"""Looking for people. Every search leaves an audit row, without what was typed."""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Text, UnaryExpression, and_, bindparam, func, or_, select
from sqlalchemy.sql.operators import custom_op

from foundation.crypto import vault
from foundation.reading import read
from registry.models import Household, Person
from registry.queries.rows import CONDITIONS, SAME_HOUSE, SHOWN, PersonRow, living_that, my_villages, rows_of
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
    page = found_by(key, cursor, size)
    audit.record("person.searched", "person", None, by=key.kind, found=len(page.rows))
    return page


def found_by(key: SearchKey, cursor: str | None = None, size: int = PAGE) -> Page[PersonRow]:
    """What a search finds; it is `search` that writes down who looked."""
    return _by_name(key.value, cursor, size) if key.kind == "name" else _by_number(key, size)


def _by_number(key: SearchKey, size: int) -> Page[PersonRow]:
    for kind, purpose in _NUMBERS[key.kind]:
        if rows := living_that(kind, vault().lookup(key.value, purpose), size):
            return Page(rows)
    return Page([])


_NUMBERS = {"phone": [("phone", "phone")], "number": [("nik", "nik"), ("card", "family_card")]}
"""What a number may be, the likelier first."""


def _by_name(name: str, cursor: str | None, size: int) -> Page[PersonRow]:
    """Two searches in a row, the quick one first; a cursor remembers in which of them it stands."""
    ways = ("begins", "inside") if len(name) >= _SHORTEST_INSIDE else ("begins",)
    way, after_name, after_id = decode_cursor(cursor, (int, str, int)) or (0, "", 0)
    mine = my_villages()
    values = {"name": name, "after_name": after_name, "after_id": after_id, "villages": [*(mine or ())]}
    found: list[tuple[int, Any]] = []
    for number, kind in list(enumerate(ways))[max(way, 0) :]:
        statement = _named_so(kind, bool(cursor) and number == way, mine is not None)
        found += [(number, row) for row in read(statement, **values, most=size + 1 - len(found))]
        if len(found) > size:
            break
    shown = found[:size]
    last = (shown[-1][0], shown[-1][1].name_norm, shown[-1][1].id) if len(found) > size else None
    return Page(rows_of([row for _way, row in shown]), next=encode_cursor(last) if last else None)


@cache
def _named_so(kind: str, goes_on: bool, in_villages: bool) -> Any:
    """The people of one page, found in the index of names alone before anything is read about them.

    By `^@`, because LIKE is not leakproof and would lose the index under row level security; and in the order of that
    index, letter by letter, so that reading ends with the page however many names begin so.
    """
    begins = Person.name_norm.op("^@", is_comparison=True)(bindparam("name"))
    ids = select(Person.tenant_id, Person.id, Person.name_norm).where(Person.merged_into.is_(None))
    ids = ids.where(begins) if kind == "begins" else ids.where(func.strpos(Person.name_norm, bindparam("name")) > 1)
    if goes_on:
        ids = ids.where(*_after(bindparam("after_name", type_=Text), bindparam("after_id", type_=BigInteger)))
    if in_villages:
        ids = ids.join(Household, SAME_HOUSE).where(CONDITIONS["villages"])
    page = ids.order_by(_by_letter(Person.name_norm), Person.id).limit(bindparam("most")).subquery("page")
    return (
        select(*SHOWN, page.c.name_norm)
        .join_from(page, Person, and_(Person.tenant_id == page.c.tenant_id, Person.id == page.c.id))
        .join(Household, SAME_HOUSE)
        .order_by(_by_letter(page.c.name_norm), page.c.id)
    )


def _by_letter(name: Any) -> Any:
    """The order of `text_pattern_ops`, whatever the collation of the database."""
    return UnaryExpression(name, modifier=custom_op("USING ~<~"))


def _after(name: Any, id_: Any) -> tuple[Any, ...]:
    """Behind that person; the first condition is where the index begins."""
    from_there, behind = (Person.name_norm.op(sign, is_comparison=True)(name) for sign in ("~>=~", "~>~"))
    return from_there, or_(behind, Person.id > id_)

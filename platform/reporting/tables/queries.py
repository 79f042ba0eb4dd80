"""Estimating what a table would cost, counting it, and giving its rows and columns names. And what was kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import prod
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, Text, bindparam, func, or_, select, tuple_

from foundation.db import db
from foundation.errors import Refused, Unfit
from foundation.reading import read
from foundation.tenancy import Reader
from reference.models import VILLAGE, Region
from reporting.counting import MOST_CELLS, Asked, Keys, Shown, asked, rank, shown
from reporting.measures import DIMENSIONS, MEASURES, Dimension, Measure
from reporting.spans import LENGTHS, span_around, spans_between
from reporting.suppression import Cell, Hidden
from reporting.tables.definitions import Definition
from reporting.tables.models import ReportTable
from reporting.tables.periods import BEGAN
from reporting.wording import words_for
from tenants.access import subject
from tenants.models import Agency, Membership, Tenant
from web.formats import number
from web.pagination import Page, decode_cursor, page_of

SIZE = 50


@dataclass(frozen=True)
class Line:
    """A row: how it is called, its cells, and all of them together."""

    labels: Sequence[str]
    cells: Sequence[Cell]
    total: Cell


@dataclass(frozen=True)
class Counted:
    """A table with words in it."""

    measure: Measure
    row_headings: Sequence[str]
    column_headings: Sequence[str]
    lines: Sequence[Line]
    sums: Line
    since: date | None
    until: date | None
    exact: bool
    """Whether nothing is held back or rounded for this reader."""


def measures() -> list[Measure]:
    """What this reader may have counted."""
    return [each for each in MEASURES.values() if subject().reader in each.readers]


def estimated_cells(definition: Definition, today: date) -> int:
    """At most so many numbers would stand in it. At most one statement, and nothing is counted for it."""
    since, until = definition.days(today)
    sizes = [
        _size(DIMENSIONS[slug], definition.only.get(slug), since or BEGAN, until or today) for slug in definition.by
    ]
    return prod(sizes)


def count_table(definition: Definition, today: date) -> Counted:
    """The table as its reader may see it. Unfit says what is wrong; `too_large` before anything is counted."""
    since, until = definition.days(today)
    question = asked(definition.measure, definition.by, definition.only, since, until)
    cells = estimated_cells(definition, today)
    if cells > MOST_CELLS:
        raise Unfit(
            "too_large",
            _(
                "Tabel ini dapat berisi %(cells)s angka; paling banyak %(most)s. Pilih masa yang lebih pendek,"
                " pembagian yang lebih kasar, atau saring dulu.",
                cells=number(cells),
                most=number(MOST_CELLS),
            ),
        )
    table = shown(question)
    if definition.then and not definition.columns:
        return _in_words(question, question.by, (), _divided(table), today)
    of_rows, of_columns = (question.by[:-1], question.by[-1:]) if len(question.by) > 1 else (question.by, ())
    return _in_words(question, of_rows, of_columns, table, today)


# --- the estimate ----------------------------------------------------------------------------------


def _size(dimension: Dimension, wanted: Sequence[Any] | None, since: date, until: date) -> int:
    if wanted:
        return len(wanted)
    if dimension.words is not None:
        return len(dimension.words)
    if dimension.slug == "day":
        return (until - since).days + 1
    if dimension.days:
        months = (until.year - since.year) * 12 + until.month - since.month
        return months // LENGTHS[dimension.slug] + 1
    return _numbered(dimension)


def _numbered(dimension: Dimension) -> int:
    """Offices, provinces, villages or agencies that this reader counts."""
    who = subject()
    if dimension.slug == "village":
        return read(_VILLAGES, below=who.tenant.region_code or "")[0].n
    if dimension.slug == "agency":
        return len(read(_AGENCIES)) + 1
    if who.reader is Reader.SUPERVISOR:
        return 1 if dimension.slug == "province" else len(who.district_ids)
    return read(_OFFICES)[0].n if who.reader is Reader.MINISTRY else 1


_AGENCIES = select(Agency.id)
_VILLAGES = select(func.count().label("n")).where(
    Region.level == VILLAGE, Region.code.op("^@", is_comparison=True)(bindparam("below", type_=Text))
)
_OFFICES = select(func.count().label("n")).where(Tenant.kind != "ministry", Tenant.kind != "practice")


# --- words -----------------------------------------------------------------------------------------


def _divided(table: Shown) -> Shown:
    """The columns as a second part of each row: who asks for that and for no columns wants a long table."""
    rows = [((*row, column), table.cells[row, column]) for row in table.rows for column in table.columns
            if (row, column) in table.cells]  # fmt: skip
    return Shown([keys for keys, _cell in rows], [], {}, dict(rows), {}, table.total)


def _in_words(
    question: Asked, of_rows: Sequence[Dimension], of_columns: Sequence[Dimension], table: Shown, today: date
) -> Counted:
    rows, names = _in_order(of_rows, _with_empty_times(question, of_rows, table.rows, today))
    keys, headings_of = _in_order(
        of_columns, _with_empty_times(question, of_columns, [(column,) for column in table.columns], today)
    )
    columns = [column for (column,) in keys]
    nothing: Cell = 0 if question.exact else Hidden.FEW
    headings = [words[column] for words in headings_of for column in columns]
    return Counted(
        measure=question.measure,
        row_headings=[str(each.label) for each in of_rows],
        column_headings=headings,
        lines=[
            Line(
                [words[key] for words, key in zip(names, row, strict=True)],
                [table.cells.get((row, column), nothing) for column in columns],
                table.by_row.get(row, nothing),
            )
            for row in rows
        ],
        sums=Line([_("Jumlah")], [table.by_column.get(column, nothing) for column in columns], table.total),
        since=question.since,
        until=question.until,
        exact=question.exact,
    )


def _in_order(by: Sequence[Dimension], keys: Sequence[Keys]) -> tuple[Sequence[Keys], Sequence[Mapping[Any, str]]]:
    """Rows or columns in their order, and how each part of them is called. Offices, provinces and agencies stand by
    name: by number those that came first would always be on top."""
    names = [words_for(each, {key[place] for key in keys}) for place, each in enumerate(by)]

    def place(key: Keys) -> tuple[Any, ...]:
        parts = zip(by, key, names, strict=True)
        return tuple(words[value] if each.is_called else rank((each,), (value,)) for each, value, words in parts)

    return sorted(keys, key=place), names


def _with_empty_times(question: Asked, by: Sequence[Dimension], keys: Sequence[Keys], today: date) -> Sequence[Keys]:
    """A month in which nothing was counted stands among the others: a gap in a series is easily overlooked. Months
    that have not begun are left out unless something is counted in them, and so are those before the first that counts
    where all there ever was is asked for."""
    since, until = question.since, question.until
    if len(by) != 1 or by[0].slug not in LENGTHS or since is None or until is None or not keys:
        return keys
    kind = by[0].slug
    newest = min(until, max([today, *(key[0] for key in keys)]))
    oldest = min(key[0] for key in keys) if since == BEGAN else since
    between = spans_between(span_around(oldest, kind), span_around(newest, kind))
    return [*{*keys, *((span.first,) for span in between)}]


# --- what was kept ---------------------------------------------------------------------------------


def kept_tables(cursor: str | None = None, size: int = SIZE) -> Page[ReportTable]:
    """One's own and what colleagues share, by name. One statement."""
    key = (ReportTable.name_norm, ReportTable.id)
    wanted = _open_to_reader()
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(tuple_(*key) > (after[0], after[1]))
    rows = db.session.scalars(wanted.order_by(*key).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.name_norm, row.id))


def get_table(table_id: int) -> ReportTable:
    """One's own, or one that a colleague shares. Refused (404) for any other."""
    found = db.session.scalars(_open_to_reader().where(ReportTable.id == table_id)).one_or_none()
    if found is None:
        raise Refused(_("Tabel ini tidak ada di daftar Anda."), status=404, code="not_found")
    return found


def owners_who_left(tables: Sequence[ReportTable]) -> set[int]:
    """Which of their owners no longer work here. Above the districts, where colleagues cannot be looked up, nobody."""
    others = {each.membership_id for each in tables} - {subject().membership_id}
    if subject().reader is not Reader.STAFF or not others:
        return set()
    return set(db.session.scalars(select(Membership.id).where(Membership.id.in_(others), ~Membership.active)))


def owner_has_left(table: ReportTable) -> bool:
    """Whether nobody looks after that table any more."""
    return table.membership_id in owners_who_left([table])


def own_tables() -> Select[ReportTable]:
    """One's own, as they stand."""
    return _standing().where(ReportTable.membership_id == subject().membership_id)


def _open_to_reader() -> Select[ReportTable]:
    return _standing().where(or_(ReportTable.membership_id == subject().membership_id, ReportTable.shared))


def _standing() -> Select[ReportTable]:
    """A province and the ministry keep tables of their own office, not those of the districts they count."""
    return (
        select(ReportTable)
        .where(ReportTable.tenant_id == subject().tenant.id, ReportTable.discarded_at.is_(None))
        .execution_options(every_tenant=True)
    )

"""Reading what is on its way in: lists, their rows, what is wrong with them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from exchange.columns import HEADING_ROWS, columns, guess
from exchange.models import ImportBatch, ImportChunk, ImportHeading, ImportRow
from exchange.pieces import unsealed
from exchange.rows import Village
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from reference.queries import districts_and_villages, place_labels
from registry.queries import village_choices
from registry.values import from_json, in_words
from tenants import audit
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of
from web.workbooks import Book, Row

PAGE = 50


@dataclass(frozen=True)
class FaultLine:
    """One thing that is wrong: row, column, what stands there, why it cannot be taken."""

    line: int
    column: str
    value: str
    reason: str


def get_batch(batch_id: int, *, lock: bool = False) -> ImportBatch:
    """The list. Refused (404): unknown, or another tenant's."""
    wanted = select(ImportBatch).where(ImportBatch.id == batch_id)
    found = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise Refused(_("Daftar ini tidak ditemukan."), status=404, code="not_found")
    return found


def get_chunk(batch_id: int, number: int) -> ImportChunk | None:
    """A piece of a list, if it has so many."""
    wanted = select(ImportChunk).where(ImportChunk.batch_id == batch_id, ImportChunk.number == number)
    return db.session.scalars(wanted).one_or_none()


def batches(cursor: str | None = None, size: int = 20) -> Page[ImportBatch]:
    """Lists that were brought in, the newest first."""
    wanted = select(ImportBatch).order_by(ImportBatch.id.desc()).limit(size + 1)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(ImportBatch.id < after[0])
    return page_of(db.session.scalars(wanted).all(), size, lambda batch: (batch.id,))


def faults(batch: ImportBatch, cursor: str | None = None, size: int = PAGE) -> Page[ImportRow]:
    """The refused rows in the order of the file."""
    wanted = select(ImportRow).where(ImportRow.batch_id == batch.id, ImportRow.outcome == "bad")
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(ImportRow.line > after[0])
    rows = db.session.scalars(wanted.order_by(ImportRow.line).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.line,))


def fault_lines(rows: Sequence[ImportRow]) -> Iterator[FaultLine]:
    """What is wrong with them, one line for each cell."""
    for row in rows:
        for each in row.faults:
            column = columns().get(each["column"])
            yield FaultLine(row.line, column.label if column else each["column"], each["value"], each["reason"])


@dataclass(frozen=True)
class SampleColumn:
    """What stands in one column of the first rows: as it was understood, and the heading it had in the file."""

    label: str
    heading: str
    cells: list[str]


@dataclass(frozen=True)
class Sample:
    """The first rows of a list as they were understood, column by column; `lines` are their numbers in the file."""

    lines: list[int]
    columns: list[SampleColumn]


def sample(batch: ImportBatch) -> Sample:
    """What a list that waits for a decision would record, by its first rows. Numbers of people are masked.

    Who looks is written down.
    """
    told = unsealed(batch.sample) if batch.state == "checked" and batch.sample else {"columns": [], "rows": []}
    if not told["rows"]:
        return Sample([], [])
    lines, *cells = zip(*told["rows"], strict=True)
    by_slug = dict(zip(told["columns"], cells, strict=True))
    named = place_labels(db.session(), by_slug["village_code"])
    headings = {slug: batch.headings[int(place)] for place, slug in batch.mapping.items()}
    audit.record("import.previewed", "import_batch", batch.id, rows=len(lines))
    shown = [
        SampleColumn(columns()[slug].label, headings.get(slug, ""), [_in_words(slug, each, named) for each in values])
        for slug, values in by_slug.items()
    ]
    return Sample(list(lines), shown)


def _in_words(slug: str, value: Any, named: Mapping[str, str]) -> str:
    if slug == "village_code":
        return named.get(value, "")
    variable = columns()[slug].variable
    if variable is None or variable.kind == "secret":
        return "" if value is None else str(value)
    return in_words(variable, from_json(variable, value))


def said(batch: ImportBatch) -> dict[int, str]:
    """Which column lies where, as it was said before; else as it can be told from the headings."""
    return {int(place): slug for place, slug in batch.mapping.items()} or guessed(batch.headings)


def own_headings() -> Mapping[str, str]:
    """What headings mean at this site, as somebody here has said."""
    return {row.heading: row.column for row in db.session.scalars(select(ImportHeading))}


def guessed(headings: Sequence[str]) -> dict[int, str]:
    """Which column lies where, as far as it can be told from the headings."""
    return guess(headings, own_headings())


def beginning(book: Book, sheet: str) -> list[Row]:
    """The rows among which the headings are."""
    return book.beginning(sheet, HEADING_ROWS)


def villages() -> list[Village]:
    """Every village of this tenant. Needs no subject: jobs ask too."""
    region = db.session.scalars(select(Tenant.region_code).where(Tenant.id == current_tenant_id())).one()
    grouped = districts_and_villages(db.session(), region) if region else []
    return [Village(each.code, each.name, district.name) for district, inside in grouped for each in inside]


def villages_to_choose() -> list[tuple[str, str]]:
    """The villages in which this reader works, by name."""
    return village_choices()

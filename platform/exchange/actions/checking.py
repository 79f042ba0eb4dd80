"""Checking a list, piece by piece. Each piece is a job of its own: whoever is killed half-way goes on from there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import insert, select, text

from exchange import queries
from exchange.models import ImportBatch, ImportChunk, ImportRow
from exchange.rows import Fault, RowReader, shown
from exchange.workbooks import BadWorkbook, Row, opened, plain
from foundation import clock, storage
from foundation.crypto import vault
from foundation.db import db
from foundation.jobs import later
from foundation.tenancy import current_tenant_id
from registry.models import Person
from registry.values import to_json

CHUNK = 2_000
"""Rows of one job: a second of work, a megabyte of memory."""
_PURPOSE = "import_chunk"


@dataclass(frozen=True)
class Found:
    """What is to be noted of a row."""

    line: int
    outcome: str
    nik_hash: bytes | None
    faults: list[Fault]


def read_file(batch_id: int) -> None:
    """Cut the file into sealed pieces. A second time does nothing."""
    batch = queries.get_batch(batch_id, lock=True)
    if batch.state != "checking" or batch.total:
        return
    try:
        _cut(batch)
    except BadWorkbook as fault:
        with force_locale(batch.language):
            batch.fault = str(fault)
        batch.state = "cancelled"
        storage.erase(batch.file_id)
        return
    if batch.total:
        later("exchange.check", batch_id=batch.id, number=0)
    else:
        batch.state = "checked"


def check_chunk(batch_id: int, number: int) -> None:
    """Check the rows of one piece, and keep of it what is fit to be recorded. A second time does nothing."""
    batch = queries.get_batch(batch_id, lock=True)
    chunk = queries.get_chunk(batch.id, number)
    if batch.state != "checking" or chunk is None or chunk.checked_at is not None:
        return
    with force_locale(batch.language):
        found, good = _checked(batch, [_row(each) for each in unsealed(chunk)])
    _note(batch, found)
    chunk.body, chunk.checked_at = sealed(good), clock.now()
    batch.checked += chunk.rows
    batch.bad += sum(each.outcome == "bad" for each in found)
    batch.known += sum(each.outcome == "known" for each in found)
    db.session.flush()
    if queries.get_chunk(batch.id, number + 1) is not None:
        later("exchange.check", batch_id=batch.id, number=number + 1)
    else:
        batch.state = "checked"


def sealed(rows: Any) -> bytes:
    """A piece as it lies in the database."""
    return vault().seal(json.dumps(rows, separators=(",", ":")).encode(), _PURPOSE)


def unsealed(chunk: ImportChunk) -> list[Any]:
    """The rows of a piece."""
    return json.loads(vault().unseal(chunk.body, _PURPOSE))


# --- parts --------------------------------------------------------------------------------------------


def _cut(batch: ImportBatch) -> None:
    wanted = {int(place) for place in batch.mapping}
    waiting: list[Any] = []
    number = 0
    for row in opened(storage.content_of(batch.file_id)).rows(batch.sheet):
        if row.line <= batch.heading_line or not any(_is_filled(row, place) for place in wanted):
            continue
        waiting.append(_packed(row, wanted))
        batch.total += 1
        if len(waiting) == CHUNK:
            _keep(batch, number, waiting)
            waiting, number = [], number + 1
    if waiting:
        _keep(batch, number, waiting)


def _keep(batch: ImportBatch, number: int, rows: list[Any]) -> None:
    piece = {
        "tenant_id": current_tenant_id(),
        "batch_id": batch.id,
        "number": number,
        "rows": len(rows),
        "body": sealed(rows),
    }
    db.session.execute(insert(ImportChunk), [piece])


def _is_filled(row: Row, place: int) -> bool:
    return place in row.formulas or (place < len(row.cells) and plain(row.cells[place]) != "")


def _packed(row: Row, wanted: set[int]) -> list[Any]:
    """Line, the cells of the mapped columns, formulas and merged cells among them: what JSON can hold."""
    cells = {place: _cell(row.cells[place]) for place in wanted if place < len(row.cells)}
    return [row.line, cells, sorted(row.formulas & wanted), sorted(row.merged & wanted)]


def _cell(value: Any) -> Any:
    return (
        {"d": value.isoformat()[:10]}
        if isinstance(value, datetime | date)
        else value
        if _is_json(value)
        else str(value)
    )


def _is_json(value: Any) -> bool:
    return isinstance(value, str | int | float | bool) or value is None


def _row(packed: list[Any]) -> Row:
    line, cells, formulas, merged = packed
    width = max(map(int, cells), default=-1) + 1
    listed: list[Any] = [""] * width
    for place, value in cells.items():
        listed[int(place)] = date.fromisoformat(value["d"]) if isinstance(value, dict) else value
    return Row(line, listed, frozenset(formulas), frozenset(merged))


def _checked(batch: ImportBatch, rows: list[Row]) -> tuple[list[Found], list[Any]]:
    """What is to be noted of each row, and the facts of those that are fit."""
    mapping = {int(place): slug for place, slug in batch.mapping.items()}
    reader = RowReader(mapping, queries.villages(), batch.village_code)
    read = [(row.line, *reader.read(row)) for row in rows]
    hashes = {line: vault().lookup(facts["nik"], "nik") for line, facts, _faults in read if facts and facts["nik"]}
    first = _first_lines(batch, hashes)
    known = set(db.session.scalars(select(Person.nik_hash).where(Person.nik_hash.in_(list(hashes.values())))))
    found: list[Found] = []
    good: list[Any] = []
    for line, facts, faults in read:
        hashed = hashes.get(line)
        if hashed is not None and facts and first[hashed] != line:
            reason = _("NIK ini sudah ada di baris %(line)s berkas ini", line=first[hashed])
            facts, faults = None, [Fault("nik", shown(facts["nik"]), reason)]
        outcome = "bad" if facts is None else "known" if hashed in known else "good"
        found.append(Found(line, outcome, hashed if facts else None, faults))
        if facts:
            good.append([line, {slug: to_json(value) for slug, value in facts.items() if value is not None}])
    return found, good


def _first_lines(batch: ImportBatch, hashes: dict[int, bytes]) -> dict[bytes, int]:
    """On which line of the whole file each number stands first."""
    earlier = select(ImportRow.nik_hash, ImportRow.line).where(
        ImportRow.batch_id == batch.id, ImportRow.nik_hash.in_(list(hashes.values()))
    )
    first: dict[bytes, int] = {}
    for hashed, line in (*_pairs(earlier), *((hashed, line) for line, hashed in hashes.items())):
        first.setdefault(hashed, line)
    return first


def _pairs(statement: Any) -> Iterator[tuple[bytes, int]]:
    for row in db.session.execute(statement):
        yield row.nik_hash, row.line


def _note(batch: ImportBatch, found: list[Found]) -> None:
    """One statement for all rows of the piece."""
    noting = text("""
        INSERT INTO import_row (tenant_id, batch_id, line, outcome, nik_hash, faults)
        SELECT :tenant, :batch, line, outcome, nik_hash, cast(faults AS jsonb)
        FROM unnest(cast(:lines AS int[]), cast(:outcomes AS text[]), cast(:hashes AS bytea[]), cast(:faults AS text[]))
          AS found (line, outcome, nik_hash, faults)""")
    given = {
        "tenant": current_tenant_id(),
        "batch": batch.id,
        "lines": [each.line for each in found],
        "outcomes": [each.outcome for each in found],
        "hashes": [each.nik_hash for each in found],
        "faults": [json.dumps([vars(fault) for fault in each.faults]) if each.faults else "[]" for each in found],
    }
    db.session.execute(noting, given)

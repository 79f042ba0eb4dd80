"""Checking a list, piece by piece. Each piece is a job of its own: whoever is killed half-way goes on from there."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import insert, text

from exchange import queries
from exchange.actions.imports import discard
from exchange.columns import columns
from exchange.models import ImportBatch, ImportChunk, ImportRow
from exchange.pieces import as_cell, sealed, unsealed
from exchange.rows import Fault, RowReader, shown
from foundation import clock, storage
from foundation.crypto import vault
from foundation.db import db
from foundation.jobs import later
from foundation.tenancy import current_tenant_id
from registry.actions.observations import MASKS
from web.workbooks import BadWorkbook, Row, opened, plain

CHUNK = 4_000
"""Rows of one job: a second of work, two megabytes of memory."""
SAMPLE = 5
"""Rows that are shown as they were understood, before anybody decides."""
_READ_OFF = ("sex", "birth_date", "relation")
"""Facts that a row has without a column of their own: what the NIK says, and that whoever stands alone is the head."""


@dataclass(frozen=True)
class Found:
    """What is to be noted of a row that is not simply recorded."""

    line: int
    outcome: str
    nik_hash: bytes | None = None
    person_id: int | None = None
    faults: Sequence[Fault] = ()


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
        discard(batch)  # pieces that were cut before the fault was met too
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
        checked = _Checker(batch, chunk)
        checked.run()
    _note(batch, checked.found)
    if number == 0:
        batch.sample = sealed({"columns": checked.columns, "rows": [*map(checked.masked, checked.good[:SAMPLE])]})
    chunk.body, chunk.checked_at = sealed({"columns": checked.columns, "rows": checked.good}), clock.now()
    batch.checked += chunk.rows
    batch.bad += sum(each.outcome == "bad" for each in checked.found)
    batch.known += sum(each.outcome == "known" for each in checked.found)
    db.session.flush()
    if queries.get_chunk(batch.id, number + 1) is not None:
        later("exchange.check", batch_id=batch.id, number=number + 1)
    else:
        batch.state = "checked"


# --- parts --------------------------------------------------------------------------------------------


def _cut(batch: ImportBatch) -> None:
    places = sorted(map(int, batch.mapping))
    wanted, take, waiting, total = frozenset(places), _taking(places), [], 0
    for row in opened(storage.content_of(batch.file_id)).rows(batch.sheet):
        if row.line <= batch.heading_line:
            continue
        formulas, cells = row.formulas & wanted, take(row.cells)
        if not formulas and not any(map(plain, cells)):
            continue
        waiting.append((row.line, cells, sorted(formulas), sorted(row.merged & wanted)))
        total += 1
        if len(waiting) == CHUNK:
            _keep(batch, total // CHUNK - 1, waiting)
            waiting = []
    if waiting:
        _keep(batch, total // CHUNK, waiting)
    batch.total = total


def _taking(places: Sequence[int]) -> Callable[[list[Any]], Sequence[Any]]:
    """What takes the cells at those places out of a row, however short it is."""
    width = places[-1] + 1
    take: Any = itemgetter(*places) if len(places) > 1 else lambda cells: (cells[places[0]],)
    return lambda cells: take(cells if len(cells) >= width else [*cells, *[""] * (width - len(cells))])


def _keep(batch: ImportBatch, number: int, rows: list[Any]) -> None:
    piece = {
        "tenant_id": current_tenant_id(),
        "batch_id": batch.id,
        "number": number,
        "rows": len(rows),
        "body": sealed(rows, as_cell),
    }
    db.session.execute(insert(ImportChunk), [piece])


def _unpacked(row: list[Any], places: Sequence[int]) -> Row:
    """As it was read, but with the mapped columns alone, one beside the other."""
    line, cells, formulas, merged = row
    if not formulas and not merged:
        return Row(line, cells)
    return Row(line, cells, *(frozenset(map(places.index, spoilt)) for spoilt in (formulas, merged)))


class _Checker:
    """Checks one piece of a list."""

    def __init__(self, batch: ImportBatch, chunk: ImportChunk) -> None:
        self._batch, self._chunk = batch, chunk
        self._places = sorted(map(int, batch.mapping))
        slugs = [batch.mapping[str(place)] for place in self._places]
        self._reader = RowReader(dict(enumerate(slugs)), queries.villages(), batch.village_code)
        facts = [slug for slug in slugs if columns()[slug].level != "place"]
        self.columns = list(dict.fromkeys([*facts, *_READ_OFF, "address", "village_code"]))
        self.good: list[Any] = []
        """The facts of each row that is fit, by `columns`."""
        self.found: list[Found] = []

    def run(self) -> None:
        """Check every row."""
        rows = [_unpacked(each, self._places) for each in unsealed(self._chunk.body)]
        read = [(row.line, *self._reader.read(row)) for row in rows]
        keys, hashes = vault(), dict[int, bytes]()
        for row, (line, facts, _faults) in zip(rows, read, strict=True):
            if nik := facts["nik"] if facts else self._reader.nik(row):
                hashes[line] = keys.lookup(nik, "nik")
        people, first = self._known_already(hashes, [line for line, facts, _faults in read if facts])
        take = itemgetter(*self.columns)
        for line, facts, faults in read:
            hashed = hashes.get(line)
            person_id = people.get(hashed) if hashed else None
            if facts and hashed and (earlier := first.get(hashed, line)) < line:
                reason = _("NIK ini sudah ada di baris %(line)s berkas ini", line=earlier)
                facts, faults = None, [Fault("nik", shown(facts["nik"]), reason)]
            if facts:
                self.good.append((line, *take(facts)))
            if not facts or person_id:
                self.found.append(Found(line, "known" if facts else "bad", hashed, person_id, faults))

    def masked(self, row: Sequence[Any]) -> list[Any]:
        """A row that is fit as it may be shown."""
        values = zip(self.columns, row[1:], strict=True)
        return [row[0], *(MASKS[slug](value) if value and slug in MASKS else value for slug, value in values)]

    def _known_already(
        self, hashes: Mapping[int, bytes], fit: Sequence[int]
    ) -> tuple[dict[bytes, int], dict[bytes, int]]:
        """By number: the person who has it, and the first line of this list on which it stands in a row that is fit.

        The piece keeps its numbers for those after it.
        """
        lines = [line for line in fit if line in hashes]
        is_fit = set(lines)
        asked = {
            "tenant": current_tenant_id(),
            "batch": self._batch.id,
            "number": self._chunk.number,
            "hashes": _array([hashes[line] for line in lines]),
            "lines": lines,
            "others": _array([hashed for line, hashed in hashes.items() if line not in is_fit]),
        }
        db.session.execute(_KEEP, asked)
        people: dict[bytes, int] = {}
        first: dict[bytes, int] = {}
        for hashed, person_id, line in db.session.execute(_KNOWN, asked):
            if person_id:
                people[hashed] = person_id
            else:
                first[hashed] = line
        return people, first


def _array(values: Iterable[bytes]) -> str:
    """As PostgreSQL writes an array of them."""
    listed = ",".join([f'"\\\\x{each.hex()}"' for each in values])
    return f"{{{listed}}}"


_KEEP = text("""
    UPDATE import_chunk SET nik_hashes = cast(cast(:hashes AS text) AS bytea[]), nik_lines = :lines
    WHERE tenant_id = :tenant AND batch_id = :batch AND number = :number""")
_KNOWN = text("""
    WITH fit AS MATERIALIZED (
      SELECT number, each.hash, each.line FROM import_chunk
        CROSS JOIN unnest(nik_hashes, nik_lines) AS each (hash, line)
      WHERE tenant_id = :tenant AND batch_id = :batch AND number <= :number
    ), mine AS MATERIALIZED (
      SELECT hash FROM fit WHERE number = :number
      UNION SELECT unnest(cast(cast(:others AS text) AS bytea[]))
    )
    SELECT mine.hash, person.id, NULL::integer FROM mine
      JOIN person ON person.tenant_id = :tenant AND person.nik_hash = mine.hash
    UNION ALL
    SELECT hash, NULL, min(line) FROM fit WHERE hash IN (SELECT hash FROM mine) GROUP BY hash HAVING count(*) > 1""")


def _note(batch: ImportBatch, found: Sequence[Found]) -> None:
    """One statement for all rows of the piece about which there is something to say."""
    if not found:
        return
    noted = [
        {
            "tenant_id": current_tenant_id(),
            "batch_id": batch.id,
            "line": each.line,
            "outcome": each.outcome,
            "nik_hash": each.nik_hash,
            "person_id": each.person_id,
            "faults": [vars(fault) for fault in each.faults],
        }
        for each in found
    ]
    db.session.execute(insert(ImportRow), noted)

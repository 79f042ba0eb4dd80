"""Bringing a list in, step by step: the file, what its columns mean, the decision. The rows follow as jobs."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from exchange import queries
from exchange.columns import columns, find_headings, normal
from exchange.models import ImportBatch, ImportChunk, ImportHeading, ImportRow
from foundation import clock, storage
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from foundation.logging import without_personal_numbers
from foundation.tenancy import current_tenant_id
from tenants import access, audit, receipts
from tenants.access import subject
from web.workbooks import BadWorkbook, Book, opened, plain

_SPREADSHEET = "application/octet-stream"
_UNSAFE = re.compile(r"[^\w .,()+-]+")
NEEDED = ("name", "address")
LONGEST_HEADING = 80


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it: nothing about it is believed."""

    name: str
    content: bytes


def begin(sent: Sent, data: Mapping[str, Any], request_key: UUID) -> ImportBatch:
    """Keep the file and look at its headings, from clean UploadSchema data. The same form sent twice makes one.

    Refused (422, field `file`) for a file that rows cannot be read from, 403.
    """
    access.require("person:import")
    digest = hashlib.sha256(sent.content).hexdigest()
    receipt = receipts.once(request_key, {**data, "sha256": digest}, "import_batch")
    if receipt.subject_id is not None:
        return queries.get_batch(receipt.subject_id)
    book = _opened(sent.content)
    sheet, line, headings = _likeliest_sheet(book)
    locale = get_locale()
    batch = ImportBatch(
        kind=data["kind"],
        programme=data["programme"] if data["kind"] == "recipients" else None,
        name=_shown_name(sent.name),
        as_of=data["as_of"],
        file_id=storage.keep(sent.content, _SPREADSHEET),
        sheets=book.sheets,
        sheet=sheet,
        heading_line=line,
        headings=headings,
        state="uploaded",
        language=locale.language if locale else "id",
        asked_by=subject().membership_id,
        asked_name=subject().name,
        asked_at=clock.now(),
    )
    db.session.add(batch)
    db.session.flush()
    receipt.subject_id = batch.id
    audit.record("import.begun", "import_batch", batch.id, bytes=len(sent.content))
    return batch


def choose_sheet(batch_id: int, sheet: str) -> ImportBatch:
    """Look at another sheet of the workbook. Refused: 404, 409 once its rows are being read."""
    access.require("person:import")
    batch = _uploaded(batch_id)
    if sheet not in batch.sheets:
        raise Refused(_("Lembar ini tidak ada di berkas itu."), status=404, code="not_found")
    book = _opened(storage.content_of(batch.file_id))
    batch.sheet, batch.mapping = sheet, {}
    batch.heading_line, batch.headings = _headings_of(book, sheet)
    db.session.flush()
    return batch


def map_columns(batch_id: int, mapping: Mapping[int, str], village_code: str | None) -> ImportBatch:
    """Say which column lies where, and have the rows checked. What was said is remembered for the next list.

    Refused: 404, 409 when it was said before; 422 when a column is there twice or one that every record needs is not.
    """
    access.require("person:import")
    batch = _uploaded(batch_id)
    chosen = {place: slug for place, slug in mapping.items() if slug}
    _refuse_unfit_mapping(batch, chosen, village_code)
    batch.mapping = {str(place): slug for place, slug in chosen.items()}
    batch.village_code = village_code
    batch.state = "checking"
    _remember(batch.headings, mapping)
    db.session.flush()
    later("exchange.read", batch_id=batch.id)
    audit.record("import.mapped", "import_batch", batch.id)
    return batch


def keep(batch_id: int, choice: str, version: int) -> ImportBatch:
    """Have the rows recorded: `all` when none was refused, or the `good` ones. Refused: 404, 409, 403."""
    access.require("person:import")
    batch = _locked(batch_id)
    if batch.state != "checked" or batch.version != version:
        raise _moved_on()
    if choice == "all" and batch.bad:
        message = _("Ada baris yang ditolak. Perbaiki berkasnya, atau simpan hanya baris yang baik.")
        raise Refused(message, status=409, code="rows_refused")
    if batch.bad == batch.total:
        raise Refused(_("Tidak ada baris yang dapat disimpan."), status=409, code="nothing_good")
    batch.state, batch.choice = "writing", choice
    db.session.flush()
    later("exchange.write", batch_id=batch.id, number=0)
    audit.record("import.kept", "import_batch", batch.id, choice=choice, rows=batch.total - batch.bad)
    return batch


def reopen(batch_id: int, version: int) -> ImportBatch:
    """Go back to the columns of a list that was checked: what they mean is said again, and every row looked at anew.

    Refused: 404, 409 unless it waits for a decision, 403.
    """
    access.require("person:import")
    batch = _locked(batch_id)
    if batch.state != "checked" or batch.version != version:
        raise _moved_on()
    batch.state = "uploaded"
    batch.total = batch.checked = batch.bad = batch.known = 0
    _forget_rows(batch)
    db.session.flush()
    audit.record("import.reopened", "import_batch", batch.id)
    return batch


def cancel(batch_id: int) -> ImportBatch:
    """Throw the list away; nothing of it was recorded. Refused: 404, 409 once rows are being recorded, 403."""
    access.require("person:import")
    batch = _locked(batch_id)
    if batch.state in ("writing", "done"):
        raise _moved_on()
    if batch.state != "cancelled":
        batch.state = "cancelled"
        db.session.flush()
        discard(batch)
        _forget_rows(batch)
        audit.record("import.cancelled", "import_batch", batch.id)
    return batch


def discard(batch: ImportBatch) -> None:
    """The file and its rows are of no more use: take their content away for good."""
    _forget_pieces(batch)
    storage.erase(batch.file_id)


# --- parts --------------------------------------------------------------------------------------------


def _forget_pieces(batch: ImportBatch) -> None:
    db.session.execute(delete(ImportChunk).where(ImportChunk.batch_id == batch.id))
    batch.sample = None


def _forget_rows(batch: ImportBatch) -> None:
    _forget_pieces(batch)
    db.session.execute(delete(ImportRow).where(ImportRow.batch_id == batch.id))


def _opened(content: bytes) -> Book:
    try:
        return opened(content)
    except BadWorkbook as fault:
        raise Refused(str(fault), field="file", code=fault.fault) from fault


def _likeliest_sheet(book: Book) -> tuple[str, int, list[str]]:
    """The sheet on which most headings are understood, the first of equals; Refused when all are empty."""
    found = [(sheet, *_headings_of(book, sheet)) for sheet in book.sheets[:10]]
    filled = [each for each in found if each[1]]
    if not filled:
        raise Refused(_("Tidak ada isi di berkas ini."), field="file", code="empty")
    return max(filled, key=lambda each: len(queries.guessed(each[2])))


def _headings_of(book: Book, sheet: str) -> tuple[int, list[str]]:
    try:
        first = [
            (row.line, [plain(cell)[:LONGEST_HEADING] for cell in row.cells]) for row in queries.beginning(book, sheet)
        ]
    except BadWorkbook as fault:
        raise Refused(str(fault), field="file", code=fault.fault) from fault
    return find_headings(first, queries.own_headings())


def _locked(batch_id: int) -> ImportBatch:
    return queries.get_batch(batch_id, lock=True)


def _uploaded(batch_id: int) -> ImportBatch:
    batch = _locked(batch_id)
    if batch.state != "uploaded":
        raise _moved_on()
    return batch


def _moved_on() -> Refused:
    message = _("Langkah ini sudah dilewati. Muat ulang halaman untuk melihat keadaannya sekarang.")
    return Refused(message, status=409, code="moved_on")


def _refuse_unfit_mapping(batch: ImportBatch, chosen: Mapping[int, str], village_code: str | None) -> None:
    slugs = list(chosen.values())
    if any(slug not in columns() or not 0 <= place < len(batch.headings) for place, slug in chosen.items()):
        raise Refused(_("Pilih salah satu dari daftar"), status=422, code="unknown_column")
    for place, slug in chosen.items():
        if slugs.count(slug) > 1:
            raise Refused(_("Kolom ini dipilih lebih dari sekali"), field=f"c{place}", code="twice")
    for slug in NEEDED:
        if slug not in slugs:
            message = _("Tunjukkan kolom mana yang berisi %(what)s.", what=columns()[slug].label)
            raise Refused(message, status=422, code="column_missing")
    if village_code is None and not {"village_code", "village_name"} & set(slugs):
        message = _("Tunjukkan kolom desanya, atau pilih satu desa untuk semua baris.")
        raise Refused(message, field="village_code", code="village_missing")
    if village_code is not None and village_code not in dict(queries.villages_to_choose()):
        raise Refused(_("Pilih salah satu dari daftar"), field="village_code", code="village_outside")


def _remember(headings: list[str], mapping: Mapping[int, str]) -> None:
    said = {normal(headings[place]): slug for place, slug in mapping.items() if normal(headings[place])}
    if not said:
        return
    rows = [{"tenant_id": current_tenant_id(), "heading": words, "column": slug} for words, slug in said.items()]
    kept = insert(ImportHeading).values(rows)
    db.session.execute(
        kept.on_conflict_do_update(index_elements=["tenant_id", "heading"], set_={"column": kept.excluded.column})
    )


def _shown_name(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1]
    plain_name = " ".join(_UNSAFE.sub(" ", without_personal_numbers(last)).split()).strip(" .")
    return plain_name[:80] or _("berkas")

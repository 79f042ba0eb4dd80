"""Writing down, changing and taking out the records of this room, each with the paper that proves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cases.actions.attachments import kept_name
from foundation import clock, storage
from foundation.db import db
from foundation.errors import Refused
from foundation.files import BadFile, cleaned
from sustainability.kinds import KINDS, Kind
from sustainability.models import Proved, Recorded
from sustainability.queries.records import get_record
from tenants import access, audit, receipts
from tenants.access import subject


@dataclass(frozen=True)
class Paper:
    """A file as somebody sent it: nothing about it is believed."""

    name: str
    content: bytes


def add_record(
    kind: Kind, data: Mapping[str, Any], request_key: UUID, paper: Paper | None = None, parent_id: int | None = None
) -> Recorded:
    """A new record; one that was taken out and is unique comes back. The same form sent twice makes one.

    Refused: 403, 404 for a parent that is not there, 409 `exists`, 422 for a bad file (field `file`).
    """
    access.require("sustain:write")
    values = {**data, **_parent(kind, parent_id)}
    receipt = receipts.once(request_key, {**values, "file": paper.name if paper else ""}, kind.name)
    if receipt.subject_id is not None:
        return get_record(kind, receipt.subject_id)
    record = _there_before(kind, values) or kind.model()
    record.removed_at = None
    _fill(record, values)
    if paper is not None:
        keep_paper(record, paper)
    db.session.add(record)
    _flush(kind)
    receipt.subject_id = record.id
    audit.record("sustainability.added", kind.name, record.id)
    return record


def change_record(
    kind: Kind, record_id: int, data: Mapping[str, Any], version: int, paper: Paper | None = None
) -> Recorded:
    """New values; a new paper takes the place of the one before. Refused: 403, 404, 409 `stale` or `exists`."""
    access.require("sustain:write")
    record = get_record(kind, record_id, lock=True)
    refuse_stale(record, version)
    _fill(record, data)
    if paper is not None:
        keep_paper(record, paper)
    _flush(kind)
    audit.record("sustainability.changed", kind.name, record.id)
    return record


def remove_record(kind: Kind, record_id: int, version: int) -> Recorded:
    """It no longer counts; it and its parts stay in the database. Refused: 403, 404, 409 `stale`."""
    access.require("sustain:write")
    record = get_record(kind, record_id, lock=True)
    refuse_stale(record, version)
    record.removed_at = clock.now()
    db.session.flush()
    audit.record("sustainability.removed", kind.name, record.id)
    return record


def sign(record: Recorded) -> None:
    """Who wrote it down, and when."""
    record.recorded_by, record.recorded_name = subject().membership_id, subject().name
    record.recorded_at = clock.now()


def refuse_stale(record: Recorded, version: int) -> None:
    """Refused (409) when somebody else was faster."""
    if record.version != version:
        message = _("Catatan ini baru saja diubah orang lain. Periksa isinya, lalu simpan lagi.")
        raise Refused(message, status=409, code="stale")


def keep_paper(record: Recorded, paper: Paper) -> None:
    """The paper behind a record; a newer one takes its place. Refused (422, field `file`) when it is none."""
    if not isinstance(record, Proved):
        raise Refused(_("Catatan seperti ini tidak disertai berkas."), field="file", code="no_paper")
    try:
        clean = cleaned(paper.content)
    except BadFile as fault:
        raise Refused(str(fault), field="file", code=fault.fault) from fault
    if record.file_id is not None:
        storage.erase(record.file_id)
    record.file_id = storage.keep(clean.content, clean.media_type)
    record.file_name = kept_name(paper.name, clean.media_type)
    record.file_type = clean.media_type


def _parent(kind: Kind, parent_id: int | None) -> dict[str, int]:
    if not kind.parent:
        return {}
    return {kind.parent_column: get_record(KINDS[kind.parent], parent_id or 0).id}


def _there_before(kind: Kind, values: Mapping[str, Any]) -> Recorded | None:
    if not kind.unique:
        return None
    same = select(kind.model).where(*(getattr(kind.model, name) == values[name] for name in kind.unique))
    found = db.session.scalars(same.with_for_update()).one_or_none()
    if found is not None and found.removed_at is None:
        raise _exists()
    return found


def _fill(record: Recorded, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        column = record.__table__.columns[name]
        setattr(record, name, "" if value is None and not column.nullable else value)
    sign(record)


def _flush(kind: Kind) -> None:
    try:
        db.session.flush()
    except IntegrityError as fault:
        if kind.unique:
            raise _exists() from fault
        raise


def _exists() -> Refused:
    return Refused(_("Sudah tercatat. Buka catatannya untuk mengubahnya."), status=409, code="exists")

"""What a province reads of its districts' notes: from the manager's approval on, and nobody's name of the district."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from foundation import storage
from foundation.db import db
from sustainability.lessons.machine import State
from sustainability.lessons.models import PracticeFile, PracticeNote, PracticeStep
from sustainability.lessons.queries.notes import SIZE, no_file, no_note
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of

_READ = (
    PracticeNote.tenant_id, PracticeNote.id, PracticeNote.title, PracticeNote.topic, PracticeNote.problem,
    PracticeNote.done, PracticeNote.cost, PracticeNote.result, PracticeNote.state, PracticeNote.state_since,
    PracticeNote.published_id, PracticeNote.version,
)  # fmt: skip
_FILE = (PracticeFile.id, PracticeFile.name, PracticeFile.media_type, PracticeFile.size)


def notes_in(state: State, cursor: str | None = None, size: int = SIZE) -> Page[Any]:
    """Notes in that state with `district`: who waits longest first, what is over newest first."""
    newest_first = state in (State.PUBLISHED, State.WITHDRAWN)
    wanted = _notes().where(PracticeNote.state == state.value)
    if after := decode_cursor(cursor, (int,)):
        beyond = PracticeNote.id < after[0] if newest_first else PracticeNote.id > after[0]
        wanted = wanted.where(beyond)
    order = PracticeNote.id.desc() if newest_first else PracticeNote.id
    rows = db.session.execute(wanted.order_by(order).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.id,))


def note_below(note_id: int) -> Any:
    """One of them. Refused (404): unknown, elsewhere, or not approved by its manager."""
    found = db.session.execute(_notes().where(PracticeNote.id == note_id)).one_or_none()
    if found is None:
        raise no_note()
    return found


def files_below(note_id: int) -> Sequence[Any]:
    """Its files, without the bytes."""
    shown = select(*_FILE).where(PracticeFile.note_id == note_id, PracticeFile.removed_at.is_(None))
    return db.session.execute(shown.order_by(PracticeFile.id)).all()


def file_below(note_id: int, file_id: int) -> tuple[bytes, str, str]:
    """Content, type and name. Refused (404)."""
    this = select(PracticeFile.body, *_FILE).where(
        PracticeFile.note_id == note_id, PracticeFile.id == file_id, PracticeFile.removed_at.is_(None)
    )
    row = db.session.execute(this).one_or_none()
    if row is None:
        raise no_file()
    return storage.unsealed(row.body), row.media_type, row.name


def steps_below(note_id: int) -> Sequence[Any]:
    """What was said between district and province, the newest first; without who in the district."""
    said = select(PracticeStep.move, PracticeStep.at, PracticeStep.note).where(PracticeStep.note_id == note_id)
    return db.session.execute(said.order_by(PracticeStep.id.desc()).limit(100)).all()


def _notes() -> Select[*tuple[Any, ...]]:
    return select(*_READ, Tenant.name.label("district")).join(Tenant, Tenant.id == PracticeNote.tenant_id)

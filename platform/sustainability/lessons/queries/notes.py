"""A district's own notes."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from foundation import storage
from foundation.db import db
from foundation.errors import Refused
from sustainability.lessons.models import PracticeFile, PracticeNote, PracticeStep
from web.pagination import Page, decode_cursor, page_of

SIZE = 24


def own_notes(cursor: str | None = None, size: int = SIZE) -> Page[PracticeNote]:
    """The newest first."""
    wanted = select(PracticeNote)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(PracticeNote.id < after[0])
    rows = db.session.scalars(wanted.order_by(PracticeNote.id.desc()).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.id,))


def own_note(note_id: int, lock: bool = False) -> PracticeNote:
    """One of them. Refused (404)."""
    wanted = select(PracticeNote).where(PracticeNote.id == note_id)
    found = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise no_note()
    return found


def files_of(note_id: int) -> Sequence[PracticeFile]:
    """What lies beside it."""
    kept = select(PracticeFile).where(PracticeFile.note_id == note_id, PracticeFile.removed_at.is_(None))
    return db.session.scalars(kept.order_by(PracticeFile.id)).all()


def steps_of(note_id: int) -> Sequence[PracticeStep]:
    """Its story, the newest first."""
    taken = select(PracticeStep).where(PracticeStep.note_id == note_id).order_by(PracticeStep.id.desc()).limit(100)
    return db.session.scalars(taken).all()


def own_file(note_id: int, file_id: int) -> tuple[bytes, str, str]:
    """Content, type and name. Refused (404)."""
    kept = select(PracticeFile.body, PracticeFile.media_type, PracticeFile.name).where(
        PracticeFile.note_id == note_id, PracticeFile.id == file_id, PracticeFile.removed_at.is_(None)
    )
    row = db.session.execute(kept).one_or_none()
    if row is None:
        raise no_file()
    return storage.unsealed(row.body), row.media_type, row.name


def no_note() -> Refused:
    """404."""
    return Refused(_("Pelajaran ini tidak ada."), status=404, code="not_found")


def no_file() -> Refused:
    """404."""
    return Refused(_("Berkas ini tidak ada."), status=404, code="not_found")

"""A province asks back, publishes a copy for everybody, or withdraws it."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, insert, literal, select, update

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from sustainability.lessons.actions.notes import refuse_move
from sustainability.lessons.actions.telling import MANAGER, tell
from sustainability.lessons.machine import MOVES, State
from sustainability.lessons.models import PracticeFile, PracticeNote, PracticeStep, PublishedFile, PublishedPractice
from sustainability.lessons.personal import holds_personal_numbers
from sustainability.lessons.queries.library import standing_of
from sustainability.lessons.queries.review import note_below
from sustainability.models import Profile
from tenants import access, audit
from tenants.access import subject

_COPIED = ("title", "topic", "problem", "done", "cost", "result")


def question(note_id: int, words: str) -> None:
    """Back to the district with a question. Refused: 403, 404, 409 `move`, 422 at `remark`."""
    _step(note_id, "question", words)


def publish(note_id: int) -> int:
    """Copy the note with its files to where everybody reads; the number of the copy.

    Refused: 403, 404, 409 `move`, 422 `personal` when numbers of people stand in it.
    """
    note = _step(note_id, "publish", "")
    if any(holds_personal_numbers(text) for text in (note.title, note.problem, note.done, note.result)):
        message = _("Tulisan ini memuat NIK, nomor KK, atau nomor telepon. Kembalikan dengan pertanyaan.")
        raise Refused(message, code="personal")
    source, grade = standing_of(note.tenant_id)
    families = db.session.scalars(select(Profile.families).where(Profile.tenant_id == note.tenant_id)).one_or_none()
    copy = PublishedPractice(
        origin_id=note.tenant_id,
        province_id=subject().tenant.id,
        note_id=note.id,
        **{name: getattr(note, name) for name in _COPIED},
        families=families,
        source=source,
        grade=grade,
        published_at=clock.now(),
    )
    db.session.add(copy)
    db.session.flush()
    _copy_files(note, copy.id)
    remember = update(PracticeNote).where(PracticeNote.tenant_id == note.tenant_id, PracticeNote.id == note.id)
    db.session.execute(remember.values(published_id=copy.id))
    return copy.id


def withdraw(note_id: int, words: str) -> None:
    """Nobody reads the copy any more. Refused: 403, 404, 409 `move`, 422 at `remark`."""
    note = _step(note_id, "withdraw", words)
    gone = update(PublishedPractice).where(PublishedPractice.id == note.published_id)
    db.session.execute(gone.values(withdrawn_at=func.now()))


def _step(note_id: int, name: str, words: str) -> Any:
    """Move it, and write the step down with the district. The note as it was before."""
    move = MOVES[name]
    access.require(move.permission)
    note = note_below(note_id)
    refuse_move(move, note.state, words)
    moved = (
        update(PracticeNote)
        .where(
            PracticeNote.tenant_id == note.tenant_id,
            PracticeNote.id == note.id,
            PracticeNote.state == note.state,
            PracticeNote.version == note.version,
        )
        .values(state=move.target.value, state_since=clock.now(), version=note.version + 1)
        .returning(PracticeNote.id)
    )
    if db.session.scalar(moved) is None:  # somebody was faster
        refuse_move(move, State.DRAFT.value, words)
    said = {"tenant_id": note.tenant_id, "note_id": note.id, "at": clock.now(), "move": name, "note": words}
    db.session.execute(insert(PracticeStep).values(**said, actor_name=subject().name, shown=True))
    tell(note.tenant_id, f"lesson_{move.target.value}", MANAGER)
    audit.record(f"lesson.{name}", "practice_note", note.id, district=note.tenant_id)
    return note


def _copy_files(note: Any, copy_id: int) -> None:
    """Sealed as they are: the bytes never leave the database."""
    kept = (PracticeFile.name, PracticeFile.media_type, PracticeFile.size, PracticeFile.body)
    files = (
        select(literal(copy_id), literal(subject().tenant.id), *kept)
        .where(PracticeFile.tenant_id == note.tenant_id, PracticeFile.note_id == note.id)
        .where(PracticeFile.removed_at.is_(None))
        .order_by(PracticeFile.id)
    )
    names = ["practice_id", "province_id", *(column.key for column in kept)]
    db.session.execute(insert(PublishedFile).from_select(names, files))

"""A district writes a note, its manager approves it, and can take it back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from cases.actions.attachments import kept_name
from foundation import clock, storage
from foundation.db import db
from foundation.errors import Refused
from foundation.files import BadFile, cleaned
from sustainability.actions.records import Paper
from sustainability.lessons.actions.telling import MANAGER, PROVINCE, tell, tell_now
from sustainability.lessons.machine import DISTRICT_MOVES, EDITABLE, MOVES, Move, State
from sustainability.lessons.models import PracticeFile, PracticeNote, PracticeStep, PublishedPractice
from sustainability.lessons.personal import pdf_holds_personal_numbers
from sustainability.lessons.queries.notes import no_file, own_note
from tenants import access, audit, receipts
from tenants.access import subject
from tenants.models import Tenant

MOST_FILES = 5


def add_note(data: Mapping[str, Any], request_key: UUID) -> PracticeNote:
    """A new draft; the same form sent twice makes one. Refused: 403."""
    access.require("lesson:write")
    receipt = receipts.once(request_key, data, "practice_note")
    if receipt.subject_id is not None:
        return own_note(receipt.subject_id)
    note = PracticeNote(
        **data, state=State.DRAFT.value, drafted_by=subject().membership_id, drafted_name=subject().name
    )
    db.session.add(note)
    db.session.flush()
    receipt.subject_id = note.id
    audit.record("lesson.drafted", "practice_note", note.id)
    return note


def change_note(note_id: int, data: Mapping[str, Any], version: int) -> PracticeNote:
    """New words. Refused: 403, 404, 409 `stale`, or `closed` once it has left the writer's hands."""
    access.require("lesson:write")
    note = _unfinished(note_id)
    _refuse_stale(note, version)
    for name, value in data.items():
        setattr(note, name, value)
    note.drafted_by, note.drafted_name = subject().membership_id, subject().name
    db.session.flush()
    audit.record("lesson.changed", "practice_note", note.id)
    return note


def add_file(note_id: int, paper: Paper) -> PracticeFile:
    """A picture or PDF beside a note. The same file again is kept once.

    Refused: 403, 404, 409 `closed` or `full`, 422 at `file`: no such kind of file, or numbers of people in its words.
    """
    access.require("lesson:write")
    note = _unfinished(note_id)
    try:
        clean = cleaned(paper.content)
    except BadFile as fault:
        raise Refused(str(fault), field="file", code=fault.fault) from fault
    if clean.media_type == "application/pdf" and pdf_holds_personal_numbers(clean.content):
        message = _("Berkas ini memuat NIK, nomor KK, atau nomor telepon. Hapus nomornya, lalu unggah lagi.")
        raise Refused(message, field="file", code="personal")
    kept = select(PracticeFile).where(PracticeFile.note_id == note.id, PracticeFile.removed_at.is_(None))
    there = db.session.scalars(kept).all()
    name = kept_name(paper.name, clean.media_type)
    alike = (each for each in there if (each.name, each.size) == (name, len(clean.content)))
    if same := next((each for each in alike if storage.unsealed(each.body) == clean.content), None):
        return same
    if len(there) >= MOST_FILES:
        raise Refused(_("Paling banyak %(n)s berkas.", n=MOST_FILES), status=409, field="file", code="full")
    file = PracticeFile(
        note_id=note.id,
        name=name,
        media_type=clean.media_type,
        size=len(clean.content),
        body=storage.sealed(clean.content),
        shown=False,
    )
    db.session.add(file)
    db.session.flush()
    audit.record("lesson.changed", "practice_note", note.id, file=file.id)
    return file


def remove_file(note_id: int, file_id: int) -> None:
    """It no longer lies beside the note. Refused: 403, 404, 409 `closed`."""
    access.require("lesson:write")
    note = _unfinished(note_id)
    gone = (
        update(PracticeFile)
        .where(PracticeFile.note_id == note.id, PracticeFile.id == file_id, PracticeFile.removed_at.is_(None))
        .values(removed_at=clock.now(), body=b"")
        .returning(PracticeFile.id)
    )
    if db.session.scalar(gone) is None:
        raise no_file()
    audit.record("lesson.changed", "practice_note", note.id, file=file_id)


def take_step(note_id: int, name: str, words: str, version: int) -> PracticeNote:
    """One of the district's steps. Refused: 403, 404, 409 `stale` or `move`, 422 at `remark`."""
    if name not in DISTRICT_MOVES:
        raise Refused(_("Langkah ini tidak ada."), status=404, code="not_found")
    move = MOVES[name]
    access.require(move.permission)
    note = own_note(note_id, lock=True)
    _refuse_stale(note, version)
    refuse_move(move, note.state, words)
    if name == "approve":
        _show_above(note)
    if name == "take_back":
        _withdraw_copy(note)
    if name == "propose":
        tell_now("lesson_proposed", MANAGER)
    note.state, note.state_since = move.target.value, clock.now()
    step = PracticeStep(note_id=note.id, move=name, actor_name=subject().name, note=words, shown=move.shown)
    db.session.add(step)
    db.session.flush()
    audit.record(f"lesson.{name}", "practice_note", note.id)
    return note


def refuse_move(move: Move, state: str, words: str) -> None:
    """Refused: 409 from a state in which the step is not there, 422 at `remark` when it has to say something."""
    if State(state) not in move.sources:
        message = _("Pelajaran ini sudah berpindah tahap. Periksa keadaannya.")
        raise Refused(message, status=409, code="move")
    if move.asks and not words:
        raise Refused(_("Tulis penjelasannya"), field="remark", code="required")


def _show_above(note: PracticeNote) -> None:
    above = select(Tenant.id).where(Tenant.id == _parent(), Tenant.kind == "province")
    province_id = db.session.scalars(above).one_or_none()
    if province_id is None:
        message = _("Daerah ini belum berada di bawah provinsi yang meninjau pelajaran.")
        raise Refused(message, status=409, code="no_province")
    shown = update(PracticeFile).where(PracticeFile.note_id == note.id, PracticeFile.removed_at.is_(None))
    db.session.execute(shown.values(shown=True))
    tell(province_id, "lesson_sent", PROVINCE)


def _parent() -> Any:
    return select(Tenant.parent_id).where(Tenant.id == subject().tenant.id).scalar_subquery()


def _withdraw_copy(note: PracticeNote) -> None:
    copy = update(PublishedPractice).where(PublishedPractice.id == note.published_id)
    db.session.execute(copy.values(withdrawn_at=func.now()))


def _unfinished(note_id: int) -> PracticeNote:
    note = own_note(note_id, lock=True)
    if State(note.state) not in EDITABLE:
        message = _("Pelajaran ini sedang ditinjau atau sudah terbit, jadi tidak dapat diubah.")
        raise Refused(message, status=409, code="closed")
    return note


def _refuse_stale(note: PracticeNote, version: int) -> None:
    if note.version != version:
        message = _("Pelajaran ini baru saja diubah orang lain. Periksa isinya, lalu simpan lagi.")
        raise Refused(message, status=409, code="stale")

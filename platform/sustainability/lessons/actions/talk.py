"""Regions thank for notes, ask and answer."""

from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from sustainability.lessons.actions.telling import MANAGER, tell
from sustainability.lessons.models import PracticeAsker, PracticeQuestion, PracticeThanks
from sustainability.lessons.queries.library import published, question_to_us
from tenants import access, audit, receipts
from tenants.access import subject

MOST_OPEN = 10
"""Questions of one region under one note that wait for an answer."""


def thank(practice_id: int) -> None:
    """Once per region; again changes nothing. Refused: 403, 404, 409 for one's own note."""
    access.require("lesson:write")
    note = published(practice_id)
    _refuse_own(note.origin_id)
    row = {"practice_id": note.id, "from_id": subject().tenant.id, "thanked_at": clock.now()}
    once = insert(PracticeThanks).values(**row).on_conflict_do_nothing().returning(PracticeThanks.practice_id)
    if db.session.scalar(once) is not None:
        audit.record("lesson.thanked", "published_practice", note.id)


def ask(practice_id: int, words: str, request_key: UUID) -> PracticeQuestion:
    """A question to the origin; the same form sent twice asks once. Refused: 403, 404, 409 `own` or `patience`."""
    access.require("lesson:write")
    note = published(practice_id)
    _refuse_own(note.origin_id)
    receipt = receipts.once(request_key, {"note": note.id, "question": words}, "practice_question")
    if receipt.subject_id is not None:
        return db.session.scalars(select(PracticeQuestion).where(PracticeQuestion.id == receipt.subject_id)).one()
    mine = select(PracticeQuestion.id).where(
        PracticeQuestion.practice_id == note.id,
        PracticeQuestion.asker_id == subject().tenant.id,
        PracticeQuestion.answered_at.is_(None),
    )
    if len(db.session.scalars(mine.limit(MOST_OPEN)).all()) == MOST_OPEN:
        raise Refused(_("Masih banyak pertanyaan Anda yang menunggu jawaban."), status=409, code="patience")
    asked = PracticeQuestion(
        practice_id=note.id,
        origin_id=note.origin_id,
        asker_id=subject().tenant.id,
        asked_at=clock.now(),
        question=words,
    )
    db.session.add(asked)
    db.session.flush()
    receipt.subject_id = asked.id
    db.session.add(PracticeAsker(question_id=asked.id, membership_id=subject().membership_id))
    tell(note.origin_id, "lesson_asked", MANAGER, note_id=note.note_id)
    audit.record("lesson.asked", "published_practice", note.id)
    return asked


def answer(practice_id: int, question_id: int, words: str) -> None:
    """The origin answers, or puts its answer better. Refused: 403, 404: unknown, or a question to somebody else."""
    access.require("lesson:write")
    asked = question_to_us(practice_id, question_id)
    asked.answer, asked.answered_at = words, clock.now()
    db.session.flush()
    tell(asked.asker_id, "lesson_answered", MANAGER, question_id=asked.id)
    audit.record("lesson.answered", "published_practice", practice_id)


def _refuse_own(origin_id: int) -> None:
    if origin_id == subject().tenant.id:
        raise Refused(_("Ini pelajaran daerah Anda sendiri."), status=409, code="own")

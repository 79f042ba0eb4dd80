"""What is published: searching it, reading it, and finding districts like one's own."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from foundation import storage
from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from sustainability.lessons.models import PracticeQuestion, PracticeThanks, PublishedFile, PublishedPractice
from sustainability.lessons.queries.notes import SIZE, no_file, no_note
from sustainability.lessons.words import GRADES
from sustainability.models import FundingLine, IndexScore, Profile
from sustainability.words import SOURCES
from tenants.access import subject
from tenants.models import Tenant
from web.formats import number
from web.pagination import Page, decode_cursor, page_of

_WORD = re.compile(r"\w+")
_MOST_WORDS = 8
_LIKELY = 200
"""Newest notes among which districts like one's own are sought."""
_AS_LARGE = 2
"""Twice or half as many families are still alike."""
Likeness = tuple[int | None, str | None, str | None]
"""Families, the source that gives most, level of the index."""


@dataclass(frozen=True)
class Found:
    """A note in a list."""

    note: PublishedPractice
    district: str
    thanks: int = 0
    reasons: list[str] = field(default_factory=list)
    """Why its district is like one's own."""


@dataclass(frozen=True)
class Opened:
    """A note with everything around it."""

    note: PublishedPractice
    district: str
    files: Sequence[Any]
    thanks: int
    thanked: bool
    """By the reader's own tenant."""
    questions: Sequence[Any]
    """Rows with `question`, `answer`, and `asker` by the name of its region."""


def search(text: str = "", topic: str | None = None, cursor: str | None = None, size: int = SIZE) -> Page[Found]:
    """Published notes in which every word occurs, or a word that begins so; the newest first."""
    wanted = _published()
    if words := _WORD.findall(text.lower())[:_MOST_WORDS]:
        query = " & ".join(f"{word}:*" for word in words)
        wanted = wanted.where(PublishedPractice.words.bool_op("@@")(func.to_tsquery("simple", query)))
    if topic:
        wanted = wanted.where(PublishedPractice.topic == topic)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(PublishedPractice.id < after[0])
    rows = db.session.execute(wanted.order_by(PublishedPractice.id.desc()).limit(size + 1)).all()
    counts = _thanks(note.id for note, _district in rows)
    found = [Found(note, district, counts.get(note.id, 0)) for note, district in rows]
    return page_of(found, size, lambda each: (each.note.id,))


def published(practice_id: int) -> PublishedPractice:
    """One that is not withdrawn. Refused (404)."""
    found = db.session.scalars(
        select(PublishedPractice).where(PublishedPractice.id == practice_id, PublishedPractice.withdrawn_at.is_(None))
    ).one_or_none()
    if found is None:
        raise no_note()
    return found


def opened(practice_id: int) -> Opened:
    """One note with files, thanks and questions. Refused (404). Five statements."""
    note = published(practice_id)
    asker = aliased(Tenant)
    files = select(PublishedFile.id, PublishedFile.name, PublishedFile.size).where(
        PublishedFile.practice_id == practice_id
    )
    thanked_by = select(PracticeThanks.from_id).where(PracticeThanks.practice_id == practice_id)
    questions = (
        select(
            PracticeQuestion.id, PracticeQuestion.question, PracticeQuestion.answer, PracticeQuestion.asked_at,
            PracticeQuestion.answered_at, asker.full_name.label("asker"),
        )
        .join(asker, asker.id == PracticeQuestion.asker_id)
        .where(PracticeQuestion.practice_id == practice_id)
        .order_by(PracticeQuestion.id)
        .limit(200)
    )  # fmt: skip
    thanks = set(db.session.scalars(thanked_by))
    return Opened(
        note,
        db.session.scalars(select(Tenant.full_name).where(Tenant.id == note.origin_id)).one(),
        db.session.execute(files.order_by(PublishedFile.id)).all(),
        len(thanks),
        subject().tenant.id in thanks,
        db.session.execute(questions).all(),
    )


def published_file(practice_id: int, file_id: int) -> tuple[bytes, str, str]:
    """Content, type and name. Refused (404), also once the note is withdrawn."""
    published(practice_id)
    this = select(PublishedFile.body, PublishedFile.media_type, PublishedFile.name).where(
        PublishedFile.practice_id == practice_id, PublishedFile.id == file_id
    )
    row = db.session.execute(this).one_or_none()
    if row is None:
        raise no_file()
    return storage.unsealed(row.body), row.media_type, row.name


def waiting_questions() -> Sequence[Any]:
    """Questions to us that nobody has answered, the oldest first."""
    open_ones = (
        select(PracticeQuestion.id, PracticeQuestion.practice_id, PracticeQuestion.question, PublishedPractice.title)
        .join(PublishedPractice, PublishedPractice.id == PracticeQuestion.practice_id)
        .where(
            PracticeQuestion.origin_id == subject().tenant.id,
            PracticeQuestion.answered_at.is_(None),
            PublishedPractice.withdrawn_at.is_(None),
        )
    )
    return db.session.execute(open_ones.order_by(PracticeQuestion.id).limit(20)).all()


def our_questions(cursor: str | None = None, size: int = SIZE) -> Page[Any]:
    """What we asked, with `title`, `district` and the answer where there is one; the newest first."""
    wanted = (
        select(
            PracticeQuestion.id, PracticeQuestion.practice_id, PracticeQuestion.question, PracticeQuestion.answer,
            PracticeQuestion.asked_at, PracticeQuestion.answered_at, PublishedPractice.title,
            Tenant.full_name.label("district"),
        )
        .join(PublishedPractice, PublishedPractice.id == PracticeQuestion.practice_id)
        .join(Tenant, Tenant.id == PracticeQuestion.origin_id)
        .where(PracticeQuestion.asker_id == subject().tenant.id, PublishedPractice.withdrawn_at.is_(None))
    )  # fmt: skip
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(PracticeQuestion.id < after[0])
    rows = db.session.execute(wanted.order_by(PracticeQuestion.id.desc()).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row.id,))


def question_to_us(practice_id: int, question_id: int) -> PracticeQuestion:
    """One that the reader's own tenant may answer. Refused (404)."""
    published(practice_id)
    this = select(PracticeQuestion).where(
        PracticeQuestion.practice_id == practice_id,
        PracticeQuestion.id == question_id,
        PracticeQuestion.origin_id == subject().tenant.id,
    )
    found = db.session.scalars(this).one_or_none()
    if found is None:
        raise Refused(_("Pertanyaan ini tidak ada."), status=404, code="not_found")
    return found


def likeness_of_ours() -> Likeness:
    """What makes the reader's own district comparable. Three statements."""
    families = db.session.scalars(select(Profile.families)).one_or_none()
    return families, *standing_of(subject().tenant.id)


def standing_of(tenant_id: int) -> tuple[str | None, str | None]:
    """Which source gives that district most this year, and the level of its newest score."""
    certain = func.sum(func.greatest(FundingLine.committed, FundingLine.realised))
    most = (
        select(FundingLine.source)
        .where(
            FundingLine.tenant_id == tenant_id,
            FundingLine.year == today("Asia/Jakarta").year,
            FundingLine.removed_at.is_(None),
        )
        .group_by(FundingLine.source)
        .having(certain > 0)
        .order_by(certain.desc(), FundingLine.source)
        .limit(1)
    )
    newest = (
        select(IndexScore.grade)
        .where(IndexScore.tenant_id == tenant_id)
        .order_by(IndexScore.scored_on.desc(), IndexScore.id.desc())
        .limit(1)
    )
    return db.session.scalars(most).one_or_none(), db.session.scalars(newest).one_or_none()


def like_ours(ours: Likeness) -> list[Found]:
    """Notes of other districts that are like one's own in something, most alike first, each with the reasons."""
    families, source, grade = ours
    alike = []
    if families:
        theirs = PublishedPractice.families
        alike.append(and_(theirs * _AS_LARGE >= families, theirs <= families * _AS_LARGE))
    if source:
        alike.append(PublishedPractice.source == source)
    if grade:
        alike.append(PublishedPractice.grade == grade)
    if not alike:
        return []
    wanted = _published().where(or_(*alike), PublishedPractice.origin_id != subject().tenant.id)
    rows = db.session.execute(wanted.order_by(PublishedPractice.id.desc()).limit(_LIKELY)).all()
    found = [Found(note, district, reasons=why_alike(ours, note)) for note, district in rows]
    best = sorted(found, key=lambda each: (-len(each.reasons), -each.note.id))[:SIZE]
    counts = _thanks(each.note.id for each in best)
    return [Found(each.note, each.district, counts.get(each.note.id, 0), each.reasons) for each in best]


def why_alike(ours: Likeness, note: PublishedPractice) -> list[str]:
    """In words, one for each thing that is alike."""
    families, source, grade = ours
    reasons = []
    if families and note.families and max(families, note.families) <= _AS_LARGE * min(families, note.families):
        sizes = {"theirs": number(note.families), "ours": number(families)}
        reasons.append(_("Besarnya serupa: %(theirs)s keluarga, di sini %(ours)s", **sizes))
    if source and note.source == source:
        reasons.append(_("Sumber dana terbesar sama: %(source)s", source=SOURCES[source]))
    if grade and note.grade == grade:
        reasons.append(_("Tingkat kemandirian sama: %(level)s", level=GRADES[grade]))
    return reasons


def _published() -> Select[*tuple[Any, ...]]:
    return (
        select(PublishedPractice, Tenant.full_name)
        .join(Tenant, Tenant.id == PublishedPractice.origin_id)
        .where(PublishedPractice.withdrawn_at.is_(None))
    )


def _thanks(ids: Iterable[int]) -> dict[int, int]:
    """How many regions thanked for each of these few notes."""
    counted = select(PracticeThanks.practice_id, func.count()).where(PracticeThanks.practice_id.in_(list(ids)))
    return {row[0]: row[1] for row in db.session.execute(counted.group_by(PracticeThanks.practice_id))}

"""Taking a test: a trainee alone with the questions, marked at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select

from foundation.db import db
from foundation.errors import Refused
from tenants import access, audit, receipts
from tenants.access import subject
from workforce.courses import MOST_TRIES, PASS_MARK, Course
from workforce.models import TestResult, Trainee, Training, Worker
from workforce.queries.courses import course


@dataclass(frozen=True)
class Marked:
    """What a try came to."""

    score: int
    passed: bool
    tries_left: int


def questions_for(training_id: int, slug: str) -> Course:
    """What the test asks. Refused as `hand_in`."""
    _trainee, asked, before, passed = _asked(training_id, slug)
    _refuse_more(before, passed)
    return asked


def hand_in(training_id: int, slug: str, answers: Sequence[int | None], request_key: object) -> Marked:
    """Mark the answers and keep them. The same form sent twice is one try.

    Refused: 403; 404 for who does not take part or a course that is not taught there; 409 `absent`, `passed` already,
    or `no_tries` left.
    """
    trainee, asked, before, passed = _asked(training_id, slug, lock=True)
    sent = {"training": training_id, "course": slug, "answers": list(answers)}
    receipt = receipts.once(str(request_key), sent, "test")
    if receipt.subject_id is not None:
        earlier = db.session.get_one(TestResult, (receipt.tenant_id, receipt.subject_id))
        return Marked(earlier.score, earlier.passed, MOST_TRIES - before)
    _refuse_more(before, passed)
    score = asked.score(answers)
    made = TestResult(
        trainee_id=trainee.id,
        course=slug,
        score=score,
        passed=score >= PASS_MARK,
        answers=list(answers),
        entered_by=subject().name,
    )
    db.session.add(made)
    db.session.flush()
    receipt.subject_id = made.id
    audit.record("training.tested", "training", training_id, course=slug, score=score)
    return Marked(score, made.passed, MOST_TRIES - before - 1)


def _asked(training_id: int, slug: str, *, lock: bool = False) -> tuple[Trainee, Course, int, bool]:
    """The trainee that the subject is, the course, how often they tried and whether they passed."""
    access.require("training:join")
    mine = (
        select(Trainee, Training.courses)
        .join(Worker, (Worker.tenant_id == Trainee.tenant_id) & (Worker.id == Trainee.worker_id))
        .join(Training, (Training.tenant_id == Trainee.tenant_id) & (Training.id == Trainee.training_id))
        .where(Trainee.training_id == training_id, Worker.membership_id == subject().membership_id)
    )
    row = db.session.execute(mine.with_for_update(of=Trainee) if lock else mine).first()
    if row is None or slug not in row.courses:
        raise Refused(_("Tes itu tidak ada untuk Anda."), status=404, code="not_found")
    trainee: Trainee = row[0]
    if not trainee.attended:
        raise Refused(
            _("Anda belum tercatat hadir di pelatihan ini. Tanyakan kepada pelatih."), status=409, code="absent"
        )
    tries = select(func.count(), func.coalesce(func.bool_or(TestResult.passed), False))
    before, passed = db.session.execute(
        tries.where(TestResult.trainee_id == trainee.id, TestResult.course == slug)
    ).one()
    return trainee, course(slug), before, passed


def _refuse_more(before: int, passed: bool) -> None:
    if passed:
        raise Refused(_("Anda sudah lulus tes ini."), status=409, code="passed")
    if before >= MOST_TRIES:
        raise Refused(_("Kesempatan Anda sudah habis. Hubungi pelatih."), status=409, code="no_tries")

"""Trainings held, one training with everybody in it, one's own, and who has had none."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select, tuple_

from foundation.db import db
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of
from workforce.courses import NATIONAL_SLUGS
from workforce.desk import training_desk
from workforce.models import Appointment, Certificate, TestResult, Trainee, Training, Worker
from workforce.posts import POSTS
from workforce.queries.courses import titles_of
from workforce.queries.roster import villages_of

PAGE = 30
MOST = 500
"""People of one site in one list: the largest roster known has some two hundred."""


@dataclass(frozen=True)
class TrainingLine:
    """One training in a list."""

    id: int
    kind: str
    place: str
    first_day: date
    last_day: date
    trainees: int
    certificates: int


@dataclass(frozen=True)
class TraineeLine:
    """Somebody in a training. `best` by course: the best score so far."""

    id: int
    name: str
    district: str
    attended: bool | None
    best: dict[str, int]
    passed: set[str]
    earned: bool
    """Was there and passed every course."""
    certificate_id: int | None


@dataclass(frozen=True)
class TrainingView:
    """One training with everybody in it."""

    id: int
    kind: str
    place: str
    first_day: date
    last_day: date
    trainers: list[str]
    courses: list[tuple[str, str]]
    """Slug and title."""
    trainees: list[TraineeLine]

    @property
    def to_issue(self) -> int:
        """For how many a certificate waits."""
        return sum(line.earned and line.certificate_id is None for line in self.trainees)


@dataclass(frozen=True)
class MyTraining:
    """A training as somebody who takes part sees it."""

    id: int
    place: str
    first_day: date
    last_day: date
    attended: bool | None
    courses: list[tuple[str, str, int | None, bool]]
    """Slug, title, best score, passed."""
    certificate_id: int | None


@dataclass(frozen=True)
class Untrained:
    """Somebody who has not passed every national module."""

    id: int
    name: str
    post: str
    villages: list[str] = field(default_factory=list)
    passed: int = 0

    @property
    def post_label(self) -> str:
        """In the reader's language."""
        return str(POSTS[self.post].label)


@training_desk()
def trainings(cursor: str | None = None, size: int = PAGE) -> Page[TrainingLine]:
    """The newest first. Refused: 403; 400 for a cursor of another list. 3 statements."""
    wanted = select(Training.id, Training.kind, Training.place, Training.first_day, Training.last_day)
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(tuple_(Training.first_day, Training.id) < tuple_(_day(after[0]), after[1]))
    newest = wanted.order_by(Training.first_day.desc(), Training.id.desc()).limit(size + 1)
    page = page_of(db.session.execute(newest).all(), size, lambda row: (row.first_day.isoformat(), row.id))
    ids = [row.id for row in page.rows]
    held = _per_training(select(Trainee.training_id, func.count()), ids)
    with_paper = select(Trainee.training_id, func.count()).join(
        Certificate, (Certificate.tenant_id == Trainee.tenant_id) & (Certificate.trainee_id == Trainee.id)
    )
    issued = _per_training(with_paper, ids)
    rows = [TrainingLine(*row, trainees=held.get(row.id, 0), certificates=issued.get(row.id, 0)) for row in page.rows]
    return Page(rows, next=page.next)


@training_desk()
def training(training_id: int) -> TrainingView:
    """One of them. Refused: 403, 404. The number of statements does not depend on who takes part."""
    held = db.session.scalars(select(Training).where(Training.id == training_id)).one_or_none()
    if held is None:
        raise Refused(_("Pelatihan itu tidak ada."), status=404, code="not_found")
    people = db.session.execute(
        select(Trainee.id, Trainee.name, Trainee.attended, Tenant.name.label("district"), Certificate.id.label("paper"))
        .outerjoin(Tenant, Tenant.id == Trainee.district_id)
        .outerjoin(Certificate, (Certificate.tenant_id == Trainee.tenant_id) & (Certificate.trainee_id == Trainee.id))
        .where(Trainee.training_id == training_id)
        .order_by(Trainee.name, Trainee.id)
    ).all()
    best = _best([row.id for row in people])
    return TrainingView(
        id=held.id,
        kind=held.kind,
        place=held.place,
        first_day=held.first_day,
        last_day=held.last_day,
        trainers=[line for line in held.trainers.splitlines() if line.strip()],
        courses=_named(held.courses),
        trainees=[_trainee(row, held.courses, best[row.id]) for row in people],
    )


@training_desk()
def enrollable(training_id: int) -> list[Untrained]:
    """Who of the site may still be put into that training, the untrained first. Refused: 403."""
    inside = set(db.session.scalars(select(Trainee.worker_id).where(Trainee.training_id == training_id)))
    people = [each for each in _with_progress("") if each.id not in inside]
    return sorted(people, key=lambda each: (each.passed >= len(NATIONAL_SLUGS), each.name))


def untrained(post: str = "") -> list[Untrained]:
    """Who holds a post and has not passed every national module, by name; at most five hundred. Refused: 403.

    4 statements.
    """
    access.require("workforce:read")
    return [each for each in _with_progress(post) if each.passed < len(NATIONAL_SLUGS)]


def my_worker() -> int | None:
    """The number on the roster of whoever is signed in, if they are on it. Refused: 403."""
    access.require("training:join")
    mine = select(Worker.id).where(Worker.membership_id == subject().membership_id)
    return db.session.scalar(mine.order_by(Worker.id.desc()).limit(1))


def my_trainings() -> list[MyTraining]:
    """What the subject takes or took part in, the newest first. Refused: 403."""
    worker_id = my_worker()
    if worker_id is None:
        return []
    rows = db.session.execute(
        select(Training, Trainee.id.label("trainee_id"), Trainee.attended, Certificate.id.label("paper"))
        .join(Trainee, (Trainee.tenant_id == Training.tenant_id) & (Trainee.training_id == Training.id))
        .outerjoin(Certificate, (Certificate.tenant_id == Trainee.tenant_id) & (Certificate.trainee_id == Trainee.id))
        .where(Trainee.worker_id == worker_id)
        .order_by(Training.first_day.desc(), Training.id.desc())
        .limit(20)
    ).all()
    best = _best([row.trainee_id for row in rows])
    return [
        MyTraining(
            id=row.Training.id,
            place=row.Training.place,
            first_day=row.Training.first_day,
            last_day=row.Training.last_day,
            attended=row.attended,
            courses=[
                (slug, title, *_score(best[row.trainee_id], slug)) for slug, title in _named(row.Training.courses)
            ],
            certificate_id=row.paper,
        )
        for row in rows
    ]


def progress() -> tuple[int, int]:
    """How many of those in a post with an account have passed every national module, and how many there are."""
    people = _with_progress("")
    return sum(each.passed >= len(NATIONAL_SLUGS) for each in people), len(people)


def _with_progress(post: str) -> list[Untrained]:
    """Everybody in a post that has an account, with how many national modules they have passed."""
    with_account = [slug for slug, each in POSTS.items() if each.role]
    passed = (
        select(Trainee.tenant_id, Trainee.worker_id, func.count(TestResult.course.distinct()).label("n"))
        .join(TestResult, (TestResult.tenant_id == Trainee.tenant_id) & (TestResult.trainee_id == Trainee.id))
        .where(TestResult.passed, TestResult.course.in_(NATIONAL_SLUGS), Trainee.worker_id.is_not(None))
        .group_by(Trainee.tenant_id, Trainee.worker_id)
        .subquery()
    )
    people = db.session.execute(
        select(Worker.id, Worker.name, Appointment.id.label("decree"), Appointment.post, passed.c.n)
        .join(
            Appointment,
            (Appointment.tenant_id == Worker.tenant_id)
            & (Appointment.worker_id == Worker.id)
            & Appointment.ended_on.is_(None),
        )
        .outerjoin(passed, (passed.c.tenant_id == Worker.tenant_id) & (passed.c.worker_id == Worker.id))
        .where(Worker.left_on.is_(None), Appointment.post.in_([post] if post in with_account else with_account))
        .order_by(Worker.name, Worker.id)
        .limit(MOST)
    ).all()
    villages = villages_of([row.decree for row in people])
    return [Untrained(row.id, row.name, row.post, villages.get(row.decree, []), row.n or 0) for row in people]


def _per_training(counted: Select[*tuple[Any, ...]], ids: Sequence[int]) -> dict[int, int]:
    if not ids:
        return {}
    rows = db.session.execute(counted.where(Trainee.training_id.in_(ids)).group_by(Trainee.training_id))
    return {row[0]: row[1] for row in rows}


def _best(trainee_ids: Sequence[int]) -> dict[int, dict[str, tuple[int, bool]]]:
    """Best score and whether passed, by trainee and course. At most 1 statement."""
    found: dict[int, dict[str, tuple[int, bool]]] = defaultdict(dict)
    if trainee_ids:
        best = select(
            TestResult.trainee_id, TestResult.course, func.max(TestResult.score), func.bool_or(TestResult.passed)
        )
        by_course = best.where(TestResult.trainee_id.in_(trainee_ids)).group_by(
            TestResult.trainee_id, TestResult.course
        )
        for trainee_id, slug, score, passed in db.session.execute(by_course):
            found[trainee_id][slug] = (score, passed)
    return found


def _trainee(row: Any, courses: Sequence[str], best: dict[str, tuple[int, bool]]) -> TraineeLine:
    passed = {slug for slug, (_score, good) in best.items() if good}
    return TraineeLine(
        id=row.id,
        name=row.name,
        district=row.district or "",
        attended=row.attended,
        best={slug: score for slug, (score, _good) in best.items()},
        passed=passed,
        earned=bool(row.attended) and set(courses) <= passed,
        certificate_id=row.paper,
    )


def _score(best: dict[str, tuple[int, bool]], slug: str) -> tuple[int | None, bool]:
    """Best score and whether passed; None while nothing was tried."""
    return best.get(slug, (None, False))


def _named(slugs: Sequence[str]) -> list[tuple[str, str]]:
    return [(slug, title) for slug, (title, _hours) in zip(slugs, titles_of(slugs), strict=False)]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = _("Alamat halaman ini tidak lengkap. Mulai lagi dari halaman pertama.")
        raise Refused(message, status=400, code="bad_cursor") from error

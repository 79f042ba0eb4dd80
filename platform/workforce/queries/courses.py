"""Which courses a site can teach: the national ones and its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Refused
from workforce.courses import Course, Question, national
from workforce.desk import training_desk
from workforce.models import CourseMaterial, OwnCourse


@dataclass(frozen=True)
class Material:
    """A file to read."""

    id: int
    title: str
    added_by: str
    added_at: datetime


def courses() -> list[Course]:
    """All that are offered today: national first, own by title. 1 statement."""
    own = select(OwnCourse).where(OwnCourse.closed_at.is_(None)).order_by(OwnCourse.title, OwnCourse.id).limit(200)
    return [*national().values(), *map(_own, db.session.scalars(own))]


def offered() -> list[tuple[str, str]]:
    """Slug and title, for a form."""
    return [(each.slug, each.title) for each in courses()]


def course(slug: str) -> Course:
    """One of them, also one that is offered no longer. Refused (404) for a slug that nobody here has."""
    if slug in national():
        return national()[slug]
    number = slug.removeprefix("own_")
    if slug.startswith("own_") and number.isascii() and number.isdigit() and len(number) < 19:
        found = db.session.scalars(select(OwnCourse).where(OwnCourse.id == int(number))).one_or_none()
        if found is not None:
            return _own(found)
    raise Refused(_("Modul itu tidak ada."), status=404, code="not_found")


def titles_of(slugs: Sequence[str]) -> list[tuple[str, int]]:
    """What courses are called, and their hours, in the order given. At most 1 statement."""
    ids = [int(slug[4:]) for slug in slugs if slug.startswith("own_")]
    own = (
        {f"own_{each.id}": _own(each) for each in db.session.scalars(select(OwnCourse).where(OwnCourse.id.in_(ids)))}
        if ids
        else {}
    )
    known = {**national(), **own}
    return [(known[slug].title, known[slug].hours) for slug in slugs if slug in known]


def materials_of(slug: str) -> list[Material]:
    """The files to read for a course, the oldest first."""
    wanted = (
        select(CourseMaterial.id, CourseMaterial.title, CourseMaterial.added_by, CourseMaterial.added_at)
        .where(CourseMaterial.course == slug, CourseMaterial.removed_at.is_(None))
        .order_by(CourseMaterial.id)
        .limit(100)
    )
    return [Material(*row) for row in db.session.execute(wanted)]


def material_file(material_id: int) -> tuple[int, str, str]:
    """Where the bytes lie, of which type, and what to call them. Refused (404)."""
    wanted = select(CourseMaterial.file_id, CourseMaterial.media_type, CourseMaterial.title)
    row = db.session.execute(
        wanted.where(CourseMaterial.id == material_id, CourseMaterial.removed_at.is_(None))
    ).one_or_none()
    if row is None:
        raise Refused(_("Bahan itu tidak ada."), status=404, code="not_found")
    return row.file_id, row.media_type, row.title


def _own(kept: OwnCourse) -> Course:
    asked = tuple(Question(each["text"], tuple(each["options"]), each["right"]) for each in kept.questions)
    lines = tuple(line for line in kept.outline.splitlines() if line.strip())
    return Course(f"own_{kept.id}", kept.title, kept.hours, lines, asked, national=False)


@training_desk()
def courses_here() -> list[Course]:
    """`courses`, for whoever keeps trainings. Refused: 403."""
    return courses()


@training_desk()
def offered_here() -> list[tuple[str, str]]:
    """`offered`, for whoever keeps trainings. Refused: 403."""
    return offered()


@training_desk()
def course_here(slug: str) -> tuple[Course, list[Material]]:
    """One course with its files, for whoever keeps trainings. Refused: 403, 404."""
    return course(slug), materials_of(slug)

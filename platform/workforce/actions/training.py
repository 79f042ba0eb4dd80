"""Holding trainings: courses, materials, who takes part and was there, results from paper."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from foundation import files, storage
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from tenants import audit, receipts
from tenants.access import subject
from workforce.courses import PASS_MARK, read_questions
from workforce.desk import training_desk, trains_trainers
from workforce.models import CourseMaterial, OwnCourse, TestResult, Trainee, Training, Worker
from workforce.queries.courses import course, offered

MOST_TRAINEES = 300


@training_desk()
def add_course(data: dict[str, Any]) -> str:
    """A course of one's own; its slug. `data` is what CourseSchema loads. Refused: 403."""
    asked = [{"text": q.text, "options": list(q.options), "right": q.right} for q in read_questions(data["questions"])]
    made = OwnCourse(title=data["title"], hours=data["hours"], outline=data["outline"], questions=asked)
    db.session.add(made)
    db.session.flush()
    audit.record("course.added", "course", made.id)
    return f"own_{made.id}"


@training_desk()
def close_course(slug: str) -> None:
    """Offered no longer; what was taught and passed stays. Refused: 403, 404 for a national one."""
    kept = db.session.scalars(
        update(OwnCourse).where(OwnCourse.id == own_number(slug), OwnCourse.closed_at.is_(None))
        .values(closed_at=now()).returning(OwnCourse.id)
    ).one_or_none()  # fmt: skip
    if kept is None:
        raise Refused(_("Modul itu tidak ada."), status=404, code="not_found")
    audit.record("course.closed", "course", kept)


@training_desk()
def add_material(slug: str, title: str, content: bytes) -> None:
    """A file to read for that course. Refused: 403, 404, 422 on `file`."""
    course(slug)
    try:
        clean = files.cleaned(content)
    except files.BadFile as fault:
        raise Refused(fault.message, field="file", code=fault.fault) from fault
    number = storage.keep(clean.content, clean.media_type)
    db.session.add(
        CourseMaterial(course=slug, title=title, file_id=number, media_type=clean.media_type, added_by=subject().name)
    )
    db.session.flush()
    audit.record("course.material_added", "course", None, course=slug)


@training_desk()
def remove_material(material_id: int) -> None:
    """Its bytes are erased. Refused: 403, 404."""
    wanted = select(CourseMaterial).where(CourseMaterial.id == material_id, CourseMaterial.removed_at.is_(None))
    found = db.session.scalars(wanted.with_for_update()).one_or_none()
    if found is None:
        raise Refused(_("Bahan itu tidak ada."), status=404, code="not_found")
    found.removed_at = now()
    storage.erase(found.file_id)
    audit.record("course.material_removed", "course", None, course=found.course)


@training_desk()
def add_training(data: dict[str, Any], request_key: object) -> int:
    """A training to be held. `data` is what TrainingSchema loads. Refused: 403, 422 on `courses`."""
    receipt = receipts.once(str(request_key), data, "training")
    if receipt.subject_id is not None:
        return receipt.subject_id
    if not set(data["courses"]) <= {slug for slug, _title in offered()}:
        raise Refused(_("Pilih modul dari daftar."), field="courses", code="unknown_course")
    made = Training(
        kind="trainers" if trains_trainers() else "training",
        entered_by=subject().name,
        **{name: data[name] for name in ("place", "first_day", "last_day", "trainers", "courses")},
    )
    db.session.add(made)
    db.session.flush()
    receipt.subject_id = made.id
    audit.record("training.added", "training", made.id)
    return made.id


@training_desk()
def enrol(training_id: int, worker_ids: Sequence[int]) -> int:
    """Workers of the site take part; who does already is left alone. How many came new. Refused: 403, 404, 422."""
    training = _locked(training_id)
    wanted = select(Worker.id, Worker.name).where(Worker.id.in_(list(worker_ids)), Worker.left_on.is_(None))
    workers = {row.id: row.name for row in db.session.execute(wanted)}
    if len(workers) != len(set(worker_ids)):
        raise Refused(_("Orang ini tidak ada di daftar tenaga daerah Anda."), status=404, code="not_found")
    there = {each.worker_id for each in _trainees(training.id)}
    new = [number for number in workers if number not in there]
    _room_for(len(there) + len(new))
    db.session.add_all([Trainee(training_id=training.id, worker_id=each, name=workers[each]) for each in new])
    db.session.flush()
    audit.record("training.enrolled", "training", training.id, n=len(new))
    return len(new)


@training_desk()
def enrol_trainer(training_id: int, name: str, district_id: int) -> None:
    """Somebody of a district takes part in a province's training. Refused: 403, 404, 422 on `name` or `district_id`."""
    training = _locked(training_id)
    if training.kind != "trainers" or district_id not in subject().district_ids:
        raise Refused(_("Pilih kabupaten/kota di provinsi ini."), field="district_id", code="foreign_district")
    there = _trainees(training.id)
    if any(each.name.casefold() == name.casefold() and each.district_id == district_id for each in there):
        raise Refused(_("Orang ini sudah menjadi peserta."), field="name", code="already_there")
    _room_for(len(there) + 1)
    db.session.add(Trainee(training_id=training.id, name=name, district_id=district_id))
    db.session.flush()
    audit.record("training.enrolled", "training", training.id, n=1)


@training_desk()
def take_attendance(training_id: int, present: Sequence[int]) -> int:
    """These were there, the others were not. How many were. Refused: 403; 404 for somebody who is no trainee of it."""
    training = _locked(training_id)
    trainees = {each.id: each for each in _trainees(training.id)}
    if not set(present) <= trainees.keys():
        raise Refused(_("Orang ini bukan peserta pelatihan ini."), status=404, code="not_found")
    for number, trainee in trainees.items():
        trainee.attended = number in present
    db.session.flush()
    audit.record("training.attendance", "training", training.id, n=len(set(present)))
    return len(set(present))


@training_desk()
def enter_result(training_id: int, trainee_id: int, slug: str, score: int) -> bool:
    """A result from paper. Whether it is passed. Refused: 403, 404; 422 on `course` or `trainee`."""
    training = _locked(training_id)
    trainee = next((each for each in _trainees(training.id) if each.id == trainee_id), None)
    if trainee is None:
        raise Refused(_("Orang ini bukan peserta pelatihan ini."), status=404, code="not_found")
    if slug not in training.courses:
        raise Refused(_("Modul ini tidak diajarkan di pelatihan ini."), field="course", code="unknown_course")
    if not trainee.attended:
        raise Refused(_("Orang ini belum tercatat hadir."), field="trainee", code="absent")
    passed = score >= PASS_MARK
    db.session.add(
        TestResult(trainee_id=trainee.id, course=slug, score=score, passed=passed, entered_by=subject().name)
    )
    db.session.flush()
    audit.record("training.result", "training", training.id, course=slug, score=score)
    return passed


def own_number(slug: str) -> int:
    """The number of a course of one's own; 0, which none has, for any other."""
    number = slug.removeprefix("own_")
    return int(number) if slug.startswith("own_") and number.isascii() and number.isdigit() and len(number) < 19 else 0


def _locked(training_id: int) -> Training:
    found = db.session.scalars(select(Training).where(Training.id == training_id).with_for_update()).one_or_none()
    if found is None:
        raise Refused(_("Pelatihan itu tidak ada."), status=404, code="not_found")
    return found


def _trainees(training_id: int) -> Sequence[Trainee]:
    return db.session.scalars(select(Trainee).where(Trainee.training_id == training_id).order_by(Trainee.id)).all()


def _room_for(n: int) -> None:
    if n > MOST_TRAINEES:
        words = _("Paling banyak %(most)s peserta. Buat pelatihan lain untuk sisanya.", most=MOST_TRAINEES)
        raise Refused(words, field="workers", code="full")

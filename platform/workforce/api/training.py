"""Training for programs: courses, trainings with who was there and passed what, one's own, and who has had none.

Writing a course, files to read, certificates and taking a test stay with the pages.
"""

from typing import Any

from marshmallow import fields

from tenants import access
from web import api
from web.api import Answer
from web.idempotency import read_key
from web.schemas import BaseSchema, Choice, Text
from workforce.actions import training as actions
from workforce.api.doors import doors
from workforce.courses import PASS_MARK
from workforce.posts import POSTS
from workforce.queries import courses as of_courses
from workforce.queries import training as queries
from workforce.schemas import AttendanceSchema, ResultSchema, TrainingSchema, WorkersSchema


class TrainingsQuery(BaseSchema):
    """Where the page begins."""

    after = Text(max=1000)


class UntrainedQuery(BaseSchema):
    """Of which post."""

    post = Choice([(slug, post.label) for slug, post in POSTS.items() if post.role], load_default=None)


class TrainingAttendanceInput(AttendanceSchema):
    """Who of the trainees was there; who is not named was not."""


class CourseAnswer(Answer):
    """What a training can teach."""

    slug = fields.String()
    title = fields.String()
    hours = fields.Integer()
    national = fields.Boolean()
    outline = fields.List(fields.String())
    questions = fields.Function(
        lambda course: len(course.questions), metadata={"type": "integer", "description": "How many its test asks"}
    )


class CoursesAnswer(Answer):
    """The national ones first, own ones by title."""

    items = fields.List(fields.Nested(CourseAnswer))
    pass_mark = fields.Integer(metadata={"description": "Of a hundred"})


class TrainingLineAnswer(Answer):
    """One training in a list."""

    id = fields.Integer()
    kind = fields.String(metadata={"description": "training, or trainers: held by a province"})
    place = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()
    trainees = fields.Integer()
    certificates = fields.Integer()


class TrainingsAnswer(Answer):
    """A page of them, the newest first."""

    items = fields.List(fields.Nested(TrainingLineAnswer))
    next = fields.String(allow_none=True)


class TraineeAnswer(Answer):
    """Somebody in a training."""

    id = fields.Integer()
    name = fields.String()
    district = fields.String(metadata={"description": "Of a trainer whom the province trains"})
    attended = fields.Boolean(allow_none=True)
    best = fields.Dict(fields.String(), fields.Integer(), metadata={"description": "Best score by course"})
    passed = fields.List(fields.String())
    earned = fields.Boolean(metadata={"description": "Was there and passed every course"})
    has_certificate = fields.Boolean()


class TrainingAnswer(Answer):
    """One training with everybody in it."""

    id = fields.Integer()
    kind = fields.String()
    place = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()
    trainers = fields.List(fields.String())
    courses = fields.List(fields.String())
    trainees = fields.List(fields.Nested(TraineeAnswer))


class MyCourseAnswer(Answer):
    """One's own result in a course."""

    slug = fields.String()
    title = fields.String()
    best = fields.Integer(allow_none=True)
    passed = fields.Boolean()


class MyTrainingAnswer(Answer):
    """A training as who takes part sees it."""

    id = fields.Integer()
    place = fields.String()
    first_day = fields.Date()
    last_day = fields.Date()
    attended = fields.Boolean(allow_none=True)
    courses = fields.List(fields.Nested(MyCourseAnswer))
    has_certificate = fields.Boolean()


class MyTrainingsAnswer(Answer):
    """The newest first."""

    items = fields.List(fields.Nested(MyTrainingAnswer))


class UntrainedAnswer(Answer):
    """Somebody who has not passed every national module."""

    id = fields.Integer(metadata={"description": "The number on the roster"})
    name = fields.String()
    post = fields.String()
    villages = fields.List(fields.String())
    passed = fields.Integer(metadata={"description": "National modules passed"})


class UntrainedListAnswer(Answer):
    """By name."""

    items = fields.List(fields.Nested(UntrainedAnswer))


@doors.route("/courses")
@access.permits("training:manage")
@doors.response(200, CoursesAnswer)
def list_courses() -> dict[str, Any]:
    """All that can be taught."""
    return {"items": of_courses.courses_here(), "pass_mark": PASS_MARK}


@doors.route("/courses/<slug>")
@access.permits("training:manage")
@doors.response(200, CourseAnswer)
def read_course(slug: str) -> Any:
    """One course, also one that is offered no longer."""
    found, _materials = of_courses.course_here(slug)
    return found


@doors.route("/trainings")
@access.permits("training:manage")
@doors.arguments(TrainingsQuery, location="query")
@doors.response(200, TrainingsAnswer)
def list_trainings(asked: dict[str, Any]) -> dict[str, Any]:
    """Trainings held by the own site."""
    page = queries.trainings(asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/trainings", methods=["POST"])
@access.permits("training:manage")
@api.once
@doors.arguments(TrainingSchema)
@doors.response(201, TrainingAnswer)
def add_training(sent: dict[str, Any]) -> dict[str, Any]:
    """A training to be held."""
    return _held(actions.add_training(sent, read_key()))


@doors.route("/trainings/<int:training_id>")
@access.permits("training:manage")
@doors.response(200, TrainingAnswer)
def read_training(training_id: int) -> dict[str, Any]:
    """One training with the results of everybody in it."""
    return _held(training_id)


@doors.route("/trainings/<int:training_id>/trainees", methods=["POST"])
@access.permits("training:manage")
@doors.arguments(WorkersSchema)
@doors.response(200, TrainingAnswer)
def enrol_in_training(sent: dict[str, Any], training_id: int) -> dict[str, Any]:
    """People of the roster take part; who does already is left alone."""
    actions.enrol(training_id, sent["workers"])
    return _held(training_id)


@doors.route("/trainings/<int:training_id>/attendance", methods=["PUT"])
@access.permits("training:manage")
@doors.arguments(TrainingAttendanceInput)
@doors.response(200, TrainingAnswer)
def put_attendance(sent: dict[str, Any], training_id: int) -> dict[str, Any]:
    """These were there, the others were not."""
    actions.take_attendance(training_id, sent["trainees"])
    return _held(training_id)


@doors.route("/trainings/<int:training_id>/results", methods=["POST"])
@access.permits("training:manage")
@doors.arguments(ResultSchema)
@doors.response(200, TrainingAnswer)
def enter_training_result(sent: dict[str, Any], training_id: int) -> dict[str, Any]:
    """A result from paper. The best one counts, so the same one sent again changes nothing."""
    actions.enter_result(training_id, sent["trainee"], sent["course"], sent["score"])
    return _held(training_id)


@doors.route("/trainings/mine")
@access.permits("training:join")
@doors.response(200, MyTrainingsAnswer)
def my_trainings() -> dict[str, Any]:
    """What the token's maker takes or took part in, with their results."""
    return {"items": [_mine(each) for each in queries.my_trainings()]}


@doors.route("/workers/untrained")
@access.permits("workforce:read")
@doors.arguments(UntrainedQuery, location="query")
@doors.response(200, UntrainedListAnswer)
def list_untrained(asked: dict[str, Any]) -> dict[str, Any]:
    """Who holds a post and has not passed every national module; at most five hundred."""
    return {"items": queries.untrained(asked["post"] or "")}


def _held(training_id: int) -> dict[str, Any]:
    view = queries.training(training_id)
    people = [
        {**vars(each), "passed": sorted(each.passed), "has_certificate": each.certificate_id is not None}
        for each in view.trainees
    ]
    return {**vars(view), "courses": [slug for slug, _title in view.courses], "trainees": people}


def _mine(training: queries.MyTraining) -> dict[str, Any]:
    names = ("slug", "title", "best", "passed")
    return {
        **vars(training),
        "courses": [dict(zip(names, each, strict=True)) for each in training.courses],
        "has_certificate": training.certificate_id is not None,
    }

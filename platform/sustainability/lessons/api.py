"""Lessons for programs: finding and reading, writing and handing on, asking and answering, reviewing, meetings."""

from typing import Any

from marshmallow import fields

from foundation.clock import today
from sustainability.api.doors import AfterQuery
from sustainability.lessons.actions import notes as drafting
from sustainability.lessons.actions import review, talk
from sustainability.lessons.machine import DISTRICT_MOVES, SEEN_ABOVE, State
from sustainability.lessons.models import PracticeNote
from sustainability.lessons.personal import SharedText
from sustainability.lessons.queries import events as meetings
from sustainability.lessons.queries import library, notes
from sustainability.lessons.queries import review as reviewing
from sustainability.lessons.schemas import (
    LessonQuestionSchema,
    LessonReplySchema,
    LessonSchema,
    PublishSchema,
    RemarkSchema,
    SearchSchema,
)
from tenants import access
from tenants.access import subject
from web import api
from web.api import Answer, Doors
from web.idempotency import read_key
from web.schemas import BaseSchema, Choice, Number, Text

doors = Doors("lessons-api", __name__, description="What regions learn from each other")


class LessonsQuery(SearchSchema):
    """Words and topic."""

    after = Text(max=1000)


class ReviewQuery(AfterQuery):
    """Which stage."""

    state = Choice([(state.value, state.value) for state in SEEN_ABOVE], load_default=State.SUBMITTED.value)


class MeetingsQuery(AfterQuery):
    """Ahead, or over."""

    over = fields.Boolean(load_default=False)


class LessonChangeSchema(LessonSchema):
    """New words, over the version last read."""

    version = Number(required=True, min=1)


class LessonStepSchema(BaseSchema):
    """A step of the district's."""

    move = Choice([(name, name) for name in DISTRICT_MOVES], required=True)
    remark = SharedText(max=1000, multiline=True)
    version = Number(required=True, min=1)


class FoundLessonAnswer(Answer):
    """A published lesson in a list."""

    id = fields.Integer(attribute="note.id")
    district = fields.String()
    title = fields.String(attribute="note.title")
    topic = fields.String(attribute="note.topic")
    published_at = fields.DateTime(attribute="note.published_at")
    thanks = fields.Integer()


class FoundLessonsAnswer(Answer):
    """A page of them, the newest first."""

    items = fields.List(fields.Nested(FoundLessonAnswer))
    next = fields.String(allow_none=True)


class LessonQuestionAnswer(Answer):
    """A question to the origin."""

    id = fields.Integer()
    asker = fields.String()
    asked_at = fields.DateTime()
    question = fields.String()
    answer = fields.String(metadata={"description": "Empty: not answered yet"})
    answered_at = fields.DateTime(allow_none=True)


class PublishedLessonAnswer(Answer):
    """A published lesson with what makes its district comparable."""

    id = fields.Integer(attribute="note.id")
    district = fields.String()
    title = fields.String(attribute="note.title")
    topic = fields.String(attribute="note.topic")
    problem = fields.String(attribute="note.problem")
    done = fields.String(attribute="note.done")
    cost = fields.Integer(attribute="note.cost", allow_none=True)
    result = fields.String(attribute="note.result")
    families = fields.Integer(attribute="note.families", allow_none=True)
    source = fields.String(attribute="note.source", allow_none=True)
    level = fields.String(attribute="note.grade", allow_none=True)
    published_at = fields.DateTime(attribute="note.published_at")
    thanks = fields.Integer()
    questions = fields.List(fields.Nested(LessonQuestionAnswer))


class OwnLessonAnswer(Answer):
    """A note of the own district."""

    id = fields.Integer()
    title = fields.String()
    topic = fields.String()
    problem = fields.String()
    done = fields.String()
    cost = fields.Integer(allow_none=True)
    result = fields.String()
    state = fields.String()
    published_id = fields.Integer(allow_none=True)
    version = fields.Integer()


class OwnLessonsAnswer(Answer):
    """A page of them, the newest first."""

    items = fields.List(fields.Nested(OwnLessonAnswer))
    next = fields.String(allow_none=True)


class ReviewedLessonAnswer(OwnLessonAnswer):
    """A note of a district below."""

    district = fields.String()


class ReviewedLessonsAnswer(Answer):
    """A page of them."""

    items = fields.List(fields.Nested(ReviewedLessonAnswer))
    next = fields.String(allow_none=True)


class PublicationAnswer(Answer):
    """The number of the copy everybody reads."""

    id = fields.Integer()


class MeetingAnswer(Answer):
    """A meeting for exchange."""

    id = fields.Integer()
    host = fields.String()
    title = fields.String()
    about = fields.String()
    held_on = fields.Date()
    place = fields.String()
    outcome = fields.String()
    cancelled = fields.Boolean()


class MeetingsAnswer(Answer):
    """A page of them: the nearest first, or those that are over, the newest first."""

    items = fields.List(fields.Nested(MeetingAnswer))
    next = fields.String(allow_none=True)


@doors.route("/lessons")
@access.permits("lesson:read")
@doors.arguments(LessonsQuery, location="query")
@doors.response(200, FoundLessonsAnswer)
def list_lessons(asked: dict[str, Any]) -> dict[str, Any]:
    """Published lessons in which every word occurs."""
    page = library.search(asked["q"] or "", asked["topic"], asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/lessons/<int:practice_id>")
@access.permits("lesson:read")
@doors.response(200, PublishedLessonAnswer)
def read_lesson(practice_id: int) -> library.Opened:
    """One published lesson with questions and answers."""
    return library.opened(practice_id)


@doors.route("/lessons/<int:practice_id>/thanks", methods=["POST"])
@access.permits("lesson:write")
@doors.response(200, PublishedLessonAnswer)
def thank_for_lesson(practice_id: int) -> library.Opened:
    """Say thank you, once per region."""
    talk.thank(practice_id)
    return library.opened(practice_id)


@doors.route("/lessons/<int:practice_id>/questions", methods=["POST"])
@access.permits("lesson:write")
@api.once
@doors.arguments(LessonQuestionSchema)
@doors.response(201, PublishedLessonAnswer)
def ask_about_lesson(sent: dict[str, Any], practice_id: int) -> library.Opened:
    """Ask the district that wrote it."""
    talk.ask(practice_id, sent["question"], read_key())
    return library.opened(practice_id)


@doors.route("/lessons/<int:practice_id>/questions/<int:question_id>/answer", methods=["PUT"])
@access.permits("lesson:write")
@doors.arguments(LessonReplySchema)
@doors.response(200, PublishedLessonAnswer)
def answer_lesson_question(sent: dict[str, Any], practice_id: int, question_id: int) -> library.Opened:
    """Answer a question to the own district."""
    talk.answer(practice_id, question_id, sent["answer"])
    return library.opened(practice_id)


@doors.route("/lessons/own")
@access.permits("lesson:write")
@doors.arguments(AfterQuery, location="query")
@doors.response(200, OwnLessonsAnswer)
def list_own_lessons(asked: dict[str, Any]) -> dict[str, Any]:
    """The own district's notes, in whatever state."""
    page = notes.own_notes(asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/lessons/own", methods=["POST"])
@access.permits("lesson:write")
@api.once
@doors.arguments(LessonSchema)
@doors.response(201, OwnLessonAnswer)
def add_own_lesson(sent: dict[str, Any]) -> PracticeNote:
    """A new draft."""
    return drafting.add_note(sent, read_key())


@doors.route("/lessons/own/<int:note_id>", methods=["PUT"])
@access.permits("lesson:write")
@doors.arguments(LessonChangeSchema)
@doors.response(200, OwnLessonAnswer)
def change_own_lesson(sent: dict[str, Any], note_id: int) -> PracticeNote:
    """New words for a draft, or for a note the province has asked about."""
    version = sent.pop("version")
    return drafting.change_note(note_id, sent, version)


@doors.route("/lessons/own/<int:note_id>/steps", methods=["POST"])
@access.permits("lesson:write")
@doors.arguments(LessonStepSchema)
@doors.response(200, OwnLessonAnswer)
def move_own_lesson(sent: dict[str, Any], note_id: int) -> PracticeNote:
    """Hand it to the manager, approve it, send it back, or take back what is published."""
    return drafting.take_step(note_id, sent["move"], sent["remark"] or "", sent["version"])


@doors.route("/lessons/review")
@access.permits("lesson:review")
@doors.arguments(ReviewQuery, location="query")
@doors.response(200, ReviewedLessonsAnswer)
def list_lessons_to_review(asked: dict[str, Any]) -> dict[str, Any]:
    """Notes of the districts below that their managers have approved."""
    page = reviewing.notes_in(State(asked["state"]), asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/lessons/review/<int:note_id>/question", methods=["POST"])
@access.permits("lesson:review")
@doors.arguments(RemarkSchema)
@doors.response(200, ReviewedLessonAnswer)
def question_reviewed_lesson(sent: dict[str, Any], note_id: int) -> Any:
    """Back to the district with a question."""
    review.question(note_id, sent["remark"])
    return reviewing.note_below(note_id)


@doors.route("/lessons/review/<int:note_id>/publication", methods=["POST"])
@access.permits("lesson:review")
@doors.arguments(PublishSchema)
@doors.response(201, PublicationAnswer)
def publish_reviewed_lesson(_sent: dict[str, Any], note_id: int) -> dict[str, int]:
    """A copy for everybody. `looked` says that a person has checked text and files."""
    return {"id": review.publish(note_id)}


@doors.route("/lessons/review/<int:note_id>/withdrawal", methods=["POST"])
@access.permits("lesson:review")
@doors.arguments(RemarkSchema)
@doors.response(200, ReviewedLessonAnswer)
def withdraw_reviewed_lesson(sent: dict[str, Any], note_id: int) -> Any:
    """Nobody reads it any more."""
    review.withdraw(note_id, sent["remark"])
    return reviewing.note_below(note_id)


@doors.route("/lessons/meetings")
@access.permits("lesson:read")
@doors.arguments(MeetingsQuery, location="query")
@doors.response(200, MeetingsAnswer)
def list_meetings(asked: dict[str, Any]) -> dict[str, Any]:
    """Meetings for exchange."""
    page = meetings.events(asked["over"], today(subject().tenant.timezone), asked["after"])
    names = ("id", "title", "about", "held_on", "place", "outcome")
    items = [
        {**{name: getattr(event, name) for name in names}, "host": host, "cancelled": event.cancelled_at is not None}
        for event, host in page.rows
    ]
    return {"items": items, "next": page.next}

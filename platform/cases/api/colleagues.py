"""What colleagues give each other, for programs: notes, cases, kept views, and the lines of one's inbox."""

from typing import Any

from cases import actions, queries
from cases.actions import Assigned, views
from cases.actions.notices import mark_all_read
from cases.api.answers import CaseBriefAnswer
from cases.api.colleague_answers import (
    AssignedAnswer,
    CasesHandedOverAnswer,
    ColleaguesAnswer,
    NoteAnswer,
    NotesAnswer,
    NoticesAnswer,
    UnreadAnswer,
    ViewAnswer,
    ViewsAnswer,
)
from cases.api.doors import doors
from cases.models import Case, CaseNote, SavedView
from cases.queries import QueueView
from cases.queries.colleagues import handlers, readers_of
from cases.queries.notes import NoteRow, notes_of
from cases.queries.notices import NoticeRow, inbox, unread_notices
from cases.queries.views import saved_views
from cases.schemas import (
    AfterSchema,
    AssignmentSchema,
    BulkAssignmentSchema,
    CaseNoteSchema,
    HandOverSchema,
    InboxPageSchema,
    KeptViewSchema,
    ReadSchema,
)
from tenants import access
from web import api
from web.idempotency import read_key
from web.pagination import Page


@doors.route("/cases/<int:case_id>/notes")
@access.permits("case:read")
@doors.arguments(AfterSchema, location="query")
@doors.response(200, NotesAnswer)
def list_notes(asked: dict[str, Any], case_id: int) -> Page[NoteRow]:
    """The notes among colleagues on a case, newest first."""
    return notes_of(case_id, asked["after"])


@doors.route("/cases/<int:case_id>/notes", methods=["POST"])
@access.permits("case:read")
@api.once
@doors.arguments(CaseNoteSchema)
@doors.response(201, NoteAnswer)
def add_note(said: dict[str, Any], case_id: int) -> CaseNote:
    """Keep a note for good and call colleagues to it, by number or by @handle in the text."""
    return actions.add_note(case_id, said["body"], said["mentions"], read_key())


@doors.route("/cases/<int:case_id>/colleagues")
@access.permits("case:read")
@doors.response(200, ColleaguesAnswer)
def list_readers(case_id: int) -> dict[str, Any]:
    """Who may read this case, and so may be called in a note on it."""
    return {"items": readers_of(queries.get_case(case_id))}


@doors.route("/colleagues")
@access.permits("case:read")
@doors.response(200, ColleaguesAnswer)
def list_handlers() -> dict[str, Any]:
    """Who may look after cases."""
    return {"items": handlers()}


@doors.route("/cases/<int:case_id>/assign", methods=["POST"])
@access.permits("case:hand_over")
@doors.arguments(AssignmentSchema)
@doors.response(200, CaseBriefAnswer)
def assign_case(said: dict[str, Any], case_id: int) -> Case:
    """Give a case to a colleague: one's own, or anybody's for who assigns."""
    return actions.assign(case_id, said["to"], said["version"], said["reason"])


@doors.route("/assignments", methods=["POST"])
@access.permits("case:assign")
@doors.arguments(BulkAssignmentSchema)
@doors.response(200, AssignedAnswer)
def assign_cases(said: dict[str, Any]) -> Assigned:
    """Give several cases to a colleague. Those that changed since they were read are left alone and named."""
    return actions.assign_many(dict(said["cases"]), said["to"], said["reason"])


@doors.route("/hand-overs", methods=["POST"])
@access.permits("case:hand_over")
@doors.arguments(HandOverSchema)
@doors.response(200, CasesHandedOverAnswer)
def hand_over(said: dict[str, Any]) -> dict[str, int]:
    """Give all open cases of one person to another: one's own, or anybody's for who assigns."""
    return {"cases": actions.hand_over(said["from_id"], said["to"], said["reason"])}


@doors.route("/queue-views")
@access.permits("case:read")
@doors.response(200, ViewsAnswer)
def list_views() -> dict[str, Any]:
    """Kept views of the queue: one's own, then what colleagues share. `view` is what `/cases` takes."""
    return {"items": saved_views()}


@doors.route("/queue-views", methods=["POST"])
@access.permits("case:read")
@doors.arguments(KeptViewSchema)
@doors.response(201, ViewAnswer)
def keep_view(said: dict[str, Any]) -> SavedView:
    """Keep a view under a name."""
    return views.save(said["name"], QueueView(**said["view"]), said["shared"])


@doors.route("/queue-views/<int:view_id>", methods=["DELETE"])
@access.permits("case:read")
@doors.response(204)
def discard_view(view_id: int) -> None:
    """Forget one's own view."""
    views.discard(view_id)


@doors.route("/inbox")
@access.permits("inbox:read")
@doors.arguments(InboxPageSchema, location="query")
@doors.response(200, NoticesAnswer)
def list_notices(asked: dict[str, Any]) -> Page[NoticeRow]:
    """One's own lines, the newest first; unread ones unless `all` is asked for."""
    return inbox(not asked["all"], asked["after"])


@doors.route("/inbox/read", methods=["POST"])
@access.permits("inbox:read")
@doors.arguments(ReadSchema)
@doors.response(200, UnreadAnswer)
def read_notices(said: dict[str, Any]) -> dict[str, int]:
    """Mark everything read up to the newest line that was shown."""
    mark_all_read(said["newest"])
    return {"unread": unread_notices()}

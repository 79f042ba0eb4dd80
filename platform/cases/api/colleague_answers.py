"""What programs get back about colleagues: notes, assignments, kept views, the inbox."""

from marshmallow import fields

from cases.notices import WORDS
from web.api import Answer


class ColleagueAnswer(Answer):
    """Somebody at work in the site."""

    id = fields.Integer()
    name = fields.String()
    role = fields.String()
    handle = fields.String(metadata={"description": "How a note calls them, after an @"})


class ColleaguesAnswer(Answer):
    """Several, by name."""

    items = fields.List(fields.Nested(ColleagueAnswer))


class NoteAnswer(Answer):
    """A note as it was kept."""

    id = fields.Integer()
    at = fields.AwareDateTime()
    author_name = fields.String()
    author_role = fields.String()
    body = fields.String()


class ListedNoteAnswer(NoteAnswer):
    """A note in a list."""

    mentioned = fields.List(fields.String())


class NotesAnswer(Answer):
    """A page of notes."""

    items = fields.List(fields.Nested(ListedNoteAnswer), attribute="rows")
    next = fields.String(allow_none=True)


class AssignedAnswer(Answer):
    """What became of several cases, by their codes."""

    to = fields.Nested(ColleagueAnswer)
    done = fields.List(fields.String())
    changed = fields.List(fields.String(), metadata={"description": "Left alone: changed or closed meanwhile"})


class CasesHandedOverAnswer(Answer):
    """How many went to the other person."""

    cases = fields.Integer()


class ViewAnswer(Answer):
    """A kept view."""

    id = fields.Integer()
    name = fields.String()
    shared = fields.Boolean()
    view = fields.Dict(fields.String(), fields.String(), attribute="args")


class ListedViewAnswer(ViewAnswer):
    """A kept view in a list."""

    mine = fields.Boolean()
    owner_name = fields.String()
    view = fields.Function(lambda kept: kept.view.args(), metadata={"type": "object"})


class ViewsAnswer(Answer):
    """One's own and shared ones."""

    items = fields.List(fields.Nested(ListedViewAnswer))


class NoticeAnswer(Answer):
    """One line of the inbox."""

    id = fields.Integer()
    kind = fields.String(metadata={"enum": list(WORDS)})
    label = fields.String()
    at = fields.AwareDateTime()
    read_at = fields.AwareDateTime(allow_none=True)
    case_id = fields.Integer(allow_none=True)
    case_code = fields.String()
    referral_id = fields.Integer(allow_none=True)
    round_id = fields.Integer(allow_none=True)


class NoticesAnswer(Answer):
    """A page of the inbox."""

    items = fields.List(fields.Nested(NoticeAnswer), attribute="rows")
    next = fields.String(allow_none=True)


class UnreadAnswer(Answer):
    """How many lines are unread now, counted up to a hundred."""

    unread = fields.Integer()

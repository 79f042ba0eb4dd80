"""The roster for programs: who holds which post until when. Without telephone numbers."""

from typing import Any

from marshmallow import fields

from tenants import access
from web.api import Answer
from web.schemas import BaseSchema, Choice, Text
from workforce import queries
from workforce.api.doors import doors
from workforce.posts import FUNDING, POSTS
from workforce.queries import RosterView
from workforce.queries.roster import STATES


class RosterQuery(BaseSchema):
    """Which part of the roster."""

    post = Choice([(slug, post.label) for slug, post in POSTS.items()], load_default=None)
    funding = Choice(list(FUNDING.items()), load_default=None)
    state = Choice([(each, each) for each in STATES], load_default=None)
    village_code = Text(max=20)
    after = Text(max=1000)


class WorkerAnswer(Answer):
    """One person."""

    id = fields.Integer()
    name = fields.String()
    post = fields.String(metadata={"description": "Empty: no decree stands"})
    funding = fields.String()
    valid_until = fields.Date(allow_none=True)
    left_on = fields.Date(allow_none=True)
    has_account = fields.Boolean()
    villages = fields.List(fields.String())


class WorkersAnswer(Answer):
    """A page of them, by name."""

    items = fields.List(fields.Nested(WorkerAnswer))
    next = fields.String(allow_none=True)


class AppointmentAnswer(Answer):
    """One decree."""

    id = fields.Integer()
    post = fields.String()
    sk_number = fields.String()
    sk_date = fields.Date()
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)
    funding = fields.String()
    honorarium = fields.Integer(allow_none=True, metadata={"description": "Rupiah a month"})
    ended_on = fields.Date(allow_none=True)
    ended_why = fields.String(allow_none=True)
    villages = fields.List(fields.String())


class AppointmentsAnswer(Answer):
    """All decrees of one person, the newest first."""

    items = fields.List(fields.Nested(AppointmentAnswer))


class CoverageAnswer(Answer):
    """Villages with somebody, all villages, and the codes of those without."""

    covered = fields.Integer()
    villages = fields.Integer()
    open = fields.List(fields.String())


@doors.route("/workers")
@access.permits("workforce:read")
@doors.arguments(RosterQuery, location="query")
@doors.response(200, WorkersAnswer)
def workers(asked: dict[str, Any]) -> dict[str, Any]:
    """The roster by name."""
    names = {
        "post": asked["post"],
        "funding": asked["funding"],
        "state": asked["state"],
        "village": asked["village_code"],
    }
    page = queries.roster(RosterView(**{name: value or "" for name, value in names.items()}), asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/workers/<int:worker_id>/appointments")
@access.permits("workforce:read")
@doors.response(200, AppointmentsAnswer)
def appointments(worker_id: int) -> dict[str, Any]:
    """The decrees of one person."""
    names = ("id", "post", "sk_number", "sk_date", "valid_from", "valid_until", "funding", "honorarium", "ended_on",
             "ended_why")  # fmt: skip
    decrees = queries.worker(worker_id).decrees
    return {
        "items": [
            {**{name: getattr(each.appointment, name) for name in names}, "villages": each.villages} for each in decrees
        ]
    }


@doors.route("/villages/coverage")
@access.permits("workforce:read")
@doors.response(200, CoverageAnswer)
def village_coverage() -> dict[str, Any]:
    """Which villages have nobody."""
    cover = queries.coverage()
    return {
        "covered": cover.covered,
        "villages": cover.villages,
        "open": [code for each in cover.districts for code in each.open],
    }

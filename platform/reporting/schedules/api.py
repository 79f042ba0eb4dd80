"""Scheduled reports for programs: which there are, and how it stands with each that was made or is to be."""

from typing import Any

from marshmallow import fields

from reporting.schedules import queries
from reporting.schedules.schemas import AfterSchema
from tenants import access
from web.api import Answer, Doors

doors = Doors("schedules-api", __name__, description="Scheduled reports")


class ScheduleAnswer(Answer):
    """A report that is made by the clock: `active`, or `paused`, also because its owner has left."""

    id = fields.Integer()
    name = fields.String()
    every = fields.String()
    language = fields.String()
    state = fields.String()
    owner_left = fields.Boolean()
    next_on = fields.Date(metadata={"description": "First day of the next month or quarter it is about"})
    version = fields.Integer()


class SchedulesAnswer(Answer):
    """All of the own office, by name."""

    items = fields.List(fields.Nested(ScheduleAnswer))


class ReportAnswer(Answer):
    """A report. `failing` is tried again by itself, `failed` when what was scheduled is changed."""

    id = fields.Integer(attribute="run.id")
    schedule_id = fields.Integer(attribute="run.schedule_id")
    name = fields.String()
    every = fields.String(attribute="run.every")
    begins_on = fields.Date(attribute="run.begins_on")
    state = fields.String(attribute="run.state", metadata={"enum": ["waiting", "failing", "done", "failed"]})
    made_at = fields.AwareDateTime(attribute="run.made_at", allow_none=True)
    cause = fields.String(
        attribute="run.cause", metadata={"description": "Slug of why it fails; empty when it does not"}
    )
    why = fields.String(metadata={"description": "The same in words"})
    failing_since = fields.AwareDateTime(
        attribute="run.failing_since",
        allow_none=True,
        metadata={"description": "Of a report that is done: since when word of it cannot be mailed"},
    )
    tries = fields.Integer(attribute="run.tries")
    again_at = fields.AwareDateTime(attribute="run.again_at", allow_none=True)
    reference = fields.String(attribute="run.reference", metadata={"description": "Under which the log has the fault"})


class ReportsAnswer(Answer):
    """The newest first."""

    items = fields.List(fields.Nested(ReportAnswer))
    next = fields.String(allow_none=True)


@doors.route("/report-schedules")
@access.permits("report:schedule")
@doors.response(200, SchedulesAnswer)
def get_schedules() -> dict[str, Any]:
    """What is made by the clock in the own office."""
    return {"items": queries.schedules()}


@doors.route("/reports")
@access.permits("table:make")
@doors.arguments(AfterSchema, location="query")
@doors.response(200, ReportsAnswer)
def get_reports(asked: dict[str, Any]) -> dict[str, Any]:
    """Reports for whoever asks, as on the page; whoever schedules sees all of the office."""
    page = queries.runs(asked["after"])
    return {"items": page.rows, "next": page.next}

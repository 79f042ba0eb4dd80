"""The same figures for programs."""

from typing import Any

from marshmallow import fields

from reporting.api import Cell
from reporting.dashboards import queries
from reporting.dashboards.pages import address_of, look_of, schema_for
from reporting.dashboards.schemas import LookSchema
from tenants import access
from tenants.access import subject
from web.api import Answer, Doors

doors = Doors("dashboards-api", __name__, description="A few figures for each reader")


class DashboardFigureAnswer(Answer):
    """One figure: now, and what it is compared with."""

    name = fields.String(attribute="figure.slug")
    label = fields.String(attribute="figure.label")
    happens = fields.Boolean(
        attribute="figure.happens",
        metadata={"description": "In the period; otherwise as things stood when `as_of` ended"},
    )
    now = Cell(or_none=True)
    before = Cell(or_none=True)
    of = Cell(attribute="base", or_none=True)
    median = Cell(or_none=True)
    median_on = fields.Date(allow_none=True)
    url = fields.Function(address_of, metadata={"type": "string", "description": "What is behind it; may be empty"})


class DashboardAnswer(Answer):
    """The days it speaks of, those it is compared with, and the figures of the reader's role."""

    since = fields.Date()
    until = fields.Date()
    compared_since = fields.Date(attribute="before_since")
    compared_until = fields.Date(attribute="before_until")
    as_of = fields.Date(attribute="at")
    compared_as_of = fields.Date(attribute="then")
    figures = fields.List(fields.Nested(DashboardFigureAnswer))


@doors.route("/dashboard")
@access.permits("dashboard:read")
@doors.arguments(LookSchema, location="query")
@doors.response(200, DashboardAnswer)
def dashboard(asked: dict[str, Any]) -> dict[str, Any]:
    """How it is going, for the role of whoever asks. `null`: cannot be told for that day, or there is no such list."""
    who = subject()
    schema_for(who).load({name: day.isoformat() for name, day in asked.items() if day is not None})
    look = look_of(who, asked)
    days = ("since", "until", "before_since", "before_until", "at", "then")
    return {name: getattr(look, name) for name in days} | {"figures": queries.dashboard(who, look)}

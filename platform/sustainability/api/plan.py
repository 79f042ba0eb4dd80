"""The exit plan for programs: the same schemas as on its pages. Approving stays with people: it asks for a code."""

from typing import Any

from marshmallow import fields

from sustainability.actions import plan as actions
from sustainability.api.doors import AfterQuery, doors
from sustainability.models import ExitPlan, PlanAction
from sustainability.plan_machine import MOVES
from sustainability.queries import plan as queries
from sustainability.schemas.plan import ActionSchema, GoalSchema, PlanStepSchema, ProgressSchema
from tenants import access
from web.api import Answer, once
from web.idempotency import read_key
from web.schemas import Choice, Number

_VERSION = {"description": "As last read; 0 begins the plan"}


class PlanGoalSchema(GoalSchema):
    """The goal, over the version last read."""

    version = Number(min=0, load_default=0, metadata=_VERSION)


class PlanActionChangeSchema(ActionSchema):
    """An action, over the version last read."""

    version = Number(required=True, min=1)


class PlanProgressSchema(ProgressSchema):
    """Progress, over the version last read."""

    version = Number(required=True, min=1)


class PlanMoveSchema(PlanStepSchema):
    """A step towards approval."""

    move = Choice([(move.name, move.label) for move in MOVES.values()], required=True)


class PlanAnswer(Answer):
    """The plan without its actions."""

    goal = fields.String()
    ends_on = fields.Date()
    state = fields.String()
    edition = fields.Integer()
    approved_on = fields.Date(allow_none=True, metadata={"description": "Of the newest approved edition"})
    version = fields.Integer()


class PlanActionAnswer(Answer):
    """One thing to do."""

    id = fields.Integer()
    title = fields.String()
    gap = fields.String(metadata={"description": "The gap of the index it answers; empty for one of the site's own"})
    owner = fields.String()
    agency_id = fields.Integer(allow_none=True)
    office = fields.String()
    due_on = fields.Date()
    year = fields.Integer()
    cost = fields.Integer(metadata={"description": "Whole rupiah"})
    source = fields.String(allow_none=True)
    proof = fields.String()
    state = fields.String()
    done_on = fields.Date(allow_none=True)
    evidence = fields.String()
    evidence_until = fields.Date(allow_none=True)
    note = fields.String()
    version = fields.Integer()


class PlanActionsAnswer(Answer):
    """A page of them, by deadline."""

    items = fields.List(fields.Nested(PlanActionAnswer))
    next = fields.String(allow_none=True)


@doors.route("/exit-plan")
@access.permits("sustain:read")
@doors.response(200, PlanAnswer)
def get_plan() -> ExitPlan:
    """The plan as it stands."""
    return queries.the_plan()


@doors.route("/exit-plan", methods=["POST"])
@access.permits("sustain:write")
@doors.arguments(PlanGoalSchema)
@doors.response(200, PlanAnswer)
def put_plan(said: dict[str, Any]) -> ExitPlan:
    """Begin it, or say anew what it is for."""
    return actions.put_goal(said, said["version"])


@doors.route("/exit-plan/moves", methods=["POST"])
@access.permits("sustain:read")
@doors.arguments(PlanMoveSchema)
@doors.response(200, PlanAnswer)
def move_plan(said: dict[str, Any]) -> ExitPlan:
    """Submit, return or revise; each step asks for its own permission."""
    return actions.move(said["move"], said)


@doors.route("/exit-plan/actions")
@access.permits("sustain:read")
@doors.arguments(AfterQuery, location="query")
@doors.response(200, PlanActionsAnswer)
def list_actions(asked: dict[str, Any]) -> dict[str, Any]:
    """The actions, the nearest deadline first."""
    page = queries.actions_page(asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/exit-plan/actions", methods=["POST"])
@access.permits("sustain:write")
@once
@doors.arguments(ActionSchema)
@doors.response(201, PlanActionAnswer)
def add_action(said: dict[str, Any]) -> PlanAction:
    """One more thing to do."""
    return actions.add_action(said, read_key())


@doors.route("/exit-plan/actions/<int:action_id>")
@access.permits("sustain:read")
@doors.response(200, PlanActionAnswer)
def get_action(action_id: int) -> PlanAction:
    """One action."""
    return queries.get_action(action_id)


@doors.route("/exit-plan/actions/<int:action_id>", methods=["POST"])
@access.permits("sustain:write")
@doors.arguments(PlanActionChangeSchema)
@doors.response(200, PlanActionAnswer)
def change_action(said: dict[str, Any], action_id: int) -> PlanAction:
    """Another deadline, another office, another cost."""
    return actions.change_action(action_id, said, said["version"])


@doors.route("/exit-plan/actions/<int:action_id>/progress", methods=["POST"])
@access.permits("sustain:write")
@doors.arguments(PlanProgressSchema)
@doors.response(200, PlanActionAnswer)
def put_progress(said: dict[str, Any], action_id: int) -> PlanAction:
    """How far it is, and what proves it."""
    return actions.note_progress(action_id, said, said["version"])

"""Equipment for programs: what there is, who holds it, the moves it makes. Signed letters stay with the pages."""

from typing import Any

from marshmallow import fields

from tenants import access
from web import api
from web.api import Answer
from web.idempotency import read_key
from web.schemas import BaseSchema, Choice, Text
from workforce.actions import equipment as actions
from workforce.api.doors import doors
from workforce.queries import equipment as queries
from workforce.queries.equipment import ItemView
from workforce.schemas import EquipmentSchema, MoveSchema
from workforce.stock import KINDS, MOVES, STATES


class EquipmentQuery(BaseSchema):
    """Which kind, in which state; without a state everything that is not struck off."""

    kind = Choice(list(KINDS.items()), load_default=None)
    state = Choice(list(STATES.items()), load_default=None)
    after = Text(max=1000)


class EquipmentMoveInput(MoveSchema):
    """A move, over the version last read."""

    move = Choice([(slug, step.label) for slug, step in MOVES.items()], required=True)


class EquipmentAnswer(Answer):
    """One thing."""

    id = fields.Integer()
    kind = fields.String()
    label = fields.String()
    serial = fields.String()
    funding = fields.String()
    state = fields.String()
    version = fields.Integer()
    holder_id = fields.Integer(allow_none=True, metadata={"description": "The number on the roster of who holds it"})
    holder = fields.String()


class EquipmentListAnswer(Answer):
    """A page of them, the newest first."""

    items = fields.List(fields.Nested(EquipmentAnswer))
    next = fields.String(allow_none=True)


class EquipmentMoveAnswer(Answer):
    """A move it has made."""

    id = fields.Integer()
    move = fields.String()
    day = fields.Date()
    worker = fields.String()
    condition = fields.String()
    is_signed = fields.Boolean()


class OneEquipmentAnswer(Answer):
    """One thing with its moves, the newest first, and those it may make now."""

    item = fields.Nested(EquipmentAnswer)
    moves = fields.List(fields.Nested(EquipmentMoveAnswer))
    possible = fields.List(fields.String())


class EquipmentTotalAnswer(Answer):
    """How many of a kind are in which state."""

    kind = fields.String()
    all = fields.Integer(metadata={"description": "Without those struck off"})
    by_state = fields.Dict(fields.String(), fields.Integer())


class EquipmentTotalsAnswer(Answer):
    """By kind."""

    items = fields.List(fields.Nested(EquipmentTotalAnswer))


@doors.route("/equipment")
@access.permits("workforce:read")
@doors.arguments(EquipmentQuery, location="query")
@doors.response(200, EquipmentListAnswer)
def list_equipment(asked: dict[str, Any]) -> dict[str, Any]:
    """Everything, by kind and state when asked."""
    page = queries.equipment(asked["kind"] or "", asked["state"] or "", asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/equipment/totals")
@access.permits("workforce:read")
@doors.response(200, EquipmentTotalsAnswer)
def equipment_totals() -> dict[str, Any]:
    """How many of what, by kind and state."""
    return {"items": queries.totals()}


@doors.route("/equipment", methods=["POST"])
@access.permits("workforce:manage")
@api.once
@doors.arguments(EquipmentSchema)
@doors.response(201, OneEquipmentAnswer)
def add_equipment(sent: dict[str, Any]) -> dict[str, Any]:
    """One more thing, in the office."""
    return _shown(queries.item(actions.add_equipment(sent, read_key())))


@doors.route("/equipment/<int:equipment_id>")
@access.permits("workforce:read")
@doors.response(200, OneEquipmentAnswer)
def read_equipment(equipment_id: int) -> dict[str, Any]:
    """One thing with its moves."""
    return _shown(queries.item(equipment_id))


@doors.route("/equipment/<int:equipment_id>/moves", methods=["POST"])
@access.permits("workforce:manage")
@doors.arguments(EquipmentMoveInput)
@doors.response(200, OneEquipmentAnswer)
def move_equipment(sent: dict[str, Any], equipment_id: int) -> dict[str, Any]:
    """One step. 409 `stale` when somebody was faster, `not_now` when its state does not take it."""
    actions.move_equipment(equipment_id, sent.pop("move"), sent)
    return _shown(queries.item(equipment_id))


def _shown(view: ItemView) -> dict[str, Any]:
    moves = [{**vars(each), "is_signed": each.file_id is not None} for each in view.moves]
    return {"item": view.item, "moves": moves, "possible": list(view.possible)}

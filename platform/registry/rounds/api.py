"""Update rounds for programs: the same schemas and the same steps as the pages. Numbers come back masked."""

from typing import Any

from flask import url_for
from marshmallow import fields

from reference import codes
from registry.rounds import actions, queries
from registry.rounds.machine import MOVES, STATE_LABELS, State, open_moves
from registry.rounds.models import UpdateRound
from registry.rounds.queries import ItemRow, RoundRow
from registry.rounds.schemas import DropSchema, MinutesSchema, OpenSchema, ProposalSchema, StepSchema, VisitSchema
from tenants import access, audit
from tenants.access import subject
from web import api
from web.addresses import BIGINT
from web.api import Answer, Doors
from web.idempotency import read_key
from web.pagination import Page
from web.schemas import BaseSchema, Choice, Number, Text

doors = Doors("rounds-api", __name__, description="Update rounds of villages, from proposal to answer")


class RoundsSchema(BaseSchema):
    """Which rounds, and where to go on."""

    state = Choice([(each.value, STATE_LABELS[each][0]) for each in State])
    after = Text(max=1000, metadata={"description": "`next` of the page before"})


class ProposedSchema(ProposalSchema):
    """A proposal and who is proposed."""

    person_id = Number(required=True, min=1, max=BIGINT - 1)


class VerificationSchema(VisitSchema):
    """What a verification visit found."""


class MissedSchema(BaseSchema):
    """Whom the newest screening found missed."""

    programme = Choice(lambda: codes.choices(codes.PROGRAMMES), required=True)


class RoundBriefAnswer(Answer):
    """Where a round stands."""

    id = fields.Integer(attribute="round.id")
    version = fields.Integer(attribute="round.version")
    village_code = fields.String(attribute="round.village_code")
    village = fields.String(attribute="place")
    basis = fields.String(attribute="round.basis")
    month = fields.Date(attribute="round.month")
    cut_off_on = fields.Date(attribute="round.cut_off_on")
    state = fields.String(attribute="round.state", metadata={"enum": [each.value for each in State]})


class RoundsAnswer(Answer):
    """Rounds of the caller's villages, the newest first."""

    items = fields.List(fields.Nested(RoundBriefAnswer), attribute="rows")
    next = fields.String(allow_none=True)


class RoundItemAnswer(Answer):
    """Somebody proposed, and what came of it."""

    id = fields.Integer(attribute="item.id")
    person_id = fields.Integer(attribute="item.person_id")
    name = fields.String(attribute="person.name")
    nik_masked = fields.String(attribute="person.nik_masked")
    kind = fields.String(attribute="item.kind")
    programme = fields.String(attribute="item.programme", allow_none=True)
    reason = fields.String(attribute="item.reason")
    note = fields.String(attribute="item.note")
    dropped = fields.String(attribute="item.dropped_note", metadata={"description": "Why it was taken off; or empty"})
    finding = fields.String(attribute="item.finding", allow_none=True)
    visited_on = fields.Date(attribute="item.visited_on", allow_none=True)
    answer = fields.String(attribute="item.answer", allow_none=True)
    answered_on = fields.Date(attribute="item.answered_on", allow_none=True)
    answer_desil = fields.Integer(attribute="item.answer_desil", allow_none=True)


class RoundStepAnswer(Answer):
    """One step of the story."""

    move = fields.String()
    to_state = fields.String()
    at = fields.AwareDateTime()
    actor_name = fields.String()
    actor_title = fields.String()
    signed = fields.Boolean()
    note = fields.String()


class RoundAnswer(RoundBriefAnswer):
    """A round with its proposals, its minutes and its story."""

    number = fields.String(attribute="round.number")
    held_on = fields.Date(attribute="round.held_on", allow_none=True)
    held_at = fields.String(attribute="round.held_at")
    chair = fields.String(attribute="round.chair")
    attendance = fields.List(fields.String(), attribute="round.attendance")
    summary = fields.String(attribute="round.summary")
    items = fields.List(fields.Nested(RoundItemAnswer))
    events = fields.List(fields.Nested(RoundStepAnswer))
    moves = fields.List(fields.String(), metadata={"description": "Steps that the caller may take now"})


class MissedAnswer(Answer):
    """How many were proposed who were not on the list before."""

    proposed = fields.Integer()


@doors.route("/rounds")
@access.permits("round:read")
@doors.arguments(RoundsSchema, location="query")
@doors.response(200, RoundsAnswer)
def list_rounds(asked: dict[str, Any]) -> Page[RoundRow]:
    """Rounds of the caller's villages."""
    return queries.rounds(asked["state"], asked["after"])


@doors.route("/rounds", methods=["POST"])
@access.permits("round:draft")
@api.once
@doors.arguments(OpenSchema)
@doors.response(201, RoundAnswer)
def open_round(said: dict[str, Any]) -> tuple[dict[str, Any], int, dict[str, str]]:
    """Begin a round of a village."""
    made = actions.open_round(said, read_key())
    return _told(made), 201, {"Location": url_for("rounds-api.get_round", round_id=made.id)}


@doors.route("/rounds/<int:round_id>")
@access.permits("round:read")
@doors.response(200, RoundAnswer)
def get_round(round_id: int) -> dict[str, Any]:
    """One round. Who looked is written down."""
    found = queries.get_round(round_id)
    audit.record("round.viewed", "update_round", found.id)
    return _told(found)


@doors.route("/rounds/<int:round_id>/items", methods=["POST"])
@access.permits("round:draft")
@doors.arguments(ProposedSchema)
@doors.response(201, RoundItemAnswer)
@doors.alt_response(410, "GONE")
def propose(said: dict[str, Any], round_id: int) -> ItemRow:
    """Propose somebody of the village. 409 `proposed` when they are on the list, `closed` when it is closed."""
    return queries.row_of(actions.propose(round_id, said["person_id"], said))


@doors.route("/rounds/<int:round_id>/missed", methods=["POST"])
@access.permits("round:draft")
@doors.arguments(MissedSchema)
@doors.response(200, MissedAnswer)
def propose_missed(said: dict[str, Any], round_id: int) -> dict[str, int]:
    """Propose everybody of the village whom the newest screening found missed by a programme."""
    return {"proposed": actions.propose_missed(round_id, said["programme"])}


@doors.route("/rounds/<int:round_id>/items/<int:item_id>/drop", methods=["POST"])
@access.permits("round:draft")
@doors.arguments(DropSchema)
@doors.response(200, RoundItemAnswer)
def drop(said: dict[str, Any], round_id: int, item_id: int) -> ItemRow:
    """Take somebody off the list again; the reason stays."""
    return queries.row_of(actions.drop(round_id, item_id, said["note"]))


@doors.route("/rounds/<int:round_id>/items/<int:item_id>/visit", methods=["POST"])
@access.permits("round:visit")
@doors.arguments(VerificationSchema)
@doors.response(200, RoundItemAnswer)
def visit(said: dict[str, Any], round_id: int, item_id: int) -> ItemRow:
    """What a verification visit found."""
    return queries.row_of(actions.record_visit(round_id, item_id, said))


@doors.route("/rounds/<int:round_id>/minutes", methods=["POST"])
@access.permits("round:draft")
@doors.arguments(MinutesSchema)
@doors.response(200, RoundAnswer)
def write_minutes(said: dict[str, Any], round_id: int) -> dict[str, Any]:
    """What the meeting agreed; the list is closed with it."""
    return _told(actions.write_minutes(round_id, said))


def _open_door_for(name: str) -> None:
    """Each step of the chain has an address of its own, and asks for the permission of its own."""

    @doors.route(f"/rounds/<int:round_id>/moves/{name}", methods=["POST"], endpoint=f"move_{name}")
    @access.permits(MOVES[name].permission)
    @doors.arguments(StepSchema)
    @doors.response(200, RoundAnswer)
    def take_step(said: dict[str, Any], round_id: int) -> dict[str, Any]:
        """Take this step; who signs sends the one-time code. 409 `in_the_way` says what is missing."""
        return _told(actions.move(round_id, name, said))


for _name in MOVES:
    if _name != "hold":  # the minutes are its door
        _open_door_for(_name)


def _told(found: UpdateRound) -> dict[str, Any]:
    view = queries.round_view(found)
    moves = [move.name for move in open_moves(found.state, subject().may)]
    return {"round": found, "place": view.place, "items": view.items, "events": view.events, "moves": moves}

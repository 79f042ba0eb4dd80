"""What is received, what somebody gets and what is lacking, for programs: the same schemas as the pages."""

from collections.abc import Callable
from typing import Any

from marshmallow import fields

from registry import actions, queries
from registry.actions import Office
from registry.api.doors import LEVELS, doors
from registry.models import Need, Participation, PersonCategory, SiksCheck, WelfareStatus
from registry.schemas import (
    CategoryEndSchema,
    CategorySchema,
    ElsewhereSchema,
    NeedClosingSchema,
    NeedSchema,
    ParticipationChangeSchema,
    ParticipationSchema,
    SiksCheckSchema,
    WelfareStatusSchema,
)
from tenants import access
from web import api
from web.api import Answer
from web.idempotency import read_key


class StatusAnswer(Answer):
    """A welfare status as it was received."""

    id = fields.Integer()
    person_id = fields.Integer(allow_none=True)
    household_id = fields.Integer(allow_none=True)
    desil = fields.Integer(allow_none=True)
    dtsen_status = fields.String(allow_none=True)
    period = fields.String(metadata={"description": "The quarter it holds for, e.g. 2026-Q1"})
    received_on = fields.Date()
    source = fields.String()
    note = fields.String()


class StandingAnswer(Answer):
    """A welfare status as it stands."""

    own = fields.Boolean(metadata={"description": "The person's own, and not the household's"})
    desil = fields.Integer(allow_none=True)
    dtsen_status = fields.String(allow_none=True)
    period = fields.String(allow_none=True)
    received_on = fields.Date(allow_none=True)
    source = fields.String(allow_none=True)
    stale = fields.Boolean(attribute="is_stale", metadata={"description": "Two newer quarters have begun since"})


class WelfareAnswer(Answer):
    """How it stands, and everything received, the newest quarter first."""

    standings = fields.List(fields.Nested(StandingAnswer))
    items = fields.List(fields.Nested(StatusAnswer))


class ParticipationAnswer(Answer):
    """A person or household in a programme."""

    id = fields.Integer()
    version = fields.Integer()
    person_id = fields.Integer(allow_none=True)
    household_id = fields.Integer(allow_none=True)
    programme = fields.String()
    standing = fields.String()
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)
    amount = fields.Integer(allow_none=True, metadata={"description": "Whole rupiah for each `amount_every`"})
    amount_every = fields.String(allow_none=True)
    end_reason = fields.String(allow_none=True)
    source = fields.String()


class ParticipationsAnswer(Answer):
    """Programmes; of a person the household's too. What runs comes first."""

    items = fields.List(fields.Nested(ParticipationAnswer))


class NeedAnswer(Answer):
    """Something that is lacking."""

    id = fields.Integer()
    version = fields.Integer()
    person_id = fields.Integer(allow_none=True)
    household_id = fields.Integer(allow_none=True)
    kind = fields.String()
    state = fields.String()
    noted_on = fields.Date()
    closed_on = fields.Date(allow_none=True)
    source = fields.String()
    case_id = fields.Integer(allow_none=True)


class NeedsAnswer(Answer):
    """Needs; of a person the household's too. Open ones come first."""

    items = fields.List(fields.Nested(NeedAnswer))


class CheckAnswer(Answer):
    """A look-up in SIKS-NG."""

    id = fields.Integer()
    checked_on = fields.Date()
    answer = fields.String()
    desil = fields.Integer(allow_none=True)
    period = fields.String(allow_none=True)
    operator_name = fields.String()


class ChecksAnswer(Answer):
    """The latest look-ups."""

    items = fields.List(fields.Nested(CheckAnswer))


class CategoryAnswer(Answer):
    """A person in a PPKS or PSKS category."""

    id = fields.Integer()
    scheme = fields.String()
    category = fields.String()
    since = fields.Date()
    until = fields.Date(allow_none=True)
    source = fields.String()


class CategoriesAnswer(Answer):
    """Categories of a person, the running ones first."""

    items = fields.List(fields.Nested(CategoryAnswer))


class OfficeAnswer(Answer):
    """An office that knows somebody with this NIK."""

    office = fields.String()
    place = fields.String()
    seat = fields.String()
    phone = fields.String()


class ElsewhereAnswer(Answer):
    """Whether another office knows the person, and whom to ask."""

    registered = fields.Boolean()
    offices = fields.List(fields.Nested(OfficeAnswer))


def _doors_for(level: str, plural: str) -> None:
    """The same doors for persons and for households."""

    def door(path: str, **options: Any) -> Callable[[Any], Any]:
        return doors.route(f"/{plural}/<int:row_id>{path}", **options)

    @door("/welfare", endpoint=f"{level}_welfare")
    @access.permits("person:read")
    @doors.response(200, WelfareAnswer)
    def get_welfare(row_id: int) -> dict[str, Any]:
        """The welfare status as received, never computed."""
        row = queries.opened(level, row_id)
        return {"standings": queries.standings_of(row), "items": queries.statuses_of(row)}

    @door("/welfare", methods=["POST"], endpoint=f"receive_{level}_status")
    @access.permits("person:write")
    @api.once
    @doors.arguments(WelfareStatusSchema)
    @doors.response(201, StatusAnswer)
    def receive(said: dict[str, Any], row_id: int) -> WelfareStatus:
        """Write down a status that came from the centre."""
        return actions.receive_status(level, row_id, said, read_key())

    @door("/participations", endpoint=f"{level}_participations")
    @access.permits("person:read")
    @doors.response(200, ParticipationsAnswer)
    def list_participations(row_id: int) -> dict[str, Any]:
        """Programmes received, proposed and ended."""
        return {"items": queries.participations_of(queries.opened(level, row_id))}

    @door("/participations", methods=["POST"], endpoint=f"add_{level}_participation")
    @access.permits("person:write")
    @api.once
    @doors.arguments(ParticipationSchema)
    @doors.response(201, ParticipationAnswer)
    def add_participation(said: dict[str, Any], row_id: int) -> Participation:
        """Write down a programme. 409 `running` when it is there and has not ended."""
        return actions.add_participation(level, row_id, said, read_key())

    @door("/needs", endpoint=f"{level}_needs")
    @access.permits("person:read")
    @doors.response(200, NeedsAnswer)
    def list_needs(row_id: int) -> dict[str, Any]:
        """What is lacking, what was met."""
        return {"items": queries.needs_of(queries.opened(level, row_id))}

    @door("/needs", methods=["POST"], endpoint=f"add_{level}_need")
    @access.permits("person:write")
    @api.once
    @doors.arguments(NeedSchema)
    @doors.response(201, NeedAnswer)
    def add_need(said: dict[str, Any], row_id: int) -> Need:
        """Note a need. 409 `open` when the same is open already."""
        return actions.add_need(level, row_id, said, read_key())


for _level, _plural in LEVELS.items():
    _doors_for(_level, _plural)


@doors.route("/participations/<int:participation_id>/changes", methods=["POST"])
@access.permits("person:write")
@doors.arguments(ParticipationChangeSchema)
@doors.response(200, ParticipationAnswer)
def change_participation(said: dict[str, Any], participation_id: int) -> Participation:
    """A new standing or amount from a day on."""
    return actions.change_participation(participation_id, said)


@doors.route("/needs/<int:need_id>/closing", methods=["POST"])
@access.permits("person:write")
@doors.arguments(NeedClosingSchema)
@doors.response(200, NeedAnswer)
def close_need(said: dict[str, Any], need_id: int) -> Need:
    """A need is met, or turned out to be none."""
    return actions.close_need(need_id, said)


@doors.route("/persons/<int:person_id>/siks-checks")
@access.permits("person:read")
@doors.response(200, ChecksAnswer)
def list_checks(person_id: int) -> dict[str, Any]:
    """The latest look-ups in SIKS-NG."""
    person = queries.opened("person", person_id)
    return {"items": queries.checks_of(person)}


@doors.route("/persons/<int:person_id>/siks-checks", methods=["POST"])
@access.permits("person:write")
@api.once
@doors.arguments(SiksCheckSchema)
@doors.response(201, CheckAnswer)
def record_check(said: dict[str, Any], person_id: int) -> SiksCheck:
    """Write down what SIKS-NG showed."""
    return actions.record_check(person_id, said, read_key())


@doors.route("/persons/<int:person_id>/categories")
@access.permits("person:read")
@doors.response(200, CategoriesAnswer)
def list_categories(person_id: int) -> dict[str, Any]:
    """PPKS and PSKS categories."""
    person = queries.opened("person", person_id)
    return {"items": queries.categories_of(person)}


@doors.route("/persons/<int:person_id>/categories", methods=["POST"])
@access.permits("person:write")
@api.once
@doors.arguments(CategorySchema)
@doors.response(201, CategoryAnswer)
def add_category(said: dict[str, Any], person_id: int) -> PersonCategory:
    """Put a person into a category. 409 `in_it` when already there."""
    return actions.add_category(person_id, said, read_key())


@doors.route("/categories/<int:category_id>/ending", methods=["POST"])
@access.permits("person:write")
@doors.arguments(CategoryEndSchema)
@doors.response(200, CategoryAnswer)
def end_category(said: dict[str, Any], category_id: int) -> PersonCategory:
    """The last day in a category."""
    return actions.end_category(category_id, said)


@doors.route("/persons/<int:person_id>/elsewhere", methods=["POST"])
@access.permits("person:write")
@doors.arguments(ElsewhereSchema)
@doors.response(200, ElsewhereAnswer)
def ask_elsewhere(said: dict[str, Any], person_id: int) -> dict[str, Any]:
    """Whether another office knows this NIK: yes or no, and whom to ask. Each look-up is written down."""
    offices: list[Office] = actions.registered_elsewhere(person_id, said["reason"])
    return {"registered": bool(offices), "offices": offices}

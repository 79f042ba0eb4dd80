"""What is known of a person or household, for programs: the state on a day, the history, new observations."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from marshmallow import ValidationError, fields, validates

from foundation.clock import today
from registry import actions, queries
from registry.actions import Seen
from registry.api.doors import LEVELS, doors
from registry.checks import Findings
from registry.queries import HouseholdView, Known, Line, Past
from registry.schemas import HouseholdFactsSchema, PersonFactsSchema, SeenSchema
from tenants import access
from tenants.access import subject
from web.api import Answer
from web.schemas import BaseSchema, Day, Number, Text

FACTS: dict[str, type[BaseSchema]] = {"person": PersonFactsSchema, "household": HouseholdFactsSchema}


class DayQuery(BaseSchema):
    """The day whose state is asked for; today without it."""

    per = Day()


class VariableQuery(BaseSchema):
    """The variable whose history is asked for."""

    variable = Text(required=True, max=60)


class KnownAnswer(Answer):
    """A value and where it comes from."""

    variable = fields.String(attribute="slug")
    value = fields.Raw(allow_none=True)
    words = fields.String()
    observed_on = fields.Date(attribute="by.observed_on")
    source = fields.String(attribute="by.source")
    observation_id = fields.Integer(attribute="by.id")


class ReceivedThenAnswer(Answer):
    """The welfare status that had been received by that day."""

    own = fields.Boolean(metadata={"description": "The person's own, and not the household's"})
    desil = fields.Integer(allow_none=True)
    dtsen_status = fields.String(allow_none=True)
    period = fields.String()
    received_on = fields.Date()
    source = fields.String()


class JoinedThenAnswer(Answer):
    """A programme as it stood."""

    id = fields.Integer(attribute="participation.id")
    programme = fields.String(attribute="participation.programme")
    standing = fields.String(attribute="event.standing")
    since = fields.Date(attribute="event.effective_on")
    amount = fields.Integer(attribute="event.amount", allow_none=True)
    amount_every = fields.String(attribute="event.amount_every", allow_none=True)
    source = fields.String(attribute="event.source")


class NeedThenAnswer(Answer):
    """A need that was open."""

    id = fields.Integer()
    kind = fields.String()
    noted_on = fields.Date()
    source = fields.String()


class CategoryThenAnswer(Answer):
    """A category that held."""

    id = fields.Integer()
    scheme = fields.String()
    category = fields.String()
    since = fields.Date()
    source = fields.String()


class RecordAnswer(Answer):
    """Everything that was known at the end of a day."""

    id = fields.Integer()
    version = fields.Integer()
    day = fields.Date()
    values = fields.List(fields.Nested(KnownAnswer))
    received = fields.List(fields.Nested(ReceivedThenAnswer))
    programmes = fields.List(fields.Nested(JoinedThenAnswer))
    needs = fields.List(fields.Nested(NeedThenAnswer))
    categories = fields.List(fields.Nested(CategoryThenAnswer))
    house_known = fields.Boolean(metadata={"description": "False: the household's are those of today's household"})


class ValueLineAnswer(Answer):
    """One value in the history of a variable."""

    value = fields.Raw(allow_none=True)
    words = fields.String()
    observed_on = fields.Date()
    recorded_at = fields.DateTime()
    recorded_by = fields.String()
    source = fields.String()
    note = fields.String()
    observation_id = fields.Integer()
    holds = fields.Boolean(metadata={"description": "Whether this is what holds today"})
    corrected = fields.Boolean(metadata={"description": "Whether it was put right and does not count any more"})


class HistoryAnswer(Answer):
    """The history of one variable, the newest first."""

    items = fields.List(fields.Nested(ValueLineAnswer))


class FindingAnswer(Answer):
    """One thing to look at."""

    rule = fields.String()
    variable = fields.String(attribute="slug")
    words = fields.String()
    person_id = fields.Integer(allow_none=True)


class FindingsAnswer(Answer):
    """GALAT, PERINGATAN and KOSONG of a household's record."""

    errors = fields.List(fields.Nested(FindingAnswer))
    warnings = fields.List(fields.Nested(FindingAnswer))
    empty = fields.List(fields.Nested(FindingAnswer))
    ready = fields.Boolean(metadata={"description": "Whether the record may be made final"})


class MemberAnswer(Answer):
    """Somebody recorded in a household."""

    id = fields.Integer(attribute="person.id")
    name = fields.String(attribute="person.name")
    relation = fields.Integer(attribute="person.relation")
    age = fields.Integer(allow_none=True)
    presence = fields.String(attribute="person.presence")
    desil = fields.Integer(attribute="person.desil", allow_none=True)


class HouseholdAnswer(Answer):
    """A household and who is recorded in it, with masked numbers."""

    id = fields.Integer(attribute="household.id")
    version = fields.Integer(attribute="household.version")
    family_card_masked = fields.String(attribute="household.family_card_masked")
    address = fields.String(attribute="household.address")
    village_code = fields.String(attribute="household.village_code")
    place = fields.String()
    desil = fields.Integer(attribute="household.desil", allow_none=True)
    desil_period = fields.String(attribute="household.desil_period", allow_none=True)
    dtsen_status = fields.String(attribute="household.dtsen_status", allow_none=True)
    record_state = fields.String(attribute="household.record_state")
    observed_on = fields.Date(attribute="household.observed_on", allow_none=True)
    members = fields.List(fields.Nested(MemberAnswer))


class FinalSchema(BaseSchema):
    """The version of the household that was looked at."""

    version = Number(required=True, min=1)


@doors.route("/households/<int:household_id>")
@access.permits("person:read")
@doors.response(200, HouseholdAnswer)
def get_household(household_id: int) -> HouseholdView:
    """A household, masked. Who looked is written down."""
    return queries.household_view(household_id)


@doors.route("/households/<int:household_id>/findings")
@access.permits("person:read")
@doors.response(200, FindingsAnswer)
def get_findings(household_id: int) -> Findings:
    """What is wrong, doubtful or missing in the record."""
    return queries.household_view(household_id).findings


@doors.route("/households/<int:household_id>/final", methods=["POST"])
@access.permits("person:write")
@doors.arguments(FinalSchema)
@doors.response(200, FindingsAnswer)
def finalise(said: dict[str, Any], household_id: int) -> Findings:
    """Make the record final. 409 `not_ready` while a GALAT or a needed KOSONG is left."""
    return actions.finalise(household_id, said["version"])


class _ObservationSchema(SeenSchema):
    """What was seen on a day."""


class _CorrectionSchema(SeenSchema):
    """A better value for one variable."""

    @validates("facts")
    def one_variable(self, facts: dict[str, Any], **_options: Any) -> None:
        """Exactly one: each wrong line is put right by itself."""
        if len(facts) != 1:
            raise ValidationError(_("Sebut tepat satu isian yang diperbaiki"))


def _doors_for(level: str, plural: str) -> None:
    """The same doors for persons and for households; what may be said differs."""
    observation: Any = type(
        f"{level.title()}ObservationSchema",
        (_ObservationSchema,),
        {"facts": fields.Nested(FACTS[level](partial=True), required=True), "version": Number(required=True, min=1)},
    )
    correction: Any = type(
        f"{level.title()}CorrectionSchema",
        (_CorrectionSchema,),
        {"facts": fields.Nested(FACTS[level](partial=True), required=True)},
    )

    def door(path: str, **options: Any) -> Callable[[Any], Any]:
        return doors.route(f"/{plural}/<int:row_id>{path}", **options)

    @door("/record", endpoint=f"{level}_record")
    @access.permits("person:read")
    @doors.arguments(DayQuery, location="query")
    @doors.response(200, RecordAnswer)
    def get_record(asked: dict[str, Any], row_id: int) -> dict[str, Any]:
        """What is known, or was known on a day, with source and date. Who looked is written down."""
        return _record(queries.past(level, row_id, asked["per"] or _today()))

    @door("/history", endpoint=f"{level}_history")
    @access.permits("person:read")
    @doors.arguments(VariableQuery, location="query")
    @doors.response(200, HistoryAnswer)
    def get_history(asked: dict[str, Any], row_id: int) -> dict[str, Any]:
        """Every value of one variable, what was put right too."""
        return {"items": [_line(each) for each in queries.lines_of(level, row_id, asked["variable"])]}

    @door("/observations", methods=["POST"], endpoint=f"observe_{level}")
    @access.permits("person:write")
    @doors.arguments(observation)
    @doors.response(201, RecordAnswer)
    def observe(said: dict[str, Any], row_id: int) -> dict[str, Any]:
        """Write down what was seen on a day. A variable that is not named stays as it is; null says not known."""
        actions.record_facts(level, row_id, said["facts"], _seen(said), said["version"])
        return _record(queries.past(level, row_id, _today()))

    @door("/observations/<int:observation_id>/correction", methods=["POST"], endpoint=f"correct_{level}")
    @access.permits("person:write")
    @doors.arguments(correction)
    @doors.response(201, RecordAnswer)
    def correct(said: dict[str, Any], row_id: int, observation_id: int) -> dict[str, Any]:
        """Say better what an observation said wrongly about one variable."""
        ((slug, value),) = said["facts"].items()
        actions.correct(level, row_id, observation_id, slug, value, _seen(said))
        return _record(queries.past(level, row_id, _today()))


def _seen(said: dict[str, Any]) -> Seen:
    return Seen(said["observed_on"], said["source"], said["note"] or "")


def _today() -> date:
    return today(subject().tenant.timezone)


def _record(then: Past) -> dict[str, Any]:
    values: list[Known] = list(then.known.values())
    row = {"id": then.row.id, "version": then.row.version, "day": then.day, "values": values}
    return row | vars(queries.beside(then.row, then.day))


def _line(line: Line) -> dict[str, Any]:
    seen = line.observation
    return {
        "value": line.value,
        "words": line.words,
        "observed_on": seen.observed_on,
        "recorded_at": seen.recorded_at,
        "recorded_by": line.recorded_by,
        "source": seen.source,
        "note": seen.note,
        "observation_id": seen.id,
        "holds": line.holds,
        "corrected": line.corrected_by is not None,
    }


for _level, _plural in LEVELS.items():
    _doors_for(_level, _plural)

"""What is in force at the caller's site, for programs; a province and the ministry read what they recommend."""

from datetime import date
from typing import Any

from marshmallow import fields

from reference.codes import CaseType, LetterType
from settings.queries import rules
from settings.rules import Rules
from tenants import access
from web.api import Answer, Doors

doors = Doors("settings-api", __name__, description="What is in force: case types, sectors, office hours, closures")


class CodeAnswer(Answer):
    """A slug and how it is called."""

    slug = fields.String()
    label_id = fields.String()
    label_en = fields.String()


class CaseTypeAnswer(CodeAnswer):
    """What a new case may be about."""

    group = fields.String()
    sector = fields.String()
    kinds = fields.List(fields.String())
    working_days = fields.Integer(metadata={"description": "Deadline in working days after the day of registration"})
    emergency_hours = fields.Integer(allow_none=True)
    source = fields.String(metadata={"description": "Where the deadline comes from"})
    documents = fields.List(fields.Nested(CodeAnswer))
    agency = fields.String(allow_none=True)
    signers = fields.List(fields.String(), metadata={"description": "Roles that may decide; empty: all that may"})
    level = fields.String(
        allow_none=True, metadata={"description": "Who set it: site, province, ministry; null: as shipped"}
    )


class CaseTypesAnswer(Answer):
    """All of them, in the order of the list."""

    items = fields.List(fields.Nested(CaseTypeAnswer))


class LetterTypeAnswer(CodeAnswer):
    """A kind of letter; its texts are templates with fields in braces."""

    title = fields.String()
    addressee = fields.String()
    opening = fields.String()
    rows = fields.List(fields.String())
    closing = fields.String()
    classification = fields.String()
    valid_days = fields.Integer(allow_none=True, metadata={"description": "null: it states what was"})
    signers = fields.List(fields.String())
    countersign = fields.String()
    countersign_name = fields.String()
    fields_ = fields.List(
        fields.String(), attribute="fields", data_key="fields", metadata={"description": "What its texts may use"}
    )
    level = fields.String(allow_none=True)


class LetterTypesAnswer(Answer):
    """All that can be written, and the pattern of their numbers."""

    items = fields.List(fields.Nested(LetterTypeAnswer))
    numbering = fields.String()


class ClosureAnswer(Answer):
    """Days on which the office is closed besides the national holidays."""

    first = fields.Date()
    last = fields.Date()
    reason = fields.String()


class SiteAnswer(Answer):
    """Sectors, hours, closures and the cut-off of update rounds."""

    sectors = fields.List(fields.Nested(CodeAnswer))
    hours = fields.Dict(
        fields.String(), fields.String(), metadata={"description": "Weekday -> 08.00-16.00; empty until set"}
    )
    closures = fields.List(fields.Nested(ClosureAnswer))
    cut_off_day = fields.Integer(metadata={"description": "Of the month: the last to send an update round"})
    timezone = fields.String()
    today = fields.Date()


@doors.route("/settings")
@access.signed_in
@doors.response(200, SiteAnswer)
def get_settings() -> dict[str, Any]:
    """Sectors served, office hours, and closures that are not over."""
    in_force = rules()
    today: date = in_force.calendar.today()
    return {
        "sectors": list(in_force.sectors.values()),
        "hours": dict(in_force.hours),
        "closures": [closure for closure in in_force.closures if closure.last >= today],
        "cut_off_day": in_force.cut_off_day,
        "timezone": in_force.calendar.timezone,
        "today": today,
    }


@doors.route("/settings/case-types")
@access.signed_in
@doors.response(200, CaseTypesAnswer)
def list_case_types() -> dict[str, Any]:
    """What a new case may be about, with deadline, documents and who set it."""
    in_force = rules()
    return {"items": [_described("case_type", case_type, in_force) for case_type in in_force.case_types.values()]}


@doors.route("/settings/letter-types")
@access.signed_in
@doors.response(200, LetterTypesAnswer)
def list_letter_types() -> dict[str, Any]:
    """Kinds of letters with their templates, signers and who set them."""
    in_force = rules()
    items = [_described("letter_type", letter_type, in_force) for letter_type in in_force.letter_types.values()]
    return {"items": items, "numbering": in_force.numbering}


def _described(kind: str, code: CaseType | LetterType, in_force: Rules) -> dict[str, Any]:
    return {**vars(code), "level": in_force.levels.get((kind, code.slug))}

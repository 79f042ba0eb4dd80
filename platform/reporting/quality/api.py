"""The checks for programs: of the own office exactly, above it as far as they may be shown."""

from typing import Any

from marshmallow import fields

from reporting.quality.queries import noted
from tenants import access
from tenants.access import subject
from web.api import Answer, Doors

doors = Doors("quality-api", __name__, description="Checks of the quality of data")


class QualityCheckAnswer(Answer):
    """A check by its slug, in words, and when it is pointed out."""

    slug = fields.String()
    group = fields.String()
    name = fields.String()
    meaning = fields.String()
    rule = fields.String()


class OwnLineAnswer(Answer):
    """What it found: `part` of `whole`; without a whole a number of days, lists or sums."""

    check = fields.Nested(QualityCheckAnswer)
    part = fields.Integer(attribute="found.part")
    whole = fields.Integer(attribute="found.whole", allow_none=True)
    tripped = fields.Boolean()
    since = fields.Date(allow_none=True)
    noted_on = fields.Date()


class OwnQualityAnswer(Answer):
    """All checks of the own office."""

    items = fields.List(fields.Nested(OwnLineAnswer))


class MarkAnswer(Answer):
    """A check that points at a district; numbers to the nearest five, null when held back."""

    check = fields.String(attribute="check.slug")
    part = fields.Integer(allow_none=True)
    whole = fields.Integer(allow_none=True)
    since = fields.Date(allow_none=True)


class OfficeQualityAnswer(Answer):
    """A district with everything that points at it."""

    id = fields.Integer()
    name = fields.String()
    region_code = fields.String()
    noted_on = fields.Date(allow_none=True)
    marks = fields.List(fields.Nested(MarkAnswer))


class ProvinceQualityAnswer(Answer):
    """The districts of a province in the order of their codes."""

    items = fields.List(fields.Nested(OfficeQualityAnswer))


class CheckTotalAnswer(Answer):
    """In how many districts a check was made, and at how many it points."""

    check = fields.Nested(QualityCheckAnswer)
    offices = fields.Integer()
    tripped = fields.Integer()


class NationQualityAnswer(Answer):
    """Each check over all districts."""

    items = fields.List(fields.Nested(CheckTotalAnswer))


@doors.route("/quality")
@access.permits("quality:read")
@doors.response(200, OwnQualityAnswer)
def own_quality() -> dict[str, Any]:
    """The checks of the own office, as of last night."""
    return {"items": noted.own_lines()}


@doors.route("/totals/quality/province")
@access.permits("totals:province")
@doors.response(200, ProvinceQualityAnswer)
def province_quality() -> dict[str, Any]:
    """The districts of the own province, and what points at them."""
    return {"items": noted.offices(subject().tenant.id)}


@doors.route("/totals/quality/nation")
@access.permits("totals:nation")
@doors.response(200, NationQualityAnswer)
def nation_quality() -> dict[str, Any]:
    """Each check over all districts of the country."""
    return {"items": noted.totals()}

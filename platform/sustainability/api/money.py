"""Money for programs: years, entries, what a year costs."""

from typing import Any

from flask_babel import gettext as _
from marshmallow import fields

from foundation.errors import Refused
from sustainability.actions import money as actions
from sustainability.api.doors import doors
from sustainability.models import FundingLine
from sustainability.models.money import FIRST_YEAR, LAST_YEAR
from sustainability.queries import money as queries
from sustainability.schemas import FundingLineSchema, NeedsSchema
from tenants import access
from web.api import Answer
from web.schemas import Number


class FundingInput(FundingLineSchema):
    """An entry, over the version last read; 0 for a new one."""

    version = Number(load_default=0, min=0)


class FundingAnswer(Answer):
    """What one source pays for one cost item in one fiscal year, in whole rupiah."""

    year = fields.Integer()
    source = fields.String()
    item = fields.String()
    planned = fields.Integer()
    committed = fields.Integer()
    realised = fields.Integer()
    document = fields.String()
    version = fields.Integer()


class YearAnswer(Answer):
    """One fiscal year, in whole rupiah."""

    year = fields.Integer()
    need = fields.Integer()
    planned = fields.Integer()
    committed = fields.Integer()
    realised = fields.Integer()
    certain = fields.Integer()
    gap = fields.Integer(metadata={"description": "How much of the need nobody has committed to pay"})
    overspends = fields.Boolean()
    by_source = fields.Dict(fields.String(), fields.Integer())


class YearsAnswer(Answer):
    """Every fiscal year with an entry."""

    items = fields.List(fields.Nested(YearAnswer))
    apbn_ends_on = fields.Date(allow_none=True)


class YearLinesAnswer(Answer):
    """The entries of one fiscal year, and what it costs by item."""

    items = fields.List(fields.Nested(FundingAnswer))
    needs = fields.Dict(fields.String(), fields.Integer())


@doors.route("/sustainability/money")
@access.permits("sustain:read")
@doors.response(200, YearsAnswer)
def list_fiscal_years() -> dict[str, Any]:
    """Year by year: what it costs, who pays, what is missing."""
    return {"items": queries.years(), "apbn_ends_on": queries.end_of_support(queries.support_periods())}


@doors.route("/sustainability/money/<int:year>")
@access.permits("sustain:read")
@doors.response(200, YearLinesAnswer)
def read_fiscal_year(year: int) -> dict[str, Any]:
    """One fiscal year: entries and needs."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(_("Tahun ini tidak dapat dicatat."), status=404, code="not_found")
    return _of_year(year)


@doors.route("/sustainability/money/lines", methods=["PUT"])
@access.permits("sustain:write")
@doors.arguments(FundingInput)
@doors.response(200, FundingAnswer)
def put_funding_line(sent: dict[str, Any]) -> FundingLine:
    """One entry: new, or that of its year, source and item again. 409 `stale` when somebody was faster."""
    return actions.put_line(sent, sent.pop("version"))


@doors.route("/sustainability/money/needs", methods=["PUT"])
@access.permits("sustain:write")
@doors.arguments(NeedsSchema)
@doors.response(200, YearLinesAnswer)
def put_fiscal_needs(sent: dict[str, Any]) -> dict[str, Any]:
    """What a year costs, all items at once."""
    actions.put_needs(sent["year"], sent)
    return _of_year(sent["year"])


def _of_year(year: int) -> dict[str, Any]:
    needs = {item: need.amount for item, need in queries.needs_of(year).items()}
    return {"items": queries.lines_of(year), "needs": needs}

"""How far the service reaches, for programs: the numbers of the ministry's page."""

from typing import Any

from marshmallow import fields

from foundation.clock import today
from reporting.coverage import queries
from tenants import access
from tenants.access import subject
from web.api import Answer, Doors

doors = Doors("coverage-api", __name__, description="Regencies by stage, cohort and quarter")


class ReachAnswer(Answer):
    """How many regencies of a line stand on each step; `all` is the target."""

    counts = fields.Dict(fields.String(), fields.Integer())
    serving = fields.Integer()
    missing = fields.Integer()
    all = fields.Integer()


class ProvinceReachAnswer(ReachAnswer):
    """A province."""

    code = fields.String()
    name = fields.String()


class CohortAnswer(Answer):
    """A year, null where it is not written down."""

    year = fields.Integer(allow_none=True)
    reach = fields.Nested(ReachAnswer)


class QuarterAnswer(Answer):
    """Regencies served at the end of a quarter such as 2026-Q3."""

    quarter = fields.String(attribute="span.slug")
    counts = fields.Dict(fields.String(), fields.Integer())
    serving = fields.Integer()


class NationalCoverageAnswer(Answer):
    """The country: provinces by name, cohorts by year of growth and by the year in which state support ends."""

    nation = fields.Nested(ReachAnswer)
    provinces = fields.List(fields.Nested(ProvinceReachAnswer))
    cohorts = fields.List(fields.Nested(CohortAnswer))
    ends = fields.List(fields.Nested(CohortAnswer))
    quarters = fields.List(fields.Nested(QuarterAnswer))


@doors.route("/totals/coverage")
@access.permits("totals:nation")
@doors.response(200, NationalCoverageAnswer)
def coverage() -> dict[str, Any]:
    """Every regency once, by the stage of its newest site."""
    found = queries.coverage(today(subject().tenant.timezone))

    def years(lines: Any) -> list[dict[str, Any]]:
        return [{"year": year, "reach": reach} for year, reach in lines]

    return {**vars(found), "cohorts": years(found.cohorts), "ends": years(found.ends)}

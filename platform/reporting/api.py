"""Totals for programs: a province's districts, and the nation with small numbers held back."""

from typing import Any

from marshmallow import fields

from foundation.clock import today
from reference.periods import PERIODS, Period
from reporting import figures, national
from reporting.offices import queries as standing
from reporting.suppression import Hidden
from tenants import access
from tenants.access import subject
from web.api import Answer, Doors
from web.schemas import BaseSchema, Choice

doors = Doors("reporting-api", __name__, description="Totals without people in them")

CELL = {"oneOf": [{"type": "integer"}, {"type": "string", "enum": [hidden.value for hidden in Hidden]}]}


class PeriodSchema(BaseSchema):
    """How many days back intake is counted."""

    days = Choice([(days, str(days)) for days in PERIODS], load_default=30)


class Cell(fields.Raw):
    """A number, or why there is none: `small` (1 to 4), `withheld` (it would give a small one away), `few` (blurred).

    `or_none`: null where there is nothing to tell.
    """

    def __init__(self, attribute: str | None = None, *, or_none: bool = False) -> None:
        told = {"oneOf": [*CELL["oneOf"], {"type": "null"}]} if or_none else CELL
        super().__init__(attribute=attribute, metadata=told)

    def _serialize(self, value: Any, *_args: Any, **_options: Any) -> Any:
        return value.value if isinstance(value, Hidden) else value


class IntakeAnswer(Answer):
    """Cases registered in the period, and in the one before."""

    now = fields.Integer()
    before = fields.Integer()


class DeadlinesAnswer(Answer):
    """Open cases by their deadline: overdue, overdue by more than 14 days, due within 7."""

    late = fields.Integer()
    long_late = fields.Integer()
    soon = fields.Integer()


class TotalAnswer(Answer):
    """All districts together."""

    intake = fields.Nested(IntakeAnswer)
    by_stage = fields.Dict(fields.String(), fields.Integer())
    open = fields.Integer()
    deadlines = fields.Nested(DeadlinesAnswer)
    late_share = fields.Float(allow_none=True)


class DistrictAnswer(TotalAnswer):
    """One district."""

    id = fields.Integer(attribute="tenant.id")
    name = fields.String(attribute="tenant.name")


class SectorAnswer(Answer):
    """Intake of one sector."""

    sector = fields.String(attribute="slug")
    intake = fields.Nested(IntakeAnswer)


class ProvinceAnswer(Answer):
    """A province, its districts with the largest share of overdue cases first."""

    total = fields.Nested(TotalAnswer)
    districts = fields.List(fields.Nested(DistrictAnswer))
    sectors = fields.List(fields.Nested(SectorAnswer))


class LineAnswer(Answer):
    """A published row; `cells` in the order of `columns`, the sum of all last."""

    id = fields.Integer()
    name = fields.String()
    cells = fields.List(Cell())


class PublishedProvinceAnswer(LineAnswer):
    """A province and its districts."""

    districts = fields.List(fields.Nested(LineAnswer))


class NationAnswer(Answer):
    """The nation, from one suppressed table."""

    columns = fields.List(fields.String())
    nation = fields.List(Cell())
    provinces = fields.List(fields.Nested(PublishedProvinceAnswer))


@doors.route("/totals/province")
@access.permits("totals:province")
@doors.arguments(PeriodSchema, location="query")
@doors.response(200, ProvinceAnswer)
def province_totals(asked: dict[str, Any]) -> dict[str, Any]:
    """Districts of the own province by stage, deadline and sector, exact to the last commit."""
    tenant = subject().tenant
    offices, intake = standing.province(tenant.id, Period(asked["days"], today(tenant.timezone)))
    lines = figures.district_lines(offices, intake)
    return {"total": figures.summary(lines), "districts": lines, "sectors": figures.sector_lines(intake)}


@doors.route("/totals/nation")
@access.permits("totals:nation")
@doors.response(200, NationAnswer)
def nation_totals() -> dict[str, Any]:
    """Totals by province and district; small numbers are held back."""
    picture = national.picture(standing.nation(Period(30, today(subject().tenant.timezone))))
    provinces = [{**vars(line), "districts": picture.districts[id_]} for id_, line in picture.provinces.items()]
    return {"columns": [*national.COLUMNS, "total"], "nation": picture.nation.cells, "provinces": provinces}

"""Which programmes a person's data point to, and what a budget would need, for programs. Indications, no decisions."""

from typing import Any

from flask_babel import gettext as _
from marshmallow import fields

from foundation.errors import Refused
from registry.api.doors import doors
from registry.models import ScreeningRun
from registry.queries import planning, runs
from registry.queries.screening import Screened, Screening, screen
from registry.screening.rules import Finding, Indication
from registry.screening.words import in_words
from tenants import access
from web.api import Answer
from web.schemas import BaseSchema, Text

OUTCOMES = {True: "indicated", None: "unknown", False: "not_indicated"}
PRICE = {"description": "Whole rupiah; null where the rule names no amount: need decides, it is not nothing"}


class ScreeningRuleAnswer(Answer):
    """The rule that was asked, and where it is written."""

    line = fields.String()
    own = fields.Boolean(metadata={"description": "Whether the site wrote it itself; the ministry's stands beside it"})
    reason = fields.String(allow_none=True, metadata={"description": "Why the site asks something of its own"})
    regulation = fields.String()
    valid_from = fields.Date()
    valid_to = fields.Date(allow_none=True)
    confidence = fields.String()
    amount = fields.Integer(allow_none=True)
    every = fields.String(allow_none=True)
    times = fields.Integer(allow_none=True, metadata={"description": "How often a year at most, if not all year"})
    yearly = fields.Integer(allow_none=True, metadata=PRICE)


class CriterionAnswer(Answer):
    """One condition as it came out. `holds` is null when a datum is missing: unknown is never no."""

    kind = fields.String(metadata={"description": "needed, excluding, or weighing (decides nothing)"})
    condition = fields.String(metadata={"description": "In the language of rules"})
    words = fields.String(metadata={"description": "The same for people"})
    holds = fields.Boolean(allow_none=True)


class MinistryAnswer(Answer):
    """What the ministry's line would say where a site asks something of its own."""

    outcome = fields.String(metadata={"enum": list(OUTCOMES.values())})
    rule = fields.Nested(ScreeningRuleAnswer)
    criteria = fields.List(fields.Nested(CriterionAnswer))


class ScreenedAnswer(Answer):
    """One programme for one person."""

    programme = fields.String()
    outcome = fields.String(metadata={"enum": list(OUTCOMES.values())})
    receiving = fields.Boolean()
    rule = fields.Nested(ScreeningRuleAnswer)
    chosen_because = fields.String(allow_none=True, metadata={"description": "Why this source, where a site chose"})
    criteria = fields.List(fields.Nested(CriterionAnswer))
    ministry = fields.Nested(MinistryAnswer, allow_none=True)


class ScreeningAnswer(Answer):
    """Every programme in force on that day. An indication, not a decision."""

    person_id = fields.Integer()
    day = fields.Date()
    programmes = fields.List(fields.Nested(ScreenedAnswer))


class NeededAnswer(Answer):
    """How a programme came out; units are households or persons, as the programme is given."""

    programme = fields.String(attribute="programme.slug")
    unit = fields.String(attribute="programme.unit")
    indicated = fields.Integer()
    receiving = fields.Integer()
    missed = fields.Integer(metadata={"description": "Indicated and not receiving"})
    odd = fields.Integer(metadata={"description": "Receiving and not indicated"})
    lacking = fields.Integer(attribute="unknown", metadata={"description": "A datum that decides is missing"})
    yearly = fields.Integer(attribute="rule.yearly", allow_none=True, metadata=PRICE)
    money = fields.Integer(allow_none=True, metadata={"description": "missed x yearly"})


class NeededInVillageAnswer(NeededAnswer):
    """The same in one village."""

    village_code = fields.String()
    village = fields.String(attribute="place")


class NeededTotalAnswer(Answer):
    """Over all programmes: `money` leaves out the `unpriced` ones."""

    missed = fields.Integer()
    unpriced = fields.Integer()
    money = fields.Integer()


class ScreeningRunAnswer(Answer):
    """The screening that the figures come from."""

    id = fields.Integer()
    as_of = fields.Date()
    done_at = fields.DateTime()
    people = fields.Integer()


class PlanningAnswer(Answer):
    """The need by programme."""

    run = fields.Nested(ScreeningRunAnswer)
    total = fields.Nested(NeededTotalAnswer)
    programmes = fields.List(fields.Nested(NeededAnswer))


class PlanningRowsAnswer(Answer):
    """The need by programme and village, page by page."""

    run = fields.Nested(ScreeningRunAnswer)
    items = fields.List(fields.Nested(NeededInVillageAnswer))
    next = fields.String(allow_none=True)


class PlanningRowsSchema(BaseSchema):
    """Where to go on."""

    after = Text(max=1000, metadata={"description": "`next` of the page before"})


@doors.route("/persons/<int:person_id>/screening")
@access.permits("person:read")
@doors.response(200, ScreeningAnswer)
def screen_person(person_id: int) -> dict[str, Any]:
    """Every programme for one person, with the reason for each condition. Who asked is written down."""
    found: Screening = screen(person_id)
    rows = [*found.indicated, *found.lacking, *found.not_indicated]
    return {"person_id": found.person_id, "day": found.day, "programmes": [_screened(row) for row in rows]}


@doors.route("/planning")
@access.permits("planning:read")
@doors.response(200, PlanningAnswer)
def planning_totals() -> dict[str, Any]:
    """What reaching everybody missed would cost in a year, by programme, from the newest run. 404 before the first."""
    run = _run()
    rows = planning.programme_needs(run)
    return {"run": run, "total": planning.total_of(rows), "programmes": rows}


@doors.route("/planning/villages")
@access.permits("planning:read")
@doors.arguments(PlanningRowsSchema, location="query")
@doors.response(200, PlanningRowsAnswer)
def planning_rows(asked: dict[str, Any]) -> dict[str, Any]:
    """The same by programme and village."""
    run = _run()
    page = planning.every_row(run, asked["after"], planning.SIZE)
    return {"run": run, "items": page.rows, "next": page.next}


def _run() -> ScreeningRun:
    run, _waiting = runs.newest_run()
    if run is None:
        raise Refused(_("Belum pernah disaring"), status=404, code="not_found")
    return run


def _screened(row: Screened) -> dict[str, Any]:
    return {
        "programme": row.programme.slug,
        "receiving": row.receiving,
        "chosen_because": row.choice.reason if row.choice else None,
        **_said(row.indication),
        "ministry": _said(row.ministry) if row.ministry else None,
    }


def _said(indication: Indication) -> dict[str, Any]:
    return {
        "outcome": OUTCOMES[indication.outcome],
        "rule": indication.rule,
        "criteria": [_criterion(finding) for finding in indication.findings],
    }


def _criterion(finding: Finding) -> dict[str, Any]:
    asked = finding.criterion
    return {"kind": asked.kind, "condition": asked.text, "words": in_words(asked.tree), "holds": finding.holds}

"""The index for programs: as it stands now, and as it was stored."""

from typing import Any

from marshmallow import fields

from foundation.clock import today
from sustainability.actions.scores import store_score
from sustainability.api.doors import AfterQuery, doors
from sustainability.index import Score
from sustainability.models import IndexScore
from sustainability.queries import scores as queries
from tenants import access
from tenants.access import subject
from web.api import Answer

POINTS = {"description": "Hundredths of a point, 0 to 10000"}


class IndicatorAnswer(Answer):
    """One figure: what it was made from, and what that is worth."""

    slug = fields.String(attribute="indicator.slug")
    weight = fields.Integer(attribute="indicator.weight")
    value = fields.Raw(allow_none=True, metadata={"description": "null: no evidence yet, counts 0"})
    points = fields.Integer(metadata=POINTS)


class DimensionAnswer(Answer):
    """A dimension with its figures."""

    slug = fields.String(attribute="dimension.slug")
    weight = fields.Integer(attribute="dimension.weight")
    points = fields.Integer(metadata=POINTS)
    indicators = fields.List(fields.Nested(IndicatorAnswer))


class GateAnswer(Answer):
    """What a level asks for besides points."""

    level = fields.String(attribute="level.slug")
    indicator = fields.String(attribute="gate.slug")
    passed = fields.Boolean()


class IndexAnswer(Answer):
    """The platform's proposal, no scoring of the ministry."""

    definition = fields.String(attribute="definition.version")
    points = fields.Integer(metadata=POINTS)
    level = fields.String(attribute="level.slug")
    dimensions = fields.List(fields.Nested(DimensionAnswer))
    gates = fields.List(fields.Nested(GateAnswer))


class StoredScoreAnswer(Answer):
    """A stored score with everything it was made from."""

    id = fields.Integer()
    scored_on = fields.Date()
    definition = fields.String()
    points = fields.Integer(metadata=POINTS)
    level = fields.String(attribute="grade")
    dimensions = fields.Dict(fields.String(), fields.Integer())
    inputs = fields.Dict(fields.String(), fields.Raw())


class StoredScoresAnswer(Answer):
    """A page of them, the newest first."""

    items = fields.List(fields.Nested(StoredScoreAnswer))
    next = fields.String(allow_none=True)


@doors.route("/sustainability/index")
@access.permits("sustain:read")
@doors.response(200, IndexAnswer)
def read_index() -> Score:
    """As records and facts stand now, figure by figure."""
    return queries.score_now(today(subject().tenant.timezone))


@doors.route("/sustainability/index/scores")
@access.permits("sustain:read")
@doors.arguments(AfterQuery, location="query")
@doors.response(200, StoredScoresAnswer)
def list_scores(asked: dict[str, Any]) -> dict[str, Any]:
    """Stored scores, the newest first."""
    page = queries.scores_page(asked["after"])
    return {"items": page.rows, "next": page.next}


@doors.route("/sustainability/index/scores", methods=["POST"])
@access.permits("sustain:write")
@doors.response(201, StoredScoreAnswer)
def add_score() -> IndexScore:
    """Store today's score; the same as the last is not stored twice."""
    return store_score()


@doors.route("/sustainability/index/scores/<int:score_id>")
@access.permits("sustain:read")
@doors.response(200, StoredScoreAnswer)
def read_score(score_id: int) -> IndexScore:
    """One stored score."""
    return queries.archived(score_id).row

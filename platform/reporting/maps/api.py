"""Maps for programs: the numbers of a page by place, held back as there, with what it takes to draw them."""

from collections.abc import Mapping
from typing import Any

from flask import abort
from marshmallow import Schema, fields

from foundation.errors import Refused
from reference import tiles
from reporting.api import CELL, Cell
from reporting.maps import actions, outlines, pictures, places, villages
from reporting.maps.geojson import MAX_BYTES, BadBoundary
from reporting.maps.models import Boundary
from reporting.maps.outlines import Outline
from reporting.maps.schemas import BoundarySchema
from reporting.maps.steps import Drawn
from tenants import access
from tenants.access import subject
from web.api import Answer, Doors
from web.body import takes_files
from web.schemas import BaseSchema, Choice

doors = Doors("maps-api", __name__, description="Numbers where they belong")


def _choosing(measures: Mapping[str, Any]) -> type[BaseSchema]:
    options = [(slug, each.label) for slug, each in measures.items()]
    first = options[0][0]

    class MeasureSchema(BaseSchema):
        """What the map shows."""

        measure = Choice(options, load_default=first)

    return MeasureSchema


class PlaceValue(Cell):
    """A count, a share from 0 to 1, why there is none, or null where nothing is known."""

    def __init__(self) -> None:
        told = {"oneOf": [{"type": "number"}, *CELL["oneOf"][1:], {"type": "null"}]}
        super(Cell, self).__init__(attribute="value", metadata=told)


class PlaceAnswer(Answer):
    """A region by its Kemendagri code, whether an office serves it or not."""

    code = fields.String()
    name = fields.String()
    value = PlaceValue()
    text = fields.String(metadata={"description": "The number as the page says it"})
    note = fields.String(metadata={"description": "What it is a part of; or that there is no office yet"})
    level = fields.String(metadata={"description": "The step of the map: 1 to 4, 0 for nothing known, h for held back"})


class MapStepAnswer(Answer):
    """A step that occurs on the map, in words."""

    level = fields.String()
    words = fields.String()


class TileAnswer(Answer):
    """Where a region's tile lies, from the west and from the north."""

    column = fields.Integer()
    row = fields.Integer()


class ShapeAnswer(Answer):
    """A region as it is drawn: the `d` of an SVG path in the units of the drawing."""

    code = fields.String(attribute="region_code")
    path = fields.String()


class DrawingAnswer(Answer):
    """Boundaries as they are drawn; no geography."""

    width = fields.Integer()
    height = fields.Integer()
    shapes = fields.List(fields.Nested(ShapeAnswer))


class MapAnswer(Answer):
    """A map: its places with their numbers, and how it may be drawn."""

    measure = fields.String()
    label = fields.String()
    about = fields.String()
    places = fields.List(fields.Nested(PlaceAnswer))
    steps = fields.List(fields.Nested(MapStepAnswer))
    tiles = fields.Dict(fields.String(), fields.Nested(TileAnswer))
    boundary = fields.Nested(DrawingAnswer, allow_none=True)


class BoundaryFileSchema(Schema):
    """The file itself, as a part of a multipart form."""

    boundary = fields.Raw(
        required=True,
        metadata={"type": "string", "format": "binary", "description": "GeoJSON in degrees (WGS 84), at most 20 MB"},
    )


class BoundaryAnswer(Answer):
    """What was kept of a boundary file."""

    id = fields.Integer()
    current = fields.Boolean()
    shapes = fields.Integer()
    points_given = fields.Integer()
    points_kept = fields.Integer()


@doors.route("/maps/province")
@access.permits("totals:province")
@doors.arguments(_choosing(places.PROVINCE), location="query")
@doors.response(200, MapAnswer)
def map_of_own_province(asked: dict[str, Any]) -> dict[str, Any]:
    """The districts of the own province."""
    measure, tenant = asked["measure"], subject().tenant
    found = pictures.of_own_province(measure)
    spots = tiles.regencies(tenant.region_code or "", [spot.code for spot in found.spots])
    return _answer(measure, places.PROVINCE[measure], found, spots, outlines.outline_of(tenant.id))


@doors.route("/maps/nation")
@access.permits("totals:nation")
@doors.arguments(_choosing(places.NATION), location="query")
@doors.response(200, MapAnswer)
def map_of_nation(asked: dict[str, Any]) -> dict[str, Any]:
    """All provinces; small numbers are held back."""
    found = pictures.of_nation(asked["measure"])
    spots = tiles.provinces([spot.code for spot in found.spots])
    return _answer(asked["measure"], places.NATION[asked["measure"]], found, spots, None)


@doors.route("/maps/nation/<office:province_id>")
@access.permits("totals:nation")
@doors.arguments(_choosing(places.DISTRICTS), location="query")
@doors.response(200, MapAnswer)
def map_of_province(asked: dict[str, Any], province_id: int) -> dict[str, Any]:
    """The districts of one province, from the same table as the nation's."""
    measure = asked["measure"]
    of = pictures.of_province(province_id, measure) or abort(404)
    spots = tiles.regencies(of.code, [spot.code for spot in of.found.spots])
    return _answer(measure, places.DISTRICTS[measure], of.found, spots, outlines.outline_of(province_id))


@doors.route("/maps/villages")
@access.permits("totals:district")
@doors.arguments(_choosing(villages.VILLAGES), location="query")
@doors.response(200, MapAnswer)
def map_of_own_villages(asked: dict[str, Any]) -> dict[str, Any]:
    """The villages of the own district, exactly. 403 for a number that the reader's role does not see."""
    measure = asked["measure"]
    access.require(villages.VILLAGES[measure].permission)
    of = pictures.of_own_villages(measure)
    found = villages.spots_of([(each, [each.code], "") for each in of.villages], of.found)
    return _answer(measure, villages.VILLAGES[measure], found, {}, outlines.outline_of(subject().tenant.id))


@doors.route("/maps/boundary", methods=["PUT"])
@access.permits("map:keep")
@takes_files
@doors.arguments(BoundarySchema(only=["incomplete"]), location="query")
@doors.arguments(BoundaryFileSchema, location="files")
@doors.response(200, BoundaryAnswer)
def put_boundary(said: dict[str, Any], files: dict[str, Any]) -> Boundary:
    """Draw this file from now on, sent as multipart/form-data. The same one again changes nothing. `incomplete` takes
    one that lacks some regions."""
    try:
        return actions.put(files["boundary"].read(MAX_BYTES + 1), incomplete=said["incomplete"])
    except BadBoundary as fault:
        raise Refused(str(fault), field="boundary", code=fault.fault) from fault


def _answer(measure: str, shown: Any, found: Drawn, spots: tiles.Spots, outline: Outline | None) -> dict[str, Any]:
    return {
        "measure": measure,
        "label": shown.label,
        "about": shown.about,
        "places": [{**vars(spot), "level": found.levels[spot.code]} for spot in found.spots],
        "steps": [{"level": level, "words": words} for level, words in found.key],
        "tiles": {code: {"column": column, "row": row} for code, (column, row) in spots.items()},
        "boundary": outline,
    }

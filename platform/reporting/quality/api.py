"""The checks for programs: of the own office exactly, above it as far as they may be shown."""

from datetime import date
from functools import cache
from typing import Any

from flask import Response, json, jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields

from foundation.kept import Kept
from reporting.quality import actions
from reporting.quality.checks import CHECKS
from reporting.quality.queries import districts, explained, noted
from reporting.quality.queries.districts import District
from reporting.quality.queries.explained import Beside
from reporting.quality.schemas import ExplanationSchema
from tenants import access
from tenants.access import subject
from web.api import Answer, Doors
from web.i18n import current_language

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


class WordAnswer(Answer):
    """What the office has said to a mark, and when."""

    words = fields.String()
    written_at = fields.AwareDateTime()


class FigureAnswer(Answer):
    """A figure beside those of `peers` others in the same province or class of size; `far` is pointed out."""

    figure = fields.String(attribute="figure.slug")
    value = fields.Float()
    middle = fields.Float()
    low = fields.Float()
    high = fields.Float()
    peers = fields.Integer()
    among = fields.String()
    far = fields.Boolean()
    sentence = fields.String()


class OwnQualityAnswer(Answer):
    """All checks of the own office, its figures beside those of others, and what it has said by check or figure."""

    items = fields.List(fields.Nested(OwnLineAnswer))
    figures = fields.List(fields.Nested(FigureAnswer))
    words = fields.Dict(fields.String(), fields.Nested(WordAnswer))


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
    far = fields.List(fields.Nested(FigureAnswer))
    words = fields.Dict(fields.String(), fields.Nested(WordAnswer))


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
    return _own()


@doors.route("/quality/explanations", methods=["PUT"])
@access.permits("quality:explain")
@doors.arguments(ExplanationSchema)
@doors.response(200, OwnQualityAnswer)
def put_explanation(said: dict[str, Any]) -> dict[str, Any]:
    """Say what lies behind a mark; province and ministry read it."""
    actions.explain(said["about"], said["words"])
    return _own()


@doors.route("/totals/quality/province")
@access.permits("totals:province")
@doors.response(200, ProvinceQualityAnswer)
def province_quality() -> ResponseReturnValue:
    """The districts of the own province, and what points at them."""
    items = ",".join(map(_written, districts.below(subject().tenant.id)))
    return Response(f'{{"items":[{items}]}}', mimetype="application/json")


@doors.route("/totals/quality/nation")
@access.permits("totals:nation")
@doors.response(200, NationQualityAnswer)
def nation_quality() -> ResponseReturnValue:
    """Each check over all districts of the country."""
    language = current_language()
    items = [
        {"check": _in_words(each.slug, language), "offices": each.offices, "tripped": each.tripped}
        for each in noted.totals()
    ]
    return jsonify({"items": items})


def _own() -> dict[str, Any]:
    return {
        "items": noted.own_lines(),
        "figures": explained.own_figures(),
        "words": explained.own_words(),
    }


# --- what is told of many districts, written out by hand and once as long as nothing of it changes: field by field
# --- through a schema it takes as long as the question. Tests hold it against the schemas that describe it.

_kept: Kept[tuple[District, str], str] = Kept(2_048)


def _written(district: District) -> str:
    key = (district, current_language())
    return _kept.get(key) or _kept.put(key, json.dumps(_told(district), separators=(",", ":")))


def _told(district: District) -> dict[str, Any]:
    """What `OfficeQualityAnswer` says of a district."""
    return {
        "id": district.id,
        "name": district.name,
        "region_code": district.region_code,
        "noted_on": _day(district.noted_on),
        "marks": [
            {"check": mark.slug, "part": mark.part, "whole": mark.whole, "since": _day(mark.since)}
            for mark in district.marks
        ],
        "far": [_figure(each) for each in district.far],
        "words": {
            slug: {"words": word.words, "written_at": word.written_at.isoformat()} for slug, word in district.words
        },
    }


@cache
def _in_words(slug: str, _language: str) -> Any:
    """What `QualityCheckAnswer` says of a check."""
    return QualityCheckAnswer().dump(CHECKS[slug])


def _figure(of: Beside) -> dict[str, Any]:
    return {"figure": of.slug, **{name: getattr(of, name) for name in _NUMBERS}, "sentence": of.sentence}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


_NUMBERS = ("value", "middle", "low", "high", "peers", "among", "far")

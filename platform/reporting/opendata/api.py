"""Published data for programs: what there is, and the figures page after page. No token is needed."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue
from marshmallow import fields

from reporting.opendata import queries
from reporting.opendata.caching import kept, mark_of, unchanged
from reporting.opendata.datasets import COLUMNS, DATASETS, FORMAT_VERSION, LICENCE, LICENCE_URL, TOTAL, words_of
from reporting.opendata.pages import PAGES_A_MINUTE, as_told
from reporting.opendata.queries import Wanted
from reporting.opendata.schemas import FiguresPageSchema, first_and_last
from tenants import access, limits
from web.api import Answer, Doors

doors = Doors("open-data-api", __name__, description="Published data, the same for everybody")


class OpenCategoryAnswer(Answer):
    """A category of a data set."""

    category = fields.String()
    category_id = fields.String()
    category_en = fields.String()


class OpenDatasetAnswer(Answer):
    """A data set, its categories and the quarters that can be had."""

    slug = fields.String()
    title = fields.String()
    about = fields.String()
    unit = fields.String()
    categories = fields.List(fields.Nested(OpenCategoryAnswer))
    periods = fields.List(fields.String())


class OpenColumnAnswer(Answer):
    """A column of the files, which is a field of the figures too."""

    name = fields.String()
    type = fields.String()
    meaning = fields.String()


class OpenDatasetsAnswer(Answer):
    """All of them, what their columns mean, and on which terms."""

    items = fields.List(fields.Nested(OpenDatasetAnswer))
    columns = fields.List(fields.Nested(OpenColumnAnswer))
    licence = fields.String()
    licence_url = fields.String()
    format_version = fields.Integer()


class OpenFigureAnswer(Answer):
    """A published number; `value` is null and `held_back` says why when it may not be told."""

    period = fields.String()
    dataset = fields.String()
    level = fields.String()
    code = fields.String()
    name = fields.String()
    province_code = fields.String()
    category = fields.String()
    category_id = fields.String()
    category_en = fields.String()
    value = fields.Integer(allow_none=True)
    held_back = fields.String()


class OpenFiguresAnswer(Answer):
    """A page of figures."""

    items = fields.List(fields.Nested(OpenFigureAnswer))
    next = fields.String(allow_none=True)


@doors.route("/open/datasets")
@limits.per_address(f"{PAGES_A_MINUTE} per minute")
@access.public
@doors.response(200, OpenDatasetsAnswer)
def list_datasets() -> dict[str, Any]:
    """Which data are published, and on which terms they may be used."""
    periods = [each.quarter.slug for each in queries.releases()]
    items = [
        {
            "slug": each.slug,
            "title": str(each.title),
            "about": str(each.about),
            "unit": str(each.unit),
            "categories": [
                {"category": slug, "category_id": words.label_id, "category_en": words.label_en}
                for slug in (*each.categories, TOTAL)
                for words in [words_of(each, slug)]
            ],
            "periods": periods,
        }
        for each in DATASETS.values()
    ]
    columns = [
        {"name": name, "type": "integer" if name == "value" else "string", "meaning": str(meaning)}
        for name, meaning in COLUMNS.items()
    ]
    terms = {"licence": LICENCE, "licence_url": LICENCE_URL, "format_version": FORMAT_VERSION}
    return {"items": items, "columns": columns, **terms}


@doors.route("/open/figures")
@limits.per_address(f"{PAGES_A_MINUTE} per minute")
@access.public
@doors.arguments(FiguresPageSchema, location="query")
@doors.response(200, OpenFiguresAnswer)
@doors.alt_response(422, "UNPROCESSABLE_ENTITY")
def list_figures(asked: dict[str, Any]) -> ResponseReturnValue:
    """Figures of a data set, quarter after quarter. Send the ETag back as If-None-Match: 304 when nothing is new."""
    wanted = Wanted(asked["dataset"], *first_and_last(asked), asked["level"], asked["code"])
    mark = mark_of("json", wanted, queries.releases(), asked["after"] or "")
    if same := unchanged(mark):
        return same
    page = queries.figures(wanted, asked["after"])
    told = [as_told(DATASETS[row.dataset], row) for row in page.rows]
    return kept(jsonify({"items": told, "next": page.next}), mark)

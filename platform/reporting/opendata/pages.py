"""Published data for people: what there is, what it means, and files. Nobody has to sign in."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reporting.figures import widths
from reporting.opendata import queries
from reporting.opendata.caching import kept, mark_of, unchanged
from reporting.opendata.datasets import COLUMNS, DATASETS, LICENCE, LICENCE_URL, TOTAL, Dataset, words_of
from reporting.opendata.queries import Wanted, cell_of
from reporting.opendata.schemas import FiguresSchema, first_and_last
from reporting.spans import Span, span_around
from reporting.suppression import Cell
from tenants import access, limits
from web.forms import Form
from web.tables import long_file

FILES_A_MINUTE, PAGES_A_MINUTE = 20, 120
"""From one network address."""

open_data = Blueprint("open_data", "reporting.opendata", template_folder="templates")


@open_data.get("/data-terbuka")
@limits.per_address(f"{PAGES_A_MINUTE} per minute")
@access.public
def index() -> ResponseReturnValue:
    """Which data there are, since when, and on which terms."""
    return render_template(
        "opendata/index.html", datasets=DATASETS.values(), releases=queries.releases(), licence=_licence()
    )


@open_data.get("/data-terbuka/<slug>")
@limits.per_address(f"{PAGES_A_MINUTE} per minute")
@access.public
def dataset(slug: str) -> ResponseReturnValue:
    """One data set: what its columns mean, the newest figures by province, and the files."""
    found = _dataset(slug)
    known = queries.releases()
    newest = known[0].quarter if known else None
    nation, provinces = _nation_and_provinces(slug, newest) if newest else ({}, [])
    total = nation.pop(TOTAL, 0)
    return render_template(
        "opendata/dataset.html",
        dataset=found,
        columns=COLUMNS,
        by_category=_bars([(words_of(found, category).label, cell) for category, cell in nation.items()], total),
        by_province=_bars(provinces, total),
        newest=newest,
        releases=known,
        files=_files(known),
        licence=_licence(),
    )


@open_data.get("/data-terbuka/panduan")
@limits.per_address(f"{PAGES_A_MINUTE} per minute")
@access.public
def guide() -> ResponseReturnValue:
    """How the data are read, narrowed, quoted and fetched by programs, with addresses that work."""
    known = queries.releases()
    return render_template(
        "opendata/guide.html",
        datasets=list(DATASETS.values()),
        columns=COLUMNS,
        newest=known[0].quarter if known else None,
        licence=_licence(),
        rates=(FILES_A_MINUTE, PAGES_A_MINUTE),
        base=request.url_root.rstrip("/"),
    )


@open_data.get("/data-terbuka/<slug>.<any(csv, xlsx):kind>")
@limits.per_address(f"{FILES_A_MINUTE} per minute")
@access.public
def dataset_file(slug: str, kind: str) -> ResponseReturnValue:
    """Everything of one data set, or of some quarters, as CSV or workbook. Of any length: it is written to disk, never
    held."""
    found = _dataset(slug)
    form = Form.read(FiguresSchema(), request.args)
    if not form.valid:
        return render_template("opendata/wrong.html", form=form, dataset=found, kind=kind), 422
    since, until = first_and_last(form.data)
    wanted = Wanted(slug, since, until, form.data["level"], form.data["code"])
    mark = mark_of(kind, wanted, queries.releases())
    return unchanged(mark) or kept(long_file(_as_table(found, wanted), f"{slug}.{kind}", counted=True), mark)


def _as_table(found: Dataset, wanted: Wanted) -> Iterator[Sequence[Any]]:
    yield list(COLUMNS)
    for row in queries.every_figure(wanted):
        yield list(as_told(found, row).values())


def as_told(found: Dataset, row: Any) -> dict[str, Any]:
    """A figure under the names of its columns, in the order of COLUMNS."""
    words = words_of(found, row.category)
    return {
        "period": span_around(row.quarter, "quarter").slug,
        "dataset": row.dataset,
        "level": row.level,
        "code": row.code,
        "name": row.name,
        "province_code": row.province_code,
        "category": row.category,
        "category_id": words.label_id,
        "category_en": words.label_en,
        "value": row.n,
        "held_back": row.held_back,
    }


def _nation_and_provinces(slug: str, quarter: Span) -> tuple[dict[str, Cell], list[tuple[str, Cell]]]:
    """The nation's cells by category, and every province's total: a page need not read the districts."""
    nation, provinces = (
        queries.every_figure(Wanted(slug, quarter.first, quarter.first, level)) for level in ("nation", "province")
    )
    return (
        {row.category: cell_of(row) for row in nation},
        [(row.name, cell_of(row)) for row in provinces if row.category == TOTAL],
    )


def _dataset(slug: str) -> Dataset:
    return DATASETS.get(slug) or abort(404)


def _bars(labelled: Sequence[tuple[str, Cell]], total: Cell) -> list[dict[str, Any]]:
    """Cells under their names, the longest bar for the largest number, and their sum as it was published."""
    percents = widths([cell for _name, cell in labelled])
    lines = [
        {"label": name, "n": cell, "percent": percent} for (name, cell), percent in zip(labelled, percents, strict=True)
    ]
    return [*lines, {"label": _("Jumlah"), "n": total, "percent": 0, "sum": True}]


def _files(known: Sequence[queries.Release]) -> list[dict[str, Any]]:
    """Each quarter, and what narrows a file to it."""
    return [
        {
            "quarter": each.quarter,
            "made_at": each.made_at,
            "only": {"since": each.quarter.slug, "until": each.quarter.slug},
        }
        for each in known
    ]


def _licence() -> dict[str, str]:
    return {"name": LICENCE, "url": LICENCE_URL}

"""Publishing a quarter: counted, small numbers held back over the whole country at once, written down for good.

The caller enters the relay's context and commits (reporting.opendata.jobs).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import insert

from foundation.db import db
from reporting.opendata import queries
from reporting.opendata.datasets import DATASETS, TOTAL, Dataset
from reporting.opendata.models import OpenFigure, OpenRelease
from reporting.queries import one_snapshot
from reporting.spans import Span
from reporting.suppression import ROOT, Hidden, Table, publish

NATION = ("nation", "ID", "Indonesia", "")
"""Level, code, name, code of the province."""


def publish_quarter(quarter: Span) -> bool:
    """Publish every data set of that quarter. False when nothing at all was counted in it, and nothing is written.

    A quarter that stands already is an error of the database (unique key): two versions of the same numbers could be
    held against each other.
    """
    one_snapshot()
    places = queries.places_counted()
    counted = {slug: queries.counts_of(dataset, quarter) for slug, dataset in DATASETS.items()}
    if not any(counted.values()):
        return False
    db.session.add(OpenRelease(quarter=quarter.first))
    db.session.flush()
    for slug, dataset in DATASETS.items():
        rows = list(_rows(dataset, quarter, places, counted[slug]))
        db.session.execute(insert(OpenFigure), rows)
    return True


def _rows(dataset: Dataset, quarter: Span, places: Sequence[Any], counts: queries.Counts) -> Iterator[dict[str, Any]]:
    categories = list(dataset.categories)
    offices = [each for each in places if each.kind == "district" or each.id in counts]
    province_of = {each.id: each.id if each.kind == "province" else each.parent_id for each in offices}
    table = publish(
        {str(each.id): counts.get(each.id, {}) for each in offices},
        {str(each.id): f"p{province_of[each.id]}" for each in offices},
        categories,
        whole_is_known=True,  # the ministry reads how many there are in the nation, exactly and at any moment
    )
    number = 0
    for key, place in _places(places, offices):
        for category, cell in _cells(table, key, categories):
            hidden = cell.value if isinstance(cell, Hidden) else ""
            level, code, name, province_code = place
            yield {
                "dataset": dataset.slug, "quarter": quarter.first, "number": number, "level": level, "code": code,
                "name": name, "province_code": province_code, "category": category,
                "n": None if hidden else cell, "held_back": hidden,
            }  # fmt: skip
            number += 1


def _places(places: Sequence[Any], offices: Sequence[Any]) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
    """The key of each row of the table, and how it is published: the nation, each province, what serves in it."""
    yield ROOT, NATION
    for province in (each for each in places if each.kind == "province"):
        code = province.region_code
        yield f"p{province.id}", ("province", code, province.full_name, code)
        for each in offices:
            if each.id == province.id:
                yield str(each.id), ("province_office", code, each.full_name, code)
            elif each.parent_id == province.id:
                yield str(each.id), ("district", each.region_code, each.full_name, code)


def _cells(table: Table, key: str, categories: Sequence[str]) -> Iterator[tuple[str, Any]]:
    """A province without a district has no row in the table: nothing is counted there."""
    if (key, TOTAL) not in table.cells:
        yield from ((category, 0) for category in (*categories, TOTAL))
        return
    yield from zip((*categories, TOTAL), table.row(key, categories), strict=True)

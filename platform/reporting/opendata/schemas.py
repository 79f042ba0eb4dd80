"""Which published figures somebody wants."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from foundation.errors import Unfit
from reporting.opendata.datasets import DATASETS, LEVELS
from reporting.spans import Span, parse_quarter
from web.schemas import BaseSchema, Choice, Text


class Quarter(Text):
    """A quarter by its slug, such as 2026-Q3."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max=10, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Span | None:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None:
            return None
        try:
            return parse_quarter(text)
        except Unfit as fault:
            raise ValidationError(str(fault)) from fault


class FiguresSchema(BaseSchema):
    """From which quarter to which, of which level or place. Left out: everything."""

    since = Quarter(label=_l("Dari triwulan"))
    until = Quarter(label=_l("Sampai triwulan"))
    level = Choice(list(LEVELS.items()), label=_l("Tingkat wilayah"))
    code = Text(max=20, label=_l("Kode wilayah"))

    @validates_schema
    def ends_after_it_begins(self, data: dict[str, Any], **_options: Any) -> None:
        """A stretch of time that ends before it begins holds nothing; nobody means it."""
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            raise ValidationError(str(_l("Masa berakhir sebelum dimulai")), "until")


class FiguresPageSchema(FiguresSchema):
    """The same of one data set, page after page."""

    dataset = Choice([(each.slug, each.title) for each in DATASETS.values()], required=True, label=_l("Kumpulan data"))
    after = Text(max=400, label=_l("Sesudah"))


def first_and_last(data: dict[str, Any]) -> tuple[date, date]:
    """The first days of the first and the last quarter wanted."""
    since, until = data.get("since"), data.get("until")
    return (since.first if since else date.min), (until.first if until else date.max)

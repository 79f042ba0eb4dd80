"""The questionnaire of five blocks, one topic a page. What is filled in is kept as a draft; empty means not known."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates

from foundation.clock import today
from reference import codes
from registry.schemas.variables import facts_schema, field_of, fields_of
from registry.values import variables_of
from web.schemas import BaseSchema, Choice, Day, Number, Text

OLDEST_YEAR = 1990
REQUIRED = {"address", "village_code"}
"""A household is somewhere, even in a draft."""


class SeenSchema(BaseSchema):
    """When something was so, and where that is known from: part of whatever is written down."""

    observed_on = Day(
        required=True, label=_l("Tanggal keadaan ini dilihat"), hint=_l("Hari kunjungan, bila bukan hari ini.")
    )
    source = Choice(lambda: codes.choices(codes.SOURCES), required=True, label=_l("Sumber"))
    note = Text(max=300, label=_l("Catatan"))

    @validates("observed_on")
    def not_to_come(self, day: Any, **_options: Any) -> None:
        """A day that is over or is today, and of this age."""
        if day > today("Asia/Jayapura"):
            raise ValidationError(_("Tanggal ini belum tiba. Isi tanggal keadaan itu dilihat."))
        if day.year < OLDEST_YEAR:
            raise ValidationError(_("Periksa tahunnya"))


def _block(level: str, block: str) -> type[BaseSchema]:
    asked = {
        slug: field_of(slug, required=slug in REQUIRED, metadata={"needed": each.needed})
        for slug, each in variables_of(level, block).items()
    }
    return type(f"{block.title()}Schema", (SeenSchema,), {**asked, "version": Number(required=True, min=1)})


PlaceSchema = _block("household", "place")
HouseSchema = _block("household", "house")
EconomySchema = _block("household", "economy")
LifeSchema = _block("person", "life")
BLOCK_SCHEMAS = {"place": PlaceSchema, "house": HouseSchema, "economy": EconomySchema, "life": LifeSchema}
"""By block; the block `member` is PersonChangeSchema."""

PersonFactsSchema = facts_schema("person")
HouseholdFactsSchema = facts_schema("household")


class CorrectionSchema(SeenSchema):
    """A better value for something that was written down wrongly."""


def correction_schema(slug: str) -> type[CorrectionSchema]:
    """The form that corrects one variable: the value, the day, the source."""
    return type("OneValueSchema", (CorrectionSchema,), fields_of([slug]))

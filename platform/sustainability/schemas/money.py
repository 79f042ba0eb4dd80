"""What may be said about money."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from sustainability.models.about import MOST_RUPIAH
from sustainability.models.money import FIRST_YEAR, LAST_YEAR
from sustainability.words import ITEMS, SOURCES, options
from web.schemas import BaseSchema, Choice, Day, Number, Rupiah, Text

LONGEST_SUPPORT = timedelta(days=366 * 15)


class Amount(Rupiah):
    """Whole rupiah, none if left empty; never negative, below 10^15."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min=0, max=MOST_RUPIAH, load_default=0, **kwargs)


class FundingLineSchema(BaseSchema):
    """What one source pays for one cost item in one fiscal year."""

    year = Number(required=True, min=FIRST_YEAR, max=LAST_YEAR, label=_l("Tahun anggaran"))
    source = Choice(options(SOURCES), required=True, label=_l("Sumber dana"))
    item = Choice(options(ITEMS), required=True, label=_l("Untuk biaya apa"))
    planned = Amount(label=_l("Direncanakan, rupiah"), hint=_l("Diharapkan, belum ada dokumen yang mengikat"))
    committed = Amount(label=_l("Pasti, rupiah"), hint=_l("Sudah tercantum dalam dokumen anggaran atau perjanjian"))
    realised = Amount(label=_l("Terpakai, rupiah"), hint=_l("Yang sudah dibelanjakan sampai hari ini"))
    document = Text(max=160, label=_l("Dokumen anggaran"), hint=_l("Misalnya DPA Dinas Sosial 2027, APBDes 2027"))

    @validates_schema
    def commitment_has_a_document(self, data: dict[str, Any], **_options: Any) -> None:
        """Nothing is certain that no document says."""
        if data["committed"] and not data["document"]:
            raise ValidationError(
                _("Tulis dokumen yang memastikan dana ini, atau pindahkan ke direncanakan"), "document"
            )


NeedsSchema = BaseSchema.from_dict(
    {
        "year": Number(required=True, min=FIRST_YEAR, max=LAST_YEAR, label=_l("Tahun anggaran")),
        **{slug: Amount(label=label) for slug, label in ITEMS.items()},
    },
    name="NeedsSchema",
)
"""What a year of the service costs, by cost item, whoever pays."""


class SupportPeriodSchema(BaseSchema):
    """From when to when a source supports the service."""

    source = Choice(options(SOURCES), required=True, label=_l("Sumber dana"))
    starts_on = Day(required=True, label=_l("Mulai"))
    ends_on = Day(required=True, label=_l("Berakhir"), hint=_l("Hari terakhir dukungan"))
    document = Text(required=True, max=160, label=_l("Menurut dokumen apa"), hint=_l("SK, surat, atau perjanjiannya"))

    @validates_schema
    def is_a_span(self, data: dict[str, Any], **_options: Any) -> None:
        """Forwards, not before the first SLRT and not for decades."""
        if data["starts_on"].year < FIRST_YEAR:
            raise ValidationError(_("SLRT pertama berdiri tahun %(year)s", year=FIRST_YEAR), "starts_on")
        if data["ends_on"] < data["starts_on"]:
            raise ValidationError(_("Tanggal berakhir harus sesudah tanggal mulai"), "ends_on")
        if data["ends_on"] - data["starts_on"] > LONGEST_SUPPORT:
            raise ValidationError(_("Paling lama 15 tahun. Periksa tahunnya."), "ends_on")

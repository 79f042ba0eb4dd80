"""What a scheduled report is asked with."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from web.i18n import LANGUAGES
from web.schemas import BIGINT, BaseSchema, Choice, Number, Text

EVERY = (("month", _l("Setiap bulan")), ("quarter", _l("Setiap triwulan")))
_ONE: Any = _l("Pilih paling sedikit satu")
_AT_LEAST_ONE = validate.Length(min=1, max=50, error=_ONE)


class ScheduleSchema(BaseSchema):
    """Which tables, how often, in which language, for whom. Tables and people are those of the office."""

    name = Text(required=True, min=2, max=80, label=_l("Nama laporan"))
    tables = fields.List(
        Text(max=30), required=True, validate=_AT_LEAST_ONE,
        metadata={
            "label": _l("Tabel di dalamnya"),
            "hint": _l("Dari tabel yang Anda simpan atau yang dibagikan. Masanya diganti dengan masa laporan."),
        },
    )  # fmt: skip
    every = Choice(EVERY, required=True, label=_l("Seberapa sering"))
    language = Choice(list(LANGUAGES.items()), required=True, label=_l("Bahasa laporan"))
    recipients = fields.List(
        Number(min=1, max=BIGINT - 1), required=True, validate=_AT_LEAST_ONE,
        metadata={
            "label": _l("Untuk siapa"),
            "hint": _l(
                "Mereka mendapat kabar di kotak masuk, dan lewat surel bila ada alamatnya."
                " Yang tidak dipilih juga tidak membuka laporan yang sudah ada."
            ),
        },
    )  # fmt: skip


class HandOverSchema(BaseSchema):
    """Who owns a scheduled report from now on."""

    owner = Number(min=1, max=BIGINT - 1, required=True, label=_l("Pemilik yang baru"))


class AfterSchema(BaseSchema):
    """Which page of a list."""

    after = Text(max=1000, metadata={"description": "`next` of the page before"})

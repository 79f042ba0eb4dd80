"""What may come in about lists: the upload, the decision, what is to be handed out."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, post_load, validate, validates, validates_schema

from exchange.columns import columns
from foundation.clock import today
from reference import codes
from registry.queries import village_choices
from registry.rounds.reasons import ANSWERS
from web.schemas import BaseSchema, Choice, Day, Number, Text

OLDEST_YEAR = 1990
MOST_COLUMNS = 1_000
FORMATS = (("xlsx", _l("Excel (XLSX)")), ("csv", _l("CSV")))


class UploadSchema(BaseSchema):
    """What a list is, and for which day it holds."""

    kind = Choice(
        [
            ("people", _l("Daftar warga"), _l("Orang yang akan dicatat sebagai warga daerah ini.")),
            (
                "recipients",
                _l("Daftar penerima program (BNBA)"),
                _l("Orangnya dicatat bila belum ada, lalu kepesertaannya."),
            ),
        ],
        required=True,
        label=_l("Daftar apa ini?"),
    )
    programme = Choice(
        lambda: codes.choices(codes.PROGRAMMES), label=_l("Program"), hint=_l("Hanya untuk daftar penerima.")
    )
    as_of = Day(
        required=True,
        label=_l("Keadaan per tanggal"),
        hint=_l("Hari ketika daftar ini berlaku, bukan hari ini bila daftarnya lama."),
    )

    file = fields.Raw(
        load_default=None, metadata={"label": _l("Berkas Excel atau CSV"), "type": "string", "format": "binary"}
    )

    @validates("as_of")
    def over(self, day: date, **_options: Any) -> None:
        """A list holds for a day that is over, or today."""
        if day > today("Asia/Jayapura"):
            raise ValidationError(_("Tanggal ini belum tiba"))
        if day.year < OLDEST_YEAR:
            raise ValidationError(_("Periksa tahunnya"))

    @validates_schema
    def names_the_programme(self, data: dict[str, Any], **_options: Any) -> None:
        """Recipients receive something."""
        if data.get("kind") == "recipients" and not data.get("programme"):
            raise ValidationError({"programme": [_("Pilih programnya")]})


class ExportSchema(BaseSchema):
    """Which list goes out, why, and as what."""

    programme = Choice(
        lambda: codes.choices(codes.PROGRAMMES),
        label=_l("Penerima program"),
        hint=_l("Kosongkan untuk semua warga."),
    )
    village_code = Choice(
        village_choices, varies=True, label=_l("Desa atau kelurahan"), hint=_l("Kosongkan untuk semua.")
    )
    columns = Choice(
        [
            ("list", _l("Daftar singkat"), _l("Siapa dan di mana: 13 kolom.")),
            ("full", _l("Semua variabel"), _l("Dapat dimasukkan lagi tanpa kehilangan isian.")),
        ],
        load_default="list",
        label=_l("Kolom"),
    )
    format = Choice(FORMATS, required=True, label=_l("Bentuk berkas"))
    whole = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Sertakan NIK, No. KK, dan telepon lengkap"),
            "hint": _l("Hanya bila keperluannya tidak dapat dipenuhi dengan nomor yang disamarkan."),
        },
    )
    reason = Text(
        required=True,
        min=5,
        max=300,
        label=_l("Untuk apa daftar ini diunduh?"),
        hint=_l("Dicatat bersama nama Anda dan banyaknya baris."),
    )


class AnswerFileSchema(BaseSchema):
    """What SIKS-NG gave back."""

    file = fields.Raw(load_default=None, metadata={"label": _l("Berkas jawaban SIKS-NG")})
    answered_on = Day(required=True, label=_l("Tanggal jawaban"))

    @validates("answered_on")
    def over(self, day: date, **_options: Any) -> None:
        """An answer has come."""
        if day > today("Asia/Jayapura"):
            raise ValidationError(_("Tanggal ini belum tiba"))


class AnswerLineSchema(BaseSchema):
    """One line of it, as it is accepted."""

    item_id = Number(required=True, min=1)
    answer = Choice(list(ANSWERS.items()), required=True)
    answered_on = Day(required=True)
    desil = Number(min=1, max=10, load_default=None)
    status = Choice(lambda: codes.choices(codes.REGISTRY_STATUSES))
    reason = Choice(lambda: codes.choices(codes.END_REASONS))
    note = Text(max=300)

    @validates("answered_on")
    def over(self, day: date, **_options: Any) -> None:
        """An answer has come."""
        if day > today("Asia/Jayapura"):
            raise ValidationError(_("Tanggal ini belum tiba"))


class ImportSheetSchema(BaseSchema):
    """Which sheet of the workbook is read."""

    sheet = Text(required=True, max=200)


class ImportColumnSchema(BaseSchema):
    """What one column of the sheet means; nothing: it is of no use."""

    place = Number(required=True, min=0, max=MOST_COLUMNS)
    column = Choice(lambda: [(slug, each.label) for slug, each in columns().items()], label=_l("Kolom"))


class ImportMappingSchema(BaseSchema):
    """What the columns of a list mean. Loads to `mapping` (slug by place, empty: of no use) and `village_code`."""

    columns = fields.List(
        fields.Nested(ImportColumnSchema), required=True, validate=validate.Length(min=1, max=MOST_COLUMNS)
    )
    village_code = Choice(village_choices, varies=True, label=_l("Desa untuk semua baris"))

    @post_load
    def by_place(self, data: dict[str, Any], **_options: Any) -> dict[str, Any]:
        """As the action takes it."""
        mapping = {each["place"]: each["column"] or "" for each in data["columns"]}
        return {"mapping": mapping, "village_code": data["village_code"]}


class ImportDecisionSchema(BaseSchema):
    """Which rows are recorded: all, which must all be good, or the good ones; or none, and the list is thrown away."""

    choice = Choice(
        [
            ("all", _l("Simpan semua")),
            ("good", _l("Simpan baris yang baik"), _l("Baris yang ditolak dilewati; dapat dimasukkan lagi nanti.")),
            ("none", _l("Jangan simpan apa pun"), _l("Daftar dibatalkan; perbaiki berkasnya, lalu masukkan semuanya.")),
        ],
        required=True,
        label=_l("Baris mana yang disimpan?"),
    )
    version = Number(required=True, min=1)


class ImportReopenSchema(BaseSchema):
    """Which state of a list was seen."""

    version = Number(required=True, min=1)

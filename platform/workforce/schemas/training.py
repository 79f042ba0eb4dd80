"""Courses, trainings, who takes part, results."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from web.schemas import BaseSchema, Day, Number, Text
from workforce.courses import read_questions

_ROW = 2**63 - 1


class CourseSchema(BaseSchema):
    """A course of one's own, with its test as people type it."""

    title = Text(required=True, min=3, max=150, label=_l("Nama modul"))
    hours = Number(required=True, min=1, max=80, label=_l("Lama (jam pelajaran)"))
    outline = Text(
        required=True, max=5_000, multiline=True, label=_l("Isi pokok"), hint=_l("Satu baris satu pokok bahasan.")
    )
    questions = Text(
        required=True,
        max=10_000,
        multiline=True,
        label=_l("Soal"),
        hint=_l("Soal di baris pertama, lalu pilihannya; yang benar diawali *. Satu baris kosong antarsoal."),
    )

    @validates_schema
    def has_questions(self, data: dict[str, Any], **_options: Any) -> None:
        """Each has two to six different options, one of them right."""
        try:
            found = read_questions(data["questions"])
        except ValueError as fault:
            words = _("Soal nomor %(n)s: perlu 2 sampai 6 pilihan yang berbeda, satu di antaranya diawali *.", n=fault)
            raise ValidationError({"questions": [words]}) from fault
        if not 3 <= len(found) <= 40:
            raise ValidationError({"questions": [_("Tulis 3 sampai 40 soal.")]})


class MaterialSchema(BaseSchema):
    """What a file is called."""

    title = Text(required=True, min=3, max=150, label=_l("Judul bahan"))


class TrainingSchema(BaseSchema):
    """A training: where, when, by whom, on what."""

    place = Text(required=True, min=3, max=200, label=_l("Tempat"))
    first_day = Day(required=True, label=_l("Hari pertama"))
    last_day = Day(required=True, label=_l("Hari terakhir"))
    trainers = Text(required=True, max=1_000, multiline=True, label=_l("Pelatih"), hint=_l("Satu baris satu orang."))
    courses = fields.List(
        Text(max=40),
        required=True,
        validate=validate.Length(1, 20, error=str(_l("Pilih paling sedikit satu modul"))),
        metadata={"label": _l("Modul")},
    )

    @validates_schema
    def runs_forward(self, data: dict[str, Any], **_options: Any) -> None:
        """It ends after it begins, within a month."""
        if data["last_day"] < data["first_day"]:
            raise ValidationError({"last_day": [_("Hari terakhir tidak boleh sebelum hari pertama")]})
        if (data["last_day"] - data["first_day"]).days > 31:
            raise ValidationError({"last_day": [_("Paling lama satu bulan. Periksa tanggalnya.")]})


class WorkersSchema(BaseSchema):
    """Whoever is ticked."""

    workers = fields.List(
        Number(min=1, max=_ROW),
        required=True,
        validate=validate.Length(1, 500, error=str(_l("Centang paling sedikit satu orang"))),
    )


class TrainerSchema(BaseSchema):
    """Somebody of a district whom the province trains."""

    name = Text(required=True, min=2, max=100, label=_l("Nama lengkap"))
    district_id = Number(required=True, min=1, max=2**31 - 1, label=_l("Kabupaten/kota"))


class AttendanceSchema(BaseSchema):
    """Who of the trainees was there; who is not ticked was not."""

    trainees = fields.List(Number(min=1, max=_ROW), load_default=list, validate=validate.Length(max=500))


class ResultSchema(BaseSchema):
    """A result from paper."""

    trainee = Number(required=True, min=1, max=_ROW, label=_l("Peserta"))
    course = Text(required=True, max=40, label=_l("Modul"))
    score = Number(required=True, min=0, max=100, label=_l("Nilai"))

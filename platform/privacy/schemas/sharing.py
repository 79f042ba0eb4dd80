"""Asking for a data set in three steps (why, what, whom), and deciding on it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from privacy import columns
from reference import codes
from web.schemas import BaseSchema, Choice, Choices, Day, Number, Text

FORMATS = (("csv", _l("CSV, untuk program lain")), ("xlsx", _l("Excel (XLSX)")))
LONGEST_DAYS = 90


def _villages(label: Any, hint: Any = "") -> fields.List[Any]:
    """Codes of villages; which there are is known only to the site."""
    return fields.List(
        Text(required=True, max=13),
        load_default=list,
        validate=validate.Length(max=3000),
        metadata={"label": label, "hint": hint},
    )


class WhySchema(BaseSchema):
    """Who needs it, and for what."""

    requester = Text(max=160, min=3, label=_l("Siapa yang meminta"), hint=_l("Nama lembaga, seperti pada suratnya"))
    letter = Text(max=160, label=_l("Nomor dan tanggal surat permintaan"))
    purpose = Text(
        required=True, min=20, max=1000, multiline=True, label=_l("Untuk apa datanya dipakai"),
        hint=_l("Satu tujuan yang jelas, dan sampai kapan dipakai"),
    )  # fmt: skip
    legal_basis = Text(
        required=True, min=5, max=300, label=_l("Dasar hukum"),
        hint=_l("Peraturan atau perjanjian yang mengizinkan, misalnya Perbup 12/2025 Pasal 4"),
    )  # fmt: skip
    agreement_id = Number(min=1, max=2**62, label=_l("Perjanjian berbagi data"))


class WhatSchema(BaseSchema):
    """Which columns."""

    columns = Choices(columns.choices, required=True, label=_l("Kolom yang diminta"))
    whole = Choices(
        lambda: list(columns.WHOLE.items()), label=_l("Nomor yang diminta utuh"),
        hint=_l("Tidak dicentang: hanya sebagian angkanya yang terlihat, misalnya 1906••••••••0001"),
    )  # fmt: skip
    file_format = Choice(FORMATS, required=True, label=_l("Bentuk berkas"))

    @validates_schema
    def whole_numbers_are_asked_for(self, data: dict[str, Any], **_options: Any) -> None:
        """A number in clear is a column too."""
        if set(data["whole"]) - set(data["columns"]):
            raise ValidationError(_("Centang juga kolomnya pada daftar di atas"), "whole")


class WhomSchema(BaseSchema):
    """Which people."""

    villages = _villages(_l("Desa"), _l("Tidak dicentang: seluruh desa"))
    programme = Choice(lambda: codes.choices(codes.PROGRAMMES), label=_l("Peserta program"))
    standing = Choice(lambda: codes.choices(codes.STANDINGS), label=_l("Status kepesertaan"))
    period_from = Day(label=_l("Menjadi peserta sejak"))
    period_until = Day(label=_l("Menjadi peserta sampai"))

    @validates_schema
    def speaks_of_one_programme(self, data: dict[str, Any], **_options: Any) -> None:
        """Status and period are those of a programme."""
        if data["period_from"] and data["period_until"] and data["period_until"] < data["period_from"]:
            raise ValidationError(_("Tanggal terakhir harus sesudah tanggal pertama"), "period_until")
        if not data["programme"] and (data["standing"] or data["period_from"] or data["period_until"]):
            raise ValidationError(_("Pilih programnya: status dan masa berlaku mengacu pada program"), "programme")


class ApproveSchema(BaseSchema):
    """What of it is allowed, and for how long."""

    columns = Choices(columns.choices, required=True, label=_l("Kolom yang disetujui"))
    whole = Choices(lambda: list(columns.WHOLE.items()), label=_l("Nomor yang diberikan utuh"))
    villages = _villages(_l("Desa yang disetujui"))
    valid_days = Number(
        required=True, min=1, max=LONGEST_DAYS, label=_l("Tautan berlaku berapa hari"),
        hint=_l("Sesudah itu berkasnya dihapus"),
    )  # fmt: skip
    note = Text(max=500, multiline=True, label=_l("Catatan untuk peminta"))
    code = Text(max=20, label=_l("Kode sekali pakai"))
    version = Number(required=True, min=1)


class ReasonSchema(BaseSchema):
    """Why it is refused, revoked or ended."""

    reason = Text(required=True, min=5, max=500, multiline=True, label=_l("Alasan"))
    version = Number(load_default=0, min=0)


class AgreementSchema(BaseSchema):
    """An agreement on sharing data, as it was signed."""

    agency_id = Number(min=1, max=2**62, label=_l("OPD atau lembaga"), hint=_l("Kosong bila tidak ada dalam daftar"))
    partner = Text(max=160, label=_l("Nama pihak lain"), hint=_l("Kosong bila lembaganya dipilih di atas"))
    number = Text(required=True, max=120, label=_l("Nomor perjanjian"))
    about = Text(required=True, min=10, max=500, multiline=True, label=_l("Tentang apa"))
    legal_basis = Text(required=True, min=5, max=300, label=_l("Dasar hukum"))
    signed_on = Day(required=True, label=_l("Ditandatangani tanggal"))
    valid_until = Day(required=True, label=_l("Berlaku sampai"))

    @validates_schema
    def is_with_somebody_for_a_time(self, data: dict[str, Any], **_options: Any) -> None:
        """A partner and a span."""
        if not data["agency_id"] and not data["partner"]:
            raise ValidationError(_("Pilih lembaganya, atau tulis namanya"), "partner")
        if data["valid_until"] < data["signed_on"]:
            raise ValidationError(_("Tanggal terakhir harus sesudah tanggal pertama"), "valid_until")

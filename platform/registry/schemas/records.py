"""What is received, what somebody gets, what is lacking: the records beside the variables."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates, validates_schema

from foundation.clock import today
from reference import codes
from registry.models.need import NEED_STATES
from registry.models.participation import EVERY
from registry.quarters import latest_periods
from web.schemas import BaseSchema, Choice, Day, Number, Option, Rupiah, Text

PERIODS_OFFERED = 12
MOST = 10**12
"""Rupiah: no benefit of one person or household is larger."""


def _latest_day() -> date:
    """Today where the day begins first."""
    return today("Asia/Jayapura")


def _not_to_come(day: date | None) -> None:
    if day is not None and day > _latest_day():
        raise ValidationError(_("Tanggal ini belum tiba"))


def _desils() -> list[Option]:
    return [(number, _("Desil %(number)s", number=number)) for number in range(1, 11)]


def period_label(period: str) -> str:
    """Triwulan 1 2026."""
    year, _dash, quarter = period.partition("-Q")
    return _("Triwulan %(quarter)s %(year)s", quarter=quarter, year=year)


def _periods() -> list[Option]:
    return [(period, period_label(period)) for period in latest_periods(_latest_day(), PERIODS_OFFERED)]


class SourceSchema(BaseSchema):
    """Where a record comes from."""

    source = Choice(lambda: codes.choices(codes.SOURCES), required=True, label=_l("Sumber"))
    note = Text(max=300, label=_l("Catatan"))


class WelfareStatusSchema(SourceSchema):
    """A welfare status as it was received: written down, never computed."""

    desil = Choice(_desils, label=_l("Desil"), hint=_l("Seperti yang diterima dari pusat. Tidak dihitung di sini."))
    dtsen_status = Choice(lambda: codes.choices(codes.REGISTRY_STATUSES), label=_l("Status DTSEN"))
    period = Choice(_periods, required=True, label=_l("Berlaku untuk triwulan"))
    received_on = Day(required=True, label=_l("Tanggal diterima"))

    @validates("received_on")
    def over(self, day: date, **_options: Any) -> None:
        """Nothing is received tomorrow."""
        _not_to_come(day)

    @validates_schema
    def says_something(self, data: dict[str, Any], **_options: Any) -> None:
        """A decile, a standing, or both."""
        if not data.get("desil") and not data.get("dtsen_status"):
            raise ValidationError({"desil": [_("Isi desil atau status DTSEN")]})


class SiksCheckSchema(BaseSchema):
    """What the screen of SIKS-NG said about somebody."""

    checked_on = Day(required=True, label=_l("Tanggal dicek"))
    answer = Choice(lambda: codes.choices(codes.SIKS_ANSWERS), required=True, label=_l("Apa jawaban SIKS-NG?"))
    desil = Choice(_desils, label=_l("Desil yang tertera"))
    period = Choice(_periods, label=_l("Berlaku untuk triwulan"))
    operator_name = Text(max=120, label=_l("Operator SIKS-NG"), hint=_l("Kosongkan bila Anda sendiri yang mengecek."))
    note = Text(max=300, label=_l("Catatan"))

    @validates("checked_on")
    def over(self, day: date, **_options: Any) -> None:
        """Nothing is checked tomorrow."""
        _not_to_come(day)

    @validates_schema
    def agrees(self, data: dict[str, Any], **_options: Any) -> None:
        """A decile has its quarter, and only who is listed has one."""
        if data.get("desil") and not data.get("period"):
            raise ValidationError({"period": [_("Desil ini berlaku untuk triwulan berapa?")]})
        if data.get("desil") and data.get("answer") in {"not_found", "nik_mismatch", "unavailable"}:
            raise ValidationError({"desil": [_("Jawaban ini tidak memuat desil")]})


class StandingSchema(SourceSchema):
    """How somebody stands in a programme."""

    standing = Choice(lambda: codes.choices(codes.STANDINGS), required=True, label=_l("Status kepesertaan"))
    amount = Rupiah(min=0, max=MOST, label=_l("Besar bantuan"), hint=_l("Dalam rupiah, tanpa sen."))
    amount_every = Choice(lambda: [(each, every_label(each)) for each in EVERY], label=_l("Untuk setiap"))
    end_reason = Choice(
        lambda: codes.choices(codes.END_REASONS), label=_l("Alasan berakhir"), hint=_l("Hanya bila sudah berakhir.")
    )

    @validates_schema
    def agrees(self, data: dict[str, Any], **_options: Any) -> None:
        """An end has a reason, and only an end; an amount says how often."""
        faults: dict[str, list[str]] = {}
        ended = data.get("standing") == "ended"
        if ended and not data.get("end_reason"):
            faults["end_reason"] = [_("Mengapa berakhir?")]
        if not ended and data.get("end_reason"):
            faults["end_reason"] = [_("Alasan hanya untuk kepesertaan yang berakhir")]
        if data.get("amount") is not None and not data.get("amount_every"):
            faults["amount_every"] = [_("Sekali, setiap bulan, atau setiap tahun?")]
        if faults:
            raise ValidationError(faults)


class ParticipationSchema(StandingSchema):
    """A person or household in a programme, from a day on."""

    programme = Choice(lambda: codes.choices(codes.PROGRAMMES), required=True, label=_l("Program"))
    valid_from = Day(required=True, label=_l("Sejak tanggal"))
    valid_until = Day(label=_l("Sampai tanggal"), hint=_l("Kosongkan bila masih berjalan."))

    @validates_schema
    def runs_forward(self, data: dict[str, Any], **_options: Any) -> None:
        """A period ends after it begins, and what has ended has a last day."""
        begin, end = data.get("valid_from"), data.get("valid_until")
        if begin and end and end < begin:
            raise ValidationError({"valid_until": [_("Tanggal akhir mendahului tanggal awal")]})
        if data.get("standing") == "ended" and begin and not end:
            raise ValidationError({"valid_until": [_("Kapan berakhir?")]})


class ParticipationChangeSchema(StandingSchema):
    """A change of standing or amount, from a day on."""

    effective_on = Day(required=True, label=_l("Berlaku sejak"))
    version = Number(required=True, min=1)


class NeedSchema(SourceSchema):
    """Something that is lacking."""

    kind = Choice(lambda: codes.choices(codes.NEEDS), required=True, label=_l("Apa yang dibutuhkan?"))
    noted_on = Day(required=True, label=_l("Sejak kapan diketahui?"))

    @validates("noted_on")
    def over(self, day: date, **_options: Any) -> None:
        """Nothing is noted tomorrow."""
        _not_to_come(day)


class NeedClosingSchema(BaseSchema):
    """A need is met, or turned out to be none."""

    state = Choice(
        lambda: [(state, need_state_label(state)) for state in NEED_STATES if state != "open"],
        required=True,
        label=_l("Bagaimana kebutuhan ini berakhir?"),
    )
    closed_on = Day(required=True, label=_l("Tanggal"))
    closed_note = Text(max=300, label=_l("Catatan"))
    version = Number(required=True, min=1)

    @validates("closed_on")
    def over(self, day: date, **_options: Any) -> None:
        """Nothing is met tomorrow."""
        _not_to_come(day)


def category_choices() -> list[Option]:
    """PPKS by number, then PSKS by name; no slug is in both."""
    return [(slug, f"PPKS {slug}: {code.label}") for slug, code in codes.PPKS.items()] + [
        (slug, f"PSKS: {code.label}") for slug, code in codes.PSKS.items()
    ]


class CategorySchema(SourceSchema):
    """A PPKS or PSKS category of a person."""

    category = Choice(category_choices, required=True, label=_l("Kategori"))
    since = Day(required=True, label=_l("Sejak tanggal"))

    @validates("since")
    def over(self, day: date, **_options: Any) -> None:
        """Nobody is in a category from tomorrow."""
        _not_to_come(day)


class CategoryEndSchema(BaseSchema):
    """The last day in a category."""

    until = Day(required=True, label=_l("Sampai tanggal"))

    @validates("until")
    def over(self, day: date, **_options: Any) -> None:
        """It has ended, not will end."""
        _not_to_come(day)


class ElsewhereSchema(BaseSchema):
    """Why somebody asks whether another office knows a person (UU 27/2022: every look has a purpose)."""

    reason = Text(required=True, min=5, max=200, label=_l("Untuk apa ditanyakan?"))


def every_label(every: str) -> str:
    """How often an amount is paid, in the reader's language."""
    return {"once": _("sekali"), "month": _("bulan"), "quarter": _("triwulan"), "year": _("tahun")}[every]


def need_state_label(state: str) -> str:
    """In the reader's language."""
    return {"open": _("Belum terpenuhi"), "met": _("Terpenuhi"), "withdrawn": _("Tidak jadi dibutuhkan")}[state]

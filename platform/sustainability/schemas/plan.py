"""What may be said about an exit plan: its goal, an action, how far an action is, a step towards approval."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from foundation.clock import today
from sustainability.models.about import MOST_RUPIAH
from sustainability.models.money import FIRST_YEAR, LAST_YEAR
from sustainability.steps import every_step
from sustainability.words import ACTION_STATES, SOURCES, options
from web.schemas import BIGINT, BaseSchema, Choice, Choices, Day, Number, Rupiah, Text


def year_can_be_meant(day: date | None, field: str) -> None:
    """Refuses, at that field, a day outside the fiscal years that can be entered."""
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Periksa tahunnya"), field)


class GoalSchema(BaseSchema):
    """What the plan is for."""

    goal = Text(
        required=True,
        max=1000,
        multiline=True,
        label=_l("Apa yang harus sudah berdiri ketika dukungan berakhir?"),
        hint=_l("Satu atau dua kalimat, seperti dibaca Bupati atau Wali Kota"),
    )
    ends_on = Day(required=True, label=_l("Dukungan berakhir"), hint=_l("Hari terakhir dukungan APBN"))

    @validates_schema
    def ends_on_a_day_that_can_be_meant(self, data: dict[str, Any], **_options: Any) -> None:
        """Not before there was support, not in a far century."""
        year_can_be_meant(data["ends_on"], "ends_on")


class ActionSchema(BaseSchema):
    """One thing to do."""

    title = Text(required=True, max=200, label=_l("Apa yang dikerjakan"))
    owner = Text(required=True, max=120, label=_l("Penanggung jawab"), hint=_l("Jabatan, tanpa nama"))
    agency_id = Number(
        min=1, max=BIGINT - 1, label=_l("OPD atau lembaga"), hint=_l("Yang menerima rujukan di daerah ini")
    )
    office = Text(max=120, label=_l("Lembaga lain"), hint=_l("Misalnya Bappeda, TAPD, Sekretariat Daerah"))
    due_on = Day(required=True, label=_l("Tenggat"))
    year = Number(
        min=FIRST_YEAR,
        max=LAST_YEAR,
        label=_l("Tahun anggaran"),
        hint=_l("Tahun biayanya dibayar. Kosong: tahun tenggatnya"),
    )
    cost = Rupiah(
        min=0,
        max=MOST_RUPIAH,
        load_default=0,
        label=_l("Biaya, rupiah"),
        hint=_l("Di luar kebutuhan layanan yang tercatat di halaman Dana. Kosong: tanpa biaya"),
    )
    source = Choice(options(SOURCES), label=_l("Dari sumber dana"))
    proof = Text(max=200, label=_l("Bukti yang diharapkan"), hint=_l("Misalnya DPA, SK, atau berita acara"))

    @validates_schema
    def somebody_does_it_in_time(self, data: dict[str, Any], **_options: Any) -> None:
        """One office, a day that can be meant, and money not before the plan's own years."""
        if bool(data["agency_id"]) == bool(data["office"]):
            raise ValidationError(_("Pilih satu lembaga dari daftar, atau tulis lembaga lain"), "agency_id")
        year_can_be_meant(data["due_on"], "due_on")
        if data["year"] and data["year"] < data["due_on"].year - 1:
            raise ValidationError(_("Tahun anggaran lebih dari setahun sebelum tenggatnya"), "year")


class ProgressSchema(BaseSchema):
    """How far an action is, and what proves it."""

    state = Choice(options(ACTION_STATES), required=True, label=_l("Sampai di mana?"))
    done_on = Day(label=_l("Selesai tanggal"))
    evidence = Text(max=200, label=_l("Bukti"), hint=_l("Nomor dan tanggal dokumennya"))
    evidence_until = Day(label=_l("Bukti berlaku sampai"), hint=_l("Kosong: tidak berakhir"))
    note = Text(max=500, multiline=True, label=_l("Catatan"))

    @validates_schema
    def what_is_done_is_proved(self, data: dict[str, Any], **_options: Any) -> None:
        """Done on a day, by something; given up for a reason."""
        faults: dict[str, list[str]] = {}
        if data["state"] == "done":
            if not data["done_on"]:
                faults["done_on"] = [_("Isi kapan selesainya")]
            elif not data["done_on"].year >= FIRST_YEAR or data["done_on"] > today("Asia/Jayapura"):
                faults["done_on"] = [_("Tanggal ini belum tiba, atau tahunnya keliru")]
            if not data["evidence"]:
                faults["evidence"] = [_("Tulis apa buktinya. Tanpa bukti, tindakan belum selesai.")]
        if data["state"] == "dropped" and not data["note"]:
            faults["note"] = [_("Tulis mengapa tidak dilanjutkan")]
        if data["evidence_until"] and data["done_on"] and data["evidence_until"] < data["done_on"]:
            faults["evidence_until"] = [_("Bukti sudah berakhir sebelum tindakan selesai")]
        if faults:
            raise ValidationError(faults)


class StepsSchema(BaseSchema):
    """Which steps of a gap are taken over, for the budget of which year."""

    fiscal_year = Number(required=True, min=FIRST_YEAR, max=LAST_YEAR, label=_l("Untuk APBD tahun berapa?"))
    steps = Choices(lambda: list(every_step().items()), required=True, label=_l("Langkah mana yang diambil?"))


class PlanStepSchema(BaseSchema):
    """A step towards approval: a note where one is needed, a code where one signs."""

    note = Text(max=500, multiline=True, label=_l("Catatan"))
    code = Text(max=20, label=_l("Kode sekali pakai"), hint=_l("6 angka dari aplikasi di ponsel Anda."))
    version = Number(required=True, min=1)

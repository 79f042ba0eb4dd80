"""What may be said about law, institution, plans, meetings, promises and village desks."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates_schema

from foundation.clock import today
from sustainability.models.about import MOST_RUPIAH
from sustainability.models.money import FIRST_YEAR, LAST_YEAR
from sustainability.words import ABOUT, FORMS, LEVELS, PARTS, PLANS, SOURCES, options
from web.schemas import BIGINT, BaseSchema, Choice, Day, Number, Rupiah, Text

FIRST_DAY = date(FIRST_YEAR - 16, 1, 1)
"""Regulations on poverty that SLRT stand on are older than SLRT, not older than regional autonomy."""


class Valid(BaseSchema):
    """Something that holds from a day on, perhaps until another."""

    valid_from = Day(required=True, label=_l("Berlaku mulai"))
    valid_to = Day(label=_l("Berlaku sampai"), hint=_l("Kosong: sampai dicabut"))

    @validates_schema
    def runs_forwards(self, data: dict[str, Any], **_options: Any) -> None:
        """The end is not before the beginning."""
        if data["valid_from"] < FIRST_DAY:
            raise ValidationError(_("Periksa tahunnya"), "valid_from")
        if data["valid_to"] and data["valid_to"] < data["valid_from"]:
            raise ValidationError(_("Tanggal akhir harus sesudah tanggal mulai"), "valid_to")


class LegalBasisSchema(Valid):
    """A regulation or decree."""

    about = Choice(options(ABOUT), required=True, label=_l("Mengatur apa"))
    level = Choice(options(LEVELS), required=True, label=_l("Tingkat peraturan"))
    number = Text(required=True, max=80, label=_l("Nomor dan tahun"), hint=_l("Misalnya Perbup 21 Tahun 2023"))
    title = Text(max=200, label=_l("Tentang"))


class InstitutionSchema(Valid):
    """What the service is inside the government."""

    form = Choice(options(FORMS), required=True, label=_l("Bentuk kelembagaan"))
    name = Text(required=True, max=120, label=_l("Nama resmi"), hint=_l("Seperti pada papan nama atau surat keputusan"))
    document = Text(max=160, label=_l("Dasar pembentukan"))


class PlanningDocumentSchema(BaseSchema):
    """A planning document that names the service."""

    kind = Choice(options(PLANS), required=True, label=_l("Dokumen apa"))
    title = Text(required=True, max=160, label=_l("Judul"), hint=_l("Misalnya RPJMD Kabupaten 2025-2029"))
    passage = Text(max=200, label=_l("Di mana SLRT disebut"), hint=_l("Program, kegiatan, atau halaman"))
    from_year = Number(required=True, min=FIRST_YEAR, max=LAST_YEAR, label=_l("Tahun pertama"))
    to_year = Number(required=True, min=FIRST_YEAR, max=LAST_YEAR, label=_l("Tahun terakhir"))

    @validates_schema
    def runs_forwards(self, data: dict[str, Any], **_options: Any) -> None:
        """Years in order."""
        if data["to_year"] < data["from_year"]:
            raise ValidationError(_("Tahun terakhir harus sesudah tahun pertama"), "to_year")


class MeetingSchema(BaseSchema):
    """A coordination meeting."""

    held_on = Day(required=True, label=_l("Tanggal rapat"))
    topic = Text(required=True, max=160, label=_l("Membahas apa"))
    participants = Number(required=True, min=2, max=2000, label=_l("Jumlah peserta"))
    present = Text(
        max=1000,
        multiline=True,
        label=_l("OPD dan mitra yang hadir"),
        hint=_l("Satu baris satu lembaga, tanpa nama orang"),
    )
    place = Text(max=120, label=_l("Tempat"))
    chair = Text(max=120, label=_l("Pimpinan rapat"), hint=_l("Jabatan, tanpa nama"))
    summary = Text(max=4000, multiline=True, label=_l("Jalannya rapat"), hint=_l("Untuk notula"))

    @validates_schema
    def has_been_held(self, data: dict[str, Any], **_options: Any) -> None:
        """Minutes are written after the meeting."""
        if data["held_on"] > today("Asia/Jayapura"):
            raise ValidationError(_("Catat rapat sesudah dilaksanakan"), "held_on")
        if data["held_on"].year < FIRST_YEAR:
            raise ValidationError(_("Periksa tahunnya"), "held_on")


class AttendanceSchema(BaseSchema):
    """Who was at a meeting, by what they sit there for."""

    part = Choice(options(PARTS), required=True, label=_l("Hadir sebagai"))
    office = Text(required=True, max=120, label=_l("Lembaga atau jabatan"), hint=_l("Tanpa nama orang"))
    people = Number(required=True, min=1, max=2000, label=_l("Berapa orang"))


class DecisionSchema(BaseSchema):
    """What a meeting decided."""

    decision = Text(required=True, max=400, multiline=True, label=_l("Apa yang diputuskan"))
    responsible = Text(required=True, max=120, label=_l("Penanggung jawab"), hint=_l("OPD atau jabatan, tanpa nama"))
    due_on = Day(label=_l("Tenggat"))
    done_on = Day(label=_l("Selesai tanggal"), hint=_l("Kosong: belum selesai"))
    action_id = Number(
        min=1,
        max=BIGINT - 1,
        label=_l("Ditindaklanjuti oleh tindakan"),
        hint=_l("Tindakan dalam rencana pengakhiran dukungan"),
    )


class CommitmentSchema(Valid):
    """What an agency or partner has promised in writing."""

    agency_id = Number(
        min=1, max=BIGINT - 1, label=_l("OPD atau lembaga"), hint=_l("Yang menerima rujukan di daerah ini")
    )
    partner = Text(max=120, label=_l("Mitra lain"), hint=_l("Bila tidak ada dalam daftar di atas"))
    promise = Text(required=True, max=400, multiline=True, label=_l("Apa yang dijanjikan"))
    liaison = fields.Boolean(
        load_default=False, metadata={"label": _l("Ada jabatan penghubung tetap untuk SLRT di lembaga ini")}
    )
    document = Text(required=True, max=160, label=_l("Dokumen"), hint=_l("MoU, surat tugas, atau berita acara"))

    @validates_schema
    def somebody_promises(self, data: dict[str, Any], **_options: Any) -> None:
        """An agency of the list or another partner, not both."""
        if bool(data["agency_id"]) == bool(data["partner"]):
            raise ValidationError(_("Pilih satu lembaga dari daftar, atau tulis mitra lain"), "agency_id")


class PuskesosSchema(BaseSchema):
    """The desk of a village."""

    village_code = Text(required=True, max=20, label=_l("Desa atau kelurahan"))
    opened_on = Day(required=True, label=_l("Dibuka tanggal"))
    closed_on = Day(label=_l("Ditutup tanggal"), hint=_l("Kosong: masih melayani"))
    document = Text(max=160, label=_l("Dasar"), hint=_l("Perdes atau SK Kepala Desa"))

    @validates_schema
    def runs_forwards(self, data: dict[str, Any], **_options: Any) -> None:
        """Closed after it was opened."""
        if data["opened_on"] < FIRST_DAY:
            raise ValidationError(_("Periksa tahunnya"), "opened_on")
        if data["closed_on"] and data["closed_on"] < data["opened_on"]:
            raise ValidationError(_("Tanggal tutup harus sesudah tanggal buka"), "closed_on")


class PuskesosFundingSchema(BaseSchema):
    """What a village desk has for itself in a year."""

    year = Number(required=True, min=FIRST_YEAR, max=LAST_YEAR, label=_l("Tahun anggaran"))
    source = Choice(options(SOURCES), required=True, label=_l("Sumber dana"))
    amount = Rupiah(required=True, min=1, max=MOST_RUPIAH, label=_l("Jumlah, rupiah"))


class ProfileSchema(BaseSchema):
    """What must be known of a site to compare it with others."""

    cohort_year = Number(
        load_default=None,
        allow_none=True,
        min=FIRST_YEAR,
        max=LAST_YEAR,
        label=_l("Tahun penumbuhan"),
        hint=_l("Tahun SLRT daerah ini mulai didukung APBN"),
    )
    families = Number(
        load_default=None, allow_none=True, min=1, max=10_000_000, label=_l("Jumlah keluarga di daerah ini")
    )
    families_source = Text(max=120, label=_l("Sumber angka keluarga"), hint=_l("Misalnya Dukcapil, semester I 2026"))

    @validates_schema
    def a_figure_has_a_source(self, data: dict[str, Any], **_options: Any) -> None:
        """A number without a source is a guess."""
        if data["families"] and not data["families_source"]:
            raise ValidationError(_("Tulis dari mana angka itu"), "families_source")

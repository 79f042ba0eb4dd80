"""One description of each kind of setting, for the pages, the API and what lies in the database."""

import re
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates, validates_schema

from reference import codes
from settings.letters import fault_of_pattern
from tenants.permissions import ROLE_LABELS, ROLE_PERMISSIONS
from web.schemas import BaseSchema, Choice, Choices, Day, Number, Rupiah, Text

LONGEST_CLOSURE = timedelta(days=60)
_HOURS = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3])[.:]([0-5]\d)")


class CaseTypeSchema(BaseSchema):
    """What a case can be about, and how fast it must be settled."""

    label_id = Text(required=True, max=120, label=_l("Nama jenis layanan"))
    label_en = Text(max=120, label=_l("Nama dalam bahasa Inggris"), hint=_l("Kosong: nama Indonesia yang dipakai"))
    group = Choice(lambda: codes.choices(codes.GROUPS), required=True, label=_l("Kelompok"))
    sector = Choice(lambda: codes.choices(codes.SECTORS), required=True, label=_l("Sektor"))
    kinds = Choices(lambda: codes.choices(codes.KINDS), required=True, label=_l("Bentuk keluhan yang cocok"))
    working_days = Number(required=True, min=1, max=250, label=_l("Tenggat, dalam hari kerja"))
    source = Text(max=200, label=_l("Dasar tenggat"), hint=_l("Peraturan atau keputusan yang menetapkannya"))
    emergency_hours = Number(
        min=1, max=168, label=_l("Jam untuk keadaan darurat"), hint=_l("Kosong: 24 jam bila kasusnya darurat")
    )
    documents = Choices(lambda: codes.choices(codes.DOCUMENTS), label=_l("Berkas yang diminta"))
    own_documents = Text(
        max=1000, multiline=True, label=_l("Berkas lain"), hint=_l("Satu berkas satu baris, seperti dibaca warga")
    )
    agency = Choice(lambda: codes.choices(codes.AGENCY_KINDS), label=_l("Biasanya dirujuk ke"))
    confidential = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Selalu rahasia"),
            "hint": _l("Hanya petugas kasus, yang ditunjuk, Manajer, dan Kepala Dinas yang melihat kasusnya"),
        },
    )
    signers = Choices(
        [(role, ROLE_LABELS[role]) for role, may in ROLE_PERMISSIONS.items() if "case:decide" in may],
        label=_l("Siapa menetapkan dan menandatangani"),
        hint=_l("Kosong: setiap peran yang boleh menetapkan"),
    )
    active = fields.Boolean(load_default=True, metadata={"label": _l("Dipakai untuk kasus baru")})


class SectorsSchema(BaseSchema):
    """Sectors in which the site takes no cases."""

    off = Choices(lambda: codes.choices(codes.SECTORS), label=_l("Sektor yang tidak dilayani"))

    @validates("off")
    def leaves_one(self, off: list[str], **_options: Any) -> None:
        """A site without a sector could take no case."""
        if len(off) >= len(codes.SECTORS):
            raise ValidationError(_("Sisakan paling sedikit satu sektor"))


class Hours(Text):
    """Opening hours of a day, "08.00-16.00"; empty is a day on which the office is closed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max=20, **kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        if text is None:
            return None
        found = _HOURS.fullmatch(text)
        if found is None:
            raise ValidationError(_("Tulis jam buka dan tutup seperti 08.00-16.00"))
        opens, closes = (f"{int(hour):02}.{minute}" for hour, minute in (found.group(1, 2), found.group(3, 4)))
        if opens >= closes:
            raise ValidationError(_("Jam tutup harus sesudah jam buka"))
        return f"{opens}-{closes}"


class OfficeSchema(BaseSchema):
    """When the office is open; days without hours are no working days, and deadlines skip them."""

    monday = Hours(label=_l("Senin"))
    tuesday = Hours(label=_l("Selasa"))
    wednesday = Hours(label=_l("Rabu"))
    thursday = Hours(label=_l("Kamis"))
    friday = Hours(label=_l("Jumat"))
    saturday = Hours(label=_l("Sabtu"))

    @validates_schema
    def opens_at_all(self, data: dict[str, Any], **_options: Any) -> None:
        """At least one day."""
        if not any(data.values()):
            raise ValidationError(_("Isi jam buka paling sedikit satu hari"), "monday")


class ClosureSchema(BaseSchema):
    """Days on which the office is closed besides the national holidays."""

    first = Day(required=True, label=_l("Mulai tanggal"))
    last = Day(required=True, label=_l("Sampai tanggal"))
    reason = Text(required=True, max=120, label=_l("Sebab"), hint=_l("Seperti dibaca warga: cuti bersama daerah"))
    active = fields.Boolean(load_default=True, metadata={"label": _l("Tutup")})

    @validates_schema
    def is_a_span(self, data: dict[str, Any], **_options: Any) -> None:
        """Forwards, and not for months."""
        if data["last"] < data["first"]:
            raise ValidationError(_("Tanggal terakhir harus sesudah tanggal pertama"), "last")
        if data["last"] - data["first"] > LONGEST_CLOSURE:
            raise ValidationError(_("Paling lama %(days)s hari", days=LONGEST_CLOSURE.days), "last")


class AgencySchema(BaseSchema):
    """An organisation that takes referrals, and how many days it has promised."""

    name = Text(required=True, max=120, label=_l("Nama OPD atau lembaga"))
    kind = Choice(lambda: codes.choices(codes.AGENCY_KINDS), required=True, label=_l("Jenis lembaga"))
    seat = Text(max=80, label=_l("Tempat kedudukan"), hint=_l("Seperti pada alamat surat, misalnya Manggar"))
    accept_days = Number(
        required=True,
        min=1,
        max=60,
        label=_l("Hari kerja untuk menerima"),
        hint=_l("Sesudah itu rujukan yang belum diterima dianggap lewat"),
    )
    answer_days = Number(required=True, min=1, max=250, label=_l("Hari kerja untuk menjawab"))
    own_services = Text(
        max=2000,
        multiline=True,
        label=_l("Layanan"),
        hint=_l("Satu layanan satu baris. Kosong: layanan yang biasa dari jenis lembaga ini"),
    )
    active = fields.Boolean(load_default=True, metadata={"label": _l("Menerima rujukan")})

    @validates_schema
    def accepts_before_it_answers(self, data: dict[str, Any], **_options: Any) -> None:
        """Whoever has not accepted cannot have answered."""
        if data["accept_days"] > data["answer_days"]:
            raise ValidationError(_("Tidak boleh lebih lama daripada waktu untuk menjawab"), "accept_days")


class LetterTypeSchema(BaseSchema):
    """A kind of letter. Whether its templates say anything is for `settings.letters.faults_of`, by kind."""

    label_id = Text(required=True, max=120, label=_l("Nama surat"))
    label_en = Text(max=120, label=_l("Nama dalam bahasa Inggris"), hint=_l("Kosong: nama Indonesia yang dipakai"))
    title = Text(required=True, max=80, label=_l("Judul pada surat"))
    addressee = Text(max=200, label=_l("Kepada Yth."), hint=_l("Kosong: surat tidak ditujukan kepada siapa pun"))
    opening = Text(required=True, max=1500, multiline=True, label=_l("Teks sebelum tabel"))
    rows = Choices(
        lambda: codes.choices(codes.LETTER_FIELDS), label=_l("Isi tabel"), hint=_l("Yang kosong pada kasusnya dilewati")
    )
    closing = Text(required=True, max=3000, multiline=True, label=_l("Teks sesudah tabel"))
    signers = Choices(
        [(role, ROLE_LABELS[role]) for role, may in ROLE_PERMISSIONS.items() if "letter:sign" in may],
        required=True,
        label=_l("Siapa menandatangani"),
    )
    countersign = Text(
        max=120, label=_l("Tanda tangan kedua"), hint=_l("Misalnya: Mengetahui, Kepala {village}. Kosong: tidak ada")
    )
    countersign_name = Text(max=120, label=_l("Nama di bawah tanda tangan kedua"), hint=_l("Kosong: titik-titik"))
    classification = Text(required=True, max=20, label=_l("Kode klasifikasi"))
    valid_days = Number(
        min=1, max=1825, label=_l("Masa berlaku, dalam hari"), hint=_l("Kosong: tanpa batas, seperti laporan")
    )
    active = fields.Boolean(load_default=True, metadata={"label": _l("Dapat dibuat")})


class NumberingSchema(BaseSchema):
    """How letters are numbered; the number itself counts on, without gaps."""

    pattern = Text(required=True, max=80, label=_l("Pola nomor surat"))

    @validates("pattern")
    def makes_numbers(self, pattern: str, **_options: Any) -> None:
        """With a number and a year in it, and nothing unknown."""
        if fault := fault_of_pattern(pattern):
            raise ValidationError(fault)


class LetterheadSchema(BaseSchema):
    """What stands on the letterhead. Not a versioned setting: it is kept with the tenant, and old letters are PDF."""

    government = Text(max=80, label=_l("Nama pemerintah daerah"))
    office = Text(required=True, max=80, label=_l("Nama kantor"), hint=_l("Misalnya Dinas Sosial"))
    address = Text(max=120, label=_l("Alamat kantor"))
    phone = Text(max=40, label=_l("Telepon kantor"), hint=_l("Juga disebut dalam pesan kepada warga"))
    email = Text(max=80, validate=validate.Email(), label=_l("Surel kantor"))
    seat = Text(max=60, label=_l("Tempat surat ditandatangani"), hint=_l("Misalnya Manggar, di depan tanggal surat"))
    logo = fields.Raw(load_default=None, metadata={"label": _l("Logo")})
    without_logo = fields.Boolean(load_default=False, metadata={"label": _l("Hapus logo yang sekarang")})


class CutOffSchema(BaseSchema):
    """Until which day of the month an update round counts for that month (DTSEN: the 17th, data drawn on the 18th)."""

    day = Number(required=True, min=1, max=28, label=_l("Tanggal batas kirim setiap bulan"))


TIMES_A_YEAR: Mapping[str, int] = MappingProxyType({"once": 1, "month": 12, "quarter": 4, "year": 1})
"""How often what is paid "every …" is paid in a year."""
MOST_RUPIAH = 10**12
_LINE = re.compile(r"[a-z][a-z0-9_]{0,29}")
OWN_LINE = "own"
"""The line that a site writes itself, one for each programme; no source of the ministry is called so."""


def _conditions(label: Any, hint: Any, **kwargs: Any) -> Text:
    return Text(max=6000, multiline=True, label=label, hint=hint, **kwargs)


class _AskedSchema(BaseSchema):
    """What a programme asks for, whoever says so. Conditions are text here; the registry says whether they are any."""

    programme = Choice(lambda: codes.choices(codes.PROGRAMMES), required=True, label=_l("Program"))
    starts = Day(required=True, label=_l("Berlaku sejak"))
    ends = Day(label=_l("Berlaku sampai"), hint=_l("Kosong: sampai diganti"))
    regulation = Text(required=True, max=300, label=_l("Peraturan atau sumber"))
    confidence = Choice(
        [("high", _l("Sumber kuat")), ("medium", _l("Sumber cukup")), ("low", _l("Sumber lemah"))],
        required=True,
        label=_l("Seberapa pasti"),
    )
    amount = Rupiah(
        min=0, max=MOST_RUPIAH, label=_l("Nilai bantuan"), hint=_l("Dalam rupiah. Kosong: dinilai menurut kebutuhan")
    )
    every = Choice(
        [
            ("once", _l("sekali")),
            ("month", _l("per bulan")),
            ("quarter", _l("per triwulan")),
            ("year", _l("per tahun")),
        ],
        label=_l("Untuk setiap"),
    )
    times = Number(
        min=1, max=11, label=_l("Paling banyak berapa kali setahun"), hint=_l("Kosong: setiap kali sepanjang tahun")
    )
    needed = _conditions(_l("Syarat yang semuanya harus terpenuhi"), _l("Satu syarat satu baris"), required=True)
    excluding = _conditions(_l("Tidak berhak bila"), _l("Satu baris cukup untuk menggugurkan"))
    weighing = _conditions(_l("Didahulukan bila"), _l("Tidak menentukan, hanya mengurutkan"))

    @validates_schema
    def agrees(self, data: dict[str, Any], **_options: Any) -> None:
        """It ends after it begins, and an amount says how often it is paid."""
        faults: dict[str, list[str]] = {}
        if data.get("ends") and data.get("starts") and data["ends"] < data["starts"]:
            faults["ends"] = [_("Tanggal terakhir harus sesudah tanggal pertama")]
        if data.get("amount") is not None and not data.get("every"):
            faults["every"] = [_("Setiap kapan dibayarkan?")]
        if data.get("amount") is None and (data.get("every") or data.get("times")):
            faults["amount"] = [_("Berapa nilainya? Atau kosongkan juga isian di bawahnya")]
        if data.get("times") and data["times"] >= TIMES_A_YEAR.get(data.get("every") or "", 12):
            faults["times"] = [_("Harus lebih sedikit daripada sepanjang tahun")]
        if faults:
            raise ValidationError(faults)


class ScreeningRuleSchema(_AskedSchema):
    """One version of what a programme asks for, as the ministry publishes it."""

    line = Text(
        required=True,
        max=30,
        label=_l("Nama pendek sumber"),
        hint=_l("Huruf kecil, angka, dan garis bawah, misalnya permensos_2027. Membedakan sumber yang berbeda."),
    )
    default = fields.Boolean(
        load_default=False,
        metadata={
            "label": _l("Dipakai bila daerah tidak memilih"),
            "hint": _l("Di antara beberapa sumber yang ditandai, yang berlaku paling baru yang dipakai."),
        },
    )

    @validates("line")
    def is_a_slug(self, line: str, **_options: Any) -> None:
        """It stands in addresses and in the log."""
        if not _LINE.fullmatch(line):
            raise ValidationError(_("Tulis dengan huruf kecil, angka, dan garis bawah, dimulai dengan huruf"))
        if line == OWN_LINE:
            raise ValidationError(_("Nama ini disediakan untuk aturan daerah sendiri"))


class ScreeningOwnSchema(_AskedSchema):
    """One version of what a site asks for instead, beside the ministry's, and why."""

    reason = Text(
        required=True,
        min=5,
        max=500,
        multiline=True,
        label=_l("Alasan memakai aturan sendiri"),
        hint=_l("Misalnya: Perbup menetapkan batas lain. Dibaca petugas di halaman warga. Jangan menyebut nama orang."),
    )


class ScreeningChoiceSchema(BaseSchema):
    """Which of several sources holds here, and why."""

    line = Text(required=True, max=30, label=_l("Sumber"), metadata={"untold": True})
    source = Text(max=300, label=_l("Aturan yang dipakai"))
    """What the line says of itself on the day of the choice, for the history."""
    reason = Text(
        required=True,
        min=5,
        max=500,
        multiline=True,
        label=_l("Alasan"),
        hint=_l("Misalnya: surat edaran, hasil rapat koordinasi, atau praktik yang disepakati. Tercatat di riwayat."),
    )


BESIDES: Mapping[str, fields.Field[Any]] = MappingProxyType(
    {
        "valid_from": Day(label=_l("Berlaku mulai"), hint=_l("Kosong: hari ini")),
        "seen": Number(load_default=0, min=0),
    }
)
"""What travels beside every setting: from when it counts, and over which version the form was filled in."""
SCHEMAS: Mapping[str, type[BaseSchema]] = MappingProxyType(
    {
        "case_type": CaseTypeSchema,
        "sectors": SectorsSchema,
        "office": OfficeSchema,
        "closure": ClosureSchema,
        "agency": AgencySchema,
        "letter_type": LetterTypeSchema,
        "numbering": NumberingSchema,
        "cut_off": CutOffSchema,
        "screening_rule": ScreeningRuleSchema,
        "screening_choice": ScreeningChoiceSchema,
        "screening_own": ScreeningOwnSchema,
    }
)
"""What each kind of setting must be like."""

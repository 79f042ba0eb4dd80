"""What people type into a case: one description each for the forms and the API."""

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates, validates_schema

from cases.machine import MOVES, Move
from cases.referral_machine import RESULT_LABELS
from cases.schemas.shared import SHARED_FIELDS, note, version
from foundation.clock import today
from reference import codes
from reference.fields import PointField, RegionCodeField
from settings.queries import case_types_offered
from web.formats import plain_date
from web.schemas import BIGINT, BaseSchema, Choice, Choices, Day, Number, Secret, Text


def _seen(what: str, label: Any) -> Choice:
    """Something of a house, by the official list."""
    return Choice(lambda: codes.choices(codes.HOUSING[what]), label=label)


def _shared_files() -> fields.List[Any]:
    """Numbers of files of the case."""
    return fields.List(
        Number(required=True, min=1, max=BIGINT - 1),
        load_default=list,
        validate=validate.Length(max=50),
        metadata={"label": _l("Berkas yang dibagikan"), "hint": _l("Hanya yang disetujui warga untuk rujukan ini")},
    )


def one_time_code() -> Secret:
    """What whoever signs gives at that moment, unless it was given a few minutes ago."""
    return Secret(max=20, label=_l("Kode sekali pakai"), hint=_l("Enam angka dari aplikasi di ponsel Anda"))


def _results() -> list[tuple[str, Any]]:
    return [(slug, label) for slug, (label, _tone, _shape) in RESULT_LABELS.items()]


def _point() -> PointField:
    return PointField(
        load_default=None,
        metadata={
            "label": _l("Titik lokasi"),
            "hint": _l("Dua angka, misalnya -2.87, 108.27, atau tautan dari aplikasi peta"),
        },
    )


def _point_sure() -> fields.Boolean:
    return fields.Boolean(load_default=False, metadata={"label": _l("Titik ini memang benar, walau jauh")})


def _landmark() -> Text:
    return Text(max=200, label=_l("Patokan"), hint=_l("Misalnya: seberang masjid, rumah papan ketiga"))


class CaseIntakeSchema(BaseSchema):
    """A complaint, question, suggestion or request as it is brought in. Person and request key travel beside it."""

    case_type = Choice(
        case_types_offered,
        varies=True,
        required=True,
        label=_l("Jenis layanan"),
        metadata={"examples": list(codes.CASE_TYPES)},
    )
    kind = Choice(lambda: codes.choices(codes.KINDS), required=True, label=_l("Bentuk keluhan"))
    sector = Choice(
        lambda: codes.choices(codes.SECTORS),
        label=_l("Sektor"),
        hint=_l("Kosongkan untuk memakai sektor jenis layanan"),
    )
    channel = Choice(lambda: codes.choices(codes.CHANNELS), load_default="walk_in", label=_l("Datang lewat"))
    emergency = fields.Boolean(load_default=False, metadata={"label": _l("Darurat: harus ditangani dalam 24 jam")})
    summary = Text(required=True, max=160, label=_l("Masalah dalam satu kalimat"))
    story = Text(max=4000, multiline=True, label=_l("Cerita warga"), hint=_l("Tulis seperti yang diceritakan"))
    village_code = RegionCodeField(level=4, required=True, metadata={"label": _l("Desa atau kelurahan tempat masalah")})
    point = _point()
    point_sure = _point_sure()
    landmark = _landmark()
    proxy_name = Text(max=120, label=_l("Nama yang mewakili"), hint=_l("Isi bila warga tidak datang sendiri"))
    proxy_relation = Text(max=60, label=_l("Hubungan dengan warga"), hint=_l("Misalnya istri, tetangga, ketua RT"))
    consent_share = fields.Boolean(
        load_default=False, metadata={"label": _l("Warga setuju datanya dibagikan kepada OPD yang menangani")}
    )


class IncomingCaseSchema(CaseIntakeSchema):
    """What another site asked, as a case of one's own: whose it is, and what it is about here."""

    class Meta:
        exclude = (
            "sector", "channel", "emergency", "point", "point_sure", "landmark", "proxy_name", "proxy_relation",
            "consent_share",
        )  # fmt: skip

    person_id = Number(required=True, min=1, max=BIGINT - 1, label=_l("Warga"))
    version = Number(required=True, min=1, label=_l("Versi"))


def as_intake(data: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    """Person and intake out of what IncomingCaseSchema gave. That it may be shared further nobody has said yet."""
    told = {name: value for name, value in data.items() if name not in ("person_id", "version")}
    unsaid = dict.fromkeys(("sector", "point", "landmark", "proxy_name", "proxy_relation"))
    no = {"emergency": False, "point_sure": False, "consent_share": False}
    return data["person_id"], {**told, **unsaid, **no, "channel": "online"}


class NoteSchema(BaseSchema):
    """Words that go with a step; whether they are required depends on the step."""

    note = note(False, _l("Catatan"))
    version = version()


class DecisionSchema(BaseSchema):
    """What is decided, in words for the file."""

    note = note(True, _l("Layanan yang ditetapkan"), _l("Apa yang akan dilakukan, oleh siapa, dan dasarnya"))
    version = version()


class MoveSchema(NoteSchema):
    """A step by its name, for programs; one that asks for more has an address of its own."""

    move = Choice(
        [(m.name, m.label) for m in MOVES.values() if not (m.automatic or m.asks)], required=True, label=_l("Langkah")
    )


class CorrectionSchema(DecisionSchema):
    """What the citizen shall bring or correct. The papers named here are named to the citizen too, the note is not."""

    documents = Choices(
        lambda: codes.choices(codes.DOCUMENTS),
        label=_l("Berkas yang kurang"),
        hint=_l("Disebut dalam pesan kepada warga dan di halaman lacak, supaya dapat dikirim dari ponsel"),
    )


class VisitOrderSchema(NoteSchema):
    """Who shall visit the citizen at home, and when."""

    visitor_id = Number(required=True, min=1, max=2**63 - 1, label=_l("Siapa yang berkunjung?"))
    visit_on = Day(label=_l("Tanggal kunjungan"))


class VisitSchema(DecisionSchema):
    """What was found at the door; of the house only what can be seen."""

    outcome = Choice(
        [
            ("found", _l("Warga ditemui")),
            ("moved", _l("Warga sudah pindah")),
            ("deceased", _l("Warga sudah meninggal")),
            ("not_found", _l("Alamat atau warga tidak ditemukan")),
        ],
        required=True,
        label=_l("Apa yang ditemukan?"),
    )
    visited_on = Day(required=True, label=_l("Tanggal berkunjung"))
    tenure = _seen("tenure", _l("Status rumah"))
    floor = _seen("floor", _l("Lantai"))
    wall = _seen("wall", _l("Dinding"))
    lighting = _seen("lighting", _l("Penerangan"))
    toilet = _seen("toilet", _l("Jamban"))

    @validates("visited_on")
    def is_over(self, day: date, **_options: Any) -> None:
        """A visit is recorded after it was made."""
        if day > today("Asia/Jayapura"):
            raise ValidationError(_("Kunjungan dicatat sesudah dilakukan"))


class ProposalSchema(NoteSchema):
    """Under which number a proposal went to the centre, by whose hand."""

    reference = Text(required=True, max=60, label=_l("Nomor usulan SIKS-NG"))
    proposed_on = Day(required=True, label=_l("Tanggal diusulkan"))
    operator = Text(required=True, max=120, label=_l("Operator SIKS-NG"))


class CentreAnswerSchema(DecisionSchema):
    """What the centre said, as SIKS-NG shows it."""

    result = Choice(
        [("approved", _l("Disetujui pusat")), ("refused", _l("Ditolak pusat"))], required=True, label=_l("Hasil")
    )
    reference = Text(required=True, max=60, label=_l("Nomor di SIKS-NG"))
    answered_on = Day(required=True, label=_l("Tanggal jawaban"))
    operator = Text(required=True, max=120, label=_l("Operator SIKS-NG"))


class InformSchema(DecisionSchema):
    """How the citizen was told, and by whom."""

    channel = Choice(lambda: codes.choices(codes.CHANNELS), required=True, label=_l("Disampaikan lewat"))
    said_by = Text(max=120, label=_l("Yang menyampaikan"), hint=_l("Isi bila bukan Anda sendiri"))


class FeedbackSchema(NoteSchema):
    """What the citizen says of the result."""

    satisfied = Choice([("yes", _l("Puas")), ("no", _l("Belum puas"))], required=True, label=_l("Apakah warga puas?"))

    @validates_schema
    def says_why_not(self, data: dict[str, Any], **_options: Any) -> None:
        """Displeasure without a reason helps nobody."""
        if data["satisfied"] == "no" and not data["note"]:
            raise ValidationError({"note": [_("Tulis apa yang belum memuaskan")]})


class RejectionSchema(DecisionSchema):
    """Why a case goes no further: a code to count, and words for the citizen."""

    reason = Choice(lambda: codes.choices(codes.REJECT_REASONS), required=True, label=_l("Alasan"))


class DuplicateSchema(NoteSchema):
    """Which case goes on in this one's place."""

    code = Text(required=True, max=30, label=_l("Kode kasus yang dilanjutkan"))


MOVE_SCHEMAS: dict[str, type[BaseSchema]] = {
    "ask_correction": CorrectionSchema,
    "order_visit": VisitOrderSchema,
    "record_visit": VisitSchema,
    "propose": ProposalSchema,
    "record_centre_answer": CentreAnswerSchema,
    "inform": InformSchema,
    "record_feedback": FeedbackSchema,
    "reject": RejectionSchema,
    "mark_duplicate": DuplicateSchema,
}
"""What steps ask for beside a note: the same for page and API. Without it goes only what the table says (`asks`)."""


def move_schema(move: Move) -> BaseSchema:
    """The form of a step."""
    if move.name in MOVE_SCHEMAS:
        return MOVE_SCHEMAS[move.name]()
    return DecisionSchema() if move.note_required else NoteSchema()


def asked_beside_the_note(data: dict[str, Any]) -> dict[str, Any]:
    """Of what a step's form gave: all but the note and the version."""
    return {name: value for name, value in data.items() if name not in {"note", "version"}}


class Fact(NamedTuple):
    """Something a step asked for, in the reader's language."""

    label: str
    value: str


def described(move_name: str, body: dict[str, Any]) -> list[Fact]:
    """What a step asked for besides words, in the order of its form."""
    shown = {"visitor_id": body.get("visitor_name")}
    schema = MOVE_SCHEMAS[move_name]() if move_name in MOVE_SCHEMAS else BaseSchema()
    return [
        Fact(str(field.metadata["label"]).rstrip("?"), str(shown.get(name) or _in_words(field, body[name])))
        for name, field in schema.load_fields.items()
        if body.get(name) not in (None, [])
    ]


def _in_words(field: fields.Field[Any], value: Any) -> Any:
    if isinstance(field, Choice):
        labels = dict(option[:2] for option in field.options)
        return ", ".join(str(labels.get(each, each)) for each in (value if isinstance(value, list) else [value]))
    return plain_date(date.fromisoformat(value)) if isinstance(field, Day) else value


def _shared() -> Choices:
    return Choices(SHARED_FIELDS, required=True, label=_l("Data yang dibagikan"), hint=_l("Pilih seperlunya saja"))


class ReferralSchema(BaseSchema):
    """To whom a case is referred, for what, and what they are told."""

    agency_id = Number(required=True, min=1, label=_l("OPD atau lembaga tujuan"))
    service = Text(required=True, max=160, label=_l("Layanan yang diminta"))
    note = Text(max=1000, multiline=True, label=_l("Pesan untuk OPD"))
    code = one_time_code()
    fields = _shared()  # pyright: ignore[reportAssignmentType]  # marshmallow takes the declaration off the class
    attachments = _shared_files()
    version = version()


class SiteReferralSchema(BaseSchema):
    """Which other site is asked, for what, and what it is told."""

    site_id = Number(required=True, min=1, label=_l("Daerah tujuan"))
    service = Text(required=True, max=160, label=_l("Bantuan yang diminta"))
    note = Text(max=1000, multiline=True, label=_l("Pesan untuk mereka"))
    fields = _shared()  # pyright: ignore[reportAssignmentType]
    version = version()


class EscalationSchema(BaseSchema):
    """Why a case is raised one level, and what that level is told."""

    note = Text(required=True, max=160, label=_l("Mengapa dinaikkan?"), hint=_l("Misalnya: OPD tidak menjawab."))
    fields = Choices(  # pyright: ignore[reportAssignmentType]
        SHARED_FIELDS, label=_l("Data yang dibagikan"), hint=_l("Pilih seperlunya saja")
    )
    version = version()


class AcceptSchema(NoteSchema):
    """The agency takes it on, or begins to work on it."""


class DeclineSchema(BaseSchema):
    """The agency does not take it on, and says whose it is."""

    reason = note(True, _l("Alasan"))
    competent = Text(
        max=200, label=_l("Kewenangan siapa"), hint=_l("Bila bukan kewenangan Anda, sebutkan yang berwenang")
    )
    version = version()


class RevokeSchema(BaseSchema):
    """Why a request is taken back."""

    reason = note(True, _l("Mengapa rujukan ditarik?"), _l("OPD membaca alasan ini."))
    version = version()


class OfficerSchema(BaseSchema):
    """Who at the agency works on a referral."""

    officer_id = Number(required=True, min=1, max=BIGINT - 1, label=_l("Siapa yang mengerjakan?"))
    version = version()


class OfficerLeavesSchema(BaseSchema):
    """Whose open referrals go to whom."""

    from_id = Number(required=True, min=1, max=BIGINT - 1, label=_l("Petugas yang berhenti atau pindah"))
    to_id = Number(required=True, min=1, max=BIGINT - 1, label=_l("Diserahkan kepada"))


class AnswerSchema(BaseSchema):
    """What came of a referral."""

    result = Choice(_results, required=True, label=_l("Hasil"))
    note = note(True, _l("Penjelasan hasil"), _l("Apa yang diberikan, kapan dan di mana; atau alasannya"))
    version = version()


class PlaceSchema(BaseSchema):
    """Where the matter of a case lies."""

    point = _point()
    point_sure = _point_sure()
    landmark = _landmark()


class PasteSchema(BaseSchema):
    """Text as it was sent by WhatsApp: one report or several."""

    text = Text(
        required=True,
        max=40_000,
        multiline=True,
        label=_l("Teks laporan"),
        hint=_l("Salin pesannya di WhatsApp, lalu tempel di sini. Beberapa laporan sekaligus boleh."),
    )


OTHER_DOCUMENT = "other"


def documents() -> list[tuple[str, Any]]:
    """Which paper a file can be, for a list to choose from."""
    return [*codes.choices(codes.DOCUMENTS), (OTHER_DOCUMENT, _l("Berkas lain"))]


class AttachSchema(BaseSchema):
    """Which paper the files are that are sent along."""

    document = Choice(documents, required=True, label=_l("Berkas apa ini?"))
    files = fields.Raw(load_default=None, metadata={"label": _l("Foto atau PDF"), "type": "string", "format": "binary"})


class RemoveAttachmentSchema(BaseSchema):
    """Why a file is taken away."""

    reason = Text(
        required=True,
        min=5,
        max=200,
        label=_l("Mengapa berkas ini dihapus?"),
        hint=_l("Misalnya: KTP milik orang lain. Isi berkas tidak dapat dikembalikan."),
    )

"""What people type into a case: one description each for the forms and the API."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from cases.machine import MOVES, RESULT_LABELS
from reference import codes
from reference.fields import RegionCodeField
from settings.queries import case_types_offered
from web.schemas import BIGINT, BaseSchema, Choice, Choices, Number, Text

_MARK = re.compile(r"(\d{1,18})\.(\d{1,9})", re.ASCII)

SHARED_FIELDS = [
    ("name", _l("Nama")),
    ("nik", _l("NIK lengkap")),
    ("birth", _l("Tempat dan tanggal lahir")),
    ("village", _l("Desa atau kelurahan")),
    ("address", _l("Alamat lengkap")),
    ("phone", _l("Nomor telepon")),
    ("summary", _l("Masalah, satu kalimat")),
    ("story", _l("Cerita warga selengkapnya")),
    ("done", _l("Apa yang sudah dilakukan SLRT")),
]
"""What an agency may be told about a citizen, each only when chosen and consented (UU 27/2022)."""

USUAL_FIELDS = ["name", "birth", "village", "summary", "done"]
"""Chosen beforehand: what an agency needs to find the person, not more."""


def _version() -> Number:
    return Number(required=True, min=1, label=_l("Versi"))


def _note(required: bool, label: Any, hint: Any = "") -> Text:
    return Text(required=required, max=4000, multiline=True, label=label, hint=hint)


def _results() -> list[tuple[str, Any]]:
    return [(slug, label) for slug, (label, _tone, _shape) in RESULT_LABELS.items()]


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
    proxy_name = Text(max=120, label=_l("Nama yang mewakili"), hint=_l("Isi bila warga tidak datang sendiri"))
    proxy_relation = Text(max=60, label=_l("Hubungan dengan warga"), hint=_l("Misalnya istri, tetangga, ketua RT"))
    consent_share = fields.Boolean(
        load_default=False, metadata={"label": _l("Warga setuju datanya dibagikan kepada OPD yang menangani")}
    )


class NoteSchema(BaseSchema):
    """Words that go with a step; whether they are required depends on the step."""

    note = _note(False, _l("Catatan"))
    version = _version()


class DecisionSchema(BaseSchema):
    """What is decided, in words for the file."""

    note = _note(True, _l("Layanan yang ditetapkan"), _l("Apa yang akan dilakukan, oleh siapa, dan dasarnya"))
    version = _version()


class ConfidentialSchema(BaseSchema):
    """Why a case becomes confidential, or no longer is."""

    reason = _note(True, _l("Alasan"), _l("Alasan ini tersimpan di perjalanan kasus"))
    version = _version()


class ConfidantSchema(BaseSchema):
    """One more member of the office who may see a confidential case."""

    membership_id = Number(required=True, min=1, max=2**63 - 1, label=_l("Petugas"))
    reason = Text(required=True, max=160, label=_l("Dasar penunjukan"), hint=_l("Misalnya SK Kadis 460/118/2026"))


class MoveSchema(NoteSchema):
    """A step by its name, for programs."""

    move = Choice([(m.name, m.label) for m in MOVES.values() if not m.automatic], required=True, label=_l("Langkah"))


class ReferralSchema(BaseSchema):
    """To whom a case is referred, for what, and what they are told."""

    agency_id = Number(required=True, min=1, label=_l("OPD atau lembaga tujuan"))
    service = Text(required=True, max=160, label=_l("Layanan yang diminta"))
    note = Text(max=1000, multiline=True, label=_l("Pesan untuk OPD"))
    fields = Choices(  # pyright: ignore[reportAssignmentType]  # marshmallow takes the declaration off the class
        SHARED_FIELDS, required=True, label=_l("Data yang dibagikan"), hint=_l("Pilih seperlunya saja")
    )
    version = _version()


class AcceptSchema(NoteSchema):
    """The agency takes it on."""


class DeclineSchema(BaseSchema):
    """The agency does not take it on, and says whose it is."""

    reason = _note(True, _l("Alasan"))
    competent = Text(
        max=200, label=_l("Kewenangan siapa"), hint=_l("Bila bukan kewenangan Anda, sebutkan yang berwenang")
    )
    version = _version()


class AnswerSchema(BaseSchema):
    """What came of a referral."""

    result = Choice(_results, required=True, label=_l("Hasil"))
    note = _note(True, _l("Penjelasan hasil"), _l("Apa yang diberikan, kapan dan di mana; atau alasannya"))
    version = _version()


def _reason(required: bool, hint: Any) -> Text:
    return Text(required=required, max=500, multiline=True, label=_l("Alasan"), hint=hint)


def _to() -> Number:
    return Number(required=True, min=1, max=BIGINT - 1, label=_l("Diserahkan kepada"))


class CaseNoteSchema(BaseSchema):
    """A remark among colleagues, and whose attention it asks for."""

    body = Text(
        required=True,
        max=2000,
        multiline=True,
        label=_l("Catatan untuk rekan"),
        hint=_l("Hanya dibaca di kantor ini. Tulis @nama untuk memanggil rekan, misalnya @rina.marlina"),
    )
    mentions = fields.List(
        Number(min=1, max=BIGINT - 1),
        load_default=list,
        validate=validate.Length(max=50),
        metadata={"label": _l("Panggil rekan"), "hint": _l("Mereka menemukannya di Kotak masuk.")},
    )


class AssignmentSchema(BaseSchema):
    """Giving one case to a colleague."""

    to = _to()
    reason = _reason(False, _l("Wajib bila kasus sudah ada petugasnya. Dibaca di perjalanan kasus."))
    version = _version()


class CaseMark(Text):
    """A case as a list showed it, "4231.7": its number and its version. Loads as the pair."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        found = _MARK.fullmatch(super()._deserialize(value, attr, data, **kwargs) or "")
        if found is None:
            raise self.make_error("invalid")
        return int(found[1]), int(found[2])


_TICK: Any = _l("Centang kasus yang akan diserahkan")


class BulkAssignmentSchema(BaseSchema):
    """Giving several cases to one colleague."""

    cases = fields.List(
        CaseMark(max=40, metadata={"description": "`id.version` of a case as last read"}),
        required=True,
        validate=validate.Length(min=1, max=200, error=_TICK),
        error_messages={"required": _TICK},
        metadata={"label": _l("Kasus")},
    )
    to = _to()
    reason = _reason(False, _l("Wajib bila ada kasus yang sudah punya petugas."))


class HandOverSchema(BaseSchema):
    """Giving away a whole desk."""

    from_id = Number(required=True, min=1, max=BIGINT - 1, label=_l("Semua kasus terbuka dari"))
    to = _to()
    reason = _reason(True, _l("Misalnya: cuti sampai 4 Desember, pindah tugas. Dibaca di perjalanan setiap kasus."))


_DIGITS: Any = _l("Isi empat angka")


class FollowSchema(BaseSchema):
    """What a citizen types to follow a case."""

    code = Text(required=True, max=30, label=_l("Kode kasus"), hint=_l("Ada di tanda terima, misalnya BLT-26-000123"))
    last4 = Text(
        required=True,
        max=4,
        label=_l("Empat angka terakhir NIK atau nomor telepon"),
        validate=validate.Regexp(r"\d{4}", error=_DIGITS),
    )

"""What people type when a district applies and when it is reviewed."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from reference.fields import PhoneField
from tenants.sites.machine import AT_WORK, STAGE_LABELS
from tenants.sites.words import CHECKS
from web.schemas import BaseSchema, Choices, Day, Number, Text

_MAIL = validate.Email()


class DistrictSchema(BaseSchema):
    """Which district applies."""

    provinsi = Text(required=True, max=13, label=_l("Provinsi"))
    daerah = Text(max=13, metadata={"needed": True}, label=_l("Kabupaten/kota"))


class DraftSchema(BaseSchema):
    """An application: only the e-mail address is needed to keep it, everything before it is sent."""

    social_name = Text(max=100, metadata={"needed": True}, label=_l("Nama narahubung di Dinas Sosial"))
    social_title = Text(
        max=100, metadata={"needed": True}, label=_l("Jabatannya"), hint=_l("Misalnya: Kepala Bidang Pemberdayaan")
    )
    social_email = Text(
        required=True,
        max=200,
        validate=_MAIL,
        label=_l("Surel dinasnya"),
        hint=_l("Tautan konfirmasi, pertanyaan, dan undangan administrator pertama dikirim ke sini."),
    )
    social_phone = PhoneField(load_default=None, metadata={"needed": True, "label": _l("Nomor teleponnya")})
    planning_name = Text(max=100, metadata={"needed": True}, label=_l("Nama narahubung di Bappeda"))
    planning_phone = PhoneField(
        load_default=None, metadata={"needed": True, "label": _l("Nomor telepon narahubung Bappeda")}
    )
    letter_number = Text(
        max=100,
        metadata={"needed": True},
        label=_l("Nomor surat Bupati/Wali Kota"),
        hint=_l("Surat permohonan pembentukan SLRT."),
    )
    letter = fields.Raw(
        load_default=None, metadata={"label": _l("Surat dalam PDF"), "type": "string", "format": "binary"}
    )


class FollowSchema(BaseSchema):
    """The code of an application and a proof that it is one's own."""

    code = Text(required=True, max=40, label=_l("Kode permohonan"), hint=_l("Misalnya DS-7KM4P-92QXD"))
    proof = Text(
        required=True,
        max=200,
        min=4,
        label=_l("Surel pemohon, atau empat angka terakhir telepon Dinas Sosial"),
    )


class AnswerSchema(BaseSchema):
    """The applicant's answer."""

    words = Text(required=True, max=2000, multiline=True, label=_l("Jawaban Anda"))


class ChecksSchema(BaseSchema):
    """What the reviewer has ticked off."""

    checks = Choices(lambda: list(CHECKS.items()), metadata={"needed": True}, label=_l("Yang sudah diperiksa"))


class NoteSchema(BaseSchema):
    """Why."""

    note = Text(
        required=True, max=2000, multiline=True, label=_l("Alasan atau pertanyaan"), hint=_l("Dibaca oleh daerah.")
    )


class NoNoteSchema(BaseSchema):
    """A step that may be explained."""

    note = Text(max=2000, multiline=True, label=_l("Catatan"))


class MessageSchema(BaseSchema):
    """What a desk tells its sites."""

    stages = Choices(
        lambda: [(stage.value, STAGE_LABELS[stage][0]) for stage in AT_WORK],
        label=_l("Untuk daerah di tahap mana?"),
        hint=_l("Kosongkan untuk semua yang sudah punya kantor."),
    )
    subject = Text(required=True, max=120, label=_l("Judul"))
    body = Text(required=True, max=4000, multiline=True, label=_l("Isi pesan"))


class EvidenceSchema(BaseSchema):
    """What shows that one letter of the checklist is there."""

    note = Text(max=2000, multiline=True, label=_l("Bukti"), hint=_l("Misalnya: SK Bupati 460/211/2026, 4 Mei 2026."))
    file = fields.Raw(load_default=None, metadata={"label": _l("Berkas bukti"), "type": "string", "format": "binary"})
    responsible_id = Number(min=1, max=2**63 - 1, label=_l("Penanggung jawab"))
    due_on = Day(label=_l("Paling lambat"))
    done = fields.Boolean(load_default=False, metadata={"label": _l("Sudah ada")})


class TakeOutSchema(BaseSchema):
    """The second factor of whoever takes all data out."""

    code = Text(max=20, metadata={"needed": True}, label=_l("Kode enam angka"))


class GoLiveSchema(NoNoteSchema):
    """With which dates an office becomes active."""

    live_on = Day(required=True, label=_l("Aktif mulai tanggal"))
    cohort = Number(required=True, min=2013, max=2100, label=_l("Angkatan (tahun penumbuhan)"))
    support_until = Day(label=_l("Dukungan APBN sampai"), hint=_l("Kosongkan bila tanpa dukungan APBN."))

    @validates_schema
    def support_comes_after(self, data: dict[str, Any], **_options: Any) -> None:
        """It does not end before it begins."""
        if data.get("support_until") and data.get("live_on") and data["support_until"] < data["live_on"]:
            raise ValidationError(str(_l("Harus sesudah tanggal aktif")), "support_until")

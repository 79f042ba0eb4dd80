"""What people type when a district applies and when it is reviewed."""

from flask_babel import lazy_gettext as _l
from marshmallow import fields, validate

from reference.fields import PhoneField
from tenants.sites.words import CHECKS
from web.schemas import BaseSchema, Choices, Text

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

    checks = Choices(lambda: list(CHECKS.items()), label=_l("Yang sudah diperiksa"))


class NoteSchema(BaseSchema):
    """Why."""

    note = Text(
        required=True, max=2000, multiline=True, label=_l("Alasan atau pertanyaan"), hint=_l("Dibaca oleh daerah.")
    )


class NoNoteSchema(BaseSchema):
    """A step that may be explained."""

    note = Text(max=2000, multiline=True, label=_l("Catatan"))

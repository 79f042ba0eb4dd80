"""What people type into the pages of this room."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from tenants.permissions import ROLE_LABELS, SITE_ROLES
from tenants.role_words import in_a_sentence
from web.schemas import BaseSchema, Choice, Day, Number, Option, Secret, Text


class SignInSchema(BaseSchema):
    """Login and password, and where the reader was going."""

    login = Text(
        required=True,
        max=200,
        label=_l("Nama akun"),
        hint=_l("Sama dengan surel dinas Anda, misalnya rina.marlina@belitungtimurkab.go.id"),
    )
    password = Secret(required=True, max=200, label=_l("Kata sandi"))
    next = Text(max=2000)


class CodeSchema(BaseSchema):
    """The one-time code for the role chosen."""

    code = Text(
        required=True, max=20, label=_l("Kode enam angka"), hint=_l("Dari aplikasi autentikator di ponsel Anda.")
    )
    membership = Number(required=True, min=1, max=2**63 - 1)
    next = Text(max=2000)
    backup = fields.Boolean(load_default=False)
    """The page asks for a recovery code."""


class PostSchema(BaseSchema):
    """The membership in which to work."""

    membership = Number(required=True, min=1, max=2**63 - 1, label=_l("Peran"))
    next = Text(max=2000)


class TokenSchema(BaseSchema):
    """What a new API token is for."""

    name = Text(
        required=True,
        max=100,
        label=_l("Untuk apa token ini"),
        hint=_l("Misalnya: tarikan data harian Dinas Kominfo. Nama ini membantu Anda mencabut token yang tepat."),
    )


class PasswordSchema(BaseSchema):
    """The current password and a new one, twice."""

    current = Secret(required=True, max=200, label=_l("Kata sandi sekarang"))
    password = Secret(
        required=True,
        min=10,
        max=200,
        label=_l("Kata sandi baru"),
        hint=_l("Paling sedikit 10 huruf. Kalimat pendek mudah diingat dan sulit ditebak."),
    )
    again = Secret(required=True, max=200, label=_l("Ulangi kata sandi baru"))

    @validates_schema
    def check_again(self, data: dict[str, Any], **_options: Any) -> None:
        """Both were typed alike."""
        if data["password"] != data["again"]:
            raise ValidationError({"again": [_("Tidak sama dengan kata sandi baru di atas")]})


class InvitationSchema(BaseSchema):
    """The code on an invitation's sheet."""

    code = Text(
        required=True, max=100, label=_l("Kode undangan"), hint=_l("Sepuluh huruf dan angka, misalnya K7QXM-2PDRA.")
    )


class NewcomerSchema(BaseSchema):
    """Whoever accepts an invitation with a new account: name as it should be shown, and a password twice."""

    name = Text(required=True, min=2, max=100, label=_l("Nama lengkap"))
    password = Secret(
        required=True,
        min=10,
        max=200,
        label=_l("Kata sandi"),
        hint=_l("Paling sedikit 10 huruf. Kalimat pendek mudah diingat dan sulit ditebak."),
    )
    again = Secret(required=True, max=200, label=_l("Ulangi kata sandi"))

    @validates_schema
    def check_again(self, data: dict[str, Any], **_options: Any) -> None:
        """Both were typed alike."""
        if data["password"] != data["again"]:
            raise ValidationError({"again": [_("Tidak sama dengan kata sandi di atas")]})


def _roles() -> list[Option]:
    """Each with what it may, in words."""
    return [(role, ROLE_LABELS[role], in_a_sentence(role)) for role in SITE_ROLES]


class RoleSchema(BaseSchema):
    """A role at a site; an officer's, of which agency."""

    role = Choice(_roles, required=True, label=_l("Peran"))
    agency_id = Number(min=1, max=2**63 - 1, label=_l("OPD atau lembaga"), hint=_l("Hanya untuk petugas OPD."))


class DetailsSchema(BaseSchema):
    """How somebody is called and reached, and what is printed under a signature."""

    name = Text(required=True, min=2, max=100, label=_l("Nama lengkap"))
    email = Text(max=200, validate=validate.Email(), label=_l("Surel"), hint=_l("Pemberitahuan dikirim ke sini."))
    title = Text(max=100, label=_l("Jabatan"), hint=_l("Seperti tercetak di bawah tanda tangan."))
    employee_number = Text(max=40, label=_l("NIP"), hint=_l("Untuk yang menandatangani surat."))


class MemberSchema(RoleSchema):
    """Somebody new at a site."""

    name = Text(required=True, min=2, max=100, label=_l("Nama lengkap"))
    email = Text(
        max=200,
        validate=validate.Email(),
        label=_l("Surel"),
        hint=_l("Undangan dikirim ke sini, dan ini menjadi nama akunnya."),
    )
    title = Text(max=100, label=_l("Jabatan"), hint=_l("Seperti tercetak di bawah tanda tangan."))
    employee_number = Text(max=40, label=_l("NIP"), hint=_l("Untuk yang menandatangani surat."))


class VillagesSchema(BaseSchema):
    """The villages a facilitator serves, by code."""

    villages = fields.List(Text(max=20), load_default=list, validate=validate.Length(max=500))


class ReasonSchema(BaseSchema):
    """Why. It stands in the access log."""

    reason = Text(required=True, min=5, max=300, multiline=True, label=_l("Alasan"))


class ProofSchema(BaseSchema):
    """The password, to show that it is really the account's owner who asks."""

    password = Secret(required=True, max=200, label=_l("Kata sandi Anda"))


class SecondFactorSchema(ProofSchema):
    """A code of the authenticator just set up."""

    code = Text(required=True, max=20, label=_l("Kode enam angka yang muncul di aplikasi"))


class SetUpSchema(BaseSchema):
    """The same while signing in, where the password has just been given."""

    code = Text(required=True, max=20, label=_l("Kode enam angka yang muncul di aplikasi"))
    membership = Number(required=True, min=1, max=2**63 - 1)
    next = Text(max=2000)


class SessionSchema(BaseSchema):
    """Which session to end."""

    session = Text(required=True, max=64, validate=validate.Regexp(r"[0-9a-f]{64}$"))


class LogSchema(BaseSchema):
    """Which part of the access log. Everything may be left empty."""

    warga = Number(min=1, max=2**63 - 1, label=_l("Warga"))
    kasus = Text(max=30, label=_l("Kode kasus"))
    petugas = Number(min=1, max=2**63 - 1, label=_l("Petugas"))
    dari = Day(label=_l("Dari tanggal"))
    sampai = Day(label=_l("Sampai tanggal"))

    @validates_schema
    def runs_forward(self, data: dict[str, Any], **_options: Any) -> None:
        """The first day is not after the last."""
        if data.get("dari") and data.get("sampai") and data["sampai"] < data["dari"]:
            raise ValidationError(str(_l("Tanggal terakhir harus sesudah tanggal pertama")), "sampai")

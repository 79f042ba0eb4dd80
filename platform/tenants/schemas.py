"""What people type into the pages of this room."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from web.schemas import BaseSchema, Day, Number, Secret, Text


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

"""What people type into the pages of this room."""

from flask_babel import lazy_gettext as _l

from web.schemas import BaseSchema, Number, Secret, Text


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
        required=True, max=12, label=_l("Kode enam angka"), hint=_l("Dari aplikasi autentikator di ponsel Anda.")
    )
    membership = Number(required=True, min=1, max=2**63 - 1)
    next = Text(max=2000)


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

"""What is written in a bulletin, and why one is sent back."""

from flask_babel import lazy_gettext as _l

from web.schemas import BaseSchema, Number, Text


class VersionSchema(BaseSchema):
    """Which version was read by whoever goes on with it."""

    version = Number(min=0, required=True)


class BulletinSchema(VersionSchema):
    """The words around the numbers; the numbers come by themselves."""

    opening = Text(
        required=True, min=20, max=2_000, multiline=True, label=_l("Pembuka"),
        hint=_l("Apa yang terjadi dan apa yang berubah, dalam kalimat pendek. Tanpa nama, NIK, atau alamat warga."),
    )  # fmt: skip
    advice = Text(
        max=1_000, multiline=True, label=_l("Untuk warga"),
        hint=_l("Ke mana datang, apa yang dibawa, kapan buka."),
    )  # fmt: skip


class SendBackSchema(VersionSchema):
    """What has to be changed first."""

    reason = Text(required=True, min=5, max=500, multiline=True, label=_l("Apa yang perlu diperbaiki"))

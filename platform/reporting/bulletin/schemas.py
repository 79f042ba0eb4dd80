"""What is written in a bulletin, and why one is sent back."""

from flask_babel import lazy_gettext as _l

from web.schemas import BaseSchema, Text


class BulletinSchema(BaseSchema):
    """The words around the numbers; the numbers come by themselves."""

    opening = Text(
        required=True, min=20, max=2_000, multiline=True, label=_l("Pembuka"),
        hint=_l("Apa yang terjadi dan apa yang berubah, dalam kalimat pendek. Tanpa nama, NIK, atau alamat warga."),
    )  # fmt: skip
    advice = Text(
        max=1_000, multiline=True, label=_l("Untuk warga"),
        hint=_l("Ke mana datang, apa yang dibawa, kapan buka."),
    )  # fmt: skip


class SendBackSchema(BaseSchema):
    """What has to be changed first."""

    reason = Text(required=True, min=5, max=500, multiline=True, label=_l("Apa yang perlu diperbaiki"))


class WithdrawSchema(BaseSchema):
    """What was wrong with what everybody has read."""

    reason = Text(
        required=True, min=10, max=500, multiline=True, label=_l("Apa yang salah?"),
        hint=_l("Dibaca semua orang di tempat buletin itu. Tanpa nama, NIK, atau alamat warga."),
    )  # fmt: skip

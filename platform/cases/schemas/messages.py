"""What is said about messages: by the gateway, and by the citizen."""

from flask_babel import lazy_gettext as _l
from marshmallow import validate

from reference.fields import PhoneField
from web.schemas import BaseSchema, Choice, Choices, Text

CHANNEL_LABELS = {"whatsapp": "WhatsApp", "sms": "SMS", "email": _l("Surel")}
"""The ways by which a citizen can be told."""


class NewsSchema(BaseSchema):
    """What a gateway says became of a message."""

    reference = Text(
        required=True,
        max=60,
        validate=validate.Regexp(r"case-message-[0-9]{1,9}-[0-9]{1,18}\Z"),
        label=_l("Nomor pesan"),
    )
    state = Choice([("delivered", _l("sampai")), ("failed", _l("gagal"))], required=True)
    why = Text(
        max=60, validate=validate.Regexp(r"[a-z0-9_ .-]*\Z"), metadata={"description": "A word, never an address"}
    )


class ReplySchema(BaseSchema):
    """What somebody answered to a message."""

    channel = Choice([("whatsapp", "WhatsApp"), ("sms", "SMS")], required=True)
    sender = PhoneField(required=True, metadata={"description": "The number that answered"})
    text = Text(required=True, max=2000, multiline=True)


class ContactSchema(BaseSchema):
    """How a citizen wants to be told."""

    preferred = Choice(lambda: list(CHANNEL_LABELS.items()), label=_l("Dikabari lebih dulu lewat"))
    stopped = Choices(lambda: list(CHANNEL_LABELS.items()), label=_l("Jangan kirimi pesan lewat"))

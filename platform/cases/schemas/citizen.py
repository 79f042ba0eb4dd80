"""What a citizen types on the public page: no sign-in, code and four digits."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validate, validates_schema

from cases.schemas.case import AttachSchema
from web.schemas import BaseSchema, Choice, Text

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


class _AgainSchema(BaseSchema):
    """The four digits once more: asked for only when the page has been open for too long."""

    last4 = Text(
        max=4,
        label=_l("Empat angka terakhir NIK atau nomor telepon"),
        validate=validate.Regexp(r"\d{4}", error=_DIGITS),
    )


class SendPapersSchema(AttachSchema, _AgainSchema):
    """Which paper a citizen sends."""


class ObjectionSchema(_AgainSchema):
    """Why the citizen does not agree."""

    body = Text(
        required=True,
        min=10,
        max=1000,
        multiline=True,
        label=_l("Apa yang belum selesai atau tidak sesuai?"),
        hint=_l("Tulis dengan kata-kata Anda sendiri. Petugas membaca ini."),
    )


class RatingSchema(_AgainSchema):
    """What the citizen says of the result."""

    satisfied = Choice(
        [("yes", _l("Ya, terbantu")), ("no", _l("Belum"))], required=True, label=_l("Apakah Anda terbantu?")
    )
    body = Text(max=500, multiline=True, label=_l("Pesan untuk SLRT"), hint=_l("Misalnya: apa yang masih kurang"))

    @validates_schema
    def says_why_not(self, data: dict[str, Any], **_options: Any) -> None:
        """Displeasure without a reason helps nobody."""
        if data["satisfied"] == "no" and not data["body"]:
            raise ValidationError({"body": [_("Tulis apa yang belum membantu")]})

"""A person on the roster and the decree that appoints them: the same for a form, a program and a spreadsheet's row."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validate, validates_schema

from reference.fields import PhoneField
from web.schemas import BaseSchema, Choice, Day, Number, Option, Rupiah, Text
from workforce.posts import FUNDING, LEAVING, PAY, POSTS

MOST_RUPIAH = 100_000_000
"""Nobody on this roster earns more in a month; a slip of the keyboard does."""


def _posts() -> list[Option]:
    return [(slug, post.label) for slug, post in POSTS.items()]


class AppointmentSchema(BaseSchema):
    """A decree: post, number, validity, who pays, for which villages."""

    post = Choice(_posts, required=True, label=_l("Jabatan"))
    villages = Text(
        max=10_000,
        multiline=True,
        label=_l("Desa atau kelurahan binaan"),
        hint=_l("Satu baris satu desa: nama, atau nama dan kecamatannya (Lalang, Manggar), atau kodenya."),
    )
    sk_number = Text(required=True, max=100, label=_l("Nomor SK"))
    sk_date = Day(required=True, label=_l("Tanggal SK"))
    valid_from = Day(required=True, label=_l("Berlaku mulai"))
    valid_until = Day(label=_l("Berlaku sampai"), hint=_l("Kosongkan bila sampai ada perubahan."))
    funding = Choice(list(FUNDING.items()), required=True, label=_l("Sumber dana honor"))
    honorarium = Rupiah(min=0, max=MOST_RUPIAH, label=_l("Honor per bulan"), hint=_l("Dalam rupiah, misalnya 400.000."))

    @validates_schema(skip_on_field_errors=False)
    def agrees(self, data: dict[str, Any], **_options: Any) -> None:
        """The decree runs forward; who serves villages has some; who is unpaid gets nothing."""
        first, last = data.get("valid_from"), data.get("valid_until")
        if first and last and last < first:
            raise ValidationError({"valid_until": [_("Tanggal akhir harus sesudah tanggal mulai")]})
        if data.get("sk_date") and data["sk_date"] > date(2100, 1, 1):
            raise ValidationError({"sk_date": [_("Periksa tahunnya")]})
        post = POSTS.get(str(data.get("post")))
        if post and post.serves_villages and not data.get("villages"):
            raise ValidationError({"villages": [_("Isi paling sedikit satu desa untuk jabatan ini")]})
        if data.get("funding") == "unpaid" and data.get("honorarium"):
            raise ValidationError({"honorarium": [_("Kosongkan: sumber dananya tidak dibayar")]})


class WorkerSchema(AppointmentSchema):
    """Somebody new on the roster, with the first decree."""

    name = Text(required=True, min=2, max=100, label=_l("Nama lengkap"))
    phone = PhoneField(load_default=None, metadata={"label": _l("Telepon"), "hint": _l("Misalnya 0812 3456 7890")})
    email = Text(
        max=200,
        validate=validate.Email(),
        label=_l("Surel"),
        hint=_l("Tanpa surel, undangan dicetak di kertas."),
    )


class LinkSchema(BaseSchema):
    """Which account is theirs."""

    membership = Number(required=True, min=1, max=2**63 - 1, label=_l("Akun"))


class LeavingSchema(BaseSchema):
    """Somebody leaves: when, why, and who takes the open work on."""

    left_on = Day(required=True, label=_l("Hari terakhir"))
    left_why = Choice(list(LEAVING.items()), required=True, label=_l("Alasan"))
    left_note = Text(max=300, multiline=True, label=_l("Catatan"))
    to = Number(min=1, max=2**63 - 1, label=_l("Pekerjaan yang masih terbuka diserahkan kepada"))
    version = Number(required=True, min=1)


class MonthSchema(BaseSchema):
    """A month as an address writes it: 2026-10."""

    bulan = Text(max=7, validate=validate.Regexp(r"20\d\d-(0[1-9]|1[0-2])$"))


class PaySchema(BaseSchema):
    """What is known of one month's pay, for everybody ticked."""

    workers = fields.List(
        Number(min=1, max=2**63 - 1),
        required=True,
        validate=validate.Length(1, 500, error=str(_l("Centang paling sedikit satu orang"))),
    )
    state = Choice(list(PAY.items()), required=True, label=_l("Keadaan"))
    amount = Rupiah(
        min=0, max=MOST_RUPIAH, label=_l("Jumlah per orang"), hint=_l("Kosongkan untuk memakai honor menurut SK.")
    )


class TakeSchema(BaseSchema):
    """What to do with a file that has been looked at: everything, or the rows that are good."""

    how = Choice([("all", _l("Semua")), ("good", _l("Yang baik saja"))], required=True)

"""What the law wants told of a failure to protect personal data, and whom it touched."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from web.schemas import BaseSchema, Choices, Day, Number, Text

KINDS = (
    ("identity", _l("Nama, NIK, KK, alamat")),
    ("contact", _l("Telepon dan surel")),
    ("health", _l("Kesehatan dan disabilitas")),
    ("money", _l("Penghasilan dan pengeluaran")),
    ("children", _l("Data anak")),
    ("case", _l("Isi kasus dan rujukan")),
    ("files", _l("Foto dan berkas")),
)
LONGEST_SPAN = 92
"""Days of one member's looks in one go."""


class BreachSchema(BaseSchema):
    """As the written notice must tell it (UU 27/2022 art. 46 (2)): what, when, how, and what is done about it."""

    found_hours = Number(
        required=True, min=0, max=72, label=_l("Diketahui berapa jam yang lalu"),
        hint=_l("Sejak itu batas 3 x 24 jam berjalan"),
    )  # fmt: skip
    happened = Text(required=True, min=4, max=200, label=_l("Kapan terjadinya"), hint=_l("Sejauh diketahui"))
    what = Text(required=True, min=15, max=2000, multiline=True, label=_l("Apa yang terjadi"))
    how = Text(required=True, min=10, max=2000, multiline=True, label=_l("Bagaimana sampai terbuka"))
    kinds = Choices(KINDS, required=True, label=_l("Data apa yang terbuka"))
    remedy = Text(
        required=True, min=10, max=2000, multiline=True, label=_l("Apa yang dilakukan kantor"),
        hint=_l("Penanganan dan pemulihan: apa yang sudah dan akan dilakukan"),
    )  # fmt: skip
    advice = Text(max=1000, multiline=True, label=_l("Apa yang dapat dilakukan warga"))


class AffectedSchema(BaseSchema):
    """Whose data: everybody in a data set, or everybody whose record one member of staff opened in some days."""

    share_id = Number(min=1, max=2**62, label=_l("Semua orang dalam kumpulan data"))
    member_id = Number(min=1, max=2**62, label=_l("Semua orang yang datanya dibuka petugas"))
    first = Day(label=_l("Mulai tanggal"))
    last = Day(label=_l("Sampai tanggal"))

    @validates_schema
    def names_one_way(self, data: dict[str, Any], **_options: Any) -> None:
        """One way, and days for a member's looks."""
        if bool(data["share_id"]) == bool(data["member_id"]):
            raise ValidationError(_("Pilih salah satu: kumpulan data, atau petugas"), "share_id")
        if data["member_id"]:
            if not data["first"] or not data["last"]:
                raise ValidationError(_("Isi mulai dan sampai tanggal berapa"), "first")
            if not 0 <= (data["last"] - data["first"]).days <= LONGEST_SPAN:
                raise ValidationError(_("Paling lama %(days)s hari, maju", days=LONGEST_SPAN), "last")

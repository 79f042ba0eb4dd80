"""Taking in what a citizen asks about their own data, and answering it."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from privacy.law import RIGHTS
from reference import codes
from web.schemas import BaseSchema, Choice, Number, Text

ASKER_WORDS = (
    ("self", _l("Orangnya sendiri")),
    ("guardian", _l("Orang tua atau wali")),
    ("proxy", _l("Kuasa, dengan surat kuasa")),
)
IDENTITY_WORDS = (
    ("ktp", _l("KTP diperlihatkan dan cocok")),
    ("kk", _l("KK diperlihatkan dan cocok")),
    ("letter", _l("Surat keterangan desa atau kelurahan")),
    ("known", _l("Dikenal petugas secara pribadi")),
)


def _rights() -> list[tuple[str, str, str]]:
    return [(slug, right.label, right.article) for slug, right in RIGHTS.items()]


def correctable() -> list[tuple[str, str]]:
    """Variables that may be wrong, in the order of the table."""
    return [(slug, each.label) for slug, each in codes.VARIABLES.items()]


class TakeSchema(BaseSchema):
    """One request, and how it is known that it is theirs to make."""

    kind = Choice(_rights, required=True, label=_l("Apa yang diminta"))
    variable = Choice(
        correctable, label=_l("Data mana yang salah"), hint=_l("Hanya untuk perbaikan data")
    )  # fmt: skip
    wish = Text(
        required=True, min=5, max=1000, multiline=True, label=_l("Permintaannya"),
        hint=_l("Dengan kata-kata warga. Untuk perbaikan: apa yang benar"),
    )  # fmt: skip
    asker = Choice(ASKER_WORDS, required=True, label=_l("Siapa yang datang"))
    asker_name = Text(max=120, label=_l("Nama wali atau kuasa"))
    identity = Choice(IDENTITY_WORDS, required=True, label=_l("Bagaimana identitasnya diperiksa"))
    identity_note = Text(max=200, label=_l("Catatan pemeriksaan"), hint=_l("Misalnya nomor surat kuasa"))

    @validates_schema
    def belongs_together(self, data: dict[str, Any], **_options: Any) -> None:
        """A correction names what is wrong, somebody else's errand who came; what is missing is said all at once."""
        faults: dict[str, list[str]] = {}
        if data["kind"] == "correction" and not data["variable"]:
            faults["variable"] = [_("Pilih data yang salah")]
        if data["asker"] != "self" and not data["asker_name"]:
            faults["asker_name"] = [_("Tulis nama wali atau kuasanya")]
        if data["asker"] == "proxy" and not data["identity_note"]:
            faults["identity_note"] = [_("Tulis nomor dan tanggal surat kuasanya")]
        if faults:
            raise ValidationError(faults)


class AnswerSchema(BaseSchema):
    """What is done, in words that the citizen is told."""

    note = Text(max=1000, multiline=True, label=_l("Jawaban untuk warga"))
    code = Text(max=20, label=_l("Kode sekali pakai"))
    version = Number(required=True, min=1)


class DeclineSchema(BaseSchema):
    """Why not, in words that the citizen is told."""

    note = Text(
        required=True, min=10, max=1000, multiline=True, label=_l("Mengapa tidak"),
        hint=_l("Sebutkan dasar hukumnya. Warga membaca alasan ini"),
    )  # fmt: skip
    version = Number(required=True, min=1)


class SweepSchema(BaseSchema):
    """That the whole list may go."""

    code = Text(max=20, label=_l("Kode sekali pakai"))
    version = Number(required=True, min=1)

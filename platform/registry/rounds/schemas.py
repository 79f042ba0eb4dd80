"""What may be said about an update round: its village and month, a proposal, the minutes, a visit, a signature."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, fields, validates, validates_schema

from foundation.clock import today
from reference import codes
from registry.queries import village_choices
from registry.rounds.reasons import FINDINGS, KINDS, every_reason, reasons
from web.schemas import BaseSchema, Choice, Day, Number, Text

MOST_ATTENDING = 300


def _over(day: date | None) -> None:
    if day is not None and day > today("Asia/Jayapura"):
        raise ValidationError(_("Tanggal ini belum tiba"))


class OpenSchema(BaseSchema):
    """A new round."""

    village_code = Choice(village_choices, varies=True, required=True, label=_l("Desa atau kelurahan"))
    basis = Choice(
        [
            ("musdes", _l("Musyawarah desa (musdes)")),
            ("muskel", _l("Musyawarah kelurahan (muskel)")),
            ("sptjm", _l("SPTJM, tanpa musyawarah")),
        ],
        required=True,
        label=_l("Dasarnya apa?"),
    )
    cut_off_on = Day(
        required=True,
        label=_l("Batas kirim ke SIKS-NG"),
        hint=_l("Diisi menurut pengaturan kantor. Ubah bila pusat menggeser batas bulan ini."),
    )


class ProposalSchema(BaseSchema):
    """Somebody proposed in a round."""

    kind = Choice(list(KINDS.items()), required=True, label=_l("Usulannya apa?"))
    programme = Choice(
        lambda: codes.choices(codes.PROGRAMMES), label=_l("Program"), hint=_l("Kosongkan bila hanya datanya di DTSEN.")
    )
    reason = Choice(lambda: list(every_reason().items()), required=True, label=_l("Alasannya apa?"))
    note = Text(max=300, label=_l("Keterangan"))

    @validates_schema
    def fits(self, data: dict[str, Any], **_options: Any) -> None:
        """Each kind has reasons of its own."""
        if data.get("kind") and data.get("reason") and data["reason"] not in reasons(data["kind"]):
            words = "; ".join(reasons(data["kind"]).values())
            raise ValidationError({"reason": [_("Alasan ini bukan untuk usulan itu. Pilih: %(words)s", words=words)]})


class DropSchema(BaseSchema):
    """Somebody taken off the list."""

    note = Text(required=True, min=5, max=300, label=_l("Mengapa usulan ini dikeluarkan dari daftar?"))


class MinutesSchema(BaseSchema):
    """What the meeting agreed, or who answers for it (SPTJM)."""

    number = Text(required=True, max=60, label=_l("Nomor berita acara"))
    held_on = Day(required=True, label=_l("Tanggal musyawarah atau SPTJM"))
    held_at = Text(required=True, max=120, label=_l("Tempat"))
    chair = Text(required=True, max=120, label=_l("Pemimpin musyawarah atau penanggung jawab"))
    attendance = Text(
        required=True,
        max=10_000,
        multiline=True,
        label=_l("Daftar hadir"),
        hint=_l("Satu orang satu baris: nama, jabatan. Misalnya: Suharti, Ketua RT 03."),
    )
    summary = Text(max=2_000, multiline=True, label=_l("Ringkasan kesepakatan"))
    version = Number(required=True, min=1)

    @validates("held_on")
    def over(self, day: date, **_options: Any) -> None:
        """A meeting was held."""
        _over(day)

    @validates("attendance")
    def so_many(self, text: str, **_options: Any) -> None:
        """No village meets with more."""
        if len(text.splitlines()) > MOST_ATTENDING:
            raise ValidationError(_("Paling banyak %(most)s orang", most=MOST_ATTENDING))


class VisitSchema(BaseSchema):
    """What somebody saw at the home of who is proposed."""

    finding = Choice(list(FINDINGS.items()), required=True, label=_l("Apa yang ditemukan?"))
    visited_on = Day(required=True, label=_l("Tanggal kunjungan"))
    finding_note = Text(max=500, multiline=True, label=_l("Keterangan"))

    @validates("visited_on")
    def over(self, day: date, **_options: Any) -> None:
        """A visit was made."""
        _over(day)


class StepSchema(BaseSchema):
    """A step of the chain: a note where one is needed, a code where one signs."""

    note = Text(max=500, multiline=True, label=_l("Catatan"))
    code = Text(max=20, label=_l("Kode sekali pakai"), hint=_l("6 angka dari aplikasi di ponsel Anda."))
    version = Number(required=True, min=1)


class ScanSchema(BaseSchema):
    """The signed paper."""

    file = fields.Raw(load_default=None, metadata={"label": _l("Foto atau PDF berita acara yang sudah ditandatangani")})

"""What is typed about consent, confidentiality and emergency access."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, validates_schema

from cases.schemas.shared import CONSENT_FIELDS, note, version
from web.schemas import BaseSchema, Choice, Choices, Day, Number, Text


class ConsentSchema(BaseSchema):
    """What a citizen agrees to share, with whom, until when, and how one will know that they did."""

    agency_id = Number(min=1, label=_l("Untuk siapa"), hint=_l("Kosongkan bila untuk OPD mana pun yang menangani"))
    fields = Choices(CONSENT_FIELDS, required=True, label=_l("Apa yang boleh dibagikan"))  # pyright: ignore[reportAssignmentType]
    given_by = Choice(
        [("self", _l("Warga sendiri")), ("proxy", _l("Yang mewakili")), ("guardian", _l("Wali atau orang tua"))],
        required=True,
        label=_l("Siapa yang menyetujui?"),
    )
    giver_name = Text(max=120, label=_l("Namanya, bila bukan warga sendiri"))
    proof = Choice(
        [
            ("spoken", _l("Diucapkan kepada petugas"), ""),
            ("signed", _l("Ditandatangani di kertas"), _l("Foto kertasnya dan simpan di berkas kasus")),
            ("witnessed", _l("Diucapkan di depan saksi"), ""),
        ],
        required=True,
        label=_l("Apa buktinya?"),
    )
    proof_note = Text(max=160, label=_l("Nama saksi, atau di mana kertasnya disimpan"))
    given_on = Day(required=True, label=_l("Tanggal persetujuan"))
    valid_until = Day(label=_l("Berlaku sampai"), hint=_l("Kosongkan bila sampai kasus ini ditutup"))

    @validates_schema(skip_on_field_errors=False)
    def is_whole(self, data: dict[str, Any], **_options: Any) -> None:
        """Who agreed for somebody else has a name, and so has a witness."""
        faults: dict[str, list[str]] = {}
        if data.get("given_by") in ("proxy", "guardian") and not data.get("giver_name"):
            faults["giver_name"] = [_("Belum diisi")]
        if data.get("proof") == "witnessed" and not data.get("proof_note"):
            faults["proof_note"] = [_("Belum diisi")]
        if data.get("given_on") and data.get("valid_until") and data["valid_until"] < data["given_on"]:
            faults["valid_until"] = [_("Tanggal terakhir harus sesudah tanggal pertama")]
        if faults:
            raise ValidationError(faults)


class WithdrawalSchema(BaseSchema):
    """Why a citizen no longer agrees; they need not say."""

    why = Text(max=300, multiline=True, label=_l("Alasan warga"))


class BreakGlassSchema(BaseSchema):
    """Why a supervisor of the province opens one case of a district, and for how long."""

    reason = Text(
        required=True,
        min=20,
        max=500,
        multiline=True,
        label=_l("Mengapa kasus ini harus dibuka?"),
        hint=_l("Alasan ini dibaca Dinas Sosial setempat. Misalnya: warga dipindahkan antarprovinsi malam ini."),
    )
    hours = Choice([(1, _l("1 jam")), (4, _l("4 jam")), (24, _l("24 jam"))], required=True, label=_l("Berapa lama?"))


class ConfidentialSchema(BaseSchema):
    """Why a case becomes confidential, or no longer is."""

    reason = note(True, _l("Alasan"), _l("Alasan ini tersimpan di perjalanan kasus"))
    version = version()


class ConfidantSchema(BaseSchema):
    """One more member of the office who may see a confidential case."""

    membership_id = Number(required=True, min=1, max=2**63 - 1, label=_l("Petugas"))
    reason = Text(required=True, max=160, label=_l("Dasar penunjukan"), hint=_l("Misalnya SK Kadis 460/118/2026"))

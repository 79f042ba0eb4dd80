"""What this room holds on people. The shape of a case stays, for the totals; what people said and wrote goes."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, func, or_, select

from cases.machine import STATE_LABELS, State, told
from cases.models import (
    Attachment,
    BreakGlass,
    Case,
    CaseAssignment,
    CaseCarried,
    CaseDraft,
    CaseEvent,
    CaseIntake,
    CaseNote,
    CasePlace,
    CitizenWord,
    Consent,
    ContactChoice,
    EventDetail,
    IncomingEvent,
    IncomingReferral,
    Letter,
    LetterDraft,
    Message,
    Narrative,
    NoteMention,
    Notice,
    Referral,
    ReferralEvent,
    ReferralFile,
    ReferralPacket,
)
from cases.packets import opened, sealed
from cases.schemas import SHARED_FIELDS
from foundation.storage import StoredFile
from reference import codes
from registry.held import GONE, Holding, Rewritten, Scope, of_case, of_person
from tenants.models import Confidant

_FOR_TOTALS = _l("Bentuk kasus tetap, agar jumlah dalam laporan tidak berubah. Isinya tidak ada lagi.")
_WHO_WORKED = _l("Menyebut petugas, bukan warga.")


def _of_referral(column: Any) -> Callable[[Scope], ColumnElement[bool]]:
    return lambda scope: column.in_(select(Referral.id).where(Referral.case_id.in_(scope.cases)))


def _of_note(scope: Scope) -> ColumnElement[bool]:
    return NoteMention.note_id.in_(select(CaseNote.id).where(CaseNote.case_id.in_(scope.cases)))


def _of_request(scope: Scope) -> ColumnElement[bool]:
    """What became a case here, and what did not but names somebody who is known here."""
    left = and_(IncomingReferral.case_id.is_(None), IncomingReferral.person_id.in_(scope.records))
    return or_(IncomingReferral.case_id.in_(scope.cases), left)


def _of_incoming(scope: Scope) -> ColumnElement[bool]:
    return IncomingEvent.incoming_id.in_(select(IncomingReferral.id).where(_of_request(scope)))


def _of_files(scope: Scope) -> ColumnElement[bool]:
    """The bytes of a case's files, of their thumbnails, and of the copies made for agencies."""
    of_case = Attachment.case_id.in_(scope.cases)
    copies = select(ReferralFile.file_id).where(_of_referral(ReferralFile.referral_id)(scope))
    return or_(
        StoredFile.id.in_(select(Attachment.file_id).where(of_case)),
        StoredFile.id.in_(select(Attachment.thumbnail_id).where(of_case, Attachment.thumbnail_id.is_not(None))),
        StoredFile.id.in_(copies),
    )


def _case(row: Case) -> list[tuple[str, Any]]:
    return [
        (_("Kode kasus"), row.code),
        (_("Jenis layanan"), codes.CASE_TYPES[row.case_type].label if row.case_type in codes.CASE_TYPES else ""),
        (_("Didaftarkan"), row.opened_at),
        (_("Status"), str(STATE_LABELS[State(row.state)][0])),
        (_("Selesai"), row.closed_at),
    ]


def _event(row: CaseEvent) -> list[tuple[str, Any]]:
    return [(_("Waktu"), row.at), (_("Langkah"), str(told(row.move))), (_("Oleh"), row.actor_name)]


def _detail(row: EventDetail) -> list[tuple[str, Any]]:
    return [(name, value) for name, value in row.body.items() if value not in (None, "", [])]


def _consent(row: Consent) -> list[tuple[str, Any]]:
    fields = dict(SHARED_FIELDS)
    return [
        (_("Diberikan"), row.given_on),
        (_("Yang boleh dibagikan"), ", ".join(str(fields.get(name, name)) for name in row.fields)),
        (_("Diberikan lewat"), row.giver_name),
        (_("Sampai"), row.valid_until),
        (_("Ditarik"), row.withdrawn_at),
        (_("Alasan"), row.withdrawn_why),
    ]


def _incoming(row: IncomingReferral) -> list[tuple[str, Any]]:
    return [(_("Kode kasus"), row.code), (_("Dikirim"), row.sent_at), *_shared(row.body_cipher)]


def _packet(row: ReferralPacket) -> list[tuple[str, Any]]:
    return _shared(row.body_cipher)


def _shared(body: bytes) -> list[tuple[str, Any]]:
    """What was told with a referral, its numbers masked."""
    packet = opened(body)
    hidden = {"nik", "phone", "family_card"}
    shared = [(name, _("disamarkan") if name in hidden else text) for name, text in packet.fields.items()]
    return [(_("Layanan yang diminta"), packet.service), (_("Pesan"), packet.note), *shared]


def _emptied(body: bytes) -> bytes:
    return sealed(replace(opened(body), service="", note="", fields={}))


def _attached(row: Attachment) -> list[tuple[str, int | bytes]]:
    return [(f"{row.id}-{row.name}", row.file_id)] if row.removed_at is None else []


def _printed(row: Letter) -> list[tuple[str, int | bytes]]:
    return [(f"surat-{row.number_text.replace('/', '-')}.pdf", row.pdf)] if row.pdf else []


OWN = (
    Holding(
        Case, _l("Kasus"), "case", of_case(Case.id), tell=_case, kept=_FOR_TOTALS,
        stays=(
            "code", "case_type", "kind", "sector", "channel", "village_code", "area_code", "state", "level",
            "paperwork", "resolution",
        ),
    ),
    Holding(
        CaseIntake, _l("Apa yang disampaikan"), "case", of_case(CaseIntake.case_id),
        shown={
            "summary": _l("Ringkasan"), "story": _l("Cerita"), "proxy_name": _l("Diwakili oleh"),
            "proxy_relation": _l("Hubungan"),
        },
        erased={"summary": GONE, "story": "", "proxy_name": "", "proxy_relation": ""}, kept=_FOR_TOTALS,
    ),
    Holding(
        Consent, _l("Persetujuan Anda untuk berbagi data"), "case", of_case(Consent.case_id), tell=_consent,
        erased={"giver_name": "", "proof_note": "", "withdrawn_why": ""},
        stays=("fields", "given_by", "proof", "recorder_name", "withdrawer_name"),
        kept=_l("Membuktikan bahwa data dibagikan dengan persetujuan, dan kapan persetujuan itu ditarik."),
    ),
    Holding(
        CitizenWord, _l("Yang Anda sampaikan lewat halaman publik"), "case", of_case(CitizenWord.case_id),
        shown={"left_at": _l("Waktu"), "kind": _l("Jenis"), "satisfied": _l("Puas"), "body": _l("Isi")},
        erased={"body": ""}, stays=("kind", "key", "state"), kept=_FOR_TOTALS,
    ),
    Holding(
        CaseEvent, _l("Langkah kasus"), "case", of_case(CaseEvent.case_id), tell=_event, kept=_FOR_TOTALS,
        stays=("move", "from_state", "to_state", "actor_name", "actor_role", "level", "reason"),
    ),
    Holding(
        Narrative, _l("Kata-kata pada langkah kasus"), "case", of_case(Narrative.case_id),
        shown={"body": _l("Isi")}, erased={"body": ""}, kept=_FOR_TOTALS,
    ),
    Holding(
        EventDetail, _l("Isian pada langkah kasus"), "case", of_case(EventDetail.case_id), tell=_detail,
        erased={"body": {}}, kept=_FOR_TOTALS,
    ),
    Holding(
        CaseNote, _l("Catatan petugas"), "case", of_case(CaseNote.case_id),
        shown={"at": _l("Waktu"), "author_name": _l("Oleh"), "body": _l("Isi")}, erased={"body": GONE},
        stays=("author_name", "author_role"), kept=_FOR_TOTALS,
    ),
    Holding(NoteMention, _l("Rekan yang dipanggil"), "case", _of_note, kept=_WHO_WORKED),
    Holding(
        CasePlace, _l("Lokasi kasus"), "case", of_case(CasePlace.case_id),
        shown={"latitude": _l("Garis lintang"), "longitude": _l("Garis bujur"), "landmark": _l("Patokan")},
        erased={"latitude": None, "longitude": None, "landmark": ""}, stays=("noted_name",), kept=_FOR_TOTALS,
    ),
    Holding(
        CaseAssignment, _l("Siapa menangani kasus"), "case", of_case(CaseAssignment.case_id),
        shown={"at": _l("Waktu"), "actor_name": _l("Oleh"), "reason": _l("Alasan")}, erased={"reason": ""},
        stays=("actor_name", "actor_role"), kept=_WHO_WORKED,
    ),
    Holding(CaseCarried, _l("Kasus yang ikut pada penggabungan data"), "case", of_case(CaseCarried.case_id),
            kept=_FOR_TOTALS),
    Holding(
        Confidant, _l("Siapa boleh melihat kasus rahasia"), "case", of_case(Confidant.case_id),
        erased={"reason": ""}, stays=("why",), kept=_WHO_WORKED,
    ),
    Holding(
        BreakGlass, _l("Akses darurat provinsi"), "audit", of_case(BreakGlass.case_id),
        shown={"supervisor_name": _l("Siapa"), "reason": _l("Alasan"), "opened_at": _l("Sejak"),
               "expires_at": _l("Sampai")},
        stays=("supervisor_name", "reason", "ended_by"),
        kept=_l("Membuktikan siapa di luar daerah melihat kasus ini, dan mengapa."),
    ),
    Holding(Notice, _l("Pemberitahuan petugas"), "case", of_case(Notice.case_id), stays=("kind",), kept=_WHO_WORKED),
    Holding(
        CaseDraft, _l("Pendaftaran yang belum selesai"), "registry", of_person(CaseDraft.person_id),
        tell=lambda row: [(name, value) for name, value in row.body.items() if value not in (None, "", [])],
        erased={"body": {}, "report_cipher": None}, stays=("request_key",), kept=_FOR_TOTALS,
    ),
    Holding(
        Referral, _l("Rujukan"), "case", of_case(Referral.case_id),
        shown={"sent_at": _l("Dikirim"), "state": _l("Status"), "result": _l("Hasil")},
        stays=("kind", "key", "state", "result"), kept=_FOR_TOTALS,
    ),
    Holding(
        ReferralPacket, _l("Data yang dikirim dengan rujukan"), "case", _of_referral(ReferralPacket.referral_id),
        tell=_packet, erased={"body_cipher": Rewritten(_emptied)}, kept=_FOR_TOTALS,
    ),
    Holding(
        ReferralEvent, _l("Langkah rujukan"), "case", _of_referral(ReferralEvent.referral_id),
        shown={"at": _l("Waktu"), "to_state": _l("Status"), "actor_name": _l("Oleh"), "note": _l("Isi")},
        erased={"note": "", "competent": ""}, stays=("key", "move", "to_state", "actor_name"), kept=_FOR_TOTALS,
    ),
    Holding(
        IncomingReferral, _l("Permintaan dari daerah atau tingkat lain"), "case", _of_request,
        tell=_incoming, erased={"body_cipher": Rewritten(_emptied), "nik_hash": None},
        stays=("key", "kind", "code", "state", "result"), kept=_FOR_TOTALS,
    ),
    Holding(
        IncomingEvent, _l("Langkah permintaan itu"), "case", _of_incoming,
        shown={"at": _l("Waktu"), "to_state": _l("Status"), "actor_name": _l("Oleh"), "note": _l("Isi")},
        erased={"note": "", "competent": ""}, stays=("key", "move", "to_state", "actor_name"), kept=_FOR_TOTALS,
    ),
    Holding(
        ReferralFile, _l("Berkas yang dikirim dengan rujukan"), "attachment", _of_referral(ReferralFile.referral_id),
        shown={"name": _l("Nama"), "media_type": _l("Jenis")}, erased={"name": GONE}, stays=("document", "media_type"),
        kept=_FOR_TOTALS,
    ),
    Holding(
        Letter, _l("Surat"), "letter", of_case(Letter.case_id),
        shown={"number_text": _l("Nomor"), "addressee": _l("Kepada"), "signed_at": _l("Ditandatangani"),
               "signer_name": _l("Oleh")},
        erased={"pdf": b"", "revoke_reason": ""}, files=_printed,
        stays=(
            "kind", "title", "number_text", "check_code", "addressee", "signer_name", "signer_title", "revoked_by",
        ),
        kept=_l("Nomor dan keabsahan surat tetap dapat diperiksa; isinya tidak ada lagi."),
    ),
    Holding(
        LetterDraft, _l("Surat yang disiapkan"), "letter", of_case(LetterDraft.case_id),
        shown={"created_at": _l("Waktu"), "addressee": _l("Kepada"), "purpose": _l("Untuk apa"), "note": _l("Isi")},
        erased={"addressee": "", "purpose": "", "note": ""}, stays=("kind", "prepared_name", "state"), kept=_FOR_TOTALS,
    ),
    Holding(
        Message, _l("Pesan kepada Anda"), "message", of_case(Message.case_id),
        shown={"created_at": _l("Waktu"), "channel": _l("Lewat"), "recipient_masked": _l("Ke"), "subject": _l("Judul"),
               "body": _l("Isi"), "state": _l("Status")},
        erased={"recipient_cipher": b"", "recipient_hash": b"", "recipient_masked": "", "subject": "", "body": ""},
        stays=("occasion", "channel", "state", "failure"), kept=_FOR_TOTALS,
    ),
    Holding(
        ContactChoice, _l("Cara Anda ingin dikabari"), "registry", of_person(ContactChoice.person_id),
        shown={"channel": _l("Lewat"), "preferred": _l("Didahulukan"), "stopped_at": _l("Dihentikan")},
        stays=("channel", "stopped_how"), kept=_l("Agar orang yang minta berhenti tidak dikabari lagi."),
    ),
    Holding(
        Attachment, _l("Berkas"), "attachment", of_case(Attachment.case_id),
        shown={"name": _l("Nama"), "document": _l("Berkas apa"), "added_at": _l("Ditambahkan"),
               "added_name": _l("Oleh"), "removed_at": _l("Dihapus")},
        erased={
            "name": GONE,
            "removed_reason": GONE,
            "removed_at": func.coalesce(Attachment.removed_at, func.now()),
        }, stays=("document", "key", "media_type", "added_name", "removed_name"),
        files=_attached, kept=_FOR_TOTALS,
    ),
    Holding(
        StoredFile, _l("Isi berkas"), "attachment", _of_files, erased={"body": b"", "erased_at": func.now()},
        stays=("media_type",), kept=_FOR_TOTALS,
    ),
)  # fmt: skip
"""The tables, in the order in which a citizen reads them."""

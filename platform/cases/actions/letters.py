"""Issuing a signed letter: number, check code and the PDF as signed."""

from datetime import date, timedelta

from sqlalchemy import select

from cases import links
from cases.actions.numbers import new_check_code, next_number
from cases.indonesian import long_date, plain_date
from cases.letters import LetterContent, Letterhead, Signature, render
from cases.models import Case, Letter, Referral
from cases.packets import Packet
from foundation import clock
from foundation.db import db
from reference.identity import show_phone
from settings.queries import rules
from tenants.access import subject
from tenants.models import Agency, Membership
from tenants.subjects import TenantInfo

SERIES = "letter"
VALID_FOR = timedelta(days=30)
CLASSIFICATION = "460"
"""Social affairs, in the classification of government letters (Permendagri 83/2022)."""

_LABELS = {
    "name": "Nama",
    "nik": "NIK",
    "birth": "Tempat, tanggal lahir",
    "address": "Alamat",
    "village": "Desa atau kelurahan",
    "place": "Lokasi",
    "phone": "Telepon",
    "summary": "Masalah",
    "done": "Sudah dilakukan",
}
"""What of a packet is printed, in this order. The citizen's story stays in the packet."""


def issue(case: Case, referral: Referral, agency: Agency, packet: Packet) -> Letter:
    """Number, sign and keep the letter of a referral.

    The signer is whoever is signed in: only roles that may refer come here, and those sign in with a second factor.
    """
    signed_at = clock.now()
    today = rules().calendar.date_of(signed_at)
    number = next_number(SERIES, today.year)
    letter = Letter(
        case_id=case.id,
        referral_id=referral.id,
        agency_id=agency.id,
        kind="referral",
        year=today.year,
        number=number,
        number_text=f"{CLASSIFICATION}/{number}/SLRT/{today.year}",
        check_code=new_check_code(subject().tenant.code_prefix),
        addressee=agency.name,
        signer_id=subject().membership_id,
        signer_name=subject().name,
        signer_title=subject().title or subject().role_label,
        signed_at=signed_at,
        valid_until=today + VALID_FOR,
    )
    letter.pdf = render(_content(letter, referral, agency, packet, today))
    db.session.add(letter)
    db.session.flush()
    return letter


def _content(letter: Letter, referral: Referral, agency: Agency, packet: Packet, today: date) -> LetterContent:
    tenant = subject().tenant
    return LetterContent(
        head=Letterhead(f"Pemerintah {tenant.full_name}", tenant.office, tenant.address, tenant.phone),
        number=letter.number_text,
        addressee=agency.name,
        seat=agency.seat,
        rows=_rows(packet, referral, agency),
        consent=f"Warga menyetujui data di atas dibagikan kepada {agency.name}.",
        signature=_signature(letter, tenant, today),
        check_url=links.check_letter(letter.check_code),
        check_code=letter.check_code,
        valid_until=plain_date(letter.valid_until),
        return_to=f"SLRT {tenant.name}, {packet.code}",
    )


def _rows(packet: Packet, referral: Referral, agency: Agency) -> list[tuple[str, str]]:
    shared = [(label, _shown(name, packet.fields[name])) for name, label in _LABELS.items() if name in packet.fields]
    wanted = [("Layanan yang diminta", packet.service)] + ([("Pesan", packet.note)] if packet.note else [])
    due = f"{long_date(referral.answer_due_on)} ({agency.answer_days} hari kerja)"
    urgent = [("Sifat", "DARURAT, mohon ditangani segera")] if packet.emergency else []
    return [("Kode kasus", packet.code), *urgent, *shared, *wanted, ("Jawaban ditunggu", due)]


def _shown(name: str, text: str) -> str:
    return show_phone(text) if name == "phone" else text.replace("\n", "; ")


def _signature(letter: Letter, tenant: TenantInfo, today: date) -> Signature:
    signer = select(Membership.employee_number).where(Membership.id == letter.signer_id)
    return Signature(
        place_and_date=f"{tenant.seat or tenant.name}, {plain_date(today)}",
        title=letter.signer_title,
        name=letter.signer_name,
        employee_number=db.session.scalars(signer).one(),
    )

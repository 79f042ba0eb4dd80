"""Issuing a signed letter: number, check code and the PDF as signed."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from cases import links
from cases.actions.letters.content import Said, office_values, said
from cases.actions.numbers import new_check_code, next_number
from cases.indonesian import long_date, plain_date
from cases.letters import Countersignature, LetterContent, Signature, render
from cases.models import Case, Letter, Referral
from cases.packets import Packet
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import practising
from reference.codes import LetterType
from reference.identity import show_phone
from settings.letters import number_text
from settings.queries import rules, words_of_case
from tenants.access import subject
from tenants.letterhead import my_letterhead
from tenants.models import Agency, Membership
from tenants.permissions import ROLE_LABELS
from web.paper import PRACTICE

SERIES = "letter"
REFERRAL = "referral"

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


@dataclass(frozen=True)
class Paper:
    """What is printed besides the words: to whom and where, and the slip on the lower half."""

    agency: Agency | None = None
    referral: Referral | None = None
    return_to: str = ""


def signing_roles(letter_type: LetterType, case: Case) -> tuple[str, ...]:
    """Who signs such a letter: the roles of its kind, narrowed to those the case type names where the two meet."""
    named = words_of_case(case.tenant_id, case.case_type, case.type_version).signers
    return tuple(role for role in letter_type.signers if role in named) or letter_type.signers


def require_signer(letter_type: LetterType, case: Case) -> None:
    """Refused (403) unless whoever is signed in signs such a letter."""
    roles = signing_roles(letter_type, case)
    if subject().role not in roles:
        names = ", ".join(str(ROLE_LABELS[role]) for role in roles)
        message = _("Surat ini ditandatangani oleh %(roles)s.", roles=names)
        raise Refused(message, status=403, code="forbidden")


def issue(case: Case, letter_type: LetterType, words: Said, paper: Paper | None = None) -> Letter:
    """Number, sign and keep a letter in the name of whoever is signed in, who has proved it (`tenants.signing`)."""
    paper = paper or Paper()
    signed_at = clock.now()
    today = rules().calendar.date_of(signed_at)
    number = next_number(SERIES, today.year)
    letter = Letter(
        case_id=case.id,
        referral_id=paper.referral.id if paper.referral else None,
        agency_id=paper.agency.id if paper.agency else None,
        kind=letter_type.slug,
        title=letter_type.label_id,
        year=today.year,
        number=number,
        number_text=_marked(
            number_text(rules().numbering, letter_type.classification, number, today.year, today.month)
        ),
        check_code=new_check_code(subject().tenant.code_prefix),
        addressee=words.addressee,
        signer_id=subject().membership_id,
        signer_name=subject().name,
        signer_title=subject().title or subject().role_label,
        signed_at=signed_at,
        valid_until=today + timedelta(days=letter_type.valid_days) if letter_type.valid_days else None,
    )
    letter.pdf = render(content_of(words, letter, today, paper))
    db.session.add(letter)
    db.session.flush()
    return letter


def issue_referral(case: Case, referral: Referral, agency: Agency, packet: Packet) -> Letter:
    """The letter of a referral: the table holds what the citizen consented to share, and nothing else.

    Refused (403) for a role that does not sign referrals.
    """
    letter_type = rules().known_letter_types[REFERRAL]
    require_signer(letter_type, case)
    today = rules().calendar.today()
    values = {
        **office_values(case.code, today),
        "agency": agency.name,
        "service": packet.service,
        "sent_on": plain_date(today),
    }
    texts = said(letter_type, values)
    words = Said(**{**vars(texts), "addressee": agency.name, "rows": _rows(packet, referral, agency)})
    return issue(case, letter_type, words, Paper(agency, referral, f"SLRT {subject().tenant.name}, {packet.code}"))


def content_of(words: Said, letter: Letter | None, today: date, paper: Paper | None = None) -> LetterContent:
    """Everything that is printed; without a letter, a preview of it."""
    second = Countersignature(words.countersign, words.countersign_name) if words.countersign else None
    return LetterContent(
        head=my_letterhead(),
        title=words.title,
        number=letter.number_text if letter else "",
        addressee=words.addressee,
        seat=paper.agency.seat if paper and paper.agency else "",
        opening=words.opening,
        rows=words.rows,
        closing=words.closing,
        signature=_signature(letter, today),
        countersignature=second,
        check_url=links.check_letter(letter.check_code) if letter else "",
        check_code=letter.check_code if letter else "",
        valid_until=plain_date(letter.valid_until) if letter and letter.valid_until else "",
        return_to=paper.return_to if paper else "",
        draft=letter is None,
    )


def sample_letter() -> bytes:
    """A letter that says nothing of anybody, under the letterhead of the own office."""
    opening = "Ini contoh surat untuk melihat kop surat, logo, dan tempat penandatanganan."
    words = Said("Contoh surat", "", opening, [], "", "", "")
    return render(content_of(words, None, rules().calendar.today()))


def _marked(number: str) -> str:
    """A number of a practice room says so, whatever pattern the office uses; it has a count of its own."""
    return f"{PRACTICE}/{number}" if practising() else number


def _rows(packet: Packet, referral: Referral, agency: Agency) -> list[tuple[str, str]]:
    shared = [(label, _shown(name, packet.fields[name])) for name, label in _LABELS.items() if name in packet.fields]
    wanted = [("Layanan yang diminta", packet.service)] + ([("Pesan", packet.note)] if packet.note else [])
    due = f"{long_date(referral.answer_due_on)} ({agency.answer_days} hari kerja)"
    urgent = [("Sifat", "DARURAT, mohon ditangani segera")] if packet.emergency else []
    return [("Kode kasus", packet.code), *urgent, *shared, *wanted, ("Jawaban ditunggu", due)]


def _shown(name: str, text: str) -> str:
    return show_phone(text) if name == "phone" else text.replace("\n", "; ")


def _signature(letter: Letter | None, today: date) -> Signature:
    """Whoever signs; in a preview by somebody who does not, an empty place."""
    who = subject()
    place_and_date = f"{who.tenant.seat or who.tenant.name}, {plain_date(today)}"
    if letter is None and not who.may("letter:sign"):
        return Signature(place_and_date, "(jabatan penanda tangan)", "(nama penanda tangan)", "")
    number = select(Membership.employee_number).where(Membership.id == who.membership_id)
    return Signature(place_and_date, who.title or who.role_label, who.name, db.session.scalars(number).one())

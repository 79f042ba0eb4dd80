"""What a letter says: the fields its templates name, read from the case, and the texts they make."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions.sources import READERS, Source, read
from cases.indonesian import plain_date
from cases.models import Case, Referral, ReferralEvent, ReferralPacket
from cases.packets import opened
from cases.queries.cards import RECIPIENT, with_recipient
from cases.referral_machine import ANSWERS
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from reference.codes import LetterType
from reference.templates import fields_in, filled
from registry.actions import disclose
from settings.queries import rules, words_of_case
from tenants.access import subject

TYPED = ("addressee", "purpose", "note")
OUTCOMES = {"granted": "dikabulkan", "refused": "tidak dikabulkan", "returned": "dikembalikan"}


@dataclass(frozen=True)
class Said:
    """The letter in words, before it has a number."""

    title: str
    addressee: str
    opening: str
    rows: list[tuple[str, str]]
    closing: str
    countersign: str
    countersign_name: str

    @property
    def digest(self) -> str:
        """Of what the signer has seen: what changes in between is not signed unseen."""
        return hashlib.sha256(json.dumps(vars(self), ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class Material:
    """What a letter is made of: the case, what was typed, and the referral it is about."""

    case: Case
    typed: Mapping[str, str]
    referral_id: int | None = None


def asked_fields(letter_type: LetterType) -> list[str]:
    """What somebody must type for it."""
    return [name for name in TYPED if name in _used(letter_type)]


def needs_referral(letter_type: LetterType) -> bool:
    """Whether it is about one referral."""
    return any(codes.LETTER_FIELDS[name].group in ("referral", "answer") for name in _used(letter_type))


def values_of(material: Material, letter_type: LetterType, *, in_full: bool = False) -> dict[str, str]:
    """Every field that the letter uses and that has a value. `in_full` shows the NIK, which is written down."""
    used = _used(letter_type)
    values = read(Source(material.case), used, READERS) | _of_case(material.case)
    values |= {name: text for name in TYPED if (text := material.typed.get(name, "").strip())}
    if material.referral_id is not None:
        values |= _of_referral(material.referral_id)
    if "nik" in used:
        values["nik"] = _nik(material.case, letter_type) if in_full else READERS["nik_masked"](Source(material.case))
    return {name: text for name, text in values.items() if name in used and text}


def complete(letter_type: LetterType, values: Mapping[str, str]) -> None:
    """Refused (422) when the letter would have a hole: with what is missing, at its field where somebody types it."""
    in_texts = dict.fromkeys(name for template in letter_type.texts for name in fields_in(template))
    needed = [*in_texts, *(name for name in letter_type.requires if name not in in_texts)]
    missing = [name for name in needed if name not in values]
    for name in missing:
        if name in TYPED:
            raise Refused(_("Belum diisi"), field=name, code="incomplete")
    if missing:
        names = ", ".join(codes.LETTER_FIELDS[name].label for name in missing)
        message = _("Kasus ini belum mempunyai: %(names)s. Selesaikan langkahnya dulu.", names=names)
        raise Refused(message, code="incomplete")


def said(letter_type: LetterType, values: Mapping[str, str]) -> Said:
    """The texts with the values put in; a row without a value is left out."""
    return Said(
        title=letter_type.title,
        addressee=filled(letter_type.addressee, values),
        opening=filled(letter_type.opening, values),
        rows=[
            (codes.LETTER_FIELDS[name].label_id, values[name].replace("\n", "; "))
            for name in letter_type.rows
            if name in values
        ],
        closing=filled(letter_type.closing, values),
        countersign=filled(letter_type.countersign, values),
        countersign_name=filled(letter_type.countersign_name, values),
    )


def office_values(case_code: str, today: date) -> dict[str, str]:
    """What is the same in every letter of a day."""
    tenant = subject().tenant
    return {
        "case_code": case_code,
        "today": plain_date(today),
        "site": tenant.full_name,
        "office": tenant.office,
        "seat": tenant.seat or tenant.name,
    }


def _used(letter_type: LetterType) -> set[str]:
    return {*letter_type.rows, *(name for template in letter_type.texts for name in fields_in(template))}


def _of_case(case: Case) -> dict[str, str]:
    words = words_of_case(case.tenant_id, case.case_type, case.type_version)
    return {
        "case_type": words.label_id,
        "registered_on": plain_date(case.opened_on),
        **office_values(case.code, rules().calendar.today()),
    }


def _of_referral(referral_id: int) -> dict[str, str]:
    row: Any = db.session.execute(
        with_recipient(select(Referral, RECIPIENT).select_from(Referral)).where(Referral.id == referral_id)
    ).one()
    referral: Referral = row[0]
    sealed = select(ReferralPacket.body_cipher).where(ReferralPacket.referral_id == referral_id)
    answer = (
        select(ReferralEvent.note)
        .where(ReferralEvent.referral_id == referral_id, ReferralEvent.move.in_(ANSWERS))
        .order_by(ReferralEvent.id.desc())
        .limit(1)
    )
    packet = db.session.scalars(sealed).first()
    return {
        "agency": row.recipient,
        "service": opened(packet).service if packet else "",
        "sent_on": plain_date(rules().calendar.date_of(referral.sent_at)),
        "outcome": OUTCOMES.get(referral.result or "", "ditolak" if referral.closed_at else ""),
        "answer": db.session.scalars(answer).first() or "",
    }


def _nik(case: Case, letter_type: LetterType) -> str:
    reason = f"surat {letter_type.label_id.lower()} {case.code}"
    return disclose(case.person_id, ["nik"], reason)["nik"] or ""

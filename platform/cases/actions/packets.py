"""Gathering what an agency is told: the fields the officer chose with the citizen's consent, and nothing else."""

from collections.abc import Collection
from typing import Any

from cases.actions.sources import READERS, Source, read
from cases.models import Case, Referral, ReferralPacket
from cases.packets import Packet, sealed
from foundation.db import db
from registry.actions import disclose
from settings.queries import words_of_case


def seal(case: Case, referral: Referral, data: dict[str, Any]) -> Packet:
    """Gather the chosen fields, encrypt them for this agency and keep the packet with the referral."""
    packet = Packet(
        code=case.code,
        case_type=case.case_type,
        emergency=case.emergency,
        service=data["service"],
        note=data["note"] or "",
        fields=read(Source(case), data["fields"], _IN_FULL),
        type_label=words_of_case(case.tenant_id, case.case_type, case.type_version).label_id,
    )
    row = ReferralPacket(referral_id=referral.id, agency_id=referral.agency_id, body_cipher=sealed(packet))
    db.session.add(row)
    db.session.flush()
    return packet


def preview(case: Case, chosen: Collection[str]) -> dict[str, str]:
    """What the agency would read, before it is sent: NIK and telephone masked, because nobody needs them here."""
    return read(Source(case), chosen, _MASKED)


def _in_full(source: Source, number: str) -> str:
    """In clear, and therefore written down (registry: person.disclosed)."""
    return disclose(source.person.id, [number], f"rujukan {source.case.code}")[number] or ""


_IN_FULL = READERS | {
    "nik": lambda source: _in_full(source, "nik"),
    "phone": lambda source: _in_full(source, "phone"),
}
_MASKED = READERS | {"nik": READERS["nik_masked"], "phone": READERS["phone_masked"]}

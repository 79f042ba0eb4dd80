"""Gathering what an agency is told: the fields the officer chose with the citizen's consent, and nothing else."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from cases.indonesian import plain_date
from cases.models import Case, CaseEvent, CaseIntake, Narrative, Referral, ReferralPacket
from cases.packets import Packet, sealed
from cases.queries.places import in_words, place_of
from foundation.db import db
from reference.queries import place_label
from registry.actions import disclose
from registry.models import Household, Person

_DONE = (
    "check",
    "record_visit",
    "recommend",
    "decide",
    "start_emergency_help",
    "file_check",
    "file_recommendation",
    "file_decision",
    "record_result",
)
"""The steps whose words tell what the SLRT itself has done."""


@dataclass(frozen=True)
class _Source:
    case: Case
    intake: CaseIntake
    person: Person
    household: Household


def seal(case: Case, referral: Referral, data: dict[str, Any]) -> Packet:
    """Gather the chosen fields, encrypt them for this agency and keep the packet with the referral."""
    packet = Packet(
        code=case.code,
        case_type=case.case_type,
        emergency=case.emergency,
        service=data["service"],
        note=data["note"] or "",
        fields=_gather(case, data["fields"], _READERS | _IN_FULL),
    )
    row = ReferralPacket(referral_id=referral.id, agency_id=referral.agency_id, body_cipher=sealed(packet))
    db.session.add(row)
    db.session.flush()
    return packet


def preview(case: Case, chosen: Collection[str]) -> dict[str, str]:
    """What the agency would read, before it is sent: NIK and telephone masked, because nobody needs them here."""
    return _gather(case, chosen, _READERS | _MASKED)


def _gather(case: Case, chosen: Collection[str], readers: "Readers") -> dict[str, str]:
    person = db.session.scalars(select(Person).where(Person.id == case.person_id)).one()
    source = _Source(
        case=case,
        intake=db.session.scalars(select(CaseIntake).where(CaseIntake.case_id == case.id)).one(),
        person=person,
        household=db.session.scalars(select(Household).where(Household.id == person.household_id)).one(),
    )
    return {name: text for name, read in readers.items() if name in chosen and (text := read(source))}


def _birth(source: _Source) -> str:
    born = plain_date(source.person.birth_date) if source.person.birth_date else ""
    return ", ".join(part for part in (source.person.birth_place, born) if part)


def _done(source: _Source) -> str:
    """The latest words of each step that the SLRT has taken, in order."""
    rows = db.session.execute(
        select(CaseEvent.move, Narrative.body)
        .join(Narrative, Narrative.event_id == CaseEvent.id)
        .where(CaseEvent.case_id == source.case.id, CaseEvent.move.in_(_DONE))
        .order_by(CaseEvent.id)
    )
    latest = {row.move: row.body for row in rows}
    return "\n".join(latest.values())


def _in_full(source: _Source, number: str) -> str:
    """In clear, and therefore written down (registry: person.disclosed)."""
    return disclose(source.person.id, [number], f"rujukan {source.case.code}")[number] or ""


Readers = dict[str, Callable[[_Source], str]]
_READERS: Readers = {
    "name": lambda source: source.person.name,
    "birth": _birth,
    "village": lambda source: place_label(db.session(), source.household.village_code),
    "address": lambda source: source.household.address,
    "place": lambda source: in_words(place_of(source.case.id)),
    "summary": lambda source: source.intake.summary,
    "story": lambda source: source.intake.story,
    "done": _done,
}

_IN_FULL: Readers = {
    "nik": lambda source: _in_full(source, "nik"),
    "phone": lambda source: _in_full(source, "phone"),
}
_MASKED: Readers = {
    "nik": lambda source: source.person.nik_masked,
    "phone": lambda source: source.person.phone_masked,
}

"""Welfare status as it is received, and look-ups in SIKS-NG. Nothing is computed here."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from foundation.clock import now
from foundation.db import db
from registry import queries
from registry.actions import refusals
from registry.actions.observations import Seen, observe
from registry.models import Household, Person, SiksCheck, WelfareStatus
from registry.quarters import period_of
from tenants import access, audit, receipts
from tenants.access import subject

STATUS_READ = {"active": "active", "death_review": "active_deceased_review", "inactive": "inactive"}
"""What an answer of SIKS-NG says about the standing in DTSEN; the other answers say nothing about it."""


def receive_status(level: str, row_id: int, data: Mapping[str, Any], request_key: UUID) -> WelfareStatus:
    """Write down a status that came from the centre, from clean WelfareStatusSchema data. One form makes one.

    The columns that screening reads follow the newest quarter, whatever the order in which statuses arrive.
    """
    access.require("person:write")
    receipt = receipts.once(request_key, {"level": level, "id": row_id, **data}, "welfare_status")
    if receipt.subject_id is not None:
        return db.session.get_one(WelfareStatus, (receipt.tenant_id, receipt.subject_id))
    row = queries.get_row(level, row_id)
    made = _receive(row, data, data["source"])
    receipt.subject_id = made.id
    audit.record("welfare.received", level, row.id)
    return made


def record_check(person_id: int, data: Mapping[str, Any], request_key: UUID) -> SiksCheck:
    """Write down what SIKS-NG showed about a person, from clean SiksCheckSchema data.

    What it showed is a status received; a NIK that does not match is flagged so, and blocks nothing.
    """
    access.require("person:write")
    receipt = receipts.once(request_key, {"person": person_id, **data}, "siks_check")
    if receipt.subject_id is not None:
        return db.session.get_one(SiksCheck, (receipt.tenant_id, receipt.subject_id))
    person = queries.get_person(person_id)
    who = subject()
    made = SiksCheck(
        person_id=person.id,
        checked_on=data["checked_on"],
        answer=data["answer"],
        desil=data["desil"],
        period=data["period"],
        operator_id=who.membership_id,
        operator_name=data["operator_name"] or who.name,
        recorded_at=now(),
        note=data["note"] or "",
    )
    db.session.add(made)
    db.session.flush()
    receipt.subject_id = made.id
    standing = STATUS_READ.get(data["answer"])
    if standing or data["desil"]:
        read = {
            "desil": data["desil"],
            "dtsen_status": standing,
            "period": data["period"] or period_of(data["checked_on"]),
            "received_on": data["checked_on"],
            "note": "",
        }
        _receive(person, read, "siks_ng")
    matches = "mismatched" if data["answer"] == "nik_mismatch" else "matched" if standing else None
    if matches and person.nik_hash is not None:
        with refusals.in_words():
            observe(person, {"nik_state": matches}, Seen(data["checked_on"], "siks_ng"))
    audit.record("siks.checked", "person", person.id, answer=data["answer"])
    return made


def _receive(row: Person | Household, data: Mapping[str, Any], source: str) -> WelfareStatus:
    made = WelfareStatus(
        person_id=row.id if isinstance(row, Person) else None,
        household_id=row.id if isinstance(row, Household) else None,
        desil=data["desil"],
        dtsen_status=data["dtsen_status"],
        period=data["period"],
        received_on=data["received_on"],
        source=source,
        recorded_at=now(),
        recorded_by=subject().membership_id,
        note=data["note"] or "",
    )
    db.session.add(made)
    db.session.flush()
    newest = queries.statuses_of(row)
    with_desil = next((each for each in newest if each.desil is not None), None)
    with_status = next((each for each in newest if each.dtsen_status is not None), None)
    with refusals.in_words():
        row.desil = with_desil.desil if with_desil else None
        row.desil_period = with_desil.period if with_desil else None
        row.dtsen_status = with_status.dtsen_status if with_status else None
    return made

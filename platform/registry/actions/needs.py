"""What somebody lacks: noted, linked to the case that works on it, met or withdrawn."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from foundation.clock import now, today
from foundation.db import db
from foundation.errors import Refused
from registry import queries
from registry.actions import refusals
from registry.models import Need
from tenants import access, audit, receipts
from tenants.access import subject


def add_need(level: str, row_id: int, data: Mapping[str, Any], request_key: UUID, case_id: int | None = None) -> Need:
    """Note a need of a person or household, from clean NeedSchema data. Refused 409 when the same is open already."""
    access.require("person:write")
    receipt = receipts.once(request_key, {"level": level, "id": row_id, **data}, "need")
    if receipt.subject_id is not None:
        return queries.get_need(receipt.subject_id)
    row = queries.get_row(level, row_id)
    _refuse_open(level, row_id, data["kind"])
    made = Need(
        person_id=row.id if level == "person" else None,
        household_id=row.id if level == "household" else None,
        kind=data["kind"],
        noted_on=data["noted_on"],
        source=data["source"],
        note=data["note"] or "",
        case_id=case_id,
        recorded_at=now(),
        recorded_by=subject().membership_id,
    )
    db.session.add(made)
    db.session.flush()
    receipt.subject_id = made.id
    audit.record("need.added", level, row.id, kind=made.kind)
    return made


def close_need(need_id: int, data: Mapping[str, Any]) -> Need:
    """A need is met or withdrawn, from clean NeedClosingSchema data. Refused 409 `stale` or `closed`."""
    access.require("person:write")
    need = queries.get_need(need_id)
    if need.version != data["version"]:
        raise refusals.stale()
    if need.state != "open":
        raise Refused(_("Kebutuhan ini sudah selesai."), status=409, code="closed")
    if data["closed_on"] < need.noted_on:
        raise Refused(_("Tanggal ini mendahului tanggal kebutuhan diketahui"), field="closed_on")
    with refusals.in_words():
        need.state = data["state"]
        need.closed_on = data["closed_on"]
        need.closed_by = subject().membership_id
        need.closed_note = data["closed_note"] or ""
    audit.record("need.closed", "need", need.id, state=need.state)
    return need


def link_need(need_id: int, case_id: int | None) -> Need:
    """Say which case works on this need; None takes the link away. For the room of cases, which knows the case.

    Refused 409 when another case works on it.
    """
    need = queries.get_need(need_id)
    if case_id is not None and need.case_id not in (None, case_id):
        raise Refused(_("Kebutuhan ini sudah ditangani kasus lain."), status=409, code="linked")
    need.case_id = case_id
    db.session.flush()
    audit.record("need.linked", "need", need.id, case=case_id)
    return need


def note_need_of_case(person_id: int, kind: str, case_id: int) -> Need:
    """A case is about this need of a person: the open one is linked, or a new one noted. For the room of cases."""
    person = queries.get_person(person_id)
    for each in queries.needs_of(person):
        if each.person_id == person.id and each.kind == kind and each.state == "open" and each.case_id is None:
            return link_need(each.id, case_id)
    made = Need(
        person_id=person.id,
        kind=kind,
        noted_on=today(subject().tenant.timezone),
        source="self_report",
        case_id=case_id,
        recorded_at=now(),
        recorded_by=subject().membership_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _refuse_open(level: str, row_id: int, kind: str) -> None:
    for each in queries.needs_of(queries.get_row(level, row_id)):
        own = (each.person_id if level == "person" else each.household_id) == row_id
        if own and each.kind == kind and each.state == "open":
            message = _("Kebutuhan ini sudah tercatat dan belum terpenuhi.")
            raise Refused(message, field="kind", status=409, code="open")

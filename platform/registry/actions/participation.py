"""Who takes part in which programme: begun, changed and ended, each step kept."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry import queries
from registry.actions import refusals
from registry.models import Participation, ParticipationEvent
from tenants import access, audit, receipts
from tenants.access import subject


def add_participation(
    level: str, row_id: int, data: Mapping[str, Any], request_key: UUID, case_id: int | None = None
) -> Participation:
    """Write down that a person or household is in a programme, from clean ParticipationSchema data.

    Refused 422 when the programme goes to the other of the two, 409 when it is running already.
    """
    access.require("person:write")
    receipt = receipts.once(request_key, {"level": level, "id": row_id, **data}, "participation")
    if receipt.subject_id is not None:
        return queries.get_participation(receipt.subject_id)
    row = queries.get_row(level, row_id)
    _refuse_wrong_unit(level, data["programme"])
    _refuse_running(level, row_id, data)
    made = Participation(
        person_id=row.id if level == "person" else None,
        household_id=row.id if level == "household" else None,
        programme=data["programme"],
        standing=data["standing"],
        valid_from=data["valid_from"],
        valid_until=data["valid_until"],
        amount=data["amount"],
        amount_every=data["amount_every"] if data["amount"] is not None else None,
        end_reason=data["end_reason"],
        source=data["source"],
        case_id=case_id,
    )
    db.session.add(made)
    db.session.flush()
    _note(made, data["valid_until"] if data["standing"] == "ended" else data["valid_from"], data)
    receipt.subject_id = made.id
    audit.record("participation.added", level, row.id, programme=made.programme, standing=made.standing)
    return made


def change_participation(participation_id: int, data: Mapping[str, Any]) -> Participation:
    """A new standing or amount from a day on, from clean ParticipationChangeSchema data.

    Refused 409 `stale`, 422 for a day before it began. What has ended stays so: begin a new one.
    """
    access.require("person:write")
    kept = queries.get_participation(participation_id)
    if kept.version != data["version"]:
        raise refusals.stale()
    if kept.standing == "ended":
        message = _("Kepesertaan ini sudah berakhir. Catat yang baru bila orangnya menerima lagi.")
        raise Refused(message, status=409, code="ended")
    if data["effective_on"] < kept.valid_from:
        raise Refused(_("Tanggal ini mendahului awal kepesertaan"), field="effective_on")
    with refusals.in_words():
        kept.standing = data["standing"]
        kept.amount = data["amount"]
        kept.amount_every = data["amount_every"] if data["amount"] is not None else None
        kept.end_reason = data["end_reason"]
        if data["standing"] == "ended":
            kept.valid_until = data["effective_on"]
        kept.source = data["source"]
    _note(kept, data["effective_on"], data)
    audit.record("participation.changed", "participation", kept.id, standing=kept.standing)
    return kept


def _note(kept: Participation, effective_on: date, data: Mapping[str, Any]) -> None:
    db.session.add(
        ParticipationEvent(
            participation_id=kept.id,
            effective_on=effective_on,
            standing=kept.standing,
            amount=kept.amount,
            amount_every=kept.amount_every,
            end_reason=kept.end_reason,
            source=kept.source,
            recorded_at=now(),
            recorded_by=subject().membership_id,
            note=data["note"] or "",
        )
    )
    db.session.flush()


def _refuse_wrong_unit(level: str, programme: str) -> None:
    if codes.PROGRAMMES[programme].unit == level:
        return
    if level == "person":
        raise Refused(_("Program ini untuk keluarga. Catat di halaman keluarganya."), field="programme")
    raise Refused(_("Program ini untuk perorangan. Catat di halaman orangnya."), field="programme")


def _refuse_running(level: str, row_id: int, data: Mapping[str, Any]) -> None:
    if data["standing"] == "ended":
        return
    for each in queries.participations_of(queries.get_row(level, row_id)):
        own = (each.person_id if level == "person" else each.household_id) == row_id
        if own and each.programme == data["programme"] and each.standing != "ended":
            message = _("Program ini sudah tercatat dan belum berakhir. Ubah catatan itu.")
            raise Refused(message, field="programme", status=409, code="running")

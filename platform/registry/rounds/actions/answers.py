"""What SIKS-NG answered, accepted line by line: it becomes a status received, a programme begun or ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from flask_babel import gettext as _

from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry.actions import add_participation, change_participation, receive_status
from registry.models import Participation
from registry.quarters import period_of
from registry.queries import get_person, household_of, participations_of, survivor_of
from registry.rounds import queries
from registry.rounds.machine import State
from registry.rounds.models import RoundItem
from tenants import access, audit

SOURCE = "siks_ng"


@dataclass(frozen=True)
class Answer:
    """One line of the answer, about one proposal."""

    item_id: int
    answer: str
    """accepted or rejected."""
    on: date
    desil: int | None = None
    status: str | None = None
    """A slug of DTSEN statuses."""
    reason: str | None = None
    """Why somebody was deactivated: a slug of the reasons for an end."""
    note: str = ""


def take_over(round_id: int, answers: Sequence[Answer]) -> int:
    """Write down these answers, and what follows from them for the person. How many.

    Refused: 404, 403, 409 unless the round waits for its answer. An answer given before is written over.
    """
    access.require("round:send")
    round_ = queries.get_round(round_id, lock=True)
    if round_.state != State.SENT:
        raise Refused(_("Pemutakhiran ini tidak sedang menunggu jawaban."), status=409, code="not_now")
    for each in answers:
        item = queries.get_item(round_id, each.item_id)
        item.answer, item.answered_on, item.answer_note = each.answer, each.on, each.note
        item.answer_desil, item.answer_status, item.answer_reason = each.desil, each.status, each.reason
        db.session.flush()
        _follow(item, each)
        audit.record("round.answered", "person", item.person_id, round=round_id, answer=each.answer)
    return len(answers)


def _follow(item: RoundItem, answer: Answer) -> None:
    if answer.desil or answer.status:
        told = {
            "desil": answer.desil,
            "dtsen_status": answer.status,
            "period": period_of(answer.on),
            "received_on": answer.on,
            "source": SOURCE,
            "note": answer.note,
        }
        key = uuid5(NAMESPACE_OID, f"{item.tenant_id} {item.id} {answer}")
        receive_status("person", survivor_of(item.person_id), told, key)
    if item.programme and answer.answer == "accepted":
        running = _running(item)
        if item.kind == "in" and running is None:
            _begin(item, answer)
        elif item.kind == "in" and running is not None and running.standing == "proposed":
            _change(running, "active", None, answer)
        elif item.kind == "out" and running is not None:
            _change(running, "ended", answer.reason or item.reason, answer)


def _level_of(item: RoundItem) -> str:
    return codes.PROGRAMMES[item.programme or ""].unit


def _running(item: RoundItem) -> Participation | None:
    person = get_person(survivor_of(item.person_id))
    own = person.id if _level_of(item) == "person" else person.household_id
    for each in participations_of(person if _level_of(item) == "person" else household_of(person)):
        belongs = each.person_id if _level_of(item) == "person" else each.household_id
        if belongs == own and each.programme == item.programme and each.standing != "ended":
            return each
    return None


def _begin(item: RoundItem, answer: Answer) -> None:
    person = get_person(survivor_of(item.person_id))
    row_id = person.id if _level_of(item) == "person" else person.household_id
    told = _standing("active", None, answer) | {
        "programme": item.programme,
        "valid_from": answer.on,
        "valid_until": None,
    }
    add_participation(_level_of(item), row_id, told, uuid5(NAMESPACE_OID, f"{item.tenant_id} {item.id} begin"))


def _change(running: Participation, standing: str, reason: str | None, answer: Answer) -> None:
    told = _standing(standing, reason, answer) | {
        "effective_on": max(answer.on, running.valid_from),
        "version": running.version,
        "amount": running.amount,
        "amount_every": running.amount_every,
    }
    change_participation(running.id, told)


def _standing(standing: str, reason: str | None, answer: Answer) -> dict[str, Any]:
    return {
        "standing": standing,
        "amount": None,
        "amount_every": None,
        "end_reason": reason,
        "source": SOURCE,
        "note": answer.note,
    }

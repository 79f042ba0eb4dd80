"""Moving a round along its table: the minutes, the signatures, the scan, the end."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from foundation import clock, storage
from foundation.db import db
from foundation.errors import Refused
from foundation.files import BadFile, cleaned
from foundation.logging import without_personal_numbers
from registry.rounds import queries
from registry.rounds.machine import MOVES, Move, State, in_the_way
from registry.rounds.models import RoundEvent, UpdateRound
from tenants import access, audit, signing
from tenants.access import subject


def write_minutes(round_id: int, data: Mapping[str, Any]) -> UpdateRound:
    """Close the list with what the meeting agreed, from clean MinutesSchema data. Refused as `move`."""
    round_ = _ready(round_id, MOVES["hold"], data["version"])
    round_.number, round_.held_on, round_.held_at = data["number"], data["held_on"], data["held_at"]
    round_.chair, round_.summary = data["chair"], data["summary"] or ""
    round_.attendance = [line.strip() for line in data["attendance"].splitlines() if line.strip()]
    _take(round_, MOVES["hold"], "")
    return round_


def move(round_id: int, name: str, data: Mapping[str, Any]) -> UpdateRound:
    """One step, from clean StepSchema data.

    Refused: 404, 403; 409 `stale`, `not_now`, `in_the_way`; 422 without a note that is needed, or without the code
    with which one signs.
    """
    step = MOVES[name]
    round_ = _ready(round_id, step, data["version"])
    note = data["note"] or ""
    if step.note_required and len(note) < 5:
        raise Refused(_("Tulis alasannya"), field="note")
    if step.signs:
        signing.require(data["code"])
    _take(round_, step, note)
    return round_


def keep_scan(round_id: int, content: bytes) -> UpdateRound:
    """Keep the signed paper; a newer one takes its place. Refused: 404, 403, 409 before the minutes, 422 (file)."""
    access.require("round:draft")
    round_ = queries.get_round(round_id, lock=True)
    if round_.state in (State.DRAFT, State.CANCELLED):
        raise Refused(_("Catat dulu berita acaranya."), status=409, code="not_now")
    try:
        clean = cleaned(content)
    except BadFile as fault:
        raise Refused(str(fault), field="file", code=fault.fault) from fault
    if round_.scan_id is not None:
        storage.erase(round_.scan_id)
    round_.scan_id = storage.keep(clean.content, clean.media_type)
    db.session.flush()
    audit.record("round.scanned", "update_round", round_.id)
    return round_


def _ready(round_id: int, step: Move, version: int) -> UpdateRound:
    access.require(step.permission)
    round_ = queries.get_round(round_id, lock=True)
    if round_.version != version:
        message = _("Pemutakhiran ini baru saja diubah orang lain. Muat ulang halaman, lalu ulangi.")
        raise Refused(message, status=409, code="stale")
    if round_.state != step.source:
        raise Refused(_("Langkah ini tidak mungkin sekarang."), status=409, code="not_now")
    missing = [str(words) for words in in_the_way(step, queries.round_view(round_))]
    if missing:
        message = _("Belum dapat: %(why)s.", why="; ".join(missing))
        raise Refused(message, status=409, code="in_the_way")
    return round_


def _take(round_: UpdateRound, step: Move, note: str) -> None:
    who = subject()
    round_.state = step.target
    db.session.add(
        RoundEvent(
            round_id=round_.id,
            move=step.name,
            to_state=step.target,
            at=clock.now(),
            membership_id=who.membership_id,
            actor_name=who.name,
            actor_title=who.title,
            signed=step.signs,
            note=without_personal_numbers(note),
        )
    )
    db.session.flush()
    audit.record(f"round.{step.name}", "update_round", round_.id)

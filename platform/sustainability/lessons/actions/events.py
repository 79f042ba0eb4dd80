"""Inviting to a meeting, taking part, writing down what came of it and what one will do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from sustainability.lessons.models import ExchangeEvent, ExchangeGuest, ExchangePromise
from sustainability.lessons.queries.events import event_of
from tenants import access, audit
from tenants.access import subject

MOST_PROMISES = 20
"""Of one region after one meeting."""


def invite(data: Mapping[str, Any]) -> int:
    """A meeting that everybody sees; the same day and name again is the same meeting.

    Refused: 403, 409 `cancelled` when that meeting was called off.
    """
    access.require("lesson:host")
    values = {**data, "host_id": subject().tenant.id, "outcome": ""}
    made = insert(ExchangeEvent).values(**values).on_conflict_do_nothing().returning(ExchangeEvent.id)
    event_id = db.session.scalar(made)
    if event_id is None:
        same = (ExchangeEvent.host_id == subject().tenant.id, ExchangeEvent.held_on == data["held_on"])
        before = db.session.scalars(select(ExchangeEvent).where(*same, ExchangeEvent.title == data["title"])).one()
        if before.cancelled_at is not None:
            message = _("Pertemuan dengan nama dan tanggal ini sudah dibatalkan. Beri nama lain.")
            raise Refused(message, status=409, field="title", code="cancelled")
        return before.id
    audit.record("exchange.invited", "exchange_event", event_id)
    return event_id


def cancel(event_id: int) -> None:
    """It does not take place. Refused: 403, 404, 409 when it is over."""
    event = _hosted(event_id)
    if event.held_on < _today():
        raise Refused(_("Pertemuan ini sudah lewat."), status=409, code="over")
    event.cancelled_at = clock.now()
    db.session.flush()
    audit.record("exchange.cancelled", "exchange_event", event_id)


def write_outcome(event_id: int, words: str) -> None:
    """What came of it. Refused: 403, 404, 409 before its day, or when it was cancelled."""
    event = _hosted(event_id)
    if event.held_on > _today() or event.cancelled_at is not None:
        raise Refused(_("Hasil ditulis sesudah pertemuan berlangsung."), status=409, code="ahead")
    event.outcome = words
    db.session.flush()
    audit.record("exchange.outcome", "exchange_event", event_id)


def take_part(event_id: int, people: int) -> None:
    """So many of our region come; 0 takes it back. Refused: 403, 404, 409 when it is over or cancelled."""
    access.require("lesson:join")
    event = event_of(event_id)
    if event.held_on < _today() or event.cancelled_at is not None:
        raise Refused(_("Pertemuan ini sudah lewat atau dibatalkan."), status=409, code="over")
    row = insert(ExchangeGuest).values(event_id=event.id, guest_id=subject().tenant.id, people=people)
    db.session.execute(row.on_conflict_do_update(index_elements=["event_id", "guest_id"], set_={"people": people}))
    audit.record("exchange.joined", "exchange_event", event.id, people=people)


def promise(event_id: int, data: Mapping[str, Any]) -> None:
    """What our region will do afterwards; the same words again change nothing. Refused: 403, 404, 409."""
    access.require("lesson:join")
    event = event_of(event_id)
    if event.held_on > _today() or event.cancelled_at is not None:
        raise Refused(_("Tindak lanjut ditulis sesudah pertemuan berlangsung."), status=409, code="ahead")
    ours = select(ExchangePromise.promise).where(
        ExchangePromise.event_id == event.id, ExchangePromise.owner_id == subject().tenant.id
    )
    known = db.session.scalars(ours).all()
    if data["promise"] in known:
        return
    if len(known) >= MOST_PROMISES:
        raise Refused(_("Paling banyak %(n)s tindak lanjut.", n=MOST_PROMISES), status=409, code="full")
    db.session.execute(
        insert(ExchangePromise).values(event_id=event.id, owner_id=subject().tenant.id, done_on=None, **data)
    )
    audit.record("exchange.promised", "exchange_event", event.id)


def keep_promise(event_id: int, promise_id: int) -> None:
    """It is done. Refused: 403, 404: unknown, or another region's."""
    access.require("lesson:join")
    kept = (
        update(ExchangePromise)
        .where(
            ExchangePromise.event_id == event_id,
            ExchangePromise.id == promise_id,
            ExchangePromise.owner_id == subject().tenant.id,
        )
        .values(done_on=_today())
        .returning(ExchangePromise.id)
    )
    if db.session.scalar(kept) is None:
        raise Refused(_("Tindak lanjut ini tidak ada."), status=404, code="not_found")
    audit.record("exchange.kept", "exchange_event", event_id)


def _hosted(event_id: int) -> ExchangeEvent:
    access.require("lesson:host")
    event = event_of(event_id)
    if event.host_id != subject().tenant.id:
        raise Refused(_("Pertemuan ini bukan undangan Anda."), status=404, code="not_found")
    return event


def _today() -> date:
    return clock.today(subject().tenant.timezone)

"""Meetings for exchange: which lie ahead, who comes, what was promised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from foundation.db import db
from foundation.errors import Refused
from sustainability.lessons.models import ExchangeEvent, ExchangeGuest, ExchangePromise
from sustainability.lessons.queries.notes import SIZE
from tenants.access import subject
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of


@dataclass(frozen=True)
class Meeting:
    """One meeting with whoever takes part."""

    event: ExchangeEvent
    host: str
    guests: Sequence[Any]
    """Rows with `name` and `people`, by name."""
    promises: Sequence[Any]
    """Rows with `name`, `promise`, `due_on`, `done_on`, `owner_id`."""
    our_people: int
    """How many of the reader's own region come; 0: none, or not any more."""

    @property
    def people(self) -> int:
        """All together."""
        return sum(each.people for each in self.guests)


def events(are_over: bool, today: date, cursor: str | None = None, size: int = SIZE) -> Page[Any]:
    """(event, host): those ahead, the nearest first; or those that are over, the newest first."""
    wanted = _events()
    day, number = ExchangeEvent.held_on, ExchangeEvent.id
    wanted = wanted.where(day < today if are_over else day >= today)
    if after := decode_cursor(cursor, (date, int)):
        last, last_number = after
        beyond = (day < last) | ((day == last) & (number < last_number))
        ahead = (day > last) | ((day == last) & (number > last_number))
        wanted = wanted.where(beyond if are_over else ahead)
    order = (day.desc(), number.desc()) if are_over else (day, number)
    rows = db.session.execute(wanted.order_by(*order).limit(size + 1)).all()
    return page_of(rows, size, lambda row: (row[0].held_on.isoformat(), row[0].id))


def event_of(event_id: int) -> ExchangeEvent:
    """One meeting. Refused (404)."""
    found = db.session.scalars(select(ExchangeEvent).where(ExchangeEvent.id == event_id)).one_or_none()
    if found is None:
        raise Refused(_("Pertemuan ini tidak ada."), status=404, code="not_found")
    return found


def meeting(event_id: int) -> Meeting:
    """One meeting with guests and promises. Refused (404). Four statements."""
    event = event_of(event_id)
    host = db.session.scalars(select(Tenant.full_name).where(Tenant.id == event.host_id)).one()
    guests = (
        select(Tenant.full_name.label("name"), ExchangeGuest.people, ExchangeGuest.guest_id)
        .join(Tenant, Tenant.id == ExchangeGuest.guest_id)
        .where(ExchangeGuest.event_id == event_id, ExchangeGuest.people > 0)
        .order_by(Tenant.full_name)
    )
    promises = (
        select(
            Tenant.full_name.label("name"), ExchangePromise.id, ExchangePromise.promise, ExchangePromise.due_on,
            ExchangePromise.done_on, ExchangePromise.owner_id,
        )
        .join(Tenant, Tenant.id == ExchangePromise.owner_id)
        .where(ExchangePromise.event_id == event_id)
        .order_by(ExchangePromise.due_on, ExchangePromise.id)
    )  # fmt: skip
    coming = db.session.execute(guests).all()
    ours = next((each.people for each in coming if each.guest_id == subject().tenant.id), 0)
    return Meeting(event, host, coming, db.session.execute(promises).all(), ours)


def _events() -> Select[*tuple[Any, ...]]:
    return select(ExchangeEvent, Tenant.full_name).join(Tenant, Tenant.id == ExchangeEvent.host_id)

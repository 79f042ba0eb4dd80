"""What is past its time: listed by the clock, told ahead, approved as one list, erased in portions by the usual way.

A job that is killed half-way comes again: what its portion had erased by then is erased once more, which changes
nothing, and every row of the list says what became of that person.
"""

from collections import Counter
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, insert, literal, select

from cases.actions.notices import notify
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import Postponed, later
from foundation.tenancy import current_tenant_id
from privacy.actions.erasure import wipe
from privacy.models import DataRequest, RetentionItem, RetentionSweep
from privacy.queries.retention import due_scopes
from privacy.queries.sweeps import UNANSWERED, get_sweep, last_listed, open_sweep, past_their_time
from registry.models import Person
from registry.queries import records_of
from tenants import access, audit, signing
from tenants.access import subject

AHEAD = timedelta(days=14)
"""So long before anything may be erased, whoever guards personal data has the list."""
AGAIN = timedelta(days=7)
"""So often it is said again that a list waits, once its day has come."""
APART = timedelta(days=28)
"""So far apart lists are made at least."""
PORTION = 25
"""Persons whose data one job erases."""
TOLD = ("privacy_officer", "manager")


def list_due() -> RetentionSweep | None:
    """For the clock: list everybody of whom something is past its time in AHEAD days, and tell who guards the data.

    None while a list is open, soon after the last, or when there is nobody but who is held back.
    """
    at, last = now(), last_listed()
    if open_sweep() is not None or (last is not None and at - last < APART):
        return None
    with db.session.begin_nested() as point:
        sweep = RetentionSweep(state="listed", listed_at=at, erase_from=at + AHEAD, told_at=at, people=0)
        db.session.add(sweep)
        db.session.flush()
        states = _list(sweep)
        if not states["listed"]:
            point.rollback()
            return None
    sweep.people, sweep.held = sum(states.values()), states["held"]
    db.session.flush()
    audit.record("retention.made", "retention_sweep", sweep.id, people=sweep.people, held=sweep.held)
    _tell("retention_soon")
    return sweep


def remind() -> bool:
    """For the clock: say again that a list waits, on its day and every AGAIN after it. Whether it was said."""
    sweep = open_sweep(locked=True)
    if sweep is None or sweep.state != "listed" or now() < max(sweep.erase_from, sweep.told_at + AGAIN):
        return False
    sweep.told_at = now()
    db.session.flush()
    _tell("retention_waiting")
    return True


def hold(item_id: int) -> RetentionItem:
    """Keep somebody off the list until it is let go. Refused: 403, 404; 409 once the list is approved."""
    return _set_held(item_id, "listed", "held", "officer")


def let_go(item_id: int) -> RetentionItem:
    """What an officer held back goes with the list again. Refused as above; 409 for what the citizen holds back."""
    return _set_held(item_id, "held", "listed", "")


def approve_sweep(sweep_id: int, data: dict[str, Any]) -> RetentionSweep:
    """Have everything on the list erased from its day on; held people stay. `data` is what SweepSchema gave.

    Refused: 403, 404, 409 when it is approved already or has changed; 422 at `code`.
    """
    access.require("privacy:guard")
    sweep = get_sweep(sweep_id, locked=True)
    _refuse_unless_listed(sweep)
    if sweep.version != data["version"]:
        message = _("Daftar ini baru saja diubah orang lain. Muat ulang halaman.")
        raise Refused(message, status=409, code="stale")
    signing.require(data.get("code"))
    sweep.state, sweep.approved_at = "approved", now()
    sweep.approved_by, sweep.approved_name = subject().membership_id, subject().name
    db.session.flush()
    audit.record("retention.approved", "retention_sweep", sweep.id, people=sweep.people - sweep.held)
    later("privacy.sweep_portion", sweep_id=sweep.id)
    return sweep


def erase_portion(sweep_id: int) -> None:
    """For the job: the next PORTION of an approved list, and another job while more is left."""
    sweep = get_sweep(sweep_id, locked=True)
    if sweep.state != "approved":
        return
    if now() < sweep.erase_from:
        raise Postponed(sweep.erase_from)
    waiting = select(RetentionItem).where(RetentionItem.sweep_id == sweep.id, RetentionItem.state == "listed")
    items = list(db.session.scalars(waiting.order_by(RetentionItem.id).limit(PORTION)))
    done = Counter(sweep.outcome)
    for item in items:
        done.update(_erase(item))
    sweep.outcome = dict(done)
    sweep.erased += sum(item.state == "erased" for item in items)
    sweep.held += sum(item.state == "held" for item in items)
    if len(items) == PORTION:
        later("privacy.sweep_portion", sweep_id=sweep.id)
    else:
        sweep.state, sweep.done_at = "done", now()
        audit.record("retention.done", "retention_sweep", sweep.id, people=sweep.erased, rows=sweep.outcome)
    db.session.flush()


def _list(sweep: RetentionSweep) -> Counter[str]:
    """Put everybody on it; how many in each state. One statement."""
    found = past_their_time(sweep.erase_from).subquery()
    why = case((found.c.restricted, "restricted"), (found.c.disputed, "disputed"), else_="")
    state = case((why == "", "listed"), else_="held")
    rows = select(found.c.person_id, found.c.kinds, why, state, literal(sweep.id), literal(current_tenant_id()))
    columns = ["person_id", "kinds", "why", "state", "sweep_id", "tenant_id"]
    listed = insert(RetentionItem).from_select(columns, rows.order_by(found.c.person_id)).returning(RetentionItem.state)
    return Counter(db.session.scalars(listed))


def _erase(item: RetentionItem) -> dict[str, int]:
    """One person: what may go today goes. Asked anew, as months may lie between the list and this moment."""
    person = db.session.get_one(Person, (item.tenant_id, item.person_id))
    item.why = _held_back_by(person)
    if item.why:
        item.state = "held"
        return {}
    scopes = due_scopes(person) if person.merged_into is None else {}
    if not any(scopes.values()):
        item.state, item.done_at = "kept", now()
        return {}
    counts = wipe(scopes)
    db.session.expire(person)
    item.state, item.done_at, item.outcome = "erased", now(), counts
    audit.record("person.erased", "person", item.person_id, sweep=item.sweep_id, rows=counts)
    return counts


def _held_back_by(person: Person) -> str:
    if person.restricted_at is not None:
        return "restricted"
    unanswered = select(DataRequest.id).where(
        DataRequest.person_id.in_(records_of(person)), DataRequest.state.in_(UNANSWERED)
    )
    return "disputed" if db.session.scalars(unanswered.limit(1)).first() is not None else ""


def _set_held(item_id: int, before: str, after: str, why: str) -> RetentionItem:
    access.require("privacy:guard")
    item = db.session.scalars(select(RetentionItem).where(RetentionItem.id == item_id)).one_or_none()
    if item is None:
        raise Refused(_("Daftar ini tidak ditemukan."), status=404, code="not_found")
    sweep = get_sweep(item.sweep_id, locked=True)
    _refuse_unless_listed(sweep)
    db.session.refresh(item)
    if item.state != before or item.why not in ("", "officer"):
        raise Refused(_("Keadaannya sudah berubah. Muat ulang halaman."), status=409, code="stale")
    item.state, item.why = after, why
    sweep.held += 1 if after == "held" else -1
    db.session.flush()
    audit.record("retention.held" if why else "retention.let_go", "person", item.person_id, sweep=sweep.id)
    return item


def _refuse_unless_listed(sweep: RetentionSweep) -> None:
    if sweep.state != "listed":
        raise Refused(_("Daftar ini sudah disetujui."), status=409, code="approved")


def _tell(kind: str) -> None:
    for role in TOLD:
        notify(kind, role=role)

"""Erasing: what the law no longer wants kept is taken away, and proof of it stays.

Rows are not deleted. What they said of a person is emptied, so that totals, numbers of letters and the shape of cases
stay exact. Only `slrt_eraser` can do it, and only to the columns that the rooms named (`registry.held`).
"""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, select, update
from sqlalchemy.orm import Session

from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from foundation.tenancy import Context, Reader, current_tenant_id, enter
from privacy.actions.requests import answer, undecided
from privacy.models import DataRequest
from privacy.queries.requests import get_request
from privacy.queries.retention import due_scopes, plan_for
from registry.held import HOLDINGS, Holding, Rewritten, Scope
from registry.models import Person
from registry.queries import get_person
from tenants import audit, signing


def erase(request_id: int, data: dict[str, Any]) -> DataRequest:
    """Have everything erased that may go today; a job does it. `data` is what AnswerSchema gave.

    Refused: 403, 404, 409; 422 at `code`, or when nothing may go yet.
    """
    request = undecided(request_id, data["version"], "erasure")
    if not plan_for(get_person(request.person_id)).anything:
        message = _("Belum ada yang boleh dihapus: masa simpannya belum habis. Tolak dengan menyebut sampai kapan.")
        raise Refused(message, code="too_early")
    signing.require(data.get("code"))
    note = data["note"] or _("Data yang masa simpannya sudah habis dihapus.")
    answer(request, "working", note, {})
    later("privacy.erase", request_id=request.id)
    return request


def do_erase(request_id: int) -> None:
    """For the job. A second time gives the same proof and does nothing more."""
    request = get_request(request_id, locked=True)
    if request.state != "working":
        return
    person = db.session.get_one(Person, (current_tenant_id(), request.person_id))
    counts = wipe(due_scopes(person))
    db.session.expire_all()
    request.state, request.outcome = "granted", counts
    db.session.flush()
    audit.record("person.erased", "person", request.person_id, request=request.id, rows=counts)


def wipe(scopes: dict[str, Scope]) -> dict[str, int]:
    """Empty what those scopes name, as the one role that may; how many rows of each table."""
    tenant_id = current_tenant_id()
    counts: dict[str, int] = {}
    with enter(Context(Reader.ERASER, tenant_id=tenant_id)), Session(db.engine) as eraser:
        for holding in HOLDINGS.values():
            scope = scopes.get(holding.kind, Scope())
            if holding.erased and scope:
                counts[holding.table] = _empty(eraser, holding, scope, tenant_id)
        eraser.commit()
    return {table: rows for table, rows in counts.items() if rows}


def _empty(eraser: Session, holding: Holding, scope: Scope, tenant_id: int) -> int:
    """How many rows were emptied, those that were so before included: a job that comes again proves the same."""
    model = holding.model
    whose = and_(model.tenant_id == tenant_id, holding.whose(scope))
    ids = list(eraser.scalars(select(model.id).where(whose)))
    plain = {name: value for name, value in holding.erased.items() if not isinstance(value, Rewritten)}
    if ids and plain:
        eraser.execute(update(model).where(whose).values(plain), execution_options=_QUIETLY)
    for name, value in holding.erased.items():
        if isinstance(value, Rewritten):
            for row_id, old in eraser.execute(select(model.id, getattr(model, name)).where(whose)).all():
                this = and_(model.tenant_id == tenant_id, model.id == row_id)
                eraser.execute(update(model).where(this).values({name: value.by(old)}), execution_options=_QUIETLY)
    return len(ids)


_QUIETLY = {"synchronize_session": False}

"""Asking all rules of all persons: wanted now, done by a job, one run at a time."""

from flask_babel import gettext as _
from sqlalchemy import delete, select, text

from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from foundation.tenancy import current_tenant_id
from registry.models import ScreeningGap, ScreeningRun
from registry.queries.rules import rules_on
from registry.screening.bulk import keeping
from registry.screening.frozen import frozen, thawed
from tenants import access, audit
from tenants.access import subject


def ask_run() -> ScreeningRun:
    """Have the whole registry screened with today's rules. Refused 403; 409 while the last one is still waiting."""
    access.require("screening:run")
    waiting = select(ScreeningRun.id).where(ScreeningRun.state == "waiting").limit(1)
    if db.session.scalars(waiting).one_or_none() is not None:
        raise Refused(_("Penyaringan sebelumnya masih berjalan. Tunggu sampai selesai."), status=409, code="running")
    day = clock.today(subject().tenant.timezone)
    run = ScreeningRun(
        state="waiting",
        as_of=day,
        asked_by=subject().membership_id,
        asked_at=clock.now(),
        rules=[frozen(rule) for rule in rules_on(day)],
    )
    db.session.add(run)
    db.session.flush()
    audit.record("screening.asked", "screening_run", run.id)
    later("registry.screen", run_id=run.id)
    return run


def do_run(run_id: int) -> None:
    """Do a run that is waiting, with the rules it was asked with; a second time does nothing."""
    run = db.session.scalars(select(ScreeningRun).where(ScreeningRun.id == run_id).with_for_update()).one()
    if run.state == "done":
        return
    rules = [thawed(raw) for raw in run.rules]
    db.session.execute(delete(ScreeningGap).where(ScreeningGap.run_id < run.id))
    where = {"tenant": current_tenant_id(), "run": run.id}
    run.people = db.session.execute(text(keeping(rules, run.as_of)), where).scalar_one()
    run.state, run.done_at = "done", clock.now()

"""Asking all rules of all persons: wanted now, done by a job, one run at a time."""

from datetime import date
from typing import Any

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
from registry.screening.rules import Criterion, Rule
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
        rules=[_frozen(rule) for rule in rules_on(day)],
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
    rules = [_thawed(raw) for raw in run.rules]
    db.session.execute(delete(ScreeningGap).where(ScreeningGap.run_id < run.id))
    where = {"tenant": current_tenant_id(), "run": run.id}
    run.people = db.session.execute(text(keeping(rules, run.as_of)), where).scalar_one()
    run.state, run.done_at = "done", clock.now()


def _frozen(rule: Rule) -> dict[str, Any]:
    return {
        "programme": rule.programme,
        "line": rule.line,
        "valid_from": rule.valid_from.isoformat(),
        "regulation": rule.regulation,
        "confidence": rule.confidence,
        "amount": rule.amount,
        "every": rule.every,
        "criteria": [[each.kind, each.text] for each in rule.criteria],
    }


def _thawed(raw: dict[str, Any]) -> Rule:
    criteria = tuple(Criterion.of(kind, words) for kind, words in raw["criteria"])
    return Rule(**{**raw, "valid_from": date.fromisoformat(raw["valid_from"]), "criteria": criteria})

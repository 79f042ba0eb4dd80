"""Scheduling reports, noticing when one is due, making it once, and what happens when its owner has left."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions.notices import notify
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from foundation.tenancy import current_tenant_id
from reporting.schedules import queries
from reporting.schedules.files import as_pdf, as_workbook
from reporting.schedules.frozen import FrozenTable
from reporting.schedules.models import ReportRun, ReportSchedule
from reporting.spans import span_around, spans_between
from reporting.tables.queries import get_table
from tenants import access, audit
from tenants.access import subject
from tenants.models import Membership, Tenant

MOST_SCHEDULES = 50
MOST_BACK = 24
"""So many missed reports of one schedule are caught up."""


def schedule(data: Mapping[str, Any]) -> ReportSchedule:
    """Have this report made from now on, first about the month or quarter that has just ended. Refused: 403, 404 for a
    table that is not there, 422 when the office has too many."""
    access.require("report:schedule")
    if len(queries.schedules()) >= MOST_SCHEDULES:
        raise Refused(_("Paling banyak %(most)s laporan terjadwal.", most=MOST_SCHEDULES), field="name")
    who, tables = subject(), [get_table(table_id) for table_id in data["tables"]]
    today = clock.today(who.tenant.timezone)
    made = ReportSchedule(
        membership_id=who.membership_id,
        owner_name=who.name,
        name=data["name"],
        every=data["every"],
        language=data["language"],
        tables=[{"name": each.name, "args": each.args} for each in tables],
        recipient_ids=list(data["recipients"]),
        next_on=span_around(today, data["every"]).after(-1).first,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("report.scheduled", "report_schedule", made.id, every=made.every, recipients=len(made.recipient_ids))
    later("reporting.look_at_schedules")
    return made


def pause(schedule_id: int) -> ReportSchedule:
    """Make no more of them until somebody takes it up again. Refused: 403, 404."""
    access.require("report:schedule")
    found = queries.get_schedule(schedule_id)
    found.state = "paused"
    db.session.flush()
    audit.record("report.paused", "report_schedule", found.id)
    return found


def take_up(schedule_id: int) -> ReportSchedule:
    """It is one's own from now on, and goes on: what was missed is caught up. Refused: 403, 404."""
    access.require("report:schedule")
    found, who = queries.get_schedule(schedule_id), subject()
    found.membership_id, found.owner_name = who.membership_id, who.name
    found.state, found.owner_left = "active", False
    db.session.flush()
    audit.record("report.taken", "report_schedule", found.id)
    for run_id in db.session.scalars(_waiting(found)).all():
        later("reporting.make_report", run_id=run_id)
    later("reporting.look_at_schedules")
    return found


# --- by the clock, as staff of the office -----------------------------------------------------------


def look_at_schedules() -> int:
    """Put every report that is due on the list, missed ones too, once each; returns how many. Whoever schedules and
    has left pauses what they scheduled, and the managers are told."""
    today, found = clock.today(_timezone()), 0
    due = select(ReportSchedule).where(ReportSchedule.state == "active", ReportSchedule.next_on < today)
    for each in db.session.scalars(due.with_for_update(skip_locked=True)).all():
        if not db.session.scalar(select(Membership.active).where(Membership.id == each.membership_id)):
            _owner_has_left(each)
            continue
        found += _put_on_the_list(each, today)
        for run_id in db.session.scalars(_waiting(each)).all():
            later("reporting.make_report", run_id=run_id)
    return found


def begin(run_id: int) -> tuple[ReportRun, ReportSchedule] | None:
    """A report that is to be made now; None when it is done already, was taken back, or nobody owns it."""
    run = db.session.scalars(select(ReportRun).where(ReportRun.id == run_id).with_for_update()).one()
    of = db.session.scalars(select(ReportSchedule).where(ReportSchedule.id == run.schedule_id)).one()
    if run.state == "done" or of.state != "active":
        return None
    if not db.session.scalar(select(Membership.active).where(Membership.id == of.membership_id)):
        _owner_has_left(of)
        return None
    return run, of


def finish(run: ReportRun, of: ReportSchedule, tables: list[FrozenTable]) -> None:
    """Freeze what was counted, make both files from it, tell whom it is for. In the report's language."""
    made_at = clock.now()
    office = db.session.scalars(select(Tenant.full_name).where(Tenant.id == run.tenant_id)).one()
    run.pdf = as_pdf(f"SLRT {office}", of.name, queries.span_of(of.every, run.begins_on), tables, made_at)
    run.workbook = as_workbook(tables)
    run.inputs = [each.as_json() for each in tables]
    run.state, run.made_at, run.fault = "done", made_at, ""
    db.session.flush()
    for membership_id in of.recipient_ids:
        notify("report_ready", membership_id=membership_id)


def fail(run: ReportRun, of: ReportSchedule, why: str) -> None:
    """It cannot be made as it is described; its owner is told why."""
    run.state, run.fault = "failed", why
    db.session.flush()
    notify("report_failed", membership_id=of.membership_id)


def _put_on_the_list(each: ReportSchedule, today: date) -> int:
    newest = span_around(today, each.every).after(-1)
    first = max(queries.span_of(each.every, each.next_on), newest.after(1 - MOST_BACK))
    missing = list(spans_between(first, newest))
    db.session.add_all(ReportRun(schedule_id=each.id, begins_on=span.first) for span in missing)
    each.next_on = newest.after(1).first
    db.session.flush()
    return len(missing)


def _waiting(each: ReportSchedule) -> Any:
    return (
        select(ReportRun.id)
        .where(ReportRun.tenant_id == each.tenant_id, ReportRun.schedule_id == each.id, ReportRun.state == "waiting")
        .execution_options(every_tenant=True)
    )


def _owner_has_left(each: ReportSchedule) -> None:
    each.state, each.owner_left = "paused", True
    db.session.flush()
    for role in ("manager", "head", "provincial_supervisor", "ministry_analyst"):
        notify("report_paused", role=role)


def _timezone() -> str:
    return db.session.scalars(select(Tenant.timezone).where(Tenant.id == current_tenant_id())).one()

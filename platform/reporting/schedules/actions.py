"""Scheduling reports and changing them, making each once when it is due, and what happens when its owner leaves."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions.notices import notify
from foundation import clock
from foundation.db import db
from foundation.errors import Refused, Unfit
from foundation.jobs import Failure, later
from foundation.tenancy import current_tenant_id
from reporting.schedules import queries
from reporting.schedules.faults import UNKNOWN, cause_of
from reporting.schedules.files import as_pdf, as_workbook
from reporting.schedules.frozen import FrozenTable
from reporting.schedules.models import ReportRun, ReportSchedule
from reporting.spans import span_around, spans_between
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
    who = subject()
    today = clock.today(who.tenant.timezone)
    made = ReportSchedule(
        membership_id=who.membership_id,
        owner_name=who.name,
        **_described(data),
        next_on=span_around(today, data["every"]).after(-1).first,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("report.scheduled", "report_schedule", made.id, every=made.every, recipients=len(made.recipient_ids))
    later("reporting.look_at_schedules")
    return made


def change(schedule_id: int, data: Mapping[str, Any], version: int) -> ReportSchedule:
    """New words, tables, people or rhythm for what is made from now on; reports that were made stay as they are, those
    that could not be made are tried again. Refused: 403, 404, 409 `stale`."""
    access.require("report:schedule")
    found = queries.get_schedule(schedule_id, lock=True)
    _refuse_stale(found, version)
    for name, value in _described(data, found).items():
        setattr(found, name, value)
    found.next_on = span_around(found.next_on, found.every).first
    _changed(found, "report.changed", every=found.every, recipients=len(found.recipient_ids))
    if found.state == "active":
        _go_on(found)
    return found


def pause(schedule_id: int) -> ReportSchedule:
    """Make no more of them until somebody lets it go on. Refused: 403, 404."""
    access.require("report:schedule")
    found = queries.get_schedule(schedule_id, lock=True)
    if found.state == "active":
        found.state = "paused"
        _changed(found, "report.paused")
    return found


def resume(schedule_id: int) -> ReportSchedule:
    """It goes on, and what was missed is caught up. Its owner keeps it; who has left is followed by whoever lets it go
    on. Refused: 403, 404."""
    access.require("report:schedule")
    found = queries.get_schedule(schedule_id, lock=True)
    if found.owner_left:
        return _give(found, subject().membership_id, subject().name)
    if found.state == "paused":
        found.state = "active"
        _changed(found, "report.resumed")
        _go_on(found)
    return found


def hand_over(schedule_id: int, membership_id: int, version: int) -> ReportSchedule:
    """A colleague owns it from now on, and is told; one that stopped because its owner left goes on.

    Refused: 403, 404, 409 `stale`, 422 at `owner` for somebody who may not have it.
    """
    access.require("report:schedule")
    found = queries.get_schedule(schedule_id, lock=True)
    _refuse_stale(found, version)
    if membership_id not in dict(queries.owner_choices(found)):
        raise Refused(_("Pilih salah satu dari daftar"), field="owner")
    return _give(found, membership_id, queries.name_of(membership_id))


def _described(data: Mapping[str, Any], of: ReportSchedule | None = None) -> dict[str, Any]:
    """As it was asked for. Its tables are kept as they are described now."""
    return {
        "name": data["name"],
        "every": data["every"],
        "language": data["language"],
        "tables": [queries.table_called(key, of) for key in data["tables"]],
        "recipient_ids": list(data["recipients"]),
    }


def _give(found: ReportSchedule, membership_id: int, name: str) -> ReportSchedule:
    found.membership_id, found.owner_name = membership_id, name
    if found.owner_left:
        found.state, found.owner_left = "active", False
    if membership_id == subject().membership_id:
        _changed(found, "report.taken")
    else:
        _changed(found, "report.given", to=membership_id)
        notify("report_given", membership_id=membership_id)
    if found.state == "active":
        _go_on(found)
    return found


def _changed(found: ReportSchedule, what: str, **detail: Any) -> None:
    found.version += 1
    db.session.flush()
    audit.record(what, "report_schedule", found.id, **detail)


def _go_on(found: ReportSchedule) -> None:
    for run_id in db.session.scalars(_unmade(found)).all():
        later("reporting.make_report", run_id=run_id)
    later("reporting.look_at_schedules")


def _refuse_stale(found: ReportSchedule, version: int) -> None:
    if found.version != version:
        message = _("Jadwal ini baru saja diubah orang lain. Periksa isinya, lalu simpan lagi.")
        raise Refused(message, status=409, code="stale")


# --- by the clock, as staff of the office -----------------------------------------------------------


def look_at_schedules() -> int:
    """Put every report that is due on the list, missed ones too, once each; returns how many. Whoever schedules and
    has left pauses what they scheduled, and the managers are told."""
    today, found = clock.today(_timezone()), 0
    due = (
        select(ReportSchedule, Membership.active)
        .join(Membership, Membership.id == ReportSchedule.membership_id)
        .where(ReportSchedule.state == "active", ReportSchedule.next_on < today)
        .with_for_update(of=ReportSchedule, skip_locked=True)
    )
    for each, owner_is_here in db.session.execute(due).all():
        if not owner_is_here:
            _owner_has_left(each)
            continue
        found += _put_on_the_list(each, today)
        for run_id in db.session.scalars(_unmade(each, "waiting")).all():
            later("reporting.make_report", run_id=run_id)
    return found


def begin(run_id: int) -> tuple[ReportRun, ReportSchedule] | None:
    """A report that is to be made now; None when it is done already, was taken back, or nobody owns it."""
    run, of = _locked(run_id)
    if run.state == "done" or of.state != "active":
        return None
    if not db.session.scalar(select(Membership.active).where(Membership.id == of.membership_id)):
        _owner_has_left(of)
        return None
    return run, of


def finish(run: ReportRun, of: ReportSchedule, tables: list[FrozenTable]) -> None:
    """Freeze what was counted, make both files from it, tell whom it is for. In the report's language."""
    made_at = clock.now()
    office = db.session.execute(select(Tenant.full_name, Tenant.timezone).where(Tenant.id == run.tenant_id)).one()
    run.name = of.name
    span = queries.span_of(run.every, run.begins_on)
    said = (f"SLRT {office.full_name}", run.name, span, tables, made_at, office.timezone)
    run.pdf, run.workbook = as_pdf(*said), as_workbook(*said)
    run.inputs = [each.as_json() for each in tables]
    run.state, run.made_at, run.fault = "done", made_at, ""
    _is_well(run)
    for membership_id in of.recipient_ids:
        for notice in notify("report_ready", membership_id=membership_id, by_mail=False):
            later("reporting.mail_report", run_id=run.id, notice_id=notice.id)


def fail(run: ReportRun, of: ReportSchedule, why: Unfit) -> None:
    """It cannot be made as it is described; its owner is told why."""
    run.state, run.fault = "failed", str(why)
    _is_well(run)
    run.cause = why.fault
    notify("report_failed", membership_id=of.membership_id)


# --- after a try that failed, as staff of the office ------------------------------------------------


def note_failure(run_id: int, failure: Failure) -> None:
    """It is tried again; its owner is told once, not again for each try or for another report that fails with it. Of
    what nobody here can explain, whoever runs the platform is told."""
    run, of = _locked(run_id)
    if run.state not in ("waiting", "failing"):
        return
    alone = not db.session.scalar(select(_unmade(of, "failing").exists()))
    run.state = "failing"
    _goes_wrong(run, failure, run.tries + 1)
    if alone:
        notify("report_failing", membership_id=of.membership_id)


def note_unmailed(run_id: int, notice_id: int, failure: Failure) -> None:
    """The report is there, but word of it is held up; its owner is told once."""
    run, of = _locked(run_id)
    alone = not run.unmailed
    run.unmailed = sorted({*run.unmailed, notice_id})
    _goes_wrong(run, failure, max(run.tries, failure.attempt))
    if alone:
        notify("report_unmailed", membership_id=of.membership_id)


def note_mailed(run_id: int, notice_id: int) -> None:
    """A mail that was refused has gone at last."""
    run, _of = _locked(run_id)
    run.unmailed = [each for each in run.unmailed if each != notice_id]
    if not run.unmailed:
        _is_well(run)


def _locked(run_id: int) -> tuple[ReportRun, ReportSchedule]:
    run = db.session.scalars(select(ReportRun).where(ReportRun.id == run_id).with_for_update()).one()
    return run, db.session.scalars(select(ReportSchedule).where(ReportSchedule.id == run.schedule_id)).one()


def _goes_wrong(run: ReportRun, failure: Failure, tries: int) -> None:
    run.cause, run.reference, run.again_at = cause_of(failure.fault), failure.reference, failure.again_at
    run.failing_since, run.tries = run.failing_since or clock.now(), tries
    db.session.flush()
    if run.cause == UNKNOWN:
        later("reporting.tell_of_fault", reference=run.reference)


def _is_well(run: ReportRun) -> None:
    run.cause, run.reference, run.failing_since, run.again_at, run.tries = "", "", None, None, 0
    db.session.flush()


def _put_on_the_list(each: ReportSchedule, today: date) -> int:
    newest = span_around(today, each.every).after(-1)
    first = max(queries.span_of(each.every, each.next_on), newest.after(1 - MOST_BACK))
    missing = list(spans_between(first, newest))
    db.session.add_all(
        ReportRun(schedule_id=each.id, name=each.name, every=each.every, begins_on=span.first) for span in missing
    )
    each.next_on = newest.after(1).first
    db.session.flush()
    return len(missing)


def _unmade(each: ReportSchedule, *states: str) -> Any:
    return (
        select(ReportRun.id)
        .where(
            ReportRun.tenant_id == each.tenant_id,
            ReportRun.schedule_id == each.id,
            ReportRun.state.in_(states or ("waiting", "failing", "failed")),
        )
        .execution_options(every_tenant=True)
    )


def _owner_has_left(each: ReportSchedule) -> None:
    each.state, each.owner_left = "paused", True
    db.session.flush()
    for role in ("manager", "head", "provincial_supervisor", "ministry_analyst"):
        notify("report_paused", role=role)


def _timezone() -> str:
    return db.session.scalars(select(Tenant.timezone).where(Tenant.id == current_tenant_id())).one()

"""By the clock: what is due is put on the list of each office, and made there, once, as its owner may see it."""

from collections.abc import Mapping
from typing import Any

import structlog
from flask import current_app
from flask_babel import gettext as _
from marshmallow import ValidationError
from sqlalchemy import select

from cases.actions.notices import mail_of
from foundation.clock import today
from foundation.db import db
from foundation.errors import Unfit
from foundation.jobs import Failure, attempt, job, later_in, redis
from foundation.messaging import Letter, send
from foundation.tenancy import Context, Reader, current_tenant_id, enter
from reporting.counting import LAST_TO_WAKE
from reporting.jobs import nation, operators
from reporting.schedules import actions, queries
from reporting.schedules.frozen import FrozenTable, freeze
from reporting.schedules.models import ReportRun, ReportSchedule
from reporting.tables.definitions import Definition, definition_of
from reporting.tables.queries import count_table
from reporting.tables.schemas import table_schema
from tenants import access
from tenants.access import acting_as, load_subject, subject
from web.i18n import speaking

log = structlog.get_logger()
_TOLD_TODAY, _A_DAY = "slrt:report-fault-told", 86_400


def reports_by_the_clock() -> int:
    """Once a day: every office with a report that is due looks at its schedules; how many offices. Missed nights do
    not matter: what is due stays due."""
    with enter(Context(Reader.RELAY)):
        due = select(ReportSchedule.tenant_id).where(
            ReportSchedule.state == "active",
            ReportSchedule.next_on < today(LAST_TO_WAKE),
            ReportSchedule.tenant_id > 0,  # a practice room waits for nobody
        )
        offices = sorted(set(db.session.scalars(due)))
        db.session.rollback()
    for tenant_id in offices:
        with enter(Context(Reader.STAFF, tenant_id=tenant_id)):
            later_in(tenant_id, "reporting.look_at_schedules")
            db.session.commit()
    return len(offices)


@job("reporting.look_at_schedules")
def look_at_schedules() -> None:
    """What is due here."""
    actions.look_at_schedules()


def _not_made(failure: Failure, run_id: int) -> None:
    actions.note_failure(run_id, failure)


@job("reporting.make_report", failed=_not_made)
def make_report(run_id: int) -> None:
    """One report. Delivered twice, the second finds it done."""
    begun = actions.begin(run_id)
    if begun is None:
        return
    run, of = begun
    with speaking(of.language):
        try:
            tables = _counted(run, of)
        except Unfit as fault:
            actions.fail(run, of, fault)
            return
        actions.finish(run, of, tables)
    log.info("report_made", tenant_id=run.tenant_id, run_id=run.id)


def _not_mailed(failure: Failure, run_id: int, notice_id: int) -> None:
    actions.note_unmailed(run_id, notice_id, failure)


@job("reporting.mail_report", failed=_not_mailed)
def mail_report(run_id: int, notice_id: int) -> None:
    """Word of a report to one of those it is for. What the mail server refuses is tried again."""
    letter = mail_of(notice_id)
    if letter is not None:
        send(letter)
    if attempt() > 1:
        actions.note_mailed(run_id, notice_id)


@job("reporting.tell_of_fault")
def tell_of_fault(reference: str) -> None:
    """A mail to whoever runs the platform about a report that fails for no reason an office could mend: one a day, as
    what fails at one office often fails at all."""
    if redis().exists(_TOLD_TODAY):
        return
    with speaking("id"):
        title = _("Laporan terjadwal gagal dibuat")
        body = _(
            "Sebuah laporan terjadwal gagal karena kesalahan di sistem dan akan dicoba lagi. Cari %(reference)s di log."
            " Kegagalan lain dalam sehari ini tidak dikirimi surel: lihat halaman pengelola.",
            reference=reference,
        )
    for number, address in enumerate(operators(nation())):
        send(Letter("email", address, title, f"{body}\n", f"fault-{reference}-{number}"))
    redis().set(_TOLD_TODAY, reference, ex=_A_DAY)


def _counted(run: ReportRun, of: ReportSchedule) -> list[FrozenTable]:
    """Counted in the owner's name and field of view, in a session of its own: a province's report holds what a
    province may see. Unfit when a table cannot be made any more."""
    span, told, language = queries.span_of(run.every, run.begins_on), list(of.tables), of.language
    owner_id, tenant_id = of.membership_id, current_tenant_id()
    found = []
    with current_app.app_context(), acting_as(load_subject(owner_id, tenant_id)), speaking(language):
        access.require("table:make")
        for each in told:
            definition = _described(each).between(span.first, span.last)
            found.append(freeze(each["name"], definition, count_table(definition, span.last)))
            db.session.rollback()
    return found


def _described(told: Mapping[str, Any]) -> Definition:
    """As it was scheduled. Unfit when what it counts, or counts by, is no more."""
    args = dict(told["args"])
    try:
        loaded: Any = table_schema(args["measure"], subject().reader)().load(args)
    except (KeyError, ValidationError) as fault:
        message = _("Tabel “%(name)s” menghitung sesuatu yang tidak ada lagi.", name=told["name"])
        raise Unfit("gone", message) from fault
    return definition_of(loaded)

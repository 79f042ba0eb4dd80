"""Schedules and reports as their office sees them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, any_, literal, or_, select
from sqlalchemy.orm import undefer

from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Reader
from reporting.schedules.models import ReportRun, ReportSchedule
from reporting.spans import LENGTHS, Span
from reporting.tables.queries import kept_tables
from tenants.access import subject
from tenants.models import Membership
from tenants.permissions import ROLE_PERMISSIONS
from web.pagination import Page, decode_cursor, page_of

SIZE = 30
MOST = 200


@dataclass(frozen=True)
class RunLine:
    """A report in the list."""

    run: Any
    name: str
    span: Span


def schedules() -> list[ReportSchedule]:
    """Those of the office, by name."""
    wanted = _own(ReportSchedule).order_by(ReportSchedule.name, ReportSchedule.id).limit(MOST)
    return list(db.session.scalars(wanted))


def get_schedule(schedule_id: int) -> ReportSchedule:
    """One of the office's own. Refused (404) for any other."""
    found = db.session.scalars(_own(ReportSchedule).where(ReportSchedule.id == schedule_id)).one_or_none()
    if found is None:
        raise Refused(_("Jadwal laporan ini tidak ada."), status=404, code="not_found")
    return found


def runs(cursor: str | None = None, size: int = SIZE) -> Page[RunLine]:
    """Reports that the reader may open, the newest first."""
    wanted = (
        select(ReportRun.id, ReportRun.begins_on, ReportRun.state, ReportRun.fault, ReportRun.made_at)
        .add_columns(ReportSchedule.name, ReportSchedule.every)
        .join(ReportSchedule, _SAME)
        .where(ReportRun.tenant_id == subject().tenant.id, _open_to_reader())
        .execution_options(every_tenant=True)
    )
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(ReportRun.id < after[0])
    rows = db.session.execute(wanted.order_by(ReportRun.id.desc()).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: (row.id,))
    return Page([RunLine(row, row.name, span_of(row.every, row.begins_on)) for row in page.rows], next=page.next)


def get_run(run_id: int) -> tuple[ReportRun, ReportSchedule]:
    """A report that is done, with its files. Refused (404) for whoever it was not made for."""
    wanted = (
        select(ReportRun, ReportSchedule)
        .join(ReportSchedule, _SAME)
        .where(
            ReportRun.tenant_id == subject().tenant.id,
            ReportRun.id == run_id,
            ReportRun.state == "done",
            _open_to_reader(),
        )
        .options(undefer(ReportRun.pdf), undefer(ReportRun.workbook))
        .execution_options(every_tenant=True)
    )
    found = db.session.execute(wanted).one_or_none()
    if found is None:
        raise Refused(_("Laporan ini tidak ada di daftar Anda."), status=404, code="not_found")
    return found[0], found[1]


def table_choices() -> list[tuple[int, str]]:
    """Kept tables, one's own and shared ones, that can be put into a report."""
    return [(each.id, each.name) for each in kept_tables(size=MOST).rows]


def people_choices() -> list[tuple[int, str]]:
    """Who may be told: those of the office who may look at tables. Above the districts, oneself."""
    who = subject()
    if who.reader is not Reader.STAFF:
        return [(who.membership_id, who.name)]
    roles = [role for role, held in ROLE_PERMISSIONS.items() if "table:make" in held]
    wanted = select(Membership.id, Membership.name).where(Membership.active, Membership.role.in_(roles))
    rows = db.session.execute(wanted.order_by(Membership.name, Membership.id).limit(MOST))
    return [(row.id, row.name) for row in rows]


def span_of(every: str, begins_on: date) -> Span:
    """The month or quarter that begins on that day."""
    return Span(begins_on, LENGTHS[every])


_SAME = (ReportSchedule.tenant_id == ReportRun.tenant_id) & (ReportSchedule.id == ReportRun.schedule_id)


def _open_to_reader() -> Any:
    who = subject()
    if who.may("report:schedule"):
        return True
    return or_(
        ReportSchedule.membership_id == who.membership_id,
        literal(who.membership_id) == any_(ReportSchedule.recipient_ids),
    )


def _own(model: type[ReportSchedule]) -> Select[ReportSchedule]:
    return select(model).where(model.tenant_id == subject().tenant.id).execution_options(every_tenant=True)

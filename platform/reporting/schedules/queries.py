"""Schedules and reports as their office sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, any_, literal, or_, select

from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Reader
from reporting.schedules.faults import why
from reporting.schedules.models import ReportRun, ReportSchedule
from reporting.spans import LENGTHS, Span
from reporting.tables.models import ReportTable
from reporting.tables.queries import get_table, kept_tables
from tenants.access import subject
from tenants.models import Membership
from tenants.permissions import ROLE_LABELS, ROLE_PERMISSIONS
from web.pagination import Page, decode_cursor, page_of

SIZE = 30
NEWEST = 6
"""So many reports stand on the page of their schedule."""
MOST = 200
AS_IT_WAS = "semula-"
"""Begins the key of a table that stands in a schedule as it was put there, with its place."""


@dataclass(frozen=True)
class RunLine:
    """A report in the list."""

    run: Any
    """Its row without the files, and `goes_on`: whether its schedule is at work."""
    name: str
    span: Span

    @property
    def why(self) -> str:
        """Why it fails, in the reader's language; empty while nothing is wrong."""
        return why(self.run)


def schedules() -> list[ReportSchedule]:
    """Those of the office, by name."""
    wanted = _own(ReportSchedule).order_by(ReportSchedule.name, ReportSchedule.id).limit(MOST)
    return list(db.session.scalars(wanted))


def get_schedule(schedule_id: int, lock: bool = False) -> ReportSchedule:
    """One of the office's own. Refused (404) for any other."""
    wanted = _own(ReportSchedule).where(ReportSchedule.id == schedule_id)
    found = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if found is None:
        raise Refused(_("Jadwal laporan ini tidak ada."), status=404, code="not_found")
    return found


def runs(cursor: str | None = None, size: int = SIZE, of: int | None = None) -> Page[RunLine]:
    """Reports that the reader may open, the newest first; with `of`, of one schedule alone."""
    told = (ReportRun.state, ReportRun.fault, ReportRun.made_at, ReportRun.name, ReportRun.every, ReportRun.unmailed)
    failing = (ReportRun.cause, ReportRun.failing_since, ReportRun.tries, ReportRun.again_at, ReportRun.reference)
    wanted = (
        select(ReportRun.id, ReportRun.schedule_id, ReportRun.begins_on, *told, *failing)
        .add_columns((ReportSchedule.state == "active").label("goes_on"))
        .join(ReportSchedule, _SAME)
        .where(ReportRun.tenant_id == subject().tenant.id, _open_to_reader())
        .execution_options(every_tenant=True)
    )
    if of is not None:
        wanted = wanted.where(ReportRun.schedule_id == of)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(ReportRun.id < after[0])
    rows = db.session.execute(wanted.order_by(ReportRun.id.desc()).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: (row.id,))
    return Page([RunLine(row, row.name, span_of(row.every, row.begins_on)) for row in page.rows], next=page.next)


def get_run(run_id: int) -> ReportRun:
    """A report that is done; of its files the one asked for is read. Refused (404) for whoever it was not made for."""
    wanted = (
        select(ReportRun)
        .join(ReportSchedule, _SAME)
        .where(
            ReportRun.tenant_id == subject().tenant.id,
            ReportRun.id == run_id,
            ReportRun.state == "done",
            _open_to_reader(),
        )
        .execution_options(every_tenant=True)
    )
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused(_("Laporan ini tidak ada di daftar Anda."), status=404, code="not_found")
    return found


def table_choices(of: ReportSchedule | None = None) -> list[tuple[str, str]]:
    """Kept tables, one's own and shared ones, that can be put into a report; first those that stand in `of` and are
    kept by nobody like this."""
    kept = _kept()
    alone = [each for each in _placed(of) if _as_kept(each[1], kept) is None]
    as_it_was = [(key, _("%(name)s (seperti semula)", name=told["name"])) for key, told in alone]
    return as_it_was + [(str(each.id), each.name) for each in kept]


def tables_in(of: ReportSchedule) -> list[str]:
    """The keys of those choices that stand in it now."""
    kept = _kept()
    return [_as_kept(told, kept) or key for key, told in _placed(of)]


def table_called(key: str, of: ReportSchedule | None) -> dict[str, Any]:
    """Name and description of the table with that key. Refused (404) when there is none."""
    if (stands := dict(_placed(of)).get(key)) is not None:
        return stands
    found = get_table(int(key) if key.isdecimal() and len(key) < 19 else 0)
    return {"name": found.name, "args": found.args}


def people_choices(of: ReportSchedule | None = None) -> list[tuple[int, str]]:
    """Who may be told: those of the office who may look at tables. Above the districts, where colleagues cannot be
    looked up, oneself and whoever is told by `of` already."""
    who = subject()
    if who.reader is Reader.STAFF:
        return _members("table:make")
    others = [each for each in (of.recipient_ids if of else []) if each != who.membership_id]
    named = {of.membership_id: of.owner_name} if of else {}
    return [(who.membership_id, who.name), *((each, named.get(each, _("Rekan di kantor ini"))) for each in others)]


def owner_choices(of: ReportSchedule) -> list[tuple[int, str]]:
    """Who may own it instead: colleagues who may schedule reports. Above the districts, oneself."""
    who = subject()
    likely = _members("report:schedule") if who.reader is Reader.STAFF else [(who.membership_id, who.name)]
    return [each for each in likely if each[0] != of.membership_id]


def name_of(membership_id: int) -> str:
    """How somebody of the office is called."""
    who = subject()
    if membership_id == who.membership_id:
        return who.name
    return db.session.scalars(select(Membership.name).where(Membership.id == membership_id)).one()


def _members(permission: str) -> list[tuple[int, str]]:
    """By name, each with the role: two colleagues may be called the same."""
    roles = [role for role, held in ROLE_PERMISSIONS.items() if permission in held]
    wanted = select(Membership.id, Membership.name, Membership.role).where(
        Membership.active, Membership.role.in_(roles)
    )
    rows = db.session.execute(wanted.order_by(Membership.name, Membership.id).limit(MOST))
    return [(row.id, f"{row.name}, {ROLE_LABELS[row.role]}") for row in rows]


def _kept() -> Sequence[ReportTable]:
    return kept_tables(size=MOST).rows


def _placed(of: ReportSchedule | None) -> list[tuple[str, dict[str, Any]]]:
    return [(f"{AS_IT_WAS}{place}", told) for place, told in enumerate(of.tables if of else [], start=1)]


def _as_kept(told: dict[str, Any], kept: Sequence[ReportTable]) -> str | None:
    """The key of the kept table that is the same, if one is."""
    return next((str(each.id) for each in kept if (each.name, each.args) == (told["name"], told["args"])), None)


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

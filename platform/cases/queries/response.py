"""How agencies and other sites respond: what was sent to whom in a period, what came back in time, what is overdue.

Read by the index of the day of sending, so that a figure costs what its period holds, however old the site is.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, and_, case, cast, func, select, tuple_
from sqlalchemy.orm import aliased

from cases.models import Case, Referral
from cases.queries.load import Change
from cases.queries.taken import moments_of
from cases.queries.visible import day_of, moment_of, visible
from cases.referral_machine import ReferralState
from foundation.clock import beginning_of
from foundation.db import db
from reference.calendar import WorkingCalendar
from reference.periods import PERIODS, Period
from settings.queries import rules
from tenants.access import subject
from tenants.models import Agency, Tenant
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
PARTS = ("sent", "accepted", "answered", "reminded", "late")
"""What a figure counts: all that was sent in the period, the prompt ones, the reminded ones; and what is late now."""
_BACK = (ReferralState.ANSWERED, ReferralState.DECLINED, ReferralState.ACKNOWLEDGED)


@dataclass(frozen=True)
class Recipient:
    """An agency of the district, or another site."""

    agency_id: int | None = None
    site_id: int | None = None

    @property
    def slug(self) -> str:
        """In an address: a12 or s5."""
        return f"a{self.agency_id}" if self.agency_id else f"s{self.site_id}"

    @classmethod
    def from_slug(cls, slug: str) -> "Recipient | None":
        """The one an address names; None for anything else."""
        kind, number = slug[:1], slug[1:]
        if kind not in ("a", "s") or not (number.isascii() and number.isdigit() and 0 < len(number) < 10):
            return None
        return cls(agency_id=int(number)) if kind == "a" else cls(site_id=int(number))


@dataclass
class ResponseLine:
    """What one recipient did with what it was sent, in the period and in the one before."""

    recipient: Recipient
    name: str = ""
    counts: dict[str, Change] = field(default_factory=lambda: dict.fromkeys(PARTS, Change()))
    days: tuple[Counter[int], Counter[int]] = field(default_factory=lambda: (Counter(), Counter()))
    """Working days until the answer, each with how often: now and before."""

    @property
    def median_now(self) -> float | None:
        """Working days until the answer, in the middle; None when none came."""
        return _median(self.days[0])

    @property
    def median_before(self) -> float | None:
        """The same for the period before."""
        return _median(self.days[1])


@dataclass(frozen=True)
class ReferralRow:
    """One referral in the list behind a figure."""

    id: int
    case_id: int
    code: str
    recipient: str
    state: str
    result: str | None
    sent_on: date
    answer_due_on: date
    due_days: int | None
    """Working days left while an answer is awaited."""
    reminders: int


@dataclass(frozen=True)
class ResponseView:
    """Which referrals: of one recipient, in one part, within a period. The address holds it."""

    part: str = "sent"
    recipient: Recipient | None = None
    days: int = 30

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "ResponseView":
        """From an address; what is not known there is left out."""
        part, days = args.get("bagian", ""), args.get("hari", "")
        known = days in {str(each) for each in PERIODS}
        recipient = Recipient.from_slug(args.get("opd", ""))
        return cls(part if part in PARTS else "sent", recipient, int(days) if known else 30)

    def args(self) -> dict[str, Any]:
        """For url_for."""
        whose = {"opd": self.recipient.slug} if self.recipient else {}
        return {"bagian": self.part, "hari": self.days, **whose}


def responses(period: Period) -> list[ResponseLine]:
    """A line for everybody who was sent something in the period or the one before, or is late; the latest first.

    At most 4 statements.
    """
    lines: dict[Recipient, ResponseLine] = {}
    calendar = rules().calendar
    for row in db.session.execute(_sent_in_both(period)):
        line = lines.setdefault(Recipient(row.agency_id, row.site_id), _line(row))
        for part in PARTS[:-1]:
            n = getattr(row, part)
            line.counts[part] += Change(now=n) if row.is_now else Change(before=n)
        if row.back_on is not None:
            line.days[0 if row.is_now else 1][_working_days(calendar, row.sent_on, row.back_on)] += row.sent
    for row in db.session.execute(_late_now()):
        line = lines.setdefault(Recipient(row.agency_id, row.site_id), _line(row))
        line.counts["late"] += Change(now=row.n)
    names = _names(lines)
    for recipient, line in lines.items():
        line.name = names[recipient]
    return sorted(lines.values(), key=lambda line: (-line.counts["late"].now, -line.counts["sent"].now, line.name))


def referrals_behind(
    view: ResponseView, period: Period, cursor: str | None = None, size: int = SIZE
) -> Page[ReferralRow]:
    """The referrals that a figure counts, the newest first; late ones by their deadline. 1 statement."""
    late = view.part == "late"
    chosen = aliased(Referral, _picked(view, period, cursor, size).subquery())
    wanted = (
        select(chosen, Case.code, func.coalesce(Agency.name, Tenant.full_name))
        .join(Case, and_(Case.tenant_id == chosen.tenant_id, Case.id == chosen.case_id))
        .outerjoin(Agency, and_(Agency.tenant_id == chosen.tenant_id, Agency.id == chosen.agency_id))
        .outerjoin(Tenant, Tenant.id == chosen.site_id)
        .where(visible())
    )
    order = (chosen.answer_due_on, chosen.id) if late else (chosen.sent_at.desc(), chosen.id.desc())
    found = db.session.execute(wanted.order_by(*order)).all()
    by = "answer_due_on" if late else "sent_at"
    page = page_of(found, size, lambda row: (getattr(row[0], by).isoformat(), row[0].id))
    calendar = rules().calendar
    return Page([_row(calendar, *each) for each in page.rows], next=page.next)


def _picked(view: ResponseView, period: Period, cursor: str | None, size: int) -> Select[Referral]:
    """The referrals of one page, before anything is looked up about them."""
    wanted = select(Referral).where(_is(view.part))
    after = decode_cursor(cursor, (str, int))
    if view.recipient:
        wanted = wanted.where(_addressed_to(view.recipient))
    if view.part == "late":
        if after:
            wanted = wanted.where(tuple_(Referral.answer_due_on, Referral.id) > (day_of(after[0]), after[1]))
        return wanted.order_by(Referral.answer_due_on, Referral.id).limit(size + 1)
    first, end = moments_of(period)
    wanted = wanted.where(Referral.sent_at >= first, Referral.sent_at < end)
    if after:
        wanted = wanted.where(tuple_(Referral.sent_at, Referral.id) < (moment_of(after[0]), after[1]))
    return wanted.order_by(Referral.sent_at.desc(), Referral.id.desc()).limit(size + 1)


def name_of_recipient(recipient: Recipient) -> str:
    """What it is called; empty for a number that nobody has."""
    return _names([recipient])[recipient]


def _is(part: str) -> ColumnElement[bool]:
    """Which referrals a figure counts: the same condition in the table and in the list behind it."""
    match part:
        case "accepted":
            return Referral.decided_on <= Referral.accept_due_on
        case "answered":
            return and_(_came_back(), _local(Referral.closed_at) <= Referral.answer_due_on)
        case "reminded":
            return Referral.reminders > 0
        case "late":
            return and_(Referral.closed_at.is_(None), Referral.answer_due_on < rules().calendar.today())
        case _:
            return Referral.id.is_not(None)


def _came_back() -> ColumnElement[bool]:
    """With a result, or declined with a reason; what was revoked did not."""
    return and_(Referral.state.in_(_BACK), Referral.closed_at.is_not(None))


def _local(moment: Any) -> ColumnElement[date]:
    """The day of a moment on the site's wall."""
    return cast(func.timezone(subject().tenant.timezone, moment), Date)


def _sent_in_both(period: Period) -> Any:
    timezone = subject().tenant.timezone
    first, end = moments_of(period)
    keys = (
        Referral.agency_id,
        Referral.site_id,
        (Referral.sent_at >= first).label("is_now"),
        _local(Referral.sent_at).label("sent_on"),
        case((_came_back(), _local(Referral.closed_at))).label("back_on"),
    )
    counted = (func.count().filter(_is(part)).label(part) for part in PARTS[:-1])
    before = beginning_of(period.before_since, timezone)
    return select(*keys, *counted).where(Referral.sent_at >= before, Referral.sent_at < end).group_by(*keys)


def _late_now() -> Any:
    whose = (Referral.agency_id, Referral.site_id)
    return select(*whose, func.count().label("n")).where(_is("late")).group_by(*whose)


def _addressed_to(recipient: Recipient) -> ColumnElement[bool]:
    if recipient.agency_id:
        return Referral.agency_id == recipient.agency_id
    return Referral.site_id == recipient.site_id


def _names(recipients: Any) -> dict[Recipient, str]:
    agencies = [each.agency_id for each in recipients if each.agency_id]
    sites = [each.site_id for each in recipients if each.site_id]
    names = dict.fromkeys(recipients, "")
    for model, column, ids in ((Agency, Agency.name, agencies), (Tenant, Tenant.full_name, sites)):
        found = db.session.execute(select(model.id, column).where(model.id.in_(ids))) if ids else ()
        for id_, name in found:
            names[Recipient(agency_id=id_) if model is Agency else Recipient(site_id=id_)] = name
    return names


def _line(row: Any) -> ResponseLine:
    return ResponseLine(Recipient(row.agency_id, row.site_id))


def _working_days(calendar: WorkingCalendar, sent_on: date, back_on: date) -> int:
    return calendar.working_days_between(sent_on, back_on)


def _median(days: Counter[int]) -> float | None:
    return float(median(days.elements())) if days else None


def _row(calendar: WorkingCalendar, referral: Referral, code: str, recipient: str) -> ReferralRow:
    left = calendar.working_days_between(calendar.today(), referral.answer_due_on)
    return ReferralRow(
        referral.id,
        referral.case_id,
        code,
        recipient,
        referral.state,
        referral.result,
        calendar.date_of(referral.sent_at),
        referral.answer_due_on,
        None if referral.closed_at else left,
        referral.reminders,
    )

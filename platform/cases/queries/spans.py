"""Cases and referrals by their days: what came in or ended within some days, and what stood open when a day ended.

The lists behind the figures of a dashboard. All days are those on the site's wall.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, true, tuple_

from cases.models import Case, Referral
from cases.queries.queue import QueueRow, case_lines, labelled_cases
from cases.queries.referrals import InboxRow, inbox_rows, own_referrals
from cases.queries.visible import day_of, moment_of, visible
from foundation.clock import beginning_of, today
from foundation.db import db
from tenants.access import subject
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
CAME, ENDED, STOOD, LATE = "masuk", "berakhir", "terbuka", "lewat"
"""In an address: came in or ended within the days; stood open, or overdue, when the last of them ended."""
PARTS = (CAME, ENDED, STOOD)
PARTS_OF_REFERRALS = (*PARTS, LATE)
_BEGAN = date(2016, 1, 1)


@dataclass(frozen=True)
class SpanView:
    """Which of them: within the days from `since` to `until`, or as it was at the end of `until`."""

    part: str
    since: date
    until: date

    @classmethod
    def from_args(cls, args: Mapping[str, str], parts: Sequence[str]) -> "SpanView":
        """From an address; what is not known there is the last thirty days."""
        until = min(_day(args.get("sampai", "")) or _today(), _today())
        since = _day(args.get("dari", "")) or until - timedelta(29)
        part = args.get("bagian", "")
        return cls(part if part in parts else CAME, min(since, until), until)

    @property
    def is_stock(self) -> bool:
        """Whether it speaks of the end of one day."""
        return self.part in (STOOD, LATE)

    def args(self) -> dict[str, str]:
        """For url_for."""
        days = {"sampai": self.until.isoformat()}
        return {"bagian": self.part, **({} if self.is_stock else {"dari": self.since.isoformat()}), **days}


def cases_in(view: SpanView, cursor: str | None = None, size: int = SIZE) -> Page[QueueRow]:
    """Cases the reader may see, the newest first; 2 statements. By the day of registration, or of their end."""
    by_end = view.part == ENDED
    moment: Any = Case.closed_at if by_end else Case.opened_on
    wanted = case_lines().add_columns(Case.closed_at).where(visible(), _within(view, Case.closed_at))
    wanted = wanted.where(_registered(view) if not by_end else Case.closed_at.is_not(None))
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(tuple_(moment, Case.id) < (_of_cursor(after[0], by_end), after[1]))
    found = db.session.execute(wanted.order_by(moment.desc(), Case.id.desc()).limit(size + 1)).all()
    page = page_of(found, size, lambda row: ((row.closed_at if by_end else row.opened_on).isoformat(), row.id))
    return Page(labelled_cases(page.rows), next=page.next)


def referrals_in(view: SpanView, cursor: str | None = None, size: int = SIZE) -> Page[InboxRow]:
    """Referrals to the reader's agency, the newest first. 2 statements."""
    by_end = view.part == ENDED
    moment: Any = Referral.closed_at if by_end else Referral.sent_at
    wanted = own_referrals().where(_within(view, Referral.closed_at))
    wanted = wanted.where(Referral.closed_at.is_not(None) if by_end else _sent(view))
    if view.part == LATE:
        wanted = wanted.where(Referral.answer_due_on < view.until)
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(tuple_(moment, Referral.id) < (moment_of(after[0]), after[1]))
    found = db.session.execute(wanted.order_by(moment.desc(), Referral.id.desc()).limit(size + 1)).all()
    page = page_of(found, size, lambda row: ((row[0].closed_at if by_end else row[0].sent_at).isoformat(), row[0].id))
    return Page(inbox_rows(page.rows), next=page.next)


def _within(view: SpanView, closed_at: Any) -> ColumnElement[bool]:
    first, end = _moment(view.since), _moment(view.until + timedelta(1))
    if view.part == ENDED:
        return and_(closed_at >= first, closed_at < end)
    return or_(closed_at.is_(None), closed_at >= end) if view.is_stock else true()


def _registered(view: SpanView) -> ColumnElement[bool]:
    return Case.opened_on.between(_BEGAN if view.is_stock else view.since, view.until)


def _sent(view: SpanView) -> ColumnElement[bool]:
    first = _BEGAN if view.is_stock else view.since
    return and_(Referral.sent_at >= _moment(first), Referral.sent_at < _moment(view.until + timedelta(1)))


def _moment(day: date) -> Any:
    return beginning_of(day, subject().tenant.timezone)


def _of_cursor(text: str, is_moment: bool) -> Any:
    return moment_of(text) if is_moment else day_of(text)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found >= _BEGAN else None


def _today() -> date:
    return today(subject().tenant.timezone)

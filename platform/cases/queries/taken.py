"""Steps that were taken, as a list: what stands behind a figure about who did how much."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, select, tuple_
from sqlalchemy.orm import aliased

from cases.machine import MOVES, told
from cases.models import Case, CaseEvent, Narrative
from cases.queries.visible import moment_of, visible
from foundation.clock import beginning_of
from foundation.db import db
from reference.periods import PERIODS, Period
from tenants.access import subject
from tenants.permissions import ROLE_LABELS
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
KNOWN_MOVES = ("register", *MOVES)


@dataclass(frozen=True)
class TakenView:
    """Which steps: of one kind, by one person, within a period. The address holds it."""

    move: str | None = None
    actor: int | None = None
    """A membership; 0 for who is no member of staff."""
    days: int = 30

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "TakenView":
        """From an address; what is not known there is left out."""
        move, actor, days = (args.get(name, "") for name in ("langkah", "petugas", "hari"))
        number = int(actor) if actor.isascii() and actor.isdigit() and len(actor) < 19 else None
        known = days in {str(each) for each in PERIODS}
        return cls(move if move in KNOWN_MOVES else None, number, int(days) if known else 30)

    def args(self) -> dict[str, Any]:
        """For url_for."""
        said = {"langkah": self.move, "petugas": self.actor, "hari": self.days}
        return {name: value for name, value in said.items() if value is not None}


@dataclass(frozen=True)
class TakenRow:
    """One step: of which case, what, who, when, why."""

    id: int
    at: datetime
    case_id: int
    code: str
    move: str
    actor_name: str
    actor_role: str
    note: str

    @property
    def title(self) -> str:
        """In the reader's language."""
        return str(told(self.move))

    @property
    def actor_role_label(self) -> str:
        """In the reader's language."""
        return str(ROLE_LABELS.get(self.actor_role, ""))


def taken_steps(view: TakenView, period: Period, cursor: str | None = None, size: int = SIZE) -> Page[TakenRow]:
    """The steps of the period, the newest first. 1 statement, by the index of moves or of people."""
    step = aliased(CaseEvent, _picked(view, period, cursor, size).subquery())
    case = and_(Case.tenant_id == step.tenant_id, Case.id == step.case_id)
    words = and_(Narrative.tenant_id == step.tenant_id, Narrative.event_id == step.id)
    wanted = select(step, Case.code, Narrative.body).join(Case, case).outerjoin(Narrative, words).where(visible())
    found = db.session.execute(wanted.order_by(step.at.desc(), step.id.desc())).all()
    page = page_of(found, size, lambda row: (row[0].at.isoformat(), row[0].id))
    return Page([_row(event, code, note) for event, code, note in page.rows], next=page.next)


def _picked(view: TakenView, period: Period, cursor: str | None, size: int) -> Select[CaseEvent]:
    """The steps of one page, before anything is looked up about them."""
    first, end = moments_of(period)
    wanted = select(CaseEvent).where(CaseEvent.at >= first, CaseEvent.at < end)
    if view.move:
        wanted = wanted.where(CaseEvent.move == view.move)
    if view.actor is not None:
        wanted = wanted.where(CaseEvent.actor_id == view.actor if view.actor else CaseEvent.actor_id.is_(None))
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(tuple_(CaseEvent.at, CaseEvent.id) < (moment_of(after[0]), after[1]))
    return wanted.order_by(CaseEvent.at.desc(), CaseEvent.id.desc()).limit(size + 1)


def moments_of(period: Period) -> tuple[datetime, datetime]:
    """When a period begins on the site's wall, and when the day after it does."""
    timezone = subject().tenant.timezone
    return beginning_of(period.since, timezone), beginning_of(period.until + timedelta(days=1), timezone)


def _row(event: CaseEvent, code: str, note: str | None) -> TakenRow:
    return TakenRow(
        event.id, event.at, event.case_id, code, event.move, event.actor_name, event.actor_role, note or ""
    )  # fmt: skip

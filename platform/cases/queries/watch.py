"""What supervisor and manager watch: what is stuck and where, who has how much, who is at work, what was sent back.

Figures come from facts (`load`); every figure has a list behind it that counts the same (`queue`, `taken`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select, true

from cases.ages import AGES, LONG, age_of
from cases.desks import OUTSIDE, desk_of, desks
from cases.machine import FINAL, STATE_LABELS, State
from cases.models import CaseEvent
from cases.queries import load
from cases.queries.load import Change, Load
from foundation.db import db
from reference.calendar import WorkingCalendar
from reference.periods import Period
from settings.queries import rules
from tenants.access import subject
from tenants.models import Membership
from tenants.permissions import ROLE_LABELS, ROLE_PERMISSIONS

REGISTER, VISIT = "register", "record_visit"
RETURNING = ("return", "ask_correction", "reopen")
"""Steps by which work goes back to where it was before: to the back office, to the citizen, to a new assessment."""


@dataclass(frozen=True)
class Stock:
    """Cases at one place: now, when the period began, by age, and how many are overdue."""

    now: int = 0
    then: int = 0
    late: int = 0
    ages: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(AGES, 0))

    def __add__(self, other: "Stock") -> "Stock":
        ages = {slug: self.ages[slug] + other.ages[slug] for slug in AGES}
        return Stock(self.now + other.now, self.then + other.then, self.late + other.late, ages)

    @property
    def stuck(self) -> int:
        """Those that have been there for more than two working weeks."""
        return self.ages[LONG.slug]


@dataclass(frozen=True)
class StateLine:
    """One state at a desk."""

    state: State
    stock: Stock

    @property
    def label(self) -> str:
        """In the reader's language."""
        return str(STATE_LABELS[self.state][0])


@dataclass(frozen=True)
class DeskLine:
    """One desk with its states."""

    role: str
    states: list[StateLine]

    @property
    def stock(self) -> Stock:
        """All of it together."""
        return sum((line.stock for line in self.states), Stock())

    @property
    def outside(self) -> bool:
        """Whether it is no desk of the office: an agency has the word."""
        return self.role == OUTSIDE

    @property
    def label(self) -> str:
        """In the reader's language; empty for what lies outside."""
        return "" if self.outside else str(ROLE_LABELS[self.role])


@dataclass(frozen=True)
class Desks:
    """The whole site: every desk, and how many cases were overdue when the period began."""

    lines: list[DeskLine]
    late_then: int

    @property
    def stock(self) -> Stock:
        """All open cases."""
        return sum((line.stock for line in self.lines), Stock())


@dataclass(frozen=True)
class PersonLine:
    """What one member of the office has open, and did."""

    id: int
    name: str
    role: str
    load: Load
    steps: Change

    @property
    def role_label(self) -> str:
        """In the reader's language."""
        return str(ROLE_LABELS[self.role])


@dataclass(frozen=True)
class FieldLine:
    """What one facilitator did."""

    id: int
    name: str
    registered: Change
    visits: Change
    last_active: date | None
    """The day of the last step; None when there was none yet."""


@dataclass(frozen=True)
class ReturnedLine:
    """How often one person, or somebody outside the office, sent work back in one way."""

    move: str
    actor_id: int
    name: str
    times: Change


def desks_now(period: Period) -> Desks:
    """Every desk and state with what waits there. 4 statements."""
    calendar = rules().calendar
    waiting, late, grown = load.waiting(), load.late_by_state(period.until), load.flows(period.since)
    stocks = {
        state: _stock(waiting.get(state, {}), late.get(state, 0), grown[state], calendar)
        for state in State
        if state not in FINAL
    }
    lines = [
        DeskLine(desk, [StateLine(state, stock) for state, stock in stocks.items() if desk_of(state) == desk])
        for desk in desks()
    ]
    return Desks(lines, load.late_on(period.before_until))


def people(period: Period) -> tuple[list[PersonLine], Load]:
    """Everybody of the office with their open cases and steps, the fullest desk first; and what is nobody's.

    3 statements. Whoever left but still has cases is among them.
    """
    loads, steps = load.owned(period.until), load.taken(period)
    office = _members(_office_roles())
    unlisted = set(loads) - set(office) - {load.NOBODY}
    office |= _members(None, unlisted) if unlisted else {}
    lines = [
        PersonLine(id_, name, role, loads.get(id_, Load()), sum(steps.get(id_, {}).values(), Change()))
        for id_, (name, role) in office.items()
    ]
    ordered = sorted(lines, key=lambda line: (-line.load.open, -line.load.late, line.name))
    return ordered, loads.get(load.NOBODY, Load())


def facilitators(period: Period, own: bool) -> list[FieldLine]:
    """Every facilitator, or those of the reader alone; who has been still for longest first. 3 statements."""
    members = _members(["facilitator"], supervisor_id=subject().membership_id if own else None)
    steps, seen = load.taken(period, (REGISTER, VISIT)), _last_steps(members)
    lines = [
        FieldLine(
            id_,
            name,
            steps.get(id_, {}).get(REGISTER, Change()),
            steps.get(id_, {}).get(VISIT, Change()),
            seen.get(id_),
        )
        for id_, (name, _role) in members.items()
    ]
    return sorted(lines, key=lambda line: (line.last_active or date.min, line.name))


def supervises() -> bool:
    """Whether facilitators have been put under the reader."""
    theirs = select(Membership.id).where(Membership.supervisor_id == subject().membership_id, Membership.active)
    return db.session.scalars(theirs.limit(1)).first() is not None


def returned(period: Period) -> list[ReturnedLine]:
    """Who sent work back how often, by the way it was done, the most frequent first. 2 statements."""
    steps = load.taken(period, RETURNING)
    names = {id_: name for id_, (name, _role) in _members(None, steps).items()} if steps else {}
    lines = [
        ReturnedLine(move, actor, names.get(actor, ""), times)
        for actor, moves in steps.items()
        for move, times in moves.items()
    ]
    return sorted(lines, key=lambda line: (RETURNING.index(line.move), -line.times.now, line.name))


def _stock(days: Mapping[date, int], late: int, grown: int, calendar: WorkingCalendar) -> Stock:
    ages = dict.fromkeys(AGES, 0)
    for day, n in days.items():
        ages[age_of(day, calendar).slug] += n
    now = sum(days.values())
    return Stock(now, now - grown, late, ages)


def _office_roles() -> list[str]:
    """Whoever works on cases at a desk: the facilitators have a page of their own, who only watches has none."""
    acting = {"case:check", "case:handle", "case:inform", "case:decide"}
    return [role for role, theirs in ROLE_PERMISSIONS.items() if theirs & acting and role != "facilitator"]


def _members(
    roles: Iterable[str] | None, ids: Iterable[int] | None = None, supervisor_id: int | None = None
) -> dict[int, tuple[str, str]]:
    """Name and role by membership: of active members in these roles, or of these members whether active or not."""
    wanted = select(Membership.id, Membership.name, Membership.role)
    if roles is not None:
        wanted = wanted.where(Membership.active, Membership.role.in_(list(roles)))
    if ids is not None:
        wanted = wanted.where(Membership.id.in_(list(ids)))
    if supervisor_id is not None:
        wanted = wanted.where(Membership.supervisor_id == supervisor_id)
    rows = db.session.execute(wanted.order_by(Membership.name, Membership.id))
    return {row.id: (row.name, row.role) for row in rows}


def _last_steps(members: Iterable[int]) -> dict[int, date]:
    """The day of each one's last step: one look into the index of steps per person."""
    latest = (
        select(func.max(CaseEvent.at).label("at"))
        .where(CaseEvent.tenant_id == Membership.tenant_id, CaseEvent.actor_id == Membership.id)
        .correlate(Membership)
        .lateral("latest")
    )
    wanted = select(Membership.id, latest.c.at).join(latest, true()).where(Membership.id.in_(list(members)))
    calendar = rules().calendar
    return {id_: calendar.date_of(at) for id_, at in db.session.execute(wanted) if at is not None}

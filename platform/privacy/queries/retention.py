"""What of a person may be erased today, what must be kept, until when and on what ground."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import and_, func, select

from cases.models import Case, IncomingReferral
from foundation.clock import now
from foundation.db import db
from privacy.law import RETENTION, Retention
from privacy.queries.holdings import household_mates
from registry.held import HOLDINGS, Scope
from registry.models import Participation, Person
from registry.queries import records_of

OF_CASES = ("case", "message", "attachment", "letter")
RUNNING = ("proposed", "active", "suspended")
UNDECIDED = and_(IncomingReferral.closed_at.is_(None), IncomingReferral.case_id.is_(None))
"""What another office asked of us and has no answer to yet."""


@dataclass(frozen=True)
class PlanLine:
    """One kind of data: how much goes now, how much stays and why."""

    retention: Retention
    tables: list[str]
    """How the citizen reads them."""
    going: int
    staying: int
    until: datetime | None
    """When the rest may go; None: not at a citizen's request."""


@dataclass(frozen=True)
class Plan:
    """All of it, as it stands today."""

    lines: list[PlanLine]
    whole: bool
    """Whether the person's own record goes too."""
    hindrances: list[str] = field(default_factory=list)
    """What keeps it: slugs of `open_case`, `case_kept`, `programme`, `recent`."""

    @property
    def anything(self) -> bool:
        """Whether there is anything to erase today."""
        return any(line.going for line in self.lines)


def due_scopes(person: Person) -> dict[str, Scope]:
    """By kind of data: whose rows may go today."""
    records, at = records_of(person), now()
    closed = _closed_at(records)
    scopes = {slug: Scope(cases=_due(closed, RETENTION[slug], at)) for slug in OF_CASES}
    if not _hindrances(person, closed, at):
        scopes["registry"] = Scope(records, houses=[] if household_mates(person) else [person.household_id])
        scopes["case"] = Scope(records, scopes["case"].cases)
    return scopes


def plan_for(person: Person) -> Plan:
    """What granting would do, counted. One statement a table."""
    records, at = records_of(person), now()
    closed, scopes = _closed_at(records), due_scopes(person)
    everything = Scope(records, list(closed), [person.household_id])
    hindrances = _hindrances(person, closed, at)
    lines = [
        _line(retention, everything, scopes.get(slug, Scope()), _until(slug, retention, closed, person))
        for slug, retention in RETENTION.items()
    ]
    return Plan([line for line in lines if line.going or line.staying], not hindrances, hindrances)


def _line(retention: Retention, everything: Scope, due: Scope, until: datetime | None) -> PlanLine:
    of_kind = [holding for holding in HOLDINGS.values() if holding.kind == retention.slug]
    held = {each.table: _count(each.model, each.whose(everything)) for each in of_kind}
    going = {each.table: _count(each.model, each.whose(due)) if each.erased else 0 for each in of_kind if due}
    total, gone = sum(held.values()), sum(going.values())
    labels = [str(each.label) for each in of_kind if held[each.table]]
    return PlanLine(retention, labels, gone, total - gone, until if total > gone else None)


def _count(model: type, whose: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(whose)) or 0  # type: ignore[arg-type]


def _closed_at(records: list[int]) -> dict[int, datetime | None]:
    """When each case of the person was closed."""
    rows = db.session.execute(select(Case.id, Case.closed_at).where(Case.person_id.in_(records)))
    return {row.id: row.closed_at for row in rows}


def _due(closed: Mapping[int, datetime | None], retention: Retention, at: datetime) -> list[int]:
    span = span_of(retention)
    return [case_id for case_id, when in closed.items() if span is not None and when is not None and when + span <= at]


def _hindrances(person: Person, closed: Mapping[int, datetime | None], at: datetime) -> list[str]:
    """Why the record of the person itself must stay for now."""
    found = []
    if any(when is None for when in closed.values()) or _asked_for(person):
        found.append("open_case")
    elif len(_due(closed, RETENTION["case"], at)) < len(closed):
        found.append("case_kept")
    if _in_a_programme(person):
        found.append("programme")
    span = span_of(RETENTION["registry"])
    if span is None or _last_recorded(person) + span > at:
        found.append("recent")
    return found


def _in_a_programme(person: Person) -> bool:
    own = Participation.person_id.in_(records_of(person)), Participation.standing.in_(RUNNING)
    return db.session.scalars(select(Participation.id).where(*own).limit(1)).one_or_none() is not None


def _asked_for(person: Person) -> bool:
    """Whether another office waits for our answer about this person."""
    waiting = select(IncomingReferral.id).where(IncomingReferral.person_id.in_(records_of(person)), UNDECIDED).limit(1)
    return db.session.scalars(waiting).one_or_none() is not None


def _last_recorded(person: Person) -> datetime:
    if person.observed_on is None:
        return person.created_at
    return datetime.combine(person.observed_on, time(), UTC)


def _until(slug: str, retention: Retention, closed: Mapping[int, datetime | None], person: Person) -> datetime | None:
    """The day on which the last of that kind may go, as things stand."""
    span = span_of(retention)
    if span is None:
        return None
    ends = [when or now() for when in closed.values()]
    if slug == "registry":
        case_span = span_of(RETENTION["case"]) or timedelta()
        return max([_last_recorded(person) + span, *(end + case_span for end in ends)])
    return max((end + span for end in ends), default=None)


def span_of(retention: Retention) -> timedelta | None:
    """How long that kind is kept; None: for ever."""
    return timedelta(days=round(365.25 * retention.years)) if retention.years is not None else None

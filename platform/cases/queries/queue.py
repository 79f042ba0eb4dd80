"""Lists of cases: the queue by deadline, what a code leads to, and the cases of one person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from marshmallow import ValidationError
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    and_,
    any_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from cases.ages import AGES
from cases.desks import states_at_desk
from cases.machine import FINAL, State
from cases.models import Case
from cases.queries import due, facts
from cases.queries.confidential import initials
from cases.queries.visible import day_of, in_own_villages, visible
from cases.schemas import QueueSchema
from foundation import clock
from foundation.db import db
from foundation.reading import Question, read
from reference import codes
from reference.queries import Place, places
from registry.models import Person
from settings.queries import CaseTypeKey, rules, words_of_cases
from tenants.access import Subject, subject
from tenants.models import Membership
from tenants.tallies import Counting, Tally
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
_SCHEMA = QueueSchema(exclude=["after"])
_STATES = {state.value: state for state in State}
_VILLAGE_LENGTH = len("19.06.01.2001")


@dataclass(frozen=True)
class QueueView:
    """Which part of the queue is looked at. The address holds it, so that it can be kept and sent on."""

    state: str | None = None
    desk: str | None = None
    """What waits at one desk (cases.desks), or at one's own: "me"."""
    due: str | None = None
    age: str | None = None
    """How long it has been in its state (cases.ages)."""
    village: str | None = None
    """A village, or a district (kecamatan) with all its villages."""
    sector: str | None = None
    case_type: str | None = None
    owner: str | None = None
    """A membership's number, "me", or "none" for what nobody looks after."""
    emergency: str | None = None
    """ "1" for emergencies alone."""

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "QueueView":
        """From an address; what is not known there is left out."""
        given = {name: value for name in cls.__dataclass_fields__ if (value := args.get(name))}
        if not given:
            return cls()
        known: Any
        try:
            known = _SCHEMA.load(given)
        except ValidationError as error:
            known = error.valid_data
        return cls(**{name: value for name, value in known.items() if value is not None})

    def args(self) -> dict[str, str]:
        """For url_for."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def but(self, **changes: str | None) -> "QueueView":
        """The same view with something changed."""
        return replace(self, **changes)


class QueueRow(NamedTuple):
    """A case in a list. `case_rows` in cases/parts.html takes it apart in this order."""

    id: int
    version: int
    code: str
    person_id: int
    person_name: str
    nik_masked: str
    sector: str
    sector_label: str
    case_type: str
    case_type_label: str
    """As it was called when the case began."""
    place: Place
    state: State
    due_days: int | None
    """Working days left, negative when overdue; None while the clock rests."""
    emergency: bool
    owner_name: str
    opened_on: date
    confidential: bool

    @property
    def village(self) -> str:
        """As it is called in full: "Desa Lalang, Manggar"."""
        return self.place.label


@dataclass(frozen=True)
class QueueCounts:
    """How many cases wait. `by_state` knows only states that occur."""

    open: int
    late: int
    today: int
    mine: int
    nobodys: int
    by_state: dict[State, int]

    def at_desk(self, role: str) -> int:
        """How many wait for what that role can do next."""
        return sum(self.by_state.get(state, 0) for state in states_at_desk(role))


def queue(
    view: QueueView, cursor: str | None = None, size: int = SIZE, beside: Question | None = None
) -> Page[QueueRow]:
    """Open cases, nearest deadline first; those of a final state, when the view asks for one, newest first.

    At most 3 statements, whatever the number of rows, and one once the process knows the names. What is asked
    `beside` travels with it.
    """
    wanted = _wanted(view)
    newest_first = view.state in FINAL
    if after := decode_cursor(cursor, (str, int)):
        wanted |= {"after_day": day_of(after[0]), "after_id": after[1]}
    ask = beside.answer_beside if beside else read
    found = ask(_listed(tuple(wanted), newest_first), **wanted, rows=size + 1)
    page = page_of(found, size, lambda row: (row.queue_on.isoformat(), row.id))
    return Page(labelled_cases(page.rows), next=page.next)


def queue_counts(counted: Mapping[str, int] | None = None) -> QueueCounts:
    """From the facts, whatever the number of cases; a facilitator's few villages are counted.

    From what `QUEUE_TALLY` has counted, or by one statement.
    """
    counted = QUEUE_TALLY.read() if counted is None else counted
    totals = facts.totals_in(counted)
    mine, nobodys = counted.get("mine", 0), counted.get("nobodys", 0)
    return QueueCounts(totals.open, totals.late, totals.today, mine, nobodys, totals.by_state)


def search_cases(text: str, limit: int = 20) -> list[QueueRow]:
    """Cases whose code begins with `text`, newest first. Not by LIKE: it loses its index under RLS."""
    begins = Case.code.op("^@", is_comparison=True)(text.strip().upper())
    return cases_that(begins, limit)


def cases_of(person_id: int, limit: int = 20) -> list[QueueRow]:
    """The cases of one person, newest first."""
    return cases_that(Case.person_id == person_id, limit)


def open_cases(condition: ColumnElement[bool], limit: int = 20) -> list[QueueRow]:
    """Open cases for which this holds, newest first."""
    return cases_that(and_(Case.closed_at.is_(None), condition), limit)


@dataclass(frozen=True)
class Related:
    """The cases beside one case."""

    of_the_person: list[QueueRow]
    goes_on_in: QueueRow | None
    """The one that goes on in the place of this duplicate."""
    duplicates: list[QueueRow]
    """Those that this one goes on for."""


def related_to(case: Case, limit: int = 40) -> Related:
    """The same person's cases, and those that are duplicates of this one or that it is a duplicate of."""
    linked = or_(
        Case.person_id == case.person_id, Case.duplicate_of == case.id, Case.id == (case.duplicate_of or case.id)
    )
    others = case_lines().add_columns(Case.duplicate_of).where(visible(), linked, Case.id != case.id)
    found = db.session.execute(others.order_by(Case.id.desc()).limit(limit)).all()
    rows = list(zip(labelled_cases(found), [each.duplicate_of for each in found], strict=True))
    return Related(
        of_the_person=[row for row, _of in rows if row.person_id == case.person_id],
        goes_on_in=next((row for row, _of in rows if row.id == case.duplicate_of), None),
        duplicates=[row for row, of in rows if of == case.id],
    )


def cases_that(condition: ColumnElement[bool], limit: int) -> list[QueueRow]:
    """The cases for which a condition holds, the newest first."""
    found = db.session.execute(case_lines().where(visible(), condition).order_by(Case.id.desc()).limit(limit))
    return labelled_cases(found.all())


_OWNER = (
    select(Membership.name)
    .where(Membership.tenant_id == Case.tenant_id, Membership.id == Case.owner_id)
    .correlate(Case)
    .scalar_subquery()
)
"""Not joined: PostgreSQL plans a join of two tables in less time than one of three."""


def case_lines() -> Select[*tuple[Any, ...]]:
    """What a row of a list is made of; `labelled_cases` makes it."""
    return (
        select(
            Case.tenant_id, Case.id, Case.version, Case.code, Case.person_id, Case.sector, Case.case_type,
            Case.type_version, Case.village_code, Case.state, Case.due_on, Case.queue_on, Case.emergency,
            Case.opened_on, Case.confidential,
            Person.name.label("person_name"), Person.nik_masked, _OWNER.label("owner_name"),
        )
        .join(Person, and_(Person.tenant_id == Case.tenant_id, Person.id == Case.person_id))
    )  # fmt: skip


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "open": Case.closed_at.is_(None),
    "state": Case.state == bindparam("state"),
    "states": Case.state == any_(bindparam("states", type_=ARRAY(Text))),
    "came": Case.state_on.between(bindparam("came_first", type_=Date), bindparam("came_last", type_=Date)),
    "late": due.late(bindparam("late", type_=Date)),
    "today": due.due_within(bindparam("today", type_=Date)),
    "village": Case.village_code == bindparam("village"),
    "area": Case.area_code == bindparam("area"),
    "villages": in_own_villages(),
    "sector": Case.sector == bindparam("sector"),
    "case_type": Case.case_type == bindparam("case_type"),
    "owner": Case.owner_id == bindparam("owner"),
    "emergency": and_(Case.emergency),
    "nobody": Case.owner_id.is_(None),
}
"""What a view can ask for, by the name of its value. Each alone is in an index, after the tenant."""


@cache
def _listed(names: tuple[str, ...], newest_first: bool) -> Select[*tuple[Any, ...]]:
    """The statement for the conditions of these names. Built once for each set: SQLAlchemy only fills in the values."""
    key = tuple_(Case.queue_on, Case.id)
    place = tuple_(bindparam("after_day", type_=Date), bindparam("after_id", type_=BigInteger))
    statement = case_lines().where(*(_CONDITIONS[name] for name in names if name in _CONDITIONS))
    if "after_id" in names:
        statement = statement.where(key < place if newest_first else key > place)
    order = (Case.queue_on.desc(), Case.id.desc()) if newest_first else (Case.queue_on, Case.id)
    return statement.order_by(*order).limit(bindparam("rows", type_=Integer))


@cache
def _counting(what: str, *names: str) -> Counting:
    """How many cases fulfil the conditions of these names."""
    return select(literal_column(f"'{what}'").label("what"), func.count().label("n")).where(
        *(_CONDITIONS[name] for name in names)
    )


@cache
def _tally_parts(in_villages: bool) -> tuple[Counting, ...]:
    """The facts know the whole site; a facilitator's villages are counted."""
    if not in_villages:
        return (facts.tally_part(),)
    states = select(Case.state.label("what"), func.count().label("n")).group_by(Case.state)
    return (
        states.where(_CONDITIONS["open"], _CONDITIONS["villages"]),
        _counting("late", "open", "late", "villages"),
        _counting("today", "open", "today", "villages"),
        _counting("mine", "open", "owner", "villages"),
        _counting("nobodys", "open", "nobody", "villages"),
    )


def _tally_values(who: Subject) -> dict[str, Any]:
    today, me = _today(), who.membership_id
    return {
        "tenant": who.tenant.id,
        "late": today,
        "today": today,
        "until": today,
        "me": me,
        "owner": me,
        "villages": [*who.village_codes],
    }


QUEUE_TALLY = Tally(lambda who: _tally_parts(who.role == "facilitator"), _tally_values)


def labelled_cases(rows: Any) -> list[QueueRow]:
    """Rows of `case_lines` in the reader's language."""
    named = places(db.session(), {row.village_code for row in rows}) if rows else {}
    sectors, types = codes.labels(codes.SECTORS), codes.labels(words_of_cases(map(_type_of, rows)))
    calendar = rules().calendar
    today = calendar.today()
    return [
        QueueRow(
            id=row.id,
            version=row.version,
            code=row.code,
            person_id=row.person_id,
            person_name=initials(row.person_name) if row.confidential else row.person_name,
            nik_masked="" if row.confidential else row.nik_masked,
            sector=row.sector,
            sector_label=sectors[row.sector],
            case_type=row.case_type,
            case_type_label=types[_type_of(row)],
            place=named[row.village_code],
            state=_STATES[row.state],
            due_days=calendar.working_days_between(today, row.due_on) if row.due_on else None,
            emergency=row.emergency,
            owner_name=row.owner_name or "",
            opened_on=row.opened_on,
            confidential=row.confidential,
        )
        for row in rows
    ]


def _wanted(view: QueueView) -> dict[str, Any]:
    """The conditions of that view for this reader, each with its value if it has one."""
    wanted: dict[str, Any] = {}
    if view.state not in FINAL:
        wanted["open"] = True
    for name in ("state", "sector", "case_type", "emergency"):
        if value := getattr(view, name):
            wanted[name] = value
    if view.desk:
        desk = subject().role if view.desk == "me" else view.desk
        wanted["states"] = [state.value for state in states_at_desk(desk)]
    if view.due:
        wanted[view.due] = _today()
    if view.age:
        first, last = AGES[view.age].days(rules().calendar)
        wanted |= {"came": True, "came_first": first, "came_last": last}
    if view.village:
        whole = len(view.village) == _VILLAGE_LENGTH
        wanted["village" if whole else "area"] = view.village
    if view.owner:
        whose = subject().membership_id if view.owner == "me" else view.owner
        wanted |= {"nobody": True} if view.owner == "none" else {"owner": int(whose)}
    if subject().role == "facilitator":
        wanted["villages"] = [*subject().village_codes]
    return wanted


def _type_of(row: Any) -> CaseTypeKey:
    return row.tenant_id, row.case_type, row.type_version


def _today() -> date:
    return clock.today(subject().tenant.timezone)

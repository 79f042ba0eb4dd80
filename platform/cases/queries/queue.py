"""Lists of cases: the queue by deadline, what a code leads to, and the cases of one person."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)
from sqlalchemy import case as when

from cases.machine import FINAL, State
from cases.models import Case
from cases.queries import due, facts
from cases.queries.confidential import initials
from cases.queries.visible import day_of, in_own_villages, visible
from foundation import clock
from foundation.db import db, read
from reference import codes
from reference.queries import Place, places
from registry.models import Person
from settings.queries import CaseTypeKey, rules, words_of_cases
from tenants.access import subject
from tenants.models import Membership
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
_PLACE = re.compile(r"\d\d\.\d\d\.\d\d(\.\d{4})?", re.ASCII)
_VILLAGE_LENGTH = len("19.06.01.2001")
_KNOWN = {"state": tuple(State), "due": ("late", "today"), "owner": ("me", "none")}


@dataclass(frozen=True)
class QueueView:
    """Which part of the queue is looked at. The address holds it, so that it can be kept and sent on."""

    state: str | None = None
    due: str | None = None
    village: str | None = None
    """A village, or a district (kecamatan) with all its villages."""
    sector: str | None = None
    owner: str | None = None

    @classmethod
    def from_args(cls, args: Mapping[str, str]) -> "QueueView":
        """From an address; what is not known there is left out."""
        given = {name: args.get(name) for name in cls.__dataclass_fields__}
        fits = {
            "sector": given["sector"] in codes.SECTORS,
            "village": bool(_PLACE.fullmatch(given["village"] or "")),
            **{name: given[name] in known for name, known in _KNOWN.items()},
        }
        return cls(**{name: value for name, value in given.items() if fits[name]})

    def args(self) -> dict[str, str]:
        """For url_for."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def but(self, **changes: str | None) -> "QueueView":
        """The same view with something changed."""
        return replace(self, **changes)


class QueueRow(NamedTuple):
    """A case in a list."""

    id: int
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
    by_state: dict[State, int]


def queue(view: QueueView, cursor: str | None = None, size: int = SIZE) -> Page[QueueRow]:
    """Open cases, nearest deadline first; those of a final state, when the view asks for one, newest first.

    At most 3 statements, whatever the number of rows, and one once the process knows the names.
    """
    wanted = _wanted(view)
    newest_first = view.state in FINAL
    if after := decode_cursor(cursor, (str, int)):
        wanted |= {"after_day": day_of(after[0]), "after_id": after[1]}
    found = read(_listed(tuple(wanted), newest_first), **wanted, rows=size + 1)
    page = page_of(found, size, lambda row: (row.queue_on.isoformat(), row.id))
    return Page(_labelled(page.rows), next=page.next)


def queue_counts() -> QueueCounts:
    """From the facts, whatever the number of cases; a facilitator's few villages are counted. One statement."""
    if subject().role == "facilitator":
        return _counted_in_villages()
    counted = dict(read(_counts(), until=_today(), me=subject().membership_id))
    totals = facts.totals_in(counted)
    return QueueCounts(totals.open, totals.late, totals.today, counted["mine"], totals.by_state)


def search_cases(text: str, limit: int = 20) -> list[QueueRow]:
    """Cases whose code begins with `text`, newest first. Not by LIKE: it loses its index under RLS."""
    begins = Case.code.op("^@", is_comparison=True)(text.strip().upper())
    return _cases_that(begins, limit)


def cases_of(person_id: int, limit: int = 20) -> list[QueueRow]:
    """The cases of one person, newest first."""
    return _cases_that(Case.person_id == person_id, limit)


def open_cases(condition: ColumnElement[bool], limit: int = 20) -> list[QueueRow]:
    """Open cases for which this holds, newest first."""
    return _cases_that(and_(Case.closed_at.is_(None), condition), limit)


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
    others = _rows().add_columns(Case.duplicate_of).where(visible(), linked, Case.id != case.id)
    found = db.session.execute(others.order_by(Case.id.desc()).limit(limit)).all()
    rows = list(zip(_labelled(found), [each.duplicate_of for each in found], strict=True))
    return Related(
        of_the_person=[row for row, _of in rows if row.person_id == case.person_id],
        goes_on_in=next((row for row, _of in rows if row.id == case.duplicate_of), None),
        duplicates=[row for row, of in rows if of == case.id],
    )


def _cases_that(condition: ColumnElement[bool], limit: int) -> list[QueueRow]:
    found = db.session.execute(_rows().where(visible(), condition).order_by(Case.id.desc()).limit(limit))
    return _labelled(found.all())


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Case.tenant_id, Case.id, Case.code, Case.person_id, Case.sector, Case.case_type, Case.type_version,
            Case.village_code, Case.state,
            Case.due_on, Case.queue_on, Case.emergency, Case.opened_on,
            Case.confidential,
            Person.name.label("person_name"), Person.nik_masked, Membership.name.label("owner_name"),
        )
        .join(Person, and_(Person.tenant_id == Case.tenant_id, Person.id == Case.person_id))
        .outerjoin(Membership, and_(Membership.tenant_id == Case.tenant_id, Membership.id == Case.owner_id))
    )  # fmt: skip


_CONDITIONS: dict[str, ColumnElement[bool]] = {
    "open": Case.closed_at.is_(None),
    "state": Case.state == bindparam("state"),
    "late": due.late(bindparam("late", type_=Date)),
    "today": due.due_within(bindparam("today", type_=Date)),
    "village": Case.village_code == bindparam("village"),
    "under": Case.village_code.op("^@", is_comparison=True)(bindparam("under")),
    "villages": in_own_villages(),
    "sector": Case.sector == bindparam("sector"),
    "me": Case.owner_id == bindparam("me"),
    "nobody": Case.owner_id.is_(None),
}
"""What a view can ask for, by the name of its value. `^@`, because LIKE loses its index under row level security."""


@cache
def _listed(names: tuple[str, ...], newest_first: bool) -> Select[*tuple[Any, ...]]:
    """The statement for the conditions of these names. Built once for each set: SQLAlchemy only fills in the values."""
    key = tuple_(Case.queue_on, Case.id)
    place = tuple_(bindparam("after_day", type_=Date), bindparam("after_id", type_=BigInteger))
    statement = _rows().where(*(_CONDITIONS[name] for name in names if name in _CONDITIONS))
    if "after_id" in names:
        statement = statement.where(key < place if newest_first else key > place)
    order = (Case.queue_on.desc(), Case.id.desc()) if newest_first else (Case.queue_on, Case.id)
    return statement.order_by(*order).limit(bindparam("rows", type_=Integer))


@cache
def _counts() -> Select[*tuple[Any, ...]]:
    mine = select(literal_column("'mine'").label("what"), func.count().label("n")).where(
        _CONDITIONS["me"], _CONDITIONS["open"]
    )
    return facts.union_of(*facts.totals_parts(), mine)


def _labelled(rows: Any) -> list[QueueRow]:
    named = places(db.session(), {row.village_code for row in rows}) if rows else {}
    sectors = codes.labels(codes.SECTORS)
    types = {key: words.label for key, words in words_of_cases(map(_type_of, rows)).items()}
    calendar = rules().calendar
    today = calendar.today()
    return [
        QueueRow(
            id=row.id,
            code=row.code,
            person_id=row.person_id,
            person_name=initials(row.person_name) if row.confidential else row.person_name,
            nik_masked="" if row.confidential else row.nik_masked,
            sector=row.sector,
            sector_label=sectors[row.sector],
            case_type=row.case_type,
            case_type_label=types[_type_of(row)],
            place=named[row.village_code],
            state=State(row.state),
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
    if view.state:
        wanted["state"] = view.state
    if view.due:
        wanted[view.due] = _today()
    if view.village:
        whole = len(view.village) == _VILLAGE_LENGTH
        wanted |= {"village": view.village} if whole else {"under": f"{view.village}."}
    if view.sector:
        wanted["sector"] = view.sector
    if view.owner:
        wanted |= {"nobody": True} if view.owner == "none" else {"me": subject().membership_id}
    if subject().role == "facilitator":
        wanted["villages"] = subject().village_codes
    return wanted


def _counted_in_villages() -> QueueCounts:
    today = _today()
    mine = subject().membership_id
    rows = db.session.execute(
        select(
            Case.state,
            func.count().label("n"),
            func.count(when((Case.due_on < today, 1))).label("late"),
            func.count(when((Case.due_on == today, 1))).label("today"),
            func.count(when((Case.owner_id == mine, 1))).label("mine"),
        )
        .where(visible(), Case.closed_at.is_(None))
        .group_by(Case.state)
    ).all()
    late, due_today, own = (sum(getattr(row, name) for row in rows) for name in ("late", "today", "mine"))
    by_state = {State(row.state): row.n for row in rows}
    return QueueCounts(sum(by_state.values()), late, due_today, own, by_state)


def _type_of(row: Any) -> CaseTypeKey:
    return row.tenant_id, row.case_type, row.type_version


def _today() -> date:
    return clock.today(subject().tenant.timezone)

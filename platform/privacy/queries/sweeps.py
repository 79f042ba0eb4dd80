"""Whose data are past their time: one statement over a whole office, and the lists that were made of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import (
    CTE,
    TIMESTAMP,
    ColumnElement,
    Select,
    Subquery,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import aliased

from cases.models import Case, IncomingReferral
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from privacy.law import RETENTION
from privacy.models import DataRequest, RetentionItem, RetentionSweep
from privacy.queries.retention import OF_CASES, RUNNING, UNDECIDED, span_of
from registry.models import Participation, Person
from registry.queries import PersonRow, person_rows
from tenants import audit
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
PAST = 12
"""Lists of earlier times on the page."""
UNANSWERED = ("open", "working")


@dataclass(frozen=True)
class ItemRow:
    """Somebody on a list."""

    item: RetentionItem
    person: PersonRow


def past_their_time(at: datetime) -> Select[*tuple[Any, ...]]:
    """person_id, kinds, restricted, disputed of everybody of whom something may go at that moment and has not gone yet.

    What `due_scopes` says of one person, asked of all; asked again of each before anything is erased.
    """
    whose = _records()
    cases = _cases_of(whose, at)
    due = {"registry": _whole_record_due(whose, cases, at)}
    due |= {kind: func.coalesce(cases.c[kind], False) for kind in OF_CASES}
    due["case"] = or_(due["case"], due["registry"])  # rows that name the person and no case go with the person
    kinds = func.array_remove(array([case((is_due, literal(kind))) for kind, is_due in due.items()]), null())
    asked = _people_with(whose, DataRequest, DataRequest.state.in_(UNANSWERED))
    return (
        select(
            Person.id.label("person_id"),
            func.to_jsonb(kinds).label("kinds"),
            Person.restricted_at.is_not(None).label("restricted"),
            Person.id.in_(asked).label("disputed"),
        )
        .outerjoin(cases, cases.c.root == Person.id)
        .where(Person.tenant_id == current_tenant_id(), Person.merged_into.is_(None), or_(*due.values()))
    )


def _records() -> CTE:
    """id and root of every record: whose it is today, however often it was merged."""
    first = select(Person.id, Person.id.label("root")).where(Person.merged_into.is_(None))
    record = first.cte("record", recursive=True)
    merged = aliased(Person)
    return record.union_all(select(merged.id, record.c.root).where(merged.merged_into == record.c.id))


def _people_with(whose: CTE, model: Any, condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return select(whose.c.root).join(model, model.person_id == whose.c.id).where(condition)


def _swept(whose: CTE) -> Subquery:
    """root and when something of the person was last erased, by a list or at their wish."""
    lists = select(RetentionItem.person_id, RetentionItem.done_at).where(RetentionItem.state == "erased")
    wishes = select(DataRequest.person_id, DataRequest.decided_at).where(
        DataRequest.kind == "erasure", DataRequest.state == "granted"
    )
    erased = union_all(lists, wishes).subquery()
    return (
        select(whose.c.root, func.max(erased.c.done_at).label("at"))
        .join(erased, erased.c.person_id == whose.c.id)
        .group_by(whose.c.root)
        .subquery()
    )


def _cases_of(whose: CTE, at: datetime) -> Subquery:
    """root, whether a case is open, when the last was closed, and for each kind whether it is due of some case."""
    swept = _swept(whose)

    def newly_due(kind: str) -> ColumnElement[bool]:
        """Closed long enough ago for its kind, and not yet so when something of the person was last erased."""
        span = _years(kind)
        since = or_(swept.c.at.is_(None), Case.closed_at > swept.c.at - span)
        return func.coalesce(func.bool_or(and_(Case.closed_at <= at - span, since)), False)

    return (
        select(
            whose.c.root,
            func.bool_or(Case.closed_at.is_(None)).label("open"),
            func.max(Case.closed_at).label("last"),
            *(newly_due(kind).label(kind) for kind in OF_CASES),
        )
        .join(Case, Case.person_id == whose.c.id)
        .outerjoin(swept, swept.c.root == whose.c.root)
        .group_by(whose.c.root)
        .subquery()
    )


def _whole_record_due(whose: CTE, cases: Subquery, at: datetime) -> ColumnElement[bool]:
    recorded = func.coalesce(func.timezone("UTC", cast(Person.observed_on, TIMESTAMP)), Person.created_at)
    return and_(
        Person.erased_at.is_(None),
        recorded <= at - _years("registry"),
        ~func.coalesce(cases.c.open, False),
        or_(cases.c.last.is_(None), cases.c.last <= at - _years("case")),
        Person.id.not_in(_people_with(whose, Participation, Participation.standing.in_(RUNNING))),
        Person.id.not_in(_people_with(whose, IncomingReferral, UNDECIDED)),
    )


def open_sweep(locked: bool = False) -> RetentionSweep | None:
    """The list that is not done yet; there is one at most."""
    wanted = select(RetentionSweep).where(RetentionSweep.state != "done")
    return db.session.scalars(wanted.with_for_update() if locked else wanted).one_or_none()


def get_sweep(sweep_id: int, locked: bool = False) -> RetentionSweep:
    """One list. Refused 404."""
    wanted = select(RetentionSweep).where(RetentionSweep.id == sweep_id)
    found = db.session.scalars(wanted.with_for_update() if locked else wanted).one_or_none()
    if found is None:
        raise Refused(_("Daftar ini tidak ditemukan."), status=404, code="not_found")
    return found


def past_sweeps() -> list[RetentionSweep]:
    """The last few that are done, the newest first."""
    done = select(RetentionSweep).where(RetentionSweep.state == "done")
    return list(db.session.scalars(done.order_by(RetentionSweep.id.desc()).limit(PAST)))


def last_listed() -> datetime | None:
    """When the newest list was made."""
    newest = select(RetentionSweep.listed_at).order_by(RetentionSweep.id.desc()).limit(1)
    return db.session.scalars(newest).one_or_none()


def items_of(sweep: RetentionSweep, state: str, cursor: str | None, size: int = SIZE) -> Page[ItemRow]:
    """People on a list in one state, page by page; whoever looks is written down. 3 statements."""
    wanted = select(RetentionItem).where(RetentionItem.sweep_id == sweep.id, RetentionItem.state == state)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(RetentionItem.id > after[0])
    found = list(db.session.scalars(wanted.order_by(RetentionItem.id).limit(size + 1)))
    page = page_of(found, size, lambda item: (item.id,))
    people = person_rows(item.person_id for item in page.rows)
    audit.record("retention.listed", "retention_sweep", sweep.id, state=state)
    return Page([ItemRow(item, people[item.person_id]) for item in page.rows], next=page.next)


def _years(kind: str) -> timedelta:
    span = span_of(RETENTION[kind])
    if span is None:
        raise KeyError(kind)  # what is never erased is on no list
    return span

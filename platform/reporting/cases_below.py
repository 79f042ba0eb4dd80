"""The cases of a province's districts, as its supervisor sees them: what, where, how far, by when; never who.

Each district's index gives its own first rows, and only those are merged: a province waits no longer than the sum of
its districts' first pages, however many cases lie behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Date, Integer, Select, bindparam, column, func, select, true

from cases.machine import State
from cases.models import Case
from cases.queries import due
from foundation.clock import today
from foundation.db import db
from foundation.reading import read
from reference import codes
from reference.calendar import WorkingCalendar
from reference.queries import place_labels
from reporting.queries import SOON
from settings.queries import CaseTypeKey, rules_at, words_of_cases
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of

SIZE = 50


@dataclass(frozen=True)
class CasesView:
    """Which cases a supervisor looks at; the address holds it. Without a state: those that are open."""

    district: int | None = None
    state: str | None = None
    sector: str | None = None
    due: str | None = None

    @classmethod
    def from_args(cls, args: Mapping[str, str], district_ids: tuple[int, ...]) -> "CasesView":
        """From an address; what is not known there, or not below the reader, is left out."""
        district = args.get("district", "")
        return cls(
            int(district) if district in {str(each) for each in district_ids} else None,
            args.get("state") if args.get("state") in set(State) else None,
            args.get("sector") if args.get("sector") in codes.SECTORS else None,
            args.get("due") if args.get("due") in ("late", "soon") else None,
        )

    def args(self) -> dict[str, Any]:
        """For url_for."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    def but(self, **changes: Any) -> "CasesView":
        """The same view with something changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class CaseLine:
    """A case as a supervisor sees it: what, where, how far, by when; never who."""

    tenant_id: int
    id: int
    code: str
    district: str
    sector_label: str
    type_label: str
    place: str
    state: State
    due_on: date | None
    due_days: int | None
    """Working days left; None while the clock rests."""
    emergency: bool


def districts_below(parent_id: int) -> list[Any]:
    """Number, name and time zone of the tenants directly below, by name. One statement."""
    return read(_BELOW, parent=parent_id)


_BELOW: Any = (
    select(Tenant.id, Tenant.name, Tenant.timezone)
    .where(Tenant.parent_id == bindparam("parent", type_=Integer))
    .order_by(Tenant.name, Tenant.id)
)


def provincial_cases(
    view: CasesView, districts: Sequence[Any], cursor: str | None = None, size: int = SIZE
) -> Page[CaseLine]:
    """Cases of the districts (`districts_below`), the nearest deadline first. Three statements, whatever the number of
    cases."""
    chosen = [each for each in districts if view.district in (None, each.id)]
    if not chosen:
        return Page([])
    values: dict[str, Any] = {
        "ids": [each.id for each in chosen],
        "days": [today(each.timezone) for each in chosen],
        "many": size + 1,
    }
    if after := decode_cursor(cursor, (str, int, int)):
        values |= {"day": _day(after[0]), "tenant_id": after[1], "id": after[2]}
    found = read(_first(view.but(district=None), after is not None), **values)
    page = page_of(found, size, lambda row: (row.queue_on.isoformat(), row.tenant_id, row.id))
    return Page(_labelled(page.rows, chosen), next=page.next)


@lru_cache(maxsize=128)
def _first(view: CasesView, continued: bool) -> Select[*tuple[Any, ...]]:
    """Written once for each way of looking; values: `ids` and `days` of the districts, `many`, and where it goes on."""
    site = (
        func.unnest(bindparam("ids", type_=ARRAY(Integer)), bindparam("days", type_=ARRAY(Date)))
        .table_valued(column("id", Integer), column("today", Date), name="site")
        .render_derived()
    )
    key, many = (Case.queue_on, Case.tenant_id, Case.id), bindparam("many", type_=Integer)
    local = site.c.today
    own = _lines().where(Case.tenant_id == site.c.id, *_wanted(view, local))
    if continued:
        day, tenant_id = bindparam("day", type_=Date), bindparam("tenant_id", type_=Integer)
        own = own.where(
            func.row(*key) > func.row(day, tenant_id, bindparam("id", type_=BigInteger)), Case.queue_on >= day
        )
    first = own.order_by(Case.queue_on, Case.id).limit(many).lateral("first")
    merged = select(first).select_from(site).join(first, true())
    return merged.order_by(first.c.queue_on, first.c.tenant_id, first.c.id).limit(many)


def _lines() -> Any:
    """Only the columns that a supervisor's role has been granted."""
    return select(
        Case.tenant_id, Case.id, Case.code, Case.sector, Case.case_type, Case.type_version, Case.village_code,
        Case.state, Case.due_on, Case.queue_on, Case.emergency,
    )  # fmt: skip


def _wanted(view: CasesView, local: Any) -> list[Any]:
    """A state says enough: with `closed_at` besides, the planner expects hardly any such cases and reads them all."""
    conditions: list[Any] = [Case.state == view.state] if view.state else [Case.closed_at.is_(None)]
    if view.sector:
        conditions.append(Case.sector == view.sector)
    if view.due == "late":
        conditions.append(due.late(local))
    if view.due == "soon":
        conditions.append(due.due_within(local, SOON))
    return conditions


def _day(text_: str) -> date:
    try:
        return date.fromisoformat(text_)
    except ValueError:
        return date.min  # a cursor nobody was given: from the beginning


def _labelled(rows: Any, districts: Sequence[Any]) -> list[CaseLine]:
    places = place_labels(db.session(), [row.village_code for row in rows])
    tenant = {each.id: each for each in districts}
    in_force = rules_at({row.tenant_id for row in rows})
    words = words_of_cases(map(_type_of, rows))
    return [
        CaseLine(
            row.tenant_id,
            row.id,
            row.code,
            tenant[row.tenant_id].name,
            codes.SECTORS[row.sector].label,
            words[_type_of(row)].label,
            places[row.village_code],
            State(row.state),
            row.due_on,
            _days_left(in_force[row.tenant_id].calendar, row.due_on),
            row.emergency,
        )
        for row in rows
    ]


def _type_of(row: Any) -> CaseTypeKey:
    return row.tenant_id, row.case_type, row.type_version


def _days_left(calendar: WorkingCalendar, due_on: date | None) -> int | None:
    return None if due_on is None else calendar.working_days_between(calendar.today(), due_on)

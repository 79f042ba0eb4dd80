"""The cases of a province's districts, as its supervisor sees them: what, where, how far, by when; never who.

Each district's index gives its own first rows, and only those are merged: a province waits no longer than the sum of
its districts' first pages, however many cases lie behind them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BigInteger, Date, Integer, any_, bindparam, case, func, select, true

from cases.machine import State
from cases.models import Case
from cases.queries import due
from foundation.clock import today
from foundation.db import db
from foundation.kept import Kept
from foundation.reading import Question, Statement, ask_together
from foundation.tenancy import Context, current
from reference import codes
from reference.calendar import TIMEZONES
from reference.queries import place_labels
from reporting.queries import SOON
from settings.queries import CaseTypeKey, asking_below, rules_below, words_of_cases
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of

SIZE = 50
_STATES = {state.value: state for state in State}


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
        return {name: value for name, value in vars(self).items() if value is not None}

    def but(self, **changes: Any) -> "CasesView":
        """The same view with something changed."""
        return replace(self, **changes)


class CaseLine(NamedTuple):
    """A case as a supervisor sees it: what, where, how far, by when; never who. The page takes it apart in this
    order."""

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


def districts_below(parent_id: int) -> Question:
    """The tenants directly below, by name, and what it takes to show their cases."""
    return asking_below(parent_id)


def provincial_cases(
    view: CasesView, districts: Question, cursor: str | None = None, size: int = SIZE, beside: Question | None = None
) -> Page[CaseLine]:
    """Cases of the districts (`districts_below`), the nearest deadline first. What else it takes to show them travels
    with them, and what is asked `beside`: one round trip, two where this page no longer reaches as far as it did."""
    along = [districts, *([beside] if beside else [])]
    values = {**districts.values, "sites": [*current().district_ids], "each": size + 1, "many": size + 1 + SPARE}
    if view.due:
        values |= _days()
    values |= {name: value for name, value in view.args().items() if name != "due"}
    after = decode_cursor(cursor, (str, int, int))
    if after:
        values |= {"day": _day(after[0]), "tenant_id": after[1], "id": after[2]}
    found = _found(view, cursor, values, along)
    page = page_of(found[: size + 1], size, lambda row: (row.queue_on.isoformat(), row.tenant_id, row.id))
    return Page(_labelled(page.rows, districts), next=page.next)


SPARE = 10
"""Rows read beyond the page, so that a page still reaches as far once some of its cases are done."""
_Place = tuple[Context, CasesView, str | None, int]
"""Who reads which page of what, and how many rows that takes."""
_reached: Kept[_Place, tuple[date, int]] = Kept(4096)
"""Deadline and district up to which a page was read the last time."""


def _found(view: CasesView, cursor: str | None, values: Mapping[str, Any], along: Sequence[Question]) -> Sequence[Any]:
    """A page is asked for no further than it reached the last time, and once more in full where that no longer fills
    it: the nearest fifty of many districts lie close together, and each need not give fifty of its own."""
    place = current(), view, cursor or None, values["many"]
    reached = _reached.get(place)
    if reached is not None:
        within = {**values, "last_day": reached[0], "last_tenant": reached[1]}
        found = _asked(_listed(view, cursor, within=True), within, along)
        if len(found) >= values["each"]:
            return _reaching(place, found)
    return _reaching(place, _asked(_listed(view, cursor, within=False), values, along))


def _reaching(place: _Place, found: Sequence[Any]) -> Sequence[Any]:
    """Remembered only where there is more than the page and what it spares."""
    if len(found) == place[-1]:
        _reached.put(place, (found[-1].queue_on, found[-1].tenant_id))
    return found


def _asked(statement: Statement, values: Mapping[str, Any], along: Sequence[Question]) -> Sequence[Any]:
    asked = Question(statement, values)
    ask_together(asked, *along)
    return asked.answer()


def _listed(view: CasesView, cursor: str | None, *, within: bool) -> Statement:
    return _written(frozenset(view.args()), view.due, tuple(_days()), bool(cursor), within)


@lru_cache(maxsize=256)
def _written(
    asked: frozenset[str], when: str | None, days: tuple[str, ...], continued: bool, within: bool
) -> Statement:
    """Each district's index gives its own first rows, and those are merged. The districts of the reader are named
    once: named again for each of them (`every_tenant`), they cost more than its rows."""
    local: Any = bindparam(TODAY, type_=Date)
    if TODAY not in days:
        local = case({zone: bindparam(_wall(zone), type_=Date) for zone in TIMEZONES}, value=Tenant.timezone)
    own = _lines().where(Case.tenant_id == Tenant.id, *_wanted(asked, when, local))
    if within:
        own = own.where(Case.queue_on <= _last_day_of(Tenant.id))
    if continued:
        day, tenant_id = bindparam("day", type_=Date), bindparam("tenant_id", type_=Integer)
        behind = func.row(day, tenant_id, bindparam("id", type_=BigInteger))
        own = own.where(func.row(Case.queue_on, Case.tenant_id, Case.id) > behind, Case.queue_on >= day)
    limit = bindparam("each", type_=Integer)
    first = own.order_by(Case.queue_on, Case.id).limit(limit).correlate(Tenant).lateral("first")
    sites = bindparam("sites", type_=ARRAY(Integer))
    merged = select(first).select_from(Tenant).join(first, true())
    merged = merged.where(Tenant.parent_id == bindparam("parent", type_=Integer), Tenant.id == any_(sites))
    if "district" in asked:
        merged = merged.where(Tenant.id == bindparam("district", type_=Integer))
    merged = merged.order_by(first.c.queue_on, first.c.tenant_id, first.c.id)
    return merged.limit(bindparam("many", type_=Integer)).execution_options(every_tenant=True)


def _last_day_of(tenant_id: Any) -> Any:
    """On the last day, districts with a higher number stand behind all that was read."""
    last = bindparam("last_day", type_=Date)
    return case((tenant_id <= bindparam("last_tenant", type_=Integer), last), else_=last - 1)


TODAY = "today"


def _days() -> dict[str, date]:
    """One date, or in the hours in which Indonesia's time zones stand on different ones, each wall's own."""
    walls = {_wall(zone): today(zone) for zone in TIMEZONES}
    (day, *others) = set(walls.values())
    return walls if others else {TODAY: day}


def _wall(zone: str) -> str:
    return f"{TODAY}_{TIMEZONES[zone]}"


def _lines() -> Any:
    """Only the columns that a supervisor's role has been granted."""
    return select(
        Case.tenant_id, Case.id, Case.code, Case.sector, Case.case_type, Case.type_version, Case.village_code,
        Case.state, Case.due_on, Case.queue_on, Case.emergency,
    )  # fmt: skip


def _wanted(asked: frozenset[str], when: str | None, local: Any) -> list[Any]:
    """A state says enough: with `closed_at` besides, the planner expects hardly any such cases and reads them all."""
    conditions: list[Any] = [Case.state == bindparam("state") if "state" in asked else Case.closed_at.is_(None)]
    if "sector" in asked:
        conditions.append(Case.sector == bindparam("sector"))
    if when == "late":
        conditions.append(due.late(local))
    if when == "soon":
        conditions.append(due.due_within(local, SOON))
    return conditions


def _day(text_: str) -> date:
    try:
        return date.fromisoformat(text_)
    except ValueError:
        return date.min  # a cursor nobody was given: from the beginning


def _labelled(rows: Sequence[Any], districts: Question) -> list[CaseLine]:
    places = place_labels(db.session(), {row.village_code for row in rows})
    called = {each.id: each.name for each in districts.answer()}
    in_force = rules_below(districts, {row.tenant_id for row in rows})
    calendars = {id_: rules.calendar for id_, rules in in_force.items()}
    days = {id_: calendar.today() for id_, calendar in calendars.items()}
    types, sectors = codes.labels(words_of_cases(map(_type_of, rows))), codes.labels(codes.SECTORS)
    return [
        CaseLine(
            row.tenant_id,
            row.id,
            row.code,
            called[row.tenant_id],
            sectors[row.sector],
            types[_type_of(row)],
            places[row.village_code],
            _STATES[row.state],
            row.due_on,
            calendars[row.tenant_id].working_days_between(days[row.tenant_id], row.due_on) if row.due_on else None,
            row.emergency,
        )
        for row in rows
    ]


def _type_of(row: Any) -> CaseTypeKey:
    return row.tenant_id, row.case_type, row.type_version

"""Cases written down as they stand, not walked step by step: hundreds in a second. Their people are recorded by the
real action for lists."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql

from cases.models import Case, CaseEvent, CaseIntake, YearCounter
from foundation import clock
from foundation.db import db
from registry.actions.bulk import Incoming, record_people
from registry.actions.observations import Seen
from slrt.demo.citizens import citizen
from slrt.demo.sites import Office
from slrt.demo.stories import Story

_AT_DESK = time(3)
"""Mid-morning at the desk, in universal time."""
_FIELDS = ("name", "nik", "family_card", "birth_place", "address", "village_code", "sex", "birth_date")
_AT_ONCE = {"render_nulls": True}


def working_day(day: date) -> date:
    """That day, or the Friday before."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def at_desk(day: date) -> datetime:
    """When somebody works on a case that day."""
    return datetime.combine(day, _AT_DESK, UTC)


def come(office: Office, numbers: Iterable[int], chance: Random) -> list[tuple[int, str]]:
    """Person and village of each who has come, recorded as from a list. As staff of the office."""
    rows, villages = [], {}
    for number in numbers:
        village = chance.choice(office.villages)
        told = citizen(office.place, village, number, chance)
        day, month, short = (int(told["nik"][at : at + 2]) for at in (6, 8, 10))
        sex, born = ("female", day - 40) if day > 40 else ("male", day)
        birth = date(2000 + short if short < 5 else 1900 + short, month, born)
        rows.append((number, *({**told, "sex": sex, "birth_date": birth.isoformat()}[name] for name in _FIELDS)))
        villages[number] = village
    recorded = record_people(Incoming(_FIELDS, rows), Seen(clock.today("Asia/Jakarta"), "import", ""), None)
    return [(each.person_id, villages[each.line]) for each in recorded]


def write_down(office: Office, written: Sequence[tuple[Story, Mapping[str, Any]]]) -> None:
    """Cases in the order of their days, each with its story and as its row stands but for the code: they get the next
    numbers. As staff of the office."""
    stories, rows = zip(*written, strict=True)
    coded = _coded(office, rows)
    ordered = insert(Case).returning(Case.id, sort_by_parameter_order=True)
    made = db.session.scalars(ordered, coded, execution_options=_AT_ONCE).all()
    db.session.execute(
        insert(CaseIntake),
        [
            {"tenant_id": office.tenant_id, "case_id": id_, "summary": story.summary, "story": story.words}
            for id_, story in zip(made, stories, strict=True)
        ],
    )
    events = [event for id_, row in zip(made, coded, strict=True) for event in _events(id_, row)]
    db.session.execute(insert(CaseEvent), events, execution_options=_AT_ONCE)


def _coded(office: Office, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    given = Counter(row["opened_on"].year for row in rows)
    numbers = {year: _numbers(office, year, n) for year, n in given.items()}
    return [
        {**row, "code": f"{office.place.prefix}-{row['opened_on']:%y}-{next(numbers[row['opened_on'].year]):06}"}
        for row in rows
    ]


def _numbers(office: Office, year: int, n: int) -> Any:
    """The next n of that year's series."""
    counter = postgresql.insert(YearCounter).values(tenant_id=office.tenant_id, series="case", year=year, last=n)
    counted = counter.on_conflict_do_update(
        index_elements=["tenant_id", "series", "year"], set_={"last": YearCounter.last + n}
    )
    last = db.session.scalars(counted.returning(YearCounter.last)).one()
    return iter(range(last - n + 1, last + 1))


def _events(case_id: int, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The first and the last step: what lies between nobody asks."""
    first = {
        "case_id": case_id, "at": row["opened_at"], "move": "register", "from_state": None, "to_state": "registered",
        "actor_name": "Petugas", "actor_role": "front_office",
    }  # fmt: skip
    if row["closed_at"] is None:
        return [first]
    close = {"at": row["closed_at"], "move": "close", "from_state": "informed", "to_state": "closed"}
    return [first, {**first, **close}]

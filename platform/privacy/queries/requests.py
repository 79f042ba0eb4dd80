"""Requests of citizens about their own data: what waits, by the law's clock, and one of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, tuple_

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from privacy.law import RIGHTS, Right
from privacy.models import DataRequest
from registry.models import Observation
from registry.queries import PersonRow, get_person, person_rows, records_of
from web.pagination import Page, decode_cursor, page_of

SIZE = 30
COUNTED = 100


@dataclass(frozen=True)
class RequestRow:
    """One line of the desk's list, and what its page begins with."""

    request: DataRequest
    person: PersonRow

    @property
    def right(self) -> Right:
        """What is asked, with its article and clock."""
        return RIGHTS[self.request.kind]

    @property
    def hours_left(self) -> int | None:
        """Whole hours until the law's clock runs out, negative after it; None once answered or without a clock."""
        if self.request.decided_at is not None or self.right.hours is None:
            return None
        seconds = (self.request.due_at - now()).total_seconds()
        return int(seconds // 3600)


def open_requests(cursor: str | None = None, size: int = SIZE) -> Page[RequestRow]:
    """Whose clock runs out first comes first. 3 statements."""
    waiting = select(DataRequest).where(DataRequest.decided_at.is_(None)).order_by(DataRequest.due_at, DataRequest.id)
    if after := decode_cursor(cursor, (str, int)):
        waiting = waiting.where(tuple_(DataRequest.due_at, DataRequest.id) > tuple_(_moment(after[0]), after[1]))
    rows = _rows(db.session.scalars(waiting.limit(size + 1)).all())
    return page_of(rows, size, lambda row: (row.request.due_at.isoformat(), row.request.id))


def answered_requests(cursor: str | None = None, size: int = SIZE) -> Page[RequestRow]:
    """The newest first. 3 statements."""
    done = select(DataRequest).where(DataRequest.decided_at.is_not(None)).order_by(DataRequest.id.desc())
    if after := decode_cursor(cursor, (int,)):
        done = done.where(DataRequest.id < after[0])
    return page_of(_rows(db.session.scalars(done.limit(size + 1)).all()), size, lambda row: (row.request.id,))


def open_count() -> int:
    """How many wait, counted up to COUNTED."""
    waiting: Any = select(DataRequest.id).where(DataRequest.decided_at.is_(None)).limit(COUNTED).subquery()
    return db.session.scalar(select(func.count()).select_from(waiting)) or 0


def get_request(request_id: int, locked: bool = False) -> DataRequest:
    """One of them. Refused (404)."""
    wanted = select(DataRequest).where(DataRequest.id == request_id)
    found = db.session.scalars(wanted.with_for_update() if locked else wanted).one_or_none()
    if found is None:
        raise Refused(_("Permintaan ini tidak ada di daerah Anda."), status=404, code="not_found")
    return found


def request_row(request_id: int) -> RequestRow:
    """The page about one. Refused (404)."""
    return _rows([get_request(request_id)])[0]


def requests_of(person_id: int) -> list[RequestRow]:
    """Those about one person, the newest first; at most twenty."""
    wanted = select(DataRequest).where(DataRequest.person_id == person_id).order_by(DataRequest.id.desc()).limit(20)
    return _rows(db.session.scalars(wanted).all())


def corrected_since(request: DataRequest) -> list[int]:
    """Observations about the person or the household, recorded since the request, that speak of what was wrong."""
    person = get_person(request.person_id)
    about = Observation.person_id.in_(records_of(person)) | (Observation.household_id == person.household_id)
    fresh = select(Observation).where(about, Observation.recorded_at >= request.asked_at)
    return [each.id for each in db.session.scalars(fresh) if request.variable in each.facts]


def requests_for_the_log(request_ids: Collection[int]) -> dict[int, str]:
    """How the access log calls requests."""
    named = select(DataRequest.id, DataRequest.kind).where(DataRequest.id.in_(request_ids))
    return {row.id: f"{RIGHTS[row.kind].label} ({row.id})" for row in db.session.execute(named)}


def _rows(requests: Sequence[DataRequest]) -> list[RequestRow]:
    people = person_rows({each.person_id for each in requests})
    return [RequestRow(each, people[each.person_id]) for each in requests]


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        message = _("Alamat halaman ini tidak lengkap. Mulai lagi dari halaman pertama.")
        raise Refused(message, status=400, code="bad_cursor") from error

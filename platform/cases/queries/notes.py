"""The notes on a case, as its page and the API show them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from cases.models import CaseNote, NoteMention
from cases.queries.case import get_case
from foundation.db import db
from tenants.models import Membership
from tenants.permissions import ROLE_LABELS
from web.pagination import Page, decode_cursor, page_of

SIZE = 20


@dataclass(frozen=True)
class NoteRow:
    """One remark: who, when, what, and who was called to it."""

    id: int
    at: datetime
    author_name: str
    author_role: str
    body: str
    mentioned: list[str]

    @property
    def author_role_label(self) -> str:
        """In the reader's language."""
        return str(ROLE_LABELS.get(self.author_role, self.author_role))


def notes_of(case_id: int, cursor: str | None = None, size: int = SIZE) -> Page[NoteRow]:
    """The notes of a case, newest first. Refused (404) as the case itself is. 2 statements."""
    case = get_case(case_id)
    wanted = select(CaseNote, _names_called()).where(CaseNote.case_id == case.id)
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(CaseNote.id < after[0])
    found = db.session.execute(wanted.order_by(CaseNote.id.desc()).limit(size + 1)).all()
    rows = [
        NoteRow(note.id, note.at, note.author_name, note.author_role, note.body, mentioned or [])
        for note, mentioned in found
    ]
    return page_of(rows, size, lambda row: (row.id,))


def _names_called() -> ScalarSelect[list[str]]:
    same_person = and_(NoteMention.tenant_id == Membership.tenant_id, NoteMention.membership_id == Membership.id)
    return (
        select(func.array_agg(aggregate_order_by(Membership.name, Membership.name)))
        .join(NoteMention, same_person)
        .where(NoteMention.tenant_id == CaseNote.tenant_id, NoteMention.note_id == CaseNote.id)
        .correlate(CaseNote)
        .scalar_subquery()
    )

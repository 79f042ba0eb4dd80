"""The inbox of whoever reads: what they should know, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, func, null, or_, select

from cases.models import Case, Notice
from cases.notices import WORDS
from cases.queries.visible import visible
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Reader
from reference import codes
from tenants.access import subject
from web.pagination import Page, decode_cursor, page_of

SIZE = 30
COUNTED = 100
"""The frame counts unread lines up to here."""


@dataclass(frozen=True)
class NoticeRow:
    """One line of the inbox."""

    id: int
    kind: str
    at: datetime
    read_at: datetime | None
    case_id: int | None
    case_code: str
    """Empty for who may not read cases: an agency knows its referral."""
    case_type: str
    referral_id: int | None

    @property
    def label(self) -> str:
        """What happened, in the reader's language."""
        return str(WORDS[self.kind])

    @property
    def case_type_label(self) -> str:
        """In the reader's language."""
        return codes.CASE_TYPES[self.case_type].label if self.case_type else ""


def inbox(unread: bool = True, cursor: str | None = None, size: int = SIZE) -> Page[NoticeRow]:
    """One's own lines, the newest first; those about a case one may no longer read are left out. 1 statement."""
    wanted = _mine().order_by(Notice.id.desc())
    if unread:
        wanted = wanted.where(Notice.read_at.is_(None))
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(Notice.id < after[0])
    rows = [_row(*found) for found in db.session.execute(wanted.limit(size + 1))]
    return page_of(rows, size, lambda row: (row.id,))


def unread_notices() -> int:
    """How many lines are unread, counted up to COUNTED. 1 statement."""
    some = _mine().where(Notice.read_at.is_(None)).with_only_columns(Notice.id).limit(COUNTED).subquery()
    counted = select(func.count()).select_from(some).execution_options(every_tenant=True)
    return db.session.scalars(counted).one()


def get_notice(notice_id: int) -> NoticeRow:
    """One of one's own lines. Refused (404) otherwise."""
    found = db.session.execute(_mine().where(Notice.id == notice_id)).one_or_none()
    if found is None:
        raise Refused(_("Pemberitahuan ini tidak ada di kotak masuk Anda."), status=404, code="not_found")
    return _row(*found)


def _mine() -> Any:
    """Names the tenant itself: a province's inbox lies in the province, not in its districts."""
    who = subject()
    own = and_(Notice.tenant_id == who.tenant.id, Notice.membership_id == who.membership_id)
    lines = select(Notice, null(), null()).where(own)
    if who.reader is Reader.STAFF:
        case = and_(Case.tenant_id == Notice.tenant_id, Case.id == Notice.case_id)
        lines = select(Notice, Case.code, Case.case_type).outerjoin(Case, case).where(own, _may_read())
    return lines.execution_options(every_tenant=True)


def _may_read() -> ColumnElement[bool]:
    """A line without a case is for everybody it is addressed to."""
    return or_(Notice.case_id.is_(None), and_(Case.id.is_not(None), visible()))


def _row(notice: Notice, code: str | None, case_type: str | None) -> NoticeRow:
    return NoticeRow(
        notice.id, notice.kind, notice.at, notice.read_at, notice.case_id, code or "", case_type or "",
        notice.referral_id,
    )  # fmt: skip

"""The inbox of whoever reads: what they should know, the newest first."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, bindparam, func, literal_column, null, or_, select

from cases.models import Case, Notice
from cases.notices import WORDS
from cases.queries.visible import in_own_villages
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Reader
from reference import codes
from tenants.access import Subject, subject
from tenants.tallies import Tally
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
    incoming_id: int | None
    round_id: int | None

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
    return UNREAD_TALLY.read()["unread"]


def get_notice(notice_id: int) -> NoticeRow:
    """One of one's own lines. Refused (404) otherwise."""
    found = db.session.execute(_mine().where(Notice.id == notice_id)).one_or_none()
    if found is None:
        raise Refused(_("Pemberitahuan ini tidak ada di kotak masuk Anda."), status=404, code="not_found")
    return _row(*found)


def _mine() -> Any:
    who = subject()
    return _lines(_sees_cases(who), _is_limited(who)).params(**_own_lines(who))


@cache
def _lines(with_cases: bool, limited: bool) -> Any:
    """Names the tenant itself: a province's inbox lies in the province, not in its districts."""
    own = and_(Notice.tenant_id == bindparam("tenant"), Notice.membership_id == bindparam("me"))
    lines = select(Notice, null(), null()).where(own)
    if with_cases:
        case = and_(Case.tenant_id == Notice.tenant_id, Case.id == Notice.case_id)
        may_read = and_(Case.id.is_not(None), *([in_own_villages()] if limited else []))
        lines = select(Notice, Case.code, Case.case_type).outerjoin(Case, case)
        lines = lines.where(own, or_(Notice.case_id.is_(None), may_read))
    return lines.execution_options(every_tenant=True)


@cache
def _counting_unread(limited: bool) -> Any:
    """Looks at the newest lines alone, and at their cases only for who does not see all; veiled lines are not there."""
    own = and_(Notice.tenant_id == bindparam("tenant"), Notice.membership_id == bindparam("me"))
    newest = select(Notice.tenant_id, Notice.case_id).where(own, Notice.read_at.is_(None))
    lines: Any = newest.order_by(Notice.id.desc()).limit(COUNTED).subquery()
    counted = select(literal_column("'unread'").label("what"), func.count().label("n")).select_from(lines)
    if limited:
        case = and_(Case.tenant_id == lines.c.tenant_id, Case.id == lines.c.case_id)
        counted = counted.outerjoin(Case, case).where(or_(lines.c.case_id.is_(None), in_own_villages()))
    return counted


def _own_lines(who: Subject) -> dict[str, Any]:
    return {"tenant": who.tenant.id, "me": who.membership_id, "villages": [*who.village_codes]}


def _sees_cases(who: Subject) -> bool:
    """For the others a line without its case is enough: an agency knows its referral."""
    return who.reader is Reader.STAFF


def _is_limited(who: Subject) -> bool:
    return who.role == "facilitator"


UNREAD_TALLY = Tally(lambda who: (_counting_unread(_is_limited(who)),), _own_lines)


def _row(notice: Notice, code: str | None, case_type: str | None) -> NoticeRow:
    return NoticeRow(
        notice.id, notice.kind, notice.at, notice.read_at, notice.case_id, code or "", case_type or "",
        notice.referral_id, notice.incoming_id, notice.round_id,
    )  # fmt: skip

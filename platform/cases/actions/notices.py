"""Letting colleagues and agencies know: a line in each recipient's inbox, and an e-mail where there is an address."""

from sqlalchemy import ColumnElement, Select, select, update

from cases import links
from cases.models import Case, IncomingReferral, Notice
from cases.notices import WORDS
from foundation import clock
from foundation.db import db
from foundation.jobs import later
from foundation.messaging import Letter
from foundation.tenancy import current_tenant_id
from tenants.access import optional_subject, subject
from tenants.models import Membership


def notify(
    kind: str,
    *,
    membership_id: int | None = None,
    role: str | None = None,
    agency_id: int | None = None,
    case_id: int | None = None,
    referral_id: int | None = None,
    incoming_id: int | None = None,
    round_id: int | None = None,
    by_mail: bool = True,
) -> list[Notice]:
    """Tell one member, everybody in a role, or an agency's officers; not whoever is doing it. Needs staff's reader.

    Name one kind of recipient. Not `by_mail`: the caller sees to the mail (`mail_of`) and to what becomes of it.
    Raises KeyError for a kind without words (`cases.notices.WORDS`).
    """
    if kind not in WORDS:
        raise KeyError(kind)
    wanted = _recipients(membership_id, role, agency_id)
    told = []
    for member in db.session.scalars(select(Membership).where(Membership.active, wanted).order_by(Membership.id)):
        if member.id != _doing_it():
            about = {"case_id": case_id, "referral_id": referral_id, "incoming_id": incoming_id}
            about |= {"round_id": round_id, "agency_id": member.agency_id}
            told.append(Notice(membership_id=member.id, kind=kind, at=clock.now(), **about))
    db.session.add_all(told)
    db.session.flush()
    for notice in told if by_mail else ():
        later("cases.mail_notice", notice_id=notice.id)
    return told


def tell_keepers(kind: str, case: Case, referral_id: int | None = None) -> list[Notice]:
    """Tell whoever looks after a case; the managers while nobody does."""
    role = None if case.owner_id else "manager"
    return notify(kind, membership_id=case.owner_id, role=role, case_id=case.id, referral_id=referral_id)


def mail_of(notice_id: int) -> Letter | None:
    """The e-mail that goes with a notice; None for a member without an address."""
    notice = db.session.scalars(select(Notice).where(Notice.id == notice_id)).one()
    address = db.session.scalars(select(Membership.email).where(Membership.id == notice.membership_id)).one()
    if not address:
        return None
    code = db.session.scalars(_code(notice)).one_or_none()
    words = str(WORDS[notice.kind])
    return Letter(
        channel="email",
        recipient=address,
        subject=f"{code}: {words}" if code else words,
        body=f"{words}.\n{f'Kasus: {code}' if code else ''}\n\n{links.house()}\n",
        reference=f"notice-{current_tenant_id()}-{notice.id}",
    )


def _code(notice: Notice) -> Select[str]:
    """The code of what the notice is about: of the case here, or of the one at another site."""
    if notice.incoming_id is not None:
        return select(IncomingReferral.code).where(IncomingReferral.id == notice.incoming_id)
    return select(Case.code).where(Case.id == notice.case_id)


def _recipients(membership_id: int | None, role: str | None, agency_id: int | None) -> ColumnElement[bool]:
    if membership_id is not None:
        return Membership.id == membership_id
    return Membership.role == role if role is not None else Membership.agency_id == agency_id


def _doing_it() -> int | None:
    who = optional_subject()
    return who.membership_id if who else None


def mark_read(notice_id: int) -> None:
    """One of one's own lines has been seen. Another's stays as it is."""
    _mark(Notice.id == notice_id)


def mark_all_read(newest_id: int) -> None:
    """Everything in one's own inbox up to that line has been seen."""
    _mark(Notice.id <= newest_id)


def _mark(which: ColumnElement[bool]) -> None:
    who = subject()
    own = (Notice.tenant_id == who.tenant.id, Notice.membership_id == who.membership_id, Notice.read_at.is_(None))
    seen = update(Notice).where(which, *own).values(read_at=clock.now())
    db.session.execute(seen.execution_options(every_tenant=True, synchronize_session=False))

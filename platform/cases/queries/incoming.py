"""What other sites have asked of this one. Also read by a provincial supervisor: the only thing seen in full there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, tuple_

from cases.models import Case, IncomingEvent, IncomingReferral
from cases.packets import Packet, opened
from cases.queries.cards import ReferralStep
from cases.queries.referrals import shared_in_words
from cases.queries.visible import day_of
from cases.referral_machine import UNDECIDED, ReferralState, possible_for
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from settings.queries import rules
from tenants import audit
from tenants.access import subject
from tenants.models import Tenant
from web.pagination import Page, decode_cursor, page_of

SIZE = 50


@dataclass(frozen=True)
class IncomingRow:
    """A request in the list."""

    id: int
    code: str
    sender: str
    name: str
    """Empty when the citizen did not share it."""
    service: str
    kind: str
    emergency: bool
    state: ReferralState
    result: str | None
    answer_due_on: date
    due_days: int | None


@dataclass(frozen=True)
class IncomingView:
    """One request with everything its page shows."""

    incoming: IncomingReferral
    sender: str
    packet: Packet
    case_type_label: str
    """In the sender's words."""
    shared: list[tuple[str, str]]
    due_days: int | None
    accept_due_days: int | None
    steps: list[ReferralStep]
    moves: list[str]
    case_code: str
    """Of the case that this site has made of it."""

    @property
    def revoked(self) -> ReferralStep | None:
        """The step by which the request was taken back."""
        return next((step for step in self.steps if step.move == "revoke"), None)

    @property
    def shared_fields(self) -> dict[str, str]:
        """What was shared by field, for programs; nothing once the request or the consent was taken back."""
        return self.packet.fields if self.incoming.shared else {}


def own(statement: Any) -> Any:
    """Names the tenant itself: a province's incoming requests lie in the province, not in its districts."""
    named = statement.where(IncomingReferral.tenant_id == current_tenant_id())
    return named.execution_options(every_tenant=True)


def incoming_list(over: bool = False, cursor: str | None = None, size: int = SIZE) -> Page[IncomingRow]:
    """Open requests, the nearest answer date first; those that are over newest first. 2 statements."""
    found = _over(cursor, size) if over else _open(cursor, size)
    page = page_of(found, size, lambda row: _place(row[0], over))
    return Page([_row(*row) for row in page.rows], next=page.next)


def open_incoming() -> int:
    """How many wait. 1 statement."""
    waiting = select(func.count()).select_from(IncomingReferral).where(IncomingReferral.closed_at.is_(None))
    return db.session.scalars(own(waiting)).one()


def incoming_view(incoming_id: int) -> IncomingView:
    """One request; whoever opens it is written down. Refused (404)."""
    found: Any = db.session.execute(own(_with_sender()).where(IncomingReferral.id == incoming_id)).one_or_none()
    if found is None:
        raise Refused(_("Kiriman ini tidak ada di daftar Anda."), status=404, code="not_found")
    incoming, sender = found
    packet = opened(incoming.body_cipher)
    audit.record("incoming.viewed", "incoming", incoming.id)
    return IncomingView(
        incoming=incoming,
        sender=sender,
        packet=packet,
        case_type_label=packet.type_label or rules().case_type(packet.case_type).label,
        shared=shared_in_words(packet) if incoming.shared else [],
        due_days=_days(incoming.answer_due_on) if incoming.closed_at is None else None,
        accept_due_days=_days(incoming.accept_due_on) if incoming.state in UNDECIDED else None,
        steps=_steps(incoming),
        moves=[name for name in possible_for("recipient", incoming.state) if name not in ("receive", "assign")],
        case_code=_case_code(incoming),
    )


def _open(cursor: str | None, size: int) -> Sequence[Any]:
    wanted = own(_with_sender()).where(IncomingReferral.closed_at.is_(None))
    key = tuple_(IncomingReferral.answer_due_on, IncomingReferral.id)
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(key > (day_of(after[0]), after[1]))
    order = (IncomingReferral.answer_due_on, IncomingReferral.id)
    return db.session.execute(wanted.order_by(*order).limit(size + 1)).all()


def _over(cursor: str | None, size: int) -> Sequence[Any]:
    wanted = own(_with_sender()).where(IncomingReferral.closed_at.is_not(None))
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(IncomingReferral.id < after[0])
    return db.session.execute(wanted.order_by(IncomingReferral.id.desc()).limit(size + 1)).all()


def _place(incoming: IncomingReferral, over: bool) -> tuple[Any, ...]:
    return (incoming.id,) if over else (incoming.answer_due_on.isoformat(), incoming.id)


def _with_sender() -> Any:
    return select(IncomingReferral, Tenant.full_name).join(Tenant, Tenant.id == IncomingReferral.from_tenant_id)


def _row(incoming: IncomingReferral, sender: str) -> IncomingRow:
    packet = opened(incoming.body_cipher)
    return IncomingRow(
        id=incoming.id,
        code=incoming.code,
        sender=sender,
        name=packet.fields.get("name", "") if incoming.shared else "",
        service=packet.service,
        kind=incoming.kind,
        emergency=incoming.emergency,
        state=ReferralState(incoming.state),
        result=incoming.result,
        answer_due_on=incoming.answer_due_on,
        due_days=_days(incoming.answer_due_on) if incoming.closed_at is None else None,
    )


def _steps(incoming: IncomingReferral) -> list[ReferralStep]:
    wanted = select(IncomingEvent).where(
        IncomingEvent.tenant_id == incoming.tenant_id, IncomingEvent.incoming_id == incoming.id
    )
    events = db.session.scalars(wanted.order_by(IncomingEvent.id).execution_options(every_tenant=True))
    return [ReferralStep(e.at, e.move, e.actor_name, e.note, e.competent) for e in events]


def _case_code(incoming: IncomingReferral) -> str:
    if incoming.case_id is None or not subject().may("case:read"):
        return ""
    return db.session.scalars(select(Case.code).where(Case.id == incoming.case_id)).one_or_none() or ""


def _days(day: date) -> int:
    calendar = rules().calendar
    return calendar.working_days_between(clock.today(calendar.timezone), day)

"""Referrals and letters as they stand on the page of a case."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from cases.models import Letter, Referral, ReferralEvent
from cases.referral_machine import UNDECIDED, ReferralState, possible_for, referral_told
from foundation.db import db
from settings.queries import rules
from tenants.models import Agency, Membership, Tenant

RECIPIENT = func.coalesce(Agency.name, Tenant.full_name).label("recipient")
"""Whom a referral was sent to, by name; needs `with_recipient`."""


def with_recipient(statement: Any, part: Any = None) -> Any:
    """Join the agency or the site that a referral was sent to; `part` is a table of the referral's parts."""
    if part is not None:
        statement = statement.join(
            Referral, and_(Referral.tenant_id == part.tenant_id, Referral.id == part.referral_id)
        )
    agency = and_(Agency.tenant_id == Referral.tenant_id, Agency.id == Referral.agency_id)
    return statement.outerjoin(Agency, agency).outerjoin(Tenant, Tenant.id == Referral.site_id)


@dataclass(frozen=True)
class ReferralStep:
    """One step of a referral, with the agency's words."""

    at: datetime
    move: str
    actor_name: str
    note: str
    competent: str
    """Whose it is, when the agency said it is not its own."""

    @property
    def title(self) -> str:
        """In the reader's language."""
        return str(referral_told(self.move))


@dataclass(frozen=True)
class LetterRow:
    """A letter in a list, without its PDF."""

    id: int
    referral_id: int | None
    title: str
    number_text: str
    addressee: str
    signer_name: str
    signed_at: datetime
    valid_until: date | None
    revoked_at: datetime | None


@dataclass(frozen=True)
class ReferralCard:
    """A referral with its own state, steps and letter."""

    id: int
    kind: str
    agency_name: str
    """Whom it was sent to: an agency, or another site."""
    officer_name: str
    """Who works on it there; empty while nobody has said."""
    state: ReferralState
    result: str | None
    sent_at: datetime
    accept_due_on: date
    accept_due_days: int | None
    """Working days until they shall say whether they take it on; None once they have."""
    answer_due_on: date
    due_days: int | None
    """Working days until the answer is due; None when it is over."""
    reminders: int
    may_remind: bool
    """Not yet reminded on this working day."""
    version: int
    letter_id: int | None
    letter_number: str
    steps: list[ReferralStep] = field(default_factory=list)

    @property
    def possible(self) -> list[str]:
        """What the sender may do with it now."""
        return possible_for("sender", self.state)


def letters_of(case_id: int) -> list[LetterRow]:
    """The letters of a case, oldest first."""
    return _letters(Letter.case_id == case_id)


def letter_of_referral(referral_id: int) -> LetterRow | None:
    """The letter that went with a referral."""
    return next(iter(_letters(Letter.referral_id == referral_id)), None)


def referral_cards(case_id: int) -> list[ReferralCard]:
    """Every referral of a case, oldest first; 2 statements."""
    rows: Sequence[Any] = db.session.execute(
        with_recipient(
            select(Referral, RECIPIENT, Membership.name, Letter.id, Letter.number_text).select_from(Referral)
        )
        .outerjoin(Membership, and_(Membership.tenant_id == Referral.tenant_id, Membership.id == Referral.officer_id))
        .outerjoin(Letter, and_(Letter.tenant_id == Referral.tenant_id, Letter.referral_id == Referral.id))
        .where(Referral.case_id == case_id)
        .order_by(Referral.id)
    ).all()
    steps = referral_steps([row[0].id for row in rows])
    return [
        _card(referral, recipient, officer, letter_id, number, steps.get(referral.id, []))
        for referral, recipient, officer, letter_id, number in rows
    ]


def referral_steps(referral_ids: list[int]) -> dict[int, list[ReferralStep]]:
    """The steps of each of these referrals, in order."""
    found: dict[int, list[ReferralStep]] = {}
    if not referral_ids:
        return found
    events = select(ReferralEvent).where(ReferralEvent.referral_id.in_(referral_ids)).order_by(ReferralEvent.id)
    for event in db.session.scalars(events):
        step = ReferralStep(event.at, event.move, event.actor_name, event.note, event.competent)
        found.setdefault(event.referral_id, []).append(step)
    return found


def days_to_answer(referral: Referral) -> int | None:
    """Working days left to the agency; None when it has answered."""
    if referral.closed_at is not None:
        return None
    calendar = rules().calendar
    return calendar.working_days_between(calendar.today(), referral.answer_due_on)


def days_to_accept(referral: Referral) -> int | None:
    """Working days left to say whether it is taken on; None once that is said."""
    if ReferralState(referral.state) not in UNDECIDED:
        return None
    calendar = rules().calendar
    return calendar.working_days_between(calendar.today(), referral.accept_due_on)


def _may_remind(referral: Referral) -> bool:
    calendar = rules().calendar
    rested = referral.reminded_on is None or calendar.today() >= calendar.add_working_days(referral.reminded_on, 1)
    return rested and "remind" in possible_for("sender", referral.state)


def _card(
    referral: Referral,
    recipient: str,
    officer: str | None,
    letter_id: int | None,
    number: str | None,
    steps: list[ReferralStep],
) -> ReferralCard:
    return ReferralCard(
        id=referral.id,
        kind=referral.kind,
        agency_name=recipient,
        officer_name=officer or "",
        state=ReferralState(referral.state),
        result=referral.result,
        sent_at=referral.sent_at,
        accept_due_on=referral.accept_due_on,
        accept_due_days=days_to_accept(referral),
        answer_due_on=referral.answer_due_on,
        due_days=days_to_answer(referral),
        reminders=referral.reminders,
        may_remind=_may_remind(referral),
        version=referral.version,
        letter_id=letter_id,
        letter_number=number or "",
        steps=steps,
    )


def _letters(condition: ColumnElement[bool]) -> list[LetterRow]:
    columns = [getattr(Letter, name) for name in LetterRow.__dataclass_fields__]
    return [LetterRow(*row) for row in db.session.execute(select(*columns).where(condition).order_by(Letter.id))]

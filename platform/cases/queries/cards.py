"""Referrals and letters as they stand on the page of a case."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select

from cases.machine import ReferralState, referral_told
from cases.models import Letter, Referral, ReferralEvent
from foundation.db import db
from settings.queries import rules
from tenants.models import Agency


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
    number_text: str
    addressee: str
    signer_name: str
    signed_at: datetime
    valid_until: date


@dataclass(frozen=True)
class ReferralCard:
    """A referral with its own state, steps and letter."""

    id: int
    agency_name: str
    state: ReferralState
    result: str | None
    sent_at: datetime
    answer_due_on: date
    due_days: int | None
    """Working days until the answer is due; None when it is over."""
    version: int
    letter_id: int | None
    letter_number: str
    steps: list[ReferralStep] = field(default_factory=list)


def letters_of(case_id: int) -> list[LetterRow]:
    """The letters of a case, oldest first."""
    return _letters(Letter.case_id == case_id)


def letter_of_referral(referral_id: int) -> LetterRow | None:
    """The letter that went with a referral."""
    return next(iter(_letters(Letter.referral_id == referral_id)), None)


def referral_cards(case_id: int) -> list[ReferralCard]:
    """Every referral of a case, oldest first; 2 statements."""
    rows = db.session.execute(
        select(Referral, Agency.name, Letter.id, Letter.number_text)
        .join(Agency, and_(Agency.tenant_id == Referral.tenant_id, Agency.id == Referral.agency_id))
        .outerjoin(Letter, and_(Letter.tenant_id == Referral.tenant_id, Letter.referral_id == Referral.id))
        .where(Referral.case_id == case_id)
        .order_by(Referral.id)
    ).all()
    steps = referral_steps([row[0].id for row in rows])
    return [
        _card(referral, agency, letter_id, number, steps.get(referral.id, []))
        for referral, agency, letter_id, number in rows
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


def _card(
    referral: Referral, agency: str, letter_id: int | None, number: str | None, steps: list[ReferralStep]
) -> ReferralCard:
    return ReferralCard(
        id=referral.id,
        agency_name=agency,
        state=ReferralState(referral.state),
        result=referral.result,
        sent_at=referral.sent_at,
        answer_due_on=referral.answer_due_on,
        due_days=days_to_answer(referral),
        version=referral.version,
        letter_id=letter_id,
        letter_number=number or "",
        steps=steps,
    )


def _letters(condition: ColumnElement[bool]) -> list[LetterRow]:
    columns = [getattr(Letter, name) for name in LetterRow.__dataclass_fields__]
    return [LetterRow(*row) for row in db.session.execute(select(*columns).where(condition).order_by(Letter.id))]

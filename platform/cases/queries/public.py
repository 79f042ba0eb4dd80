"""What anybody may ask with the right code in hand: how a case stands, and whether a letter is genuine.

Asked as the role slrt_public, which may only call three functions; nothing personal comes back.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text

from cases.machine import FINAL, MOVES, State, in_time, told
from cases.queries.attachments import document_label
from cases.referral_machine import referral_told
from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reference.codes import CaseType
from settings.queries import rules
from settings.rules import Rules, case_type_from
from tenants.models import Tenant

_AGENCY = "referral_"
_AMONG_OURSELVES = {"referral_assign", "referral_acknowledge", "referral_run_late", "refer", "refer_at_once"}
"""Steps that tell a citizen nothing. That a case was referred the referral tells, which names the agency."""
_FOLLOW = text("SELECT * FROM follow_case(:code, :last4)")
_STEPS = text("SELECT * FROM follow_case_steps(:code, :last4)")
_CITIZEN = text("SELECT * FROM follow_case_citizen(:code, :last4)")
_LETTER = text("SELECT * FROM check_letter(:code)")


@dataclass(frozen=True)
class FollowedStep:
    """What was done, without names of people and without words."""

    at: datetime
    title: str
    agency: str


@dataclass(frozen=True)
class Paper:
    """A paper that the desk asked for, and whether the citizen has sent it here. What the desk holds is not said."""

    slug: str
    sent: bool

    @property
    def label(self) -> str:
        """In the reader's language."""
        return document_label(self.slug)


@dataclass(frozen=True)
class CitizenSide:
    """What the citizen has sent and said, and what the machine still leaves to them."""

    missing: list[Paper]
    """While the case waits for papers: those that the desk named."""
    sent: list[str]
    """Slugs of what the citizen has sent, oldest first."""
    waiting: list[str]
    """What was said and is on its way into the story: `objection`, `rating`."""
    satisfied: bool | None
    reopen_until: datetime | None
    may_send: bool
    may_object: bool
    may_rate: bool

    @property
    def sent_labels(self) -> list[str]:
        """What the citizen has sent, in the reader's language, each paper once."""
        return [document_label(slug) for slug in dict.fromkeys(self.sent)]


@dataclass(frozen=True)
class Followed:
    """A case as its citizen may follow it."""

    code: str
    case_type: str | None
    """None for a confidential case: whoever holds the code learns that it is looked after, and nothing else."""
    words: CaseType | None
    """The case type as it was when the case began."""
    state: State
    opened_on: date
    promised_on: date
    due_on: date | None
    due_days: int | None
    closed_at: datetime | None
    office: str
    timezone: str
    """The office's: its days and hours are told as they were there."""
    phone: str
    steps: list[FollowedStep]
    yours: CitizenSide | None
    """None for a confidential case: nothing is sent or said to it here."""

    @property
    def case_type_label(self) -> str:
        """In the reader's language."""
        return self.words.label if self.words else ""


@dataclass(frozen=True)
class CheckedLetter:
    """A letter that was really issued."""

    number_text: str
    title: str
    addressee: str
    signer_name: str
    signer_title: str
    signed_at: datetime
    valid_until: date | None
    expired: bool
    revoked_at: datetime | None
    replaced_by: str
    """Number of the letter that stands in its place."""
    issuer: str
    timezone: str
    """The office's: the page says the day that stands on the paper."""


def follow(code: str, last4: str) -> Followed | None:
    """The case with that code, for who knows the last four digits of the citizen's NIK or telephone number.

    None for an unknown code and for wrong digits alike.
    """
    code = code.strip().upper()
    tenant = tenant_of(code)
    if tenant is None:
        return None
    asked = {"code": code, "last4": last4.strip()}
    with _the_public_of(tenant.id) as ask:
        found = ask(_FOLLOW, asked).one_or_none()
        if found is None:
            return None
        steps, side = ask(_STEPS, asked).all(), ask(_CITIZEN, asked).one_or_none()
        return _followed(found, steps, side, tenant, rules(ask))


def check_letter(check_code: str) -> CheckedLetter | None:
    """The letter with the code under the QR; None when no such letter was issued."""
    code = check_code.strip().upper()
    tenant = tenant_of(code)
    if tenant is None:
        return None
    with _the_public_of(tenant.id) as ask:
        row = ask(_LETTER, {"code": code}).first()
    if row is None:
        return None
    return CheckedLetter(
        number_text=row.number_text,
        title=row.title,
        addressee=row.addressee,
        signer_name=row.signer_name,
        signer_title=row.signer_title,
        signed_at=row.signed_at,
        valid_until=row.valid_until,
        revoked_at=row.revoked_at,
        replaced_by=row.replaced_by or "",
        expired=row.valid_until is not None and row.valid_until < clock.today(tenant.timezone),
        issuer=f"{tenant.office} {tenant.full_name}",
        timezone=tenant.timezone,
    )


def tenant_of(code: str) -> Any:
    """Codes begin with their tenant's prefix, which is no secret."""
    prefix = code.partition("-")[0]
    columns = (Tenant.id, Tenant.timezone, Tenant.office, Tenant.full_name, Tenant.phone)
    with enter(Context(Reader.PUBLIC)), db.engine.connect() as connection:
        return connection.execute(select(*columns).where(Tenant.code_prefix == prefix)).one_or_none()


@contextmanager
def _the_public_of(tenant_id: int) -> Iterator[Callable[..., Any]]:
    """What sends a question in a transaction of its own: whoever is signed in besides, here the public asks."""
    with enter(Context(Reader.PUBLIC, tenant_id=tenant_id)), db.engine.connect() as connection:
        yield connection.execute


def _followed(case: Any, steps: Sequence[Any], side: Any, tenant: Any, in_force: Rules) -> Followed:
    calendar = in_force.calendar
    return Followed(
        code=case.code,
        case_type=case.case_type,
        words=_words_of(case, in_force),
        state=State(case.state),
        opened_on=case.opened_on,
        promised_on=case.promised_on,
        due_on=case.due_on,
        due_days=calendar.working_days_between(calendar.today(), case.due_on) if case.due_on else None,
        closed_at=case.closed_at,
        office=f"{tenant.office} {tenant.full_name}",
        timezone=tenant.timezone,
        phone=tenant.phone,
        steps=[_step(row) for row in steps if row.move not in _AMONG_OURSELVES],
        yours=_side(State(case.state), side) if side else None,
    )


def _side(state: State, row: Any) -> CitizenSide:
    may_object = state in MOVES["reopen"].sources and in_time(row.reopen_until)
    may_rate = state in MOVES["record_feedback"].sources and row.satisfied is None
    return CitizenSide(
        missing=[Paper(slug, slug in row.sent) for slug in row.missing or ()],
        sent=row.sent,
        waiting=row.waiting,
        satisfied=row.satisfied,
        reopen_until=row.reopen_until,
        may_send=state not in FINAL,
        may_object=may_object and "objection" not in row.waiting,
        may_rate=may_rate and "rating" not in row.waiting,
    )


def _words_of(case: Any, in_force: Rules) -> CaseType | None:
    if case.case_type is None:
        return None
    return case_type_from(case.type_words) if case.type_words else in_force.case_type(case.case_type)


def _step(row: Any) -> FollowedStep:
    if row.move.startswith(_AGENCY):
        return FollowedStep(row.at, str(referral_told(row.move.removeprefix(_AGENCY))), row.agency)
    return FollowedStep(row.at, str(told(row.move)), "")

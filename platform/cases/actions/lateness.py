"""What the clock does by itself: close what nobody objects to, and raise what is late. One tenant, as a job."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

import structlog
from sqlalchemy import and_, or_, select

from cases.actions import referral_steps
from cases.actions.moves import move_without_staff
from cases.actions.notices import notify, tell_keepers
from cases.actions.sites import raise_level
from cases.actions.steps import SYSTEM, locked
from cases.machine import Level
from cases.models import Case, Referral
from cases.queries import due
from cases.referral_machine import REFERRAL_OPEN, UNDECIDED, ReferralState
from cases.schemas import USUAL_FIELDS
from foundation.db import db
from foundation.errors import Refused
from reference.calendar import WorkingCalendar
from reference.codes import PATIENCE
from settings.queries import rules

log = structlog.get_logger()
AT_A_TIME = 200
"""Cases of a tenant that one run looks at; the rest is found by the next."""


def close_in_silence() -> int:
    """Close what was told so long ago that silence is consent; returns how many."""
    waiting = select(Case.id).where(Case.closes_on < rules().calendar.today()).order_by(Case.closes_on).limit(AT_A_TIME)
    return _each(db.session.scalars(waiting).all(), lambda id_: move_without_staff(id_, "close_in_silence", SYSTEM))


def raise_late_referrals() -> int:
    """A recipient let a date pass: both sides are told and the case rises one level. Once for each date."""
    today = rules().calendar.today()
    passed = or_(
        and_(Referral.state.in_(tuple(UNDECIDED)), Referral.accept_due_on < today, Referral.late_since.is_(None)),
        and_(
            Referral.answer_due_on < today,
            or_(Referral.late_since.is_(None), Referral.late_since < Referral.answer_due_on),
        ),
    )
    late = select(Referral.id).where(Referral.closed_at.is_(None), passed).order_by(Referral.answer_due_on)
    return _each(db.session.scalars(late.limit(AT_A_TIME)).all(), lambda id_: _raise_for_referral(id_, today))


def raise_late_cases() -> int:
    """The case's own deadline has passed, or its level has had its days: it rises one level; returns how many."""
    calendar = rules().calendar
    today = calendar.today()
    rested = or_(Case.raised_on.is_(None), Case.raised_on <= _days_back(calendar, today, PATIENCE.raise_days))
    late = (
        select(Case.id)
        .where(Case.closed_at.is_(None), due.late(today), Case.level != Level.MINISTRY, rested)
        .order_by(Case.queue_on, Case.id)
        .limit(AT_A_TIME)
    )
    return _each(db.session.scalars(late).all(), _raise_case)


def _raise_for_referral(referral_id: int, today: date) -> None:
    referral = referral_steps.locked(referral_id)
    if ReferralState(referral.state) not in REFERRAL_OPEN:
        return
    referral.late_since = referral.answer_due_on if referral.answer_due_on < today else referral.accept_due_on
    referral_steps.take(referral, "run_late", SYSTEM)
    case = locked(referral.case_id)
    if referral.agency_id:
        notify("referral_late", agency_id=referral.agency_id, case_id=case.id, referral_id=referral.id)
    tell_keepers("referral_late", case, referral.id)
    if case.level != Level.MINISTRY and case.raised_on != today:
        _raised(case, "Rujukan lewat tenggat tanpa jawaban")


def _raise_case(case_id: int) -> None:
    _raised(locked(case_id), "Tenggat kasus lewat")


def _raised(case: Case, why: str) -> None:
    raise_level(case, SYSTEM, why, USUAL_FIELDS)
    tell_keepers("case_raised", case)
    notify("case_raised", role="supervisor", case_id=case.id)


def _each(ids: Iterable[int], act: Callable[[int], object]) -> int:
    """Each in a savepoint of its own: one that cannot be moved does not hold up the others."""
    done = 0
    for id_ in ids:
        try:
            with db.session.begin_nested():
                act(id_)
            done += 1
        except Refused as refusal:
            log.warning("clock_refused", id=id_, code=refusal.code)
    return done


def _days_back(calendar: WorkingCalendar, today: date, n: int) -> date:
    """The newest day from which `n` working days have gone by."""
    day = today - timedelta(days=n)
    while calendar.add_working_days(day, n) > today:
        day -= timedelta(days=1)
    return day

"""The deadline clock of a case: promised in working days, resting while the citizen must act."""

from datetime import date, datetime, timedelta

from cases.machine import FINAL, RESTING, State
from cases.models import Case
from reference.calendar import WorkingCalendar
from reference.codes import CaseType

EMERGENCY_HOURS = 24
"""Within which help must begin when the case type names no hours of its own (emergency service: 1 x 24 hours)."""


def promise(calendar: WorkingCalendar, case_type: CaseType, emergency: bool, at: datetime) -> date:
    """The day by which the citizen shall have an answer."""
    if emergency:
        return calendar.date_of(at + timedelta(hours=case_type.emergency_hours or EMERGENCY_HOURS))
    return calendar.add_working_days(at, case_type.working_days)


def turn(case: Case, state: State, calendar: WorkingCalendar, at: datetime) -> None:
    """Stop, resume or end the clock as the case goes to `state`. Lateness from before a rest resumes as due today."""
    today = calendar.date_of(at)
    if state in FINAL:
        case.closed_at = at
        case.due_on = case.clock_left = None
    elif state in RESTING:
        case.clock_left = max(calendar.working_days_between(today, case.due_on), 0) if case.due_on else 0
        case.due_on = None
    elif case.due_on is None:
        case.due_on = calendar.add_working_days(today, case.clock_left or 0)
        case.clock_left = None

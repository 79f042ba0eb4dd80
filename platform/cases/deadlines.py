"""The clocks of a case: the deadline in working days, resting while the citizen has the word; help in an emergency."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.machine import FINAL, RESTING, State
from cases.models import Case
from reference import codes
from reference.calendar import WorkingCalendar
from reference.codes import CaseType

EMERGENCY_HOURS = 24
"""Within which help must begin when the case type names no hours of its own (emergency service: 1 x 24 hours)."""


def promise(calendar: WorkingCalendar, case_type: CaseType, emergency: bool, at: datetime) -> date:
    """The day by which the citizen shall have an answer."""
    if emergency:
        return calendar.date_of(help_by(case_type, at))
    return calendar.add_working_days(at, case_type.working_days)


def help_by(case_type: CaseType, at: datetime) -> datetime:
    """The moment by which the help of an emergency must have begun."""
    return at + timedelta(hours=case_type.emergency_hours or EMERGENCY_HOURS)


def turn(case: Case, state: State, calendar: WorkingCalendar, at: datetime) -> None:
    """Stop, resume or end the clock as the case goes to `state`. Lateness from before a rest resumes as due today."""
    today = calendar.date_of(at)
    if state in FINAL:
        case.closed_at = at
        case.due_on = case.clock_left = case.help_due_at = None
    elif state in RESTING:
        case.clock_left = max(calendar.working_days_between(today, case.due_on), 0) if case.due_on else 0
        case.due_on = None
    elif case.due_on is None:
        case.due_on = calendar.add_working_days(today, case.clock_left or 0)
        case.clock_left = None


def hurry(case: Case, case_type: CaseType, calendar: WorkingCalendar, at: datetime) -> None:
    """It is an emergency after all: hours count from now, and the clock runs whatever the citizen still owes."""
    case.help_due_at = until = help_by(case_type, at)
    urgent = calendar.date_of(until)
    case.due_on = min(case.due_on or urgent, urgent)
    case.clock_left = None


def help_began(case: Case, case_type: CaseType, calendar: WorkingCalendar, at: datetime) -> None:
    """The hours are kept; what follows has the working days of any other case."""
    case.help_due_at = None
    case.due_on = promise(calendar, case_type, False, at)


def begin_anew(case: Case, case_type: CaseType, calendar: WorkingCalendar, at: datetime) -> None:
    """A reopened case has its whole time once more."""
    case.closed_at = case.clock_left = None
    case.due_on = promise(calendar, case_type, False, at)


def closing_day(calendar: WorkingCalendar, at: datetime) -> date:
    """The day on which a case whose result was told `at` closes by itself."""
    return calendar.date_of(at) + timedelta(days=codes.PATIENCE.silence_days)


def objections_until(calendar: WorkingCalendar, at: datetime) -> datetime:
    """The end of the last day on which the citizen may object to how a case ended."""
    last = calendar.add_working_days(at, codes.PATIENCE.objection_days)
    return datetime.combine(last, time.max, ZoneInfo(calendar.timezone)).astimezone(UTC)

"""Late, due today, due soon: conditions on the index that the queue is sorted by.

An emergency stands a century earlier in that order (models.case.AHEAD), so each condition names both places.
"""

from typing import Any

from sqlalchemy import ColumnElement, Date, and_, literal

from cases.models import Case
from cases.models.case import AHEAD


def late(today: Any) -> ColumnElement[bool]:
    """Its deadline lies before `today`, a date or a column of dates."""
    return and_(Case.queue_on < today, Case.due_on < today)


def due_within(first: Any, days: int = 1) -> ColumnElement[bool]:
    """Its deadline is `first` (a date or a column of dates) or one of the days after; values keep the order."""
    start = first if isinstance(first, ColumnElement) else literal(first, Date)
    return Case.queue_on.in_([start + n - ahead for ahead in (AHEAD, 0) for n in range(days)])

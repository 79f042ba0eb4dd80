"""Warning of the end of a source, a year, half a year and a quarter ahead. One tenant, as a job."""

from datetime import date

from sqlalchemy.dialects.postgresql import insert

from cases.actions.notices import notify
from foundation import clock
from foundation.db import db
from foundation.tenancy import current_tenant_id
from sustainability.ends import due
from sustainability.models import SOURCES, SupportWarning
from sustainability.queries.money import end_of_support, support_periods

TOLD = ("manager", "head", "planner")
"""Roles."""


def warn_here() -> int:
    """As the clock calls it: on this day in Jakarta, where the budget year is counted."""
    return warn_of_ends(clock.today("Asia/Jakarta"))


def warn_of_ends(today: date) -> int:
    """Tell whoever must act of every source whose end has come so near; how many lines were written.

    Once for each source, end and distance, however often it runs, and again when the end has moved. Whoever writes an
    end down late hears the nearest warning alone. A day on which it did not run is made up for.
    """
    periods = support_periods()
    told = 0
    for source in SOURCES:
        ends_on = end_of_support(periods, source)
        months = due(ends_on, today) if ends_on else []
        if ends_on and months and _first_time(source, ends_on, months):
            told += sum(len(notify(f"support_ends_{months[-1]}", role=role)) for role in TOLD)
    return told


def _first_time(source: str, ends_on: date, months: list[int]) -> bool:
    """Write down all of them; whether the nearest is new."""
    rows = [{"tenant_id": current_tenant_id(), "source": source, "ends_on": ends_on, "months": each} for each in months]
    made = db.session.scalars(insert(SupportWarning).on_conflict_do_nothing().returning(SupportWarning.months), rows)
    return months[-1] in set(made)

"""What to do about a gap, and when: the budget year and the steps per gap as versioned data."""

from sustainability.steps.budget import BUDGET_YEARS, BudgetYear, Event, budget_year
from sustainability.steps.gaps import GAPS, BrokenSteps, Gap, Step, every_step, load_gaps

__all__ = [
    "BUDGET_YEARS",
    "GAPS",
    "BrokenSteps",
    "BudgetYear",
    "Event",
    "Gap",
    "Step",
    "budget_year",
    "every_step",
    "load_gaps",
]

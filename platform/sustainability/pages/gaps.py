"""Steps for a gap that the index has found, with the dates of the budget year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from sustainability.actions.plan import add_steps
from sustainability.models.money import LAST_YEAR
from sustainability.pages.blueprint import sustainability, today_here
from sustainability.queries.plan import steps_taken, the_plan
from sustainability.schemas.plan import StepsSchema
from sustainability.steps import GAPS, BudgetYear, Event, Gap, Step, budget_year
from tenants import access
from web.forms import Form
from web.idempotency import read_key

YEARS_AHEAD = 4


@dataclass(frozen=True)
class Offered:
    """A step with its day on the way to the chosen budget."""

    step: Step
    due_on: date
    event: Event | None
    past: bool
    taken: bool


@sustainability.route("/keberlanjutan/rencana/celah/<slug>", methods=["GET", "POST"])
@access.permits("sustain:write")
def gap(slug: str) -> ResponseReturnValue:
    """Choose the year of the budget, then the steps."""
    found = GAPS.get(slug)
    if found is None:
        abort(404)
    plan, today = the_plan(), today_here()
    calendar = budget_year(today)
    years = [year for year in range(today.year + 1, today.year + 1 + YEARS_AHEAD) if year <= LAST_YEAR]
    form = Form.read(StepsSchema(), choices=_choices(found)) if request.method == "POST" else None
    if form is not None and form.valid:
        asked = (found.slug, form.data["fiscal_year"], form.data["steps"], read_key())
        added: list[int] = []
        if form.tries(lambda: added.append(add_steps(*asked))):
            words = ngettext("%(num)s langkah ditambahkan.", "%(num)s langkah ditambahkan.", added[0])
            flash(words + " " + _("Isi biaya dan sumber dananya di setiap tindakan."), "success")
            return redirect(url_for("sustainability.plan"), 303)
    year = _chosen_year(found, calendar, years, plan.ends_on.year + 1, today)
    offered = _offered(found, calendar, year, today, steps_taken(plan.id, found.slug))
    if form is None:
        preset = [each.step.slug for each in offered if not each.past and not each.taken]
        form = Form.blank(StepsSchema(), {"fiscal_year": year, "steps": preset}, choices=_choices(found))
    return render_template(
        "sustainability/plan_gap.html",
        form=form,
        gap=found,
        offered=offered,
        year=year,
        year_links=[
            {
                "label": str(each),
                "url": url_for("sustainability.gap", slug=found.slug, fiscal_year=each),
                "current": each == year,
            }
            for each in years
        ],
    ), form.status


def _choices(found: Gap) -> dict[str, list[tuple[str, str]]]:
    return {"steps": [(step.slug, step.label) for step in found.steps.values()]}


def _chosen_year(found: Gap, calendar: BudgetYear, years: Sequence[int], wanted: int, today: date) -> int:
    """The one asked for; else the first budget after support that can still be reached from its first event on."""
    asked = request.values.get("fiscal_year", type=int)
    if asked is not None and asked in years:
        return asked
    events = [calendar.events[step.event] for step in found.steps.values() if step.event]
    reachable = [year for year in years if all(event.falls_on(year) >= today for event in events)]
    return next((year for year in reachable if year >= wanted), years[-1])


def _offered(found: Gap, calendar: BudgetYear, year: int, today: date, taken: Sequence[str]) -> list[Offered]:
    offered = []
    for step in found.steps.values():
        due = step.due_on(calendar, year, today)
        event = calendar.events[step.event] if step.event else None
        offered.append(Offered(step, due, event, due < today, step.slug in taken))
    return offered

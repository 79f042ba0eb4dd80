"""How far the service reaches, and whose figures want a second look: the ministry's page."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from foundation.clock import now, today
from reporting.coverage import queries
from reporting.coverage.stages import REACH
from tenants import access
from tenants.access import subject

coverage = Blueprint("coverage", "coverage")


@coverage.get("/nasional/cakupan")
@access.permits("totals:nation")
def ministry() -> ResponseReturnValue:
    """Regencies by stage, province by province and cohort by cohort, against all there are."""
    day = today(subject().tenant.timezone)
    return render_template(
        "reporting/coverage.html",
        found=queries.coverage(),
        offices=queries.to_look_at(day, now()),
        reach=REACH,
        today=day,
        quiet_days=queries.QUIET.days,
    )

"""How far the service reaches: the ministry's page."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.clock import today
from reporting.coverage import queries
from reporting.coverage.history import picture
from reporting.coverage.stages import ORDERS, REACH, SERVING
from tenants import access
from tenants.access import subject

coverage = Blueprint("coverage", "coverage")


@coverage.get("/nasional/cakupan")
@access.permits("totals:nation")
def ministry() -> ResponseReturnValue:
    """Regencies by stage, province by province and cohort by cohort, against all there are."""
    day, asked = today(subject().tenant.timezone), request.args.get("urut", "")
    order = asked if asked in ORDERS else next(iter(ORDERS))
    found = queries.coverage(day)
    return render_template(
        "reporting/coverage.html",
        found=found,
        provinces=sorted(found.provinces, key=ORDERS[order][1]),
        orders=[
            {"label": label, "url": f"{url_for('coverage.ministry', urut=slug)}#provinsi", "current": slug == order}
            for slug, (label, _key) in ORDERS.items()
        ],
        pictures=picture(found.quarters, [str(REACH[step][0]) for step in SERVING]),
        serving=SERVING,
        reach=REACH,
        today=day,
    )

"""The quality of data: an office's own page with what to do, its province's, and the ministry's totals."""

from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from foundation.clock import today
from reporting.quality.checks import CHECKS, GROUPS
from reporting.quality.queries import noted
from reporting.quality.queries.records import PAGES
from tenants import access, audit
from tenants.access import subject

quality = Blueprint("quality", "reporting.quality", template_folder="templates")
LISTED = ", ".join(f'"{check.slug}"' for check in CHECKS.values() if check.records)


@quality.get("/mutu-data")
@access.permits("quality:read")
def district() -> ResponseReturnValue:
    """Every check of our own office: what it found, what to do, and the list behind it."""
    lines = noted.own_lines()
    return render_template(
        "quality/district.html",
        lines=lines,
        groups=GROUPS,
        noted_on=max((line.noted_on for line in lines), default=None),
        links={line.check.slug: _list_of(line.check) for line in lines},
    )


@quality.get(f"/mutu-data/<any({LISTED}):slug>")
@access.permits("quality:read")
def records(slug: str) -> ResponseReturnValue:
    """The records behind a check, for whoever may open such records. Who looked is written down."""
    check, who, cursor = CHECKS[slug], subject(), request.args.get("sesudah")
    page = None
    if who.may(check.permission):
        page = PAGES[check.records](slug, today(who.tenant.timezone), cursor)
        audit.record("quality.listed", "quality", None, check=slug, rows=len(page.rows))
    return render_template("quality/records.html", check=check, page=page, cursor=cursor, may=who.may)


@quality.get("/provinsi/mutu-data")
@access.permits("totals:province")
def province() -> ResponseReturnValue:
    """At which districts something points, in the order of their codes."""
    return render_template("quality/offices.html", offices=noted.offices(subject().tenant.id), of=None)


@quality.get("/nasional/mutu-data")
@access.permits("totals:nation")
def ministry() -> ResponseReturnValue:
    """Each check over all districts, and the way to each province."""
    return render_template("quality/nation.html", totals=noted.totals(), provinces=noted.provinces(), groups=GROUPS)


@quality.get("/nasional/mutu-data/<int:province_id>")
@access.permits("totals:nation")
def ministry_province(province_id: int) -> ResponseReturnValue:
    """The districts of one province."""
    of = next((each for each in noted.provinces() if each.id == province_id), None) or abort(404)
    return render_template("quality/offices.html", offices=noted.offices(province_id), of=of)


def _list_of(check: Any) -> str:
    """Where the list behind a check is; empty where this reader has none."""
    if not check.permission or not subject().may(check.permission):
        return ""
    return url_for("quality.records", slug=check.slug) if check.records else url_for(check.endpoint)

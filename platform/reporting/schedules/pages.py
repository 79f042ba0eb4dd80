"""The pages of scheduled reports: which there are, who gets them, and the reports themselves."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from reporting.schedules import actions, queries
from reporting.schedules.schemas import ScheduleSchema
from tenants import access, audit
from tenants.access import subject
from web.forms import Form
from web.i18n import current_language

schedules = Blueprint("schedules", "reporting.schedules", template_folder="templates")
_TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@schedules.get("/laporan")
@access.permits("table:make")
def overview() -> ResponseReturnValue:
    """Reports for the reader, the newest first, and what is scheduled."""
    page = queries.runs(request.args.get("sesudah"))
    return render_template(
        "schedules/overview.html",
        runs=page.rows,
        next_url=url_for("schedules.overview", sesudah=page.next) if page.next else "",
        schedules=queries.schedules() if subject().may("report:schedule") else [],
        may_schedule=subject().may("report:schedule"),
        span_of=queries.span_of,
    )


@schedules.route("/laporan/jadwalkan", methods=["GET", "POST"])
@access.permits("report:schedule")
def schedule() -> ResponseReturnValue:
    """Which tables, how often, for whom."""
    choices = {"tables": queries.table_choices(), "recipients": queries.people_choices()}
    if request.method == "GET":
        usual = {"every": "month", "language": current_language(), "recipients": [subject().membership_id]}
        return render_template("schedules/schedule.html", form=Form.blank(ScheduleSchema(), usual, choices))
    form = Form.read(ScheduleSchema(), choices=choices)
    if form.valid:
        try:
            made = actions.schedule(form.data)
            flash(_("Laporan “%(name)s” dijadwalkan. Yang pertama segera dibuat.", name=made.name), "success")
            return redirect(url_for("schedules.overview"), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("schedules/schedule.html", form=form), form.status


@schedules.post("/laporan/jadwal/<int:schedule_id>/hentikan")
@access.permits("report:schedule")
def pause(schedule_id: int) -> ResponseReturnValue:
    """No more of them for now."""
    found = actions.pause(schedule_id)
    flash(_("Laporan “%(name)s” berhenti dulu. Yang sudah dibuat tetap ada.", name=found.name), "success")
    return redirect(url_for("schedules.overview"), 303)


@schedules.post("/laporan/jadwal/<int:schedule_id>/lanjutkan")
@access.permits("report:schedule")
def take_up(schedule_id: int) -> ResponseReturnValue:
    """Go on with it, as one's own."""
    found = actions.take_up(schedule_id)
    told = _("Laporan “%(name)s” berjalan lagi atas nama Anda. Yang terlewat dibuat sekarang.", name=found.name)
    flash(told, "success")
    return redirect(url_for("schedules.overview"), 303)


@schedules.get("/laporan/<int:run_id>.<any(pdf, xlsx):kind>")
@access.permits("table:make")
def download(run_id: int, kind: str) -> ResponseReturnValue:
    """A report as it was made. Who took it is written down."""
    run, of = queries.get_run(run_id)
    audit.record("report.downloaded", "report_run", run.id, format=kind)
    answer = Response(run.pdf if kind == "pdf" else run.workbook, mimetype=_TYPES[kind])
    name = f"laporan-{run.id}-{queries.span_of(of.every, run.begins_on).slug.lower()}.{kind}"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer

"""The pages of scheduled reports: which there are, who gets them, and the reports themselves."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reporting.schedules import actions, queries
from reporting.schedules.schemas import HandOverSchema, ScheduleSchema
from tenants import access, audit
from tenants.access import subject
from web.downloads import file_answer
from web.forms import Form, sent_version
from web.i18n import LANGUAGES, current_language
from web.tables import WORKBOOK

schedules = Blueprint("schedules", "reporting.schedules", template_folder="templates")
_TYPES = {"pdf": "application/pdf", "xlsx": WORKBOOK}


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
    if form.valid and form.tries(lambda: actions.schedule(form.data)):
        flash(_("Laporan “%(name)s” dijadwalkan. Yang pertama segera dibuat.", name=form.data["name"]), "success")
        return redirect(url_for("schedules.overview"), 303)
    return render_template("schedules/schedule.html", form=form), form.status


@schedules.get("/laporan/jadwal/<int:schedule_id>")
@access.permits("report:schedule")
def scheduled(schedule_id: int) -> ResponseReturnValue:
    """One of them: what it holds, for whom, whose it is, and what can be done with it."""
    found = queries.get_schedule(schedule_id)
    people = dict(queries.people_choices(found))
    return render_template(
        "schedules/scheduled.html",
        schedule=found,
        recipients=[people[each] for each in found.recipient_ids if each in people],
        next_span=queries.span_of(found.every, found.next_on),
        languages=LANGUAGES,
        may_hand_over=bool(queries.owner_choices(found)),
        runs=queries.runs(size=queries.NEWEST, of=schedule_id).rows,
    )


@schedules.route("/laporan/jadwal/<int:schedule_id>/ubah", methods=["GET", "POST"])
@access.permits("report:schedule")
def change(schedule_id: int) -> ResponseReturnValue:
    """Other tables, people or words, another rhythm. What was typed is never lost."""
    found = queries.get_schedule(schedule_id)
    choices = {"tables": queries.table_choices(found), "recipients": queries.people_choices(found)}
    now = {name: getattr(found, name) for name in ("name", "every", "language")}
    now |= {"tables": queries.tables_in(found), "recipients": found.recipient_ids}
    form = Form.blank(ScheduleSchema(), now, choices)
    if request.method == "POST":
        form = Form.read(ScheduleSchema(), choices=choices)
        if form.valid and form.tries(lambda: actions.change(schedule_id, form.data, sent_version())):
            flash(_("Tersimpan. Berlaku untuk laporan berikutnya."), "success")
            return redirect(url_for("schedules.scheduled", schedule_id=schedule_id), 303)
    return _asked("schedules/change.html", schedule_id, form)


@schedules.route("/laporan/jadwal/<int:schedule_id>/serahkan", methods=["GET", "POST"])
@access.permits("report:schedule")
def hand_over(schedule_id: int) -> ResponseReturnValue:
    """A colleague owns it from now on."""
    choices = {"owner": queries.owner_choices(queries.get_schedule(schedule_id))}
    form = Form.blank(HandOverSchema(), choices=choices)
    if request.method == "POST":
        form = Form.read(HandOverSchema(), choices=choices)
        if form.valid and form.tries(lambda: actions.hand_over(schedule_id, form.data["owner"], sent_version())):
            flash(_("Laporan ini sekarang milik %(name)s.", name=queries.name_of(form.data["owner"])), "success")
            return redirect(url_for("schedules.scheduled", schedule_id=schedule_id), 303)
    return _asked("schedules/hand_over.html", schedule_id, form)


@schedules.post("/laporan/jadwal/<int:schedule_id>/hentikan")
@access.permits("report:schedule")
def pause(schedule_id: int) -> ResponseReturnValue:
    """No more of them for now."""
    found = actions.pause(schedule_id)
    flash(_("Laporan “%(name)s” berhenti dulu. Yang sudah dibuat tetap ada.", name=found.name), "success")
    return redirect(url_for("schedules.scheduled", schedule_id=schedule_id), 303)


@schedules.post("/laporan/jadwal/<int:schedule_id>/lanjutkan")
@access.permits("report:schedule")
def resume(schedule_id: int) -> ResponseReturnValue:
    """It goes on; as one's own when its owner has left."""
    found = actions.resume(schedule_id)
    told = _("Laporan “%(name)s” berjalan lagi, milik %(owner)s. Yang terlewat dibuat sekarang.")
    flash(told % {"name": found.name, "owner": found.owner_name}, "success")
    return redirect(url_for("schedules.scheduled", schedule_id=schedule_id), 303)


@schedules.get("/laporan/<int:run_id>.<any(pdf, xlsx):kind>")
@access.permits("table:make")
def download(run_id: int, kind: str) -> ResponseReturnValue:
    """A report as it was made. Who took it is written down."""
    run = queries.get_run(run_id)
    audit.record("report.downloaded", "report_run", run.id, format=kind)
    content = (run.pdf if kind == "pdf" else run.workbook) or b""
    name = f"laporan-{run.id}-{queries.span_of(run.every, run.begins_on).slug.lower()}.{kind}"
    return file_answer(content, _TYPES[kind], name)


def _asked(template: str, schedule_id: int, form: Form) -> ResponseReturnValue:
    """The form over the schedule as it stands at this moment: whoever was overtaken saves over what they have seen."""
    return render_template(template, schedule=queries.get_schedule(schedule_id), form=form), form.status

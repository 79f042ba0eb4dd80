"""Trainings: held, attended, passed, certified."""

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
from tenants.models import Tenant
from web.forms import Form
from web.idempotency import read_key
from web.transaction import settle
from workforce import role_play
from workforce.actions import certificates
from workforce.actions import training as actions
from workforce.courses import NATIONAL_SLUGS, PASS_MARK
from workforce.desk import trains_trainers
from workforce.pages.blueprint import workforce
from workforce.posts import POSTS
from workforce.queries import courses as of_courses
from workforce.queries import training as queries
from workforce.schemas import AttendanceSchema, ResultSchema, TrainerSchema, TrainingSchema, WorkersSchema


@workforce.get("/pelatihan")
@access.permits("training:manage")
def trainings() -> ResponseReturnValue:
    """All of them, the newest first."""
    return show("trainings.html", page=queries.trainings(request.args.get("sesudah")), trainers=trains_trainers())


@workforce.get("/pelatihan/peran")
@access.permits("training:manage")
def role_plays() -> ResponseReturnValue:
    """Who has played which task in the practice room, and how well."""
    return show("role_play.html", played=role_play.of_everybody())


@workforce.route("/pelatihan/baru", methods=["GET", "POST"])
@access.permits("training:manage")
def add_training() -> ResponseReturnValue:
    """Where, when, by whom, on what."""
    offered = of_courses.offered_here()
    choices = {"courses": list(offered)}
    form = Form.blank(TrainingSchema(), {"courses": NATIONAL_SLUGS}, choices)
    if request.method == "POST":
        form = Form.read(TrainingSchema(), choices=choices)
        if form.valid:
            try:
                made = actions.add_training(form.data, read_key())
                flash(_("Pelatihan dibuat. Tambahkan pesertanya."), "success")
                return _back_to(made)
            except Refused as refusal:
                form.refuse(refusal)
    return show("training_add.html", form=form), form.status


@workforce.get("/pelatihan/<int:training_id>")
@access.permits("training:manage")
def training(training_id: int) -> ResponseReturnValue:
    """One training: who takes part, was there, passed what, has a certificate."""
    view = queries.training(training_id)
    return show("training.html", view=view, pass_mark=PASS_MARK)


@workforce.route("/pelatihan/<int:training_id>/peserta", methods=["GET", "POST"])
@access.permits("training:manage")
def enrol(training_id: int) -> ResponseReturnValue:
    """Who takes part: people of the roster, or of a province's districts by name."""
    view = queries.training(training_id)
    if view.kind == "trainers":
        return _enrol_trainer(view)
    form = Form.blank(WorkersSchema())
    if request.method == "POST":
        form = Form.read(WorkersSchema())
        if form.valid:
            try:
                n = actions.enrol(training_id, form.data["workers"])
                flash(ngettext("%(num)s peserta ditambahkan.", "%(num)s peserta ditambahkan.", n), "success")
                return _back_to(training_id)
            except Refused as refusal:
                form.refuse(refusal)
    return show("enrol.html", view=view, form=form, people=queries.enrollable(training_id)), form.status


@workforce.route("/pelatihan/<int:training_id>/hadir", methods=["GET", "POST"])
@access.permits("training:manage")
def attendance(training_id: int) -> ResponseReturnValue:
    """Who was there."""
    view = queries.training(training_id)
    form = Form.blank(AttendanceSchema(), {"trainees": [line.id for line in view.trainees if line.attended]})
    if request.method == "POST":
        form = Form.read(AttendanceSchema())
        if form.valid:
            n = actions.take_attendance(training_id, form.data["trainees"])
            flash(ngettext("%(num)s orang hadir.", "%(num)s orang hadir.", n), "success")
            return _back_to(training_id)
    return show("attendance.html", view=view, form=form), form.status


@workforce.route("/pelatihan/<int:training_id>/nilai", methods=["GET", "POST"])
@access.permits("training:manage")
def enter_result(training_id: int) -> ResponseReturnValue:
    """A result from paper, for who has no account or took the test by hand."""
    view = queries.training(training_id)
    choices = {
        "trainee": [(line.id, line.name) for line in view.trainees if line.attended],
        "course": list(view.courses),
    }
    form = Form.blank(ResultSchema(), {}, choices)
    if request.method == "POST":
        form = Form.read(ResultSchema(), choices=choices)
        if form.valid:
            try:
                data = form.data
                passed = actions.enter_result(training_id, data["trainee"], data["course"], data["score"])
                flash(_("Nilai dicatat: lulus.") if passed else _("Nilai dicatat: belum lulus."), "success")
                return _back_to(training_id)
            except Refused as refusal:
                form.refuse(refusal)
    return show("result.html", view=view, form=form, pass_mark=PASS_MARK), form.status


@workforce.post("/pelatihan/<int:training_id>/sertifikat")
@access.permits("training:manage")
def issue_certificates(training_id: int) -> ResponseReturnValue:
    """For everybody who has earned one."""
    n = certificates.issue(training_id, current_app.config["SLRT"].public_url)
    flash(ngettext("%(num)s sertifikat diterbitkan.", "%(num)s sertifikat diterbitkan.", n), "success")
    return _back_to(training_id)


@workforce.get("/sertifikat/<int:certificate_id>.pdf")
@access.permits("training:manage")
def certificate(certificate_id: int) -> ResponseReturnValue:
    """As it was issued."""
    return paper_answer(*certificates.certificate_file(certificate_id))


@workforce.get("/pelatihan/belum")
@access.permits("workforce:read")
def untrained() -> ResponseReturnValue:
    """Who holds a post and has not passed every module."""
    post = request.args.get("jabatan", "")
    posts = [(slug, each.label) for slug, each in POSTS.items() if each.role]
    people = queries.untrained(post if post in POSTS else "")
    return render_template("workforce/untrained.html", people=people, posts=posts, post=post)


def show(template: str, **values: object) -> str:
    """A province reads its own trainings as the keeper; the frame and its counts are read as the subject."""
    settle()
    return render_template(f"workforce/{template}", **values)


def paper_answer(content: bytes, name: str) -> Response:
    """A PDF to look at."""
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "inline", filename=name)
    return answer


def _enrol_trainer(view: queries.TrainingView) -> ResponseReturnValue:
    settle()
    below = select(Tenant.id, Tenant.name).where(Tenant.id.in_(subject().district_ids)).order_by(Tenant.name)
    choices = {"district_id": [(row.id, row.name) for row in db.session.execute(below)]}
    form = Form.blank(TrainerSchema(), {}, choices)
    if request.method == "POST":
        form = Form.read(TrainerSchema(), choices=choices)
        if form.valid:
            settle()
            try:
                actions.enrol_trainer(view.id, form.data["name"], form.data["district_id"])
                flash(_("Peserta ditambahkan."), "success")
                return redirect(url_for("workforce.enrol", training_id=view.id), 303)
            except Refused as refusal:
                form.refuse(refusal)
    return show("enrol_trainer.html", view=view, form=form), form.status


def _back_to(training_id: int) -> ResponseReturnValue:
    return redirect(url_for("workforce.training", training_id=training_id), 303)

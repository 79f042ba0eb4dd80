"""One person of the roster: adding, decrees, leaving, the account."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from tenants import access, audit
from tenants.access import subject
from web.forms import Form
from web.idempotency import read_key
from web.schemas import Option
from web.transaction import settle
from workforce import actions, queries
from workforce.handover import kinds
from workforce.pages.blueprint import workforce
from workforce.posts import POSTS
from workforce.queries import WorkerView, equipment
from workforce.queries.roster import free_accounts
from workforce.schemas import AppointmentSchema, LeavingSchema, LinkSchema, WorkerSchema


@workforce.route("/tenaga/tambah", methods=["GET", "POST"])
@access.permits("workforce:manage")
def add_worker() -> ResponseReturnValue:
    """Somebody new with the decree that appoints them."""
    form = Form.blank(WorkerSchema(), {"villages": request.args.get("desa", "")[:100]})
    if request.method == "POST":
        form = Form.read(WorkerSchema())
        if form.valid:
            try:
                made = actions.add_worker(form.data, read_key())
                flash(_("Ditambahkan ke daftar tenaga."), "success")
                return _back_to(made.id)
            except Refused as refusal:
                form.refuse(refusal)
    return render_template("workforce/add.html", form=form), form.status


@workforce.get("/tenaga/<int:worker_id>")
@access.permits("workforce:read")
def worker(worker_id: int) -> ResponseReturnValue:
    """One person: the decree in force, earlier ones, account, last activity. Looking is written down."""
    view = queries.worker(worker_id)
    audit.record("worker.viewed", "worker", worker_id)
    return render_template("workforce/worker.html", view=view, held=equipment.held_by(worker_id))


@workforce.route("/tenaga/<int:worker_id>/sk", methods=["GET", "POST"])
@access.permits("workforce:manage")
def appoint(worker_id: int) -> ResponseReturnValue:
    """Another decree: a renewal, another post, other villages."""
    view = queries.worker(worker_id)
    form = Form.blank(AppointmentSchema(), _likely(view))
    if request.method == "POST":
        form = Form.read(AppointmentSchema())
        if form.valid:
            try:
                actions.appoint(worker_id, form.data)
                flash(_("SK sudah dicatat. SK sebelumnya berakhir pada hari SK ini mulai berlaku."), "success")
                return _back_to(worker_id)
            except Refused as refusal:
                form.refuse(refusal)
    return render_template("workforce/appoint.html", form=form, view=view), form.status


@workforce.route("/tenaga/<int:worker_id>/berhenti", methods=["GET", "POST"])
@access.permits("workforce:manage")
def leave(worker_id: int) -> ResponseReturnValue:
    """They leave; what they have open goes to somebody else."""
    view = queries.worker(worker_id)
    choices = {"to": _receivers(view)} if any(n for _label, n in view.open_work) else {}
    form = Form.blank(LeavingSchema(), {"version": view.worker.version}, choices)
    if request.method == "POST":
        form = Form.read(LeavingSchema(), choices=choices)
        if form.valid:
            try:
                given = actions.leave(worker_id, form.data)
                flash(_("Dicatat berhenti. Pekerjaan yang diserahkan: %(n)s.", n=given), "success")
                return _back_to(worker_id)
            except Refused as refusal:
                form.refuse(refusal)
    held = equipment.held_by(worker_id)
    return render_template("workforce/leave.html", form=form, view=view, held=held), form.status


@workforce.post("/tenaga/<int:worker_id>/akun")
@access.permits("people:manage")
def give_account(worker_id: int) -> ResponseReturnValue:
    """An account for this one, or the villages of the decree for the account they have."""
    without = queries.worker(worker_id).worker.membership_id is None
    settle()
    if without:
        actions.invite_workers([worker_id])
        flash(_("Akun disiapkan. Tanpa surel, cetak lembar undangannya di halaman Pengguna."), "success")
    else:
        actions.align_account(worker_id)
        flash(_("Desa pada akun kini sama dengan SK."), "success")
    return _back_to(worker_id)


@workforce.route("/tenaga/<int:worker_id>/hubungkan", methods=["GET", "POST"])
@access.permits("people:manage")
def link_account(worker_id: int) -> ResponseReturnValue:
    """They had an account before the roster was kept."""
    view = queries.worker(worker_id)
    role = POSTS[view.standing.appointment.post].role if view.standing else None
    choices = {"membership": list(free_accounts(role))}
    form = Form.blank(LinkSchema(), {}, choices)
    if request.method == "POST":
        form = Form.read(LinkSchema(), choices=choices)
        if form.valid:
            try:
                actions.link_account(worker_id, form.data["membership"])
                flash(_("Akun dihubungkan."), "success")
                return _back_to(worker_id)
            except Refused as refusal:
                form.refuse(refusal)
    return render_template("workforce/link.html", form=form, view=view), form.status


def _likely(view: WorkerView) -> dict[str, object]:
    """A renewal mostly repeats post, villages and who pays."""
    standing = view.standing
    if standing is None:
        return {}
    same = standing.appointment
    known = {"post": same.post, "funding": same.funding, "honorarium": same.honorarium}
    villages = "\n".join(label.split(" ", 1)[-1] for label in standing.villages)
    return {**{name: value for name, value in known.items() if value is not None}, "villages": villages}


def _receivers(view: WorkerView) -> list[Option]:
    """Whoever may take every kind of open work on, but not the one who leaves."""
    offered = [dict(kind.receivers()) for kind in kinds() if subject().may(kind.permission)]
    first = offered[0] if offered else {}
    return [(each, name) for each, name in first.items() if each != view.worker.membership_id]


def _back_to(worker_id: int) -> ResponseReturnValue:
    return redirect(url_for("workforce.worker", worker_id=worker_id), 303)

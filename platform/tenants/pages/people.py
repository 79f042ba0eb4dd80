"""The people of a site, for its administrator. Read and written as the keeper, shown in the subject's frame."""

from collections.abc import Callable

from flask import Response, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.db import db
from foundation.errors import Refused
from reference.queries import districts_and_villages
from tenants import access, administration, code_sheets, members
from tenants.access import subject
from tenants.members import STATES
from tenants.pages.blueprint import tenants
from tenants.permissions import ROLE_LABELS, SITE_ROLES
from tenants.role_words import in_words
from tenants.schemas import DetailsSchema, MemberSchema, ReasonSchema, RoleSchema, VillagesSchema
from web.forms import Form
from web.transaction import settle


@tenants.get("/pengguna")
@access.permits("people:manage")
def people() -> ResponseReturnValue:
    """Everybody with an account here, by name; by role and state when asked."""
    role, state = request.args.get("peran", ""), request.args.get("keadaan", "")
    page = members.page(role, state, request.args.get("sesudah"))
    return _show(
        "people.html",
        page=page,
        role=role if role in SITE_ROLES else "",
        state=state if state in STATES else "",
        roles=[(each, ROLE_LABELS[each]) for each in SITE_ROLES],
        unprinted=len(members.unprinted()),
    )


@tenants.get("/pengguna/peran")
@access.permits("people:manage")
def roles() -> ResponseReturnValue:
    """What each role may see and do, in words."""
    return _show("roles.html", roles=[in_words(role) for role in SITE_ROLES])


@tenants.get("/pengguna/token")
@access.permits("people:manage")
def all_tokens() -> ResponseReturnValue:
    """Every API token of the site that still opens something."""
    return _show("all_tokens.html", tokens=members.tokens())


@tenants.post("/pengguna/token/<int:token_id>/cabut")
@access.permits("people:manage")
def revoke_any_token(token_id: int) -> ResponseReturnValue:
    """From now on that token opens nothing, whoever made it."""
    administration.revoke_token(token_id)
    flash(_("Token dicabut. Program yang memakainya tidak dapat masuk lagi."), "success")
    return redirect(url_for("tenants.all_tokens"), 303)


@tenants.route("/pengguna/tambah", methods=["GET", "POST"])
@access.permits("people:manage")
def add_person() -> ResponseReturnValue:
    """Somebody new: role, name, address; invited at once."""
    choices = {"agency_id": list(members.agencies())}
    form = Form.blank(MemberSchema(), {}, choices)
    if request.method == "POST":
        form = Form.read(MemberSchema(), choices=choices)
        if form.valid:
            try:
                made = administration.add(form.data)
                flash(_("Ditambahkan. Undangan menunggu diterima."), "success")
                return redirect(url_for("tenants.person", membership_id=made), 303)
            except Refused as refusal:
                form.refuse(refusal)
    return _show("person_add.html", form=form), form.status


@tenants.get("/pengguna/<int:membership_id>")
@access.permits("people:manage")
def person(membership_id: int) -> ResponseReturnValue:
    """One of them: at work or not, role in words, sessions, tokens."""
    found = members.member(membership_id)
    return _show("person.html", member=found, words=in_words(found.line.role))


@tenants.route("/pengguna/<int:membership_id>/data", methods=["GET", "POST"])
@access.permits("people:manage")
def person_details(membership_id: int) -> ResponseReturnValue:
    """Name, position, NIP, e-mail."""
    found = members.member(membership_id)
    known = {
        "name": found.line.name,
        "email": found.email,
        "title": found.title,
        "employee_number": found.employee_number,
    }
    form = Form.blank(DetailsSchema(), known)
    if request.method == "POST":
        form = Form.read(DetailsSchema())
        if form.valid:
            administration.change_details(membership_id, form.data)
            flash(_("Data pengguna sudah disimpan."), "success")
            return _back_to(membership_id)
    return _show("person_details.html", form=form, member=found), form.status


@tenants.post("/pengguna/<int:membership_id>/undang")
@access.permits("people:manage")
def invite_person(membership_id: int) -> ResponseReturnValue:
    """Another mail."""
    administration.invite_again(membership_id)
    flash(_("Undangan baru dibuat. Yang lama tidak berlaku lagi."), "success")
    return _back_to(membership_id)


@tenants.post("/pengguna/<int:membership_id>/lembar")
@access.permits("people:manage")
def print_code(membership_id: int) -> ResponseReturnValue:
    """The sheet with a fresh code; it is shown in this answer alone."""
    return _sheets([membership_id])


@tenants.post("/pengguna/lembar")
@access.permits("people:manage")
def print_codes() -> ResponseReturnValue:
    """Sheets for everybody who has no address and none yet, up to a hundred at a time."""
    waiting = members.unprinted()
    if not waiting:
        flash(_("Tidak ada lembar undangan yang perlu dicetak."), "warn")
        return redirect(url_for("tenants.people"), 303)
    return _sheets(waiting)


@tenants.route("/pengguna/<int:membership_id>/peran", methods=["GET", "POST"])
@access.permits("people:manage")
def person_role(membership_id: int) -> ResponseReturnValue:
    """Another role."""
    found, choices = members.member(membership_id), {"agency_id": list(members.agencies())}
    form = Form.blank(RoleSchema(), {"role": found.line.role, "agency_id": found.agency_id or ""}, choices)
    if request.method == "POST":
        form = Form.read(RoleSchema(), choices=choices)
        if form.valid:
            try:
                administration.change_role(membership_id, form.data["role"], form.data["agency_id"])
                flash(_("Peran sudah diganti. Orang ini harus masuk lagi."), "success")
                return _back_to(membership_id)
            except Refused as refusal:
                form.refuse(refusal)
    return _show("person_role.html", form=form, member=found), form.status


@tenants.route("/pengguna/<int:membership_id>/desa", methods=["GET", "POST"])
@access.permits("people:manage")
def person_villages(membership_id: int) -> ResponseReturnValue:
    """Which villages a facilitator serves."""
    found = members.member(membership_id)
    form = Form.blank(VillagesSchema(), {"villages": found.village_codes})
    if request.method == "POST":
        form = Form.read(VillagesSchema())
        if form.valid:
            try:
                administration.set_villages(membership_id, form.data["villages"])
                flash(_("Desa binaan sudah disimpan."), "success")
                return _back_to(membership_id)
            except Refused as refusal:
                form.refuse(refusal)
    settle()
    offered = districts_and_villages(db.session(), subject().tenant.region_code or "")
    return _show("person_villages.html", form=form, member=found, districts=offered), form.status


@tenants.route("/pengguna/<int:membership_id>/akhiri", methods=["GET", "POST"])
@access.permits("people:manage")
def end_person(membership_id: int) -> ResponseReturnValue:
    """They work here no longer."""
    return _with_reason(
        membership_id,
        administration.deactivate,
        template="person_end.html",
        done=_("Tugas diakhiri. Akun ini tidak dapat masuk lagi di sini."),
    )


@tenants.route("/pengguna/<int:membership_id>/verifikasi", methods=["GET", "POST"])
@access.permits("people:manage")
def reset_person(membership_id: int) -> ResponseReturnValue:
    """The phone is gone: a new authenticator at the next sign-in."""
    return _with_reason(
        membership_id,
        administration.reset_second_factor,
        template="person_reset.html",
        done=_("Verifikasi dua langkah direset. Orang ini menyiapkannya lagi saat masuk."),
    )


@tenants.post("/pengguna/<int:membership_id>/keluarkan")
@access.permits("people:manage")
def sign_person_out(membership_id: int) -> ResponseReturnValue:
    """Sign them out everywhere."""
    ended = administration.end_sessions(membership_id)
    flash(ngettext("%(num)s sesi diakhiri.", "%(num)s sesi diakhiri.", ended), "success")
    return _back_to(membership_id)


def _with_reason(
    membership_id: int, do: Callable[[int, str], None], *, template: str, done: str
) -> ResponseReturnValue:
    found = members.member(membership_id)
    form = Form.blank(ReasonSchema())
    if request.method == "POST":
        form = Form.read(ReasonSchema())
        if form.valid:
            settle()
            try:
                do(membership_id, form.data["reason"])
                flash(done, "success")
                return _back_to(membership_id)
            except Refused as refusal:
                form.refuse(refusal)
    return _show(template, form=form, member=found), form.status


def _sheets(membership_ids: list[int]) -> ResponseReturnValue:
    codes = administration.print_codes(membership_ids)
    tenant = subject().tenant
    sheets = code_sheets.render(tenant, codes, current_app.config["SLRT"].public_url)
    answer = Response(sheets, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=f"undangan-{tenant.code_prefix.lower()}.pdf")
    return answer


def _back_to(membership_id: int) -> ResponseReturnValue:
    return redirect(url_for("tenants.person", membership_id=membership_id), 303)


def _show(template: str, **values: object) -> str:
    """Read as the keeper; the frame and its counts are read as the subject."""
    settle()
    return render_template(f"tenants/{template}", **values)

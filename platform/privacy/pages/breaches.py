"""Failures to protect personal data: record, find whom it touched, draft the notices, say when they were sent."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.db import db
from foundation.errors import Refused
from privacy import actions, notices, queries
from privacy.pages.blueprint import privacy
from privacy.schemas import AffectedSchema, BreachSchema
from registry.queries import get_person, person_rows
from tenants import access, access_log
from tenants.access import subject
from web.addresses import BIGINT
from web.forms import Form
from web.idempotency import read_key


@privacy.get("/insiden-data")
@access.permits("privacy:guard")
def breaches() -> ResponseReturnValue:
    """The newest first."""
    rows = [(row, queries.hours_left(row)) for row in queries.breaches()]
    return render_template("privacy/breaches.html", rows=rows)


@privacy.route("/insiden-data/baru", methods=["GET", "POST"])
@access.permits("privacy:guard")
def new_breach() -> ResponseReturnValue:
    """What is known so far: the clock does not wait for the rest."""
    form = Form.blank(BreachSchema(), {"found_hours": 0})
    if request.method == "POST":
        form = Form.read(BreachSchema())
        if form.valid:
            made = actions.record_breach(form.data, read_key())
            flash(_("Kejadian dicatat. Sekarang tentukan data siapa yang terdampak."), "success")
            return redirect(url_for("privacy.breach_affected", breach_id=made.id), 303)
    return render_template("privacy/breach_new.html", form=form), form.status


@privacy.get("/insiden-data/<int:breach_id>")
@access.permits("privacy:guard")
def breach(breach_id: int) -> ResponseReturnValue:
    """What is known, what the law still wants, and until when."""
    row = queries.get_breach(breach_id)
    return render_template(
        "privacy/breach.html",
        row=row,
        hours=queries.hours_left(row),
        people=queries.affected_count(breach_id),
        kinds=[str(dict(BreachSchema().load_fields["kinds"].options)[slug]) for slug in row.kinds],  # type: ignore[attr-defined]
    )


@privacy.route("/insiden-data/<int:breach_id>/terdampak", methods=["GET", "POST"])
@access.permits("privacy:guard")
def breach_affected(breach_id: int) -> ResponseReturnValue:
    """Whose data it touched; found by a data set, by what a member of staff opened, or one by one."""
    row = queries.get_breach(breach_id)
    person_id = request.args.get("person", type=int) or 0
    chosen = person_rows([get_person(person_id).id])[person_id] if 0 < person_id < BIGINT else None
    choices = {"share_id": queries.made_shares(), "member_id": access_log.members()}
    form = Form.blank(AffectedSchema(), choices=choices)
    if request.method == "POST":
        form = Form.read(AffectedSchema(), choices=choices)
        if form.valid:
            try:
                added = actions.add_affected(breach_id, form.data)
                flash(ngettext("%(num)s orang ditambahkan.", "%(num)s orang ditambahkan.", added), "success")
                return redirect(url_for("privacy.breach_affected", breach_id=breach_id), 303)
            except Refused as refusal:
                db.session.rollback()
                form.refuse(refusal)
                row = queries.get_breach(breach_id)
    page = queries.affected(breach_id, request.args.get("sesudah"))
    return render_template(
        "privacy/breach_affected.html",
        row=row,
        form=form,
        page=page,
        chosen=chosen,
        people=queries.affected_count(breach_id),
        search_url=url_for("registry.search", next=url_for("privacy.breach_affected", breach_id=breach_id)),
        next_url=url_for("privacy.breach_affected", breach_id=breach_id, sesudah=page.next) if page.next else "",
    ), form.status


@privacy.post("/insiden-data/<int:breach_id>/orang/<int:person_id>")
@access.permits("privacy:guard")
def add_breach_person(breach_id: int, person_id: int) -> ResponseReturnValue:
    """One person more."""
    actions.add_person(breach_id, person_id)
    flash(_("Orang ini ditambahkan."), "success")
    return redirect(url_for("privacy.breach_affected", breach_id=breach_id), 303)


@privacy.get("/insiden-data/<int:breach_id>/surat")
@access.permits("privacy:guard")
def breach_notice(breach_id: int) -> ResponseReturnValue:
    """The drafted notice to the agency for personal data."""
    row, tenant = queries.get_breach(breach_id), subject().tenant
    letter = notices.to_agency(row, tenant, queries.affected_count(breach_id))
    return render_template("privacy/breach_letter.html", row=row, letter=letter, tenant=tenant)


@privacy.get("/insiden-data/<int:breach_id>/surat/<int:person_id>")
@access.permits("privacy:guard")
def breach_letter(breach_id: int, person_id: int) -> ResponseReturnValue:
    """The drafted notice to one citizen."""
    row, tenant = queries.get_breach(breach_id), subject().tenant
    if not queries.is_affected(breach_id, person_id):
        abort(404)
    name = person_rows([person_id])[person_id].name
    return render_template(
        "privacy/breach_letter.html", row=row, letter=notices.to_citizen(row, tenant, name), tenant=tenant
    )


@privacy.post("/insiden-data/<int:breach_id>/<any(lembaga, warga):whom>")
@access.permits("privacy:guard")
def breach_told(breach_id: int, whom: str) -> ResponseReturnValue:
    """The agency, or the citizens, have been told in writing."""
    try:
        (actions.report if whom == "lembaga" else actions.tell_citizens)(breach_id)
        flash(_("Pemberitahuan dicatat."), "success")
    except Refused as refusal:
        if refusal.status != 409:
            raise
        db.session.rollback()
        flash(refusal.message, "warn")
    return redirect(url_for("privacy.breach", breach_id=breach_id), 303)

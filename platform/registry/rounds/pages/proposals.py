"""Proposals of a round: somebody in, somebody off the list again, and what a visit found."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from reference import codes
from registry.queries import person_rows
from registry.rounds import actions, queries
from registry.rounds.pages.blueprint import rounds
from registry.rounds.schemas import DropSchema, ProposalSchema, VisitSchema
from tenants import access
from tenants.access import subject
from web.addresses import BIGINT
from web.forms import Form


@rounds.get("/pemutakhiran/<int:round_id>/usulan")
@access.permits("round:draft")
def proposal(round_id: int) -> ResponseReturnValue:
    """Why this person is proposed; without a person, the way to find one."""
    queries.get_round(round_id)
    if not _person_id():
        return redirect(url_for("registry.search", next=url_for("rounds.proposal", round_id=round_id)), 303)
    return _proposal_page(round_id, Form.blank(ProposalSchema()))


@rounds.post("/pemutakhiran/<int:round_id>/usulan")
@access.permits("round:draft")
def propose(round_id: int) -> ResponseReturnValue:
    """Put them on the list."""
    form = Form.read(ProposalSchema())
    if form.valid and form.tries(lambda: actions.propose(round_id, _person_id(), form.data)):
        flash(_("Usulan ditambahkan."), "success")
        return redirect(url_for("rounds.round", round_id=round_id), 303)
    return _proposal_page(round_id, form), form.status


@rounds.post("/pemutakhiran/<int:round_id>/dari-penyaringan")
@access.permits("round:draft")
def propose_missed(round_id: int) -> ResponseReturnValue:
    """Everybody whom the screening found to be missed by a programme."""
    programme = request.form.get("programme", "")
    try:
        new = actions.propose_missed(round_id, programme) if programme in codes.PROGRAMMES else 0
        words = ngettext("%(num)s orang ditambahkan.", "%(num)s orang ditambahkan.", new)
        flash(words if new else _("Tidak ada orang baru dari penyaringan untuk program itu di desa ini."), "success")
    except Refused as refusal:
        if refusal.status in (403, 404):
            raise
        db.session.rollback()
        flash(str(refusal.message), "warn")
    return redirect(url_for("rounds.round", round_id=round_id), 303)


@rounds.route("/pemutakhiran/<int:round_id>/usulan/<int:item_id>/keluarkan", methods=["GET", "POST"])
@access.permits("round:draft")
def drop(round_id: int, item_id: int) -> ResponseReturnValue:
    """Take somebody off the list, with the reason."""
    item = queries.get_item(round_id, item_id)
    form = Form.read(DropSchema()) if request.method == "POST" else Form.blank(DropSchema())
    sent = request.method == "POST" and form.valid
    if sent and form.tries(lambda: actions.drop(round_id, item_id, form.data["note"])):
        flash(_("Usulan dikeluarkan dari daftar."), "success")
        return redirect(url_for("rounds.round", round_id=round_id), 303)
    person = person_rows([item.person_id])[item.person_id]
    page = render_template("rounds/drop.html", form=form, person=person, round_id=round_id, item=item)
    return page, form.status


@rounds.route("/pemutakhiran/<int:round_id>/usulan/<int:item_id>/kunjungan", methods=["GET", "POST"])
@access.permits("round:visit")
def visit(round_id: int, item_id: int) -> ResponseReturnValue:
    """What was found at the home of who is proposed; made for a phone."""
    item = queries.get_item(round_id, item_id)
    known = {
        "finding": item.finding,
        "visited_on": item.visited_on or today(subject().tenant.timezone),
        "finding_note": item.finding_note,
    }
    form = Form.read(VisitSchema()) if request.method == "POST" else Form.blank(VisitSchema(), known)
    sent = request.method == "POST" and form.valid
    if sent and form.tries(lambda: actions.record_visit(round_id, item_id, form.data)):
        flash(_("Kunjungan dicatat."), "success")
        return redirect(url_for("rounds.round", round_id=round_id), 303)
    page = render_template("rounds/visit.html", form=form, row=queries.row_of(item), round_id=round_id)
    return page, form.status


def _person_id() -> int:
    found = request.args.get("person", type=int) or 0
    return found if 0 < found < BIGINT else 0


def _proposal_page(round_id: int, form: Form) -> str:
    person_id = _person_id()
    person = person_rows([person_id]).get(person_id)
    if person is None:
        raise Refused(_("Data warga ini tidak ditemukan."), status=404, code="not_found")
    found = queries.get_round(round_id)
    return render_template("rounds/proposal.html", form=form, person=person, round_id=found.id)

"""The office prepares: its checklist, one letter of it, and the beginning of its trial."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from tenants import access
from tenants.sites.actions import preparing
from tenants.sites.machine import MOVES, STAGE_LABELS
from tenants.sites.pages.blueprint import sites
from tenants.sites.queries.preparing import checklist, evidence_of, line, my_site, people_here
from tenants.sites.readiness import BEFORE_TRIAL, GATES, ITEMS
from tenants.sites.schemas import EvidenceSchema
from web.downloads import file_answer
from web.forms import Form

LETTERS = ", ".join(f'"{letter}"' for letter in ITEMS)


@sites.get("/kesiapan")
@access.permits("site:prepare")
def readiness() -> ResponseReturnValue:
    """What is there, what is missing, who promised it until when."""
    site, lines = my_site(), checklist()
    missing = [each for each in lines if each.item.letter in GATES and not each.done]
    return render_template(
        "sites/readiness.html",
        site=site,
        lines=lines,
        missing=missing,
        to_trial=[each for each in missing if each.item.letter in BEFORE_TRIAL],
        labels=STAGE_LABELS,
        move=MOVES["start_trial"],
        open=preparing.is_preparing(site),
    )


@sites.route(f"/kesiapan/<any({LETTERS}):letter>", methods=["GET", "POST"])
@access.permits("site:prepare")
def evidence(letter: str) -> ResponseReturnValue:
    """Evidence, responsible person and date of one letter."""
    found, people = line(letter), people_here()
    row = found.row
    known = (
        {"note": row.note, "responsible_id": row.responsible_id, "due_on": row.due_on, "done": row.done_at is not None}
        if row is not None
        else {}
    )
    form = Form.blank(EvidenceSchema(), known, {"responsible_id": people})
    if request.method == "POST":
        form = Form.read(EvidenceSchema(), choices={"responsible_id": people})
        sent = request.files.get("file")
        try:
            if form.valid:
                preparing.show(letter, form.data, sent.read() if sent is not None and sent.filename else None)
                flash(_("Kesiapan %(letter)s disimpan.", letter=letter), "success")
                return redirect(url_for("sites.readiness"), 303)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("sites/evidence.html", line=found, form=form, open=preparing.is_preparing(my_site())), (
        form.status
    )


@sites.get(f"/kesiapan/<any({LETTERS}):letter>/berkas")
@access.permits("site:prepare")
def evidence_file(letter: str) -> ResponseReturnValue:
    """The file that shows it."""
    content, media_type = evidence_of(letter)
    return file_answer(content, media_type, f"kesiapan-{letter}")


@sites.post("/kesiapan/uji-jalan")
@access.permits("site:prepare")
def start_trial() -> ResponseReturnValue:
    """The office says that its trial begins."""
    try:
        preparing.start_trial()
        flash(_("Uji jalan dimulai. Provinsi diberi tahu."), "success")
    except Refused as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("sites.readiness"), 303)

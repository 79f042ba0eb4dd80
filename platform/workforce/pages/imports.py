"""A roster from a spreadsheet: send it, look at what it would do, take it over."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from tenants import access
from web.forms import Form
from web.schemas import BaseSchema
from web.tables import WORKBOOK
from workforce import actions, spreadsheets
from workforce.actions.imports import look
from workforce.pages.blueprint import workforce
from workforce.places import Villages
from workforce.schemas import TakeSchema
from workforce.spreadsheets import COLUMNS


@workforce.get("/tenaga/contoh.xlsx")
@access.permits("workforce:manage")
def roster_template() -> ResponseReturnValue:
    """An empty spreadsheet with the right headings and the villages of this district."""
    answer = Response(spreadsheets.template(list(Villages().codes.values())), mimetype=WORKBOOK)
    answer.headers.set("Content-Disposition", "attachment", filename="contoh-daftar-tenaga.xlsx")
    return answer


@workforce.route("/tenaga/impor", methods=["GET", "POST"])
@access.permits("workforce:manage")
def send_roster() -> ResponseReturnValue:
    """Choose the file. Nothing is saved before it has been looked at."""
    form = Form.blank(BaseSchema())
    if request.method == "POST":
        sent = request.files.get("file")
        try:
            if sent is None or not sent.filename:
                raise Refused(_("Pilih berkasnya dulu."), field="file")
            kept = actions.keep_file(sent.read())
            return redirect(url_for("workforce.look_at_roster", file_id=kept.id), 303)
        except Refused as refusal:
            form.errors["file"] = [str(refusal.message)]
            form.status = refusal.status
    return render_template("workforce/send_roster.html", form=form, columns=COLUMNS), form.status


@workforce.get("/tenaga/impor/<int:file_id>")
@access.permits("workforce:manage")
def look_at_roster(file_id: int) -> ResponseReturnValue:
    """What the file would do: whom it adds, whose decree it renews, which rows are refused and why."""
    return render_template("workforce/look.html", looked=look(file_id))


@workforce.post("/tenaga/impor/<int:file_id>")
@access.permits("workforce:manage")
def take_roster(file_id: int) -> ResponseReturnValue:
    """Everything, or what is good."""
    form = Form.read(TakeSchema())
    if not form.valid:
        return redirect(url_for("workforce.look_at_roster", file_id=file_id), 303)
    done = actions.take_over(file_id, form.data["how"])
    words = _("%(new)s orang ditambahkan, %(renewed)s SK diperpanjang.", new=done.new, renewed=done.renewed)
    flash(words, "success")
    return redirect(url_for("workforce.roster"), 303)

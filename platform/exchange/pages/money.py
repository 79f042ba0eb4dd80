"""Money from a spreadsheet: upload, look at what is wrong, then take all rows or the good ones."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from exchange.money import Sheet, again, carried_along, read_sheet, sample
from exchange.pages.blueprint import exchange
from sustainability.actions.money import put_lines
from tenants import access
from web.body import takes_files
from web.forms import Form
from web.schemas import BaseSchema
from web.tables import workbook_file
from web.workbooks import BadWorkbook


@exchange.get("/keberlanjutan/dana/contoh.xlsx")
@access.permits("sustain:write")
def money_sample() -> ResponseReturnValue:
    """What is there now as a workbook, to fill in and bring back."""
    return workbook_file(sample(), "dana-slrt.xlsx", _("Dana"))


@exchange.route("/keberlanjutan/dana/impor", methods=["GET", "POST"])
@access.permits("sustain:write")
@takes_files
def money_import() -> ResponseReturnValue:
    """Which file; then what it holds and what is wrong with it."""
    form = Form.blank(BaseSchema())
    if request.method == "GET":
        return _page(form)
    file = request.files.get("file")
    if file is None or not file.filename:
        form.add_error("file", _("Pilih berkasnya."))
        return _page(form), form.status
    try:
        sheet = read_sheet(file.read())
    except BadWorkbook as fault:
        form.add_error("file", fault)
        return _page(form), form.status
    return _page(form, sheet)


@exchange.post("/keberlanjutan/dana/impor/simpan")
@access.permits("sustain:write")
def money_keep() -> ResponseReturnValue:
    """Take the rows that were shown."""
    form = Form.blank(BaseSchema())
    try:
        rows = again(request.form.get("rows", ""))
    except ValueError:
        form.add_error(None, _("Isian ini tidak lengkap. Unggah berkasnya sekali lagi."))
        return _page(form), form.status
    n = put_lines(rows)
    flash(ngettext("%(num)s catatan dana tersimpan.", "%(num)s catatan dana tersimpan.", n), "success")
    return redirect(url_for("sustainability.money"), 303)


def _page(form: Form, sheet: Sheet | None = None) -> str:
    carried = carried_along(sheet.rows) if sheet and sheet.rows else ""
    return render_template("exchange/money.html", form=form, sheet=sheet, carried=carried)

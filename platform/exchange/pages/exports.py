"""Handing out a list: which, why, with which numbers. The file is on disk before the answer begins."""

from flask import render_template
from flask.typing import ResponseReturnValue

from exchange import actions
from exchange.pages.blueprint import exchange
from exchange.schemas import ExportSchema
from foundation.errors import Refused
from tenants import access
from web.forms import Form
from web.tables import long_file


@exchange.get("/data/keluar")
@access.permits("person:export")
def download() -> ResponseReturnValue:
    """Which list, and why."""
    return render_template(
        "exchange/download.html", form=Form.blank(ExportSchema(), {"columns": "list", "format": "xlsx"})
    )


@exchange.post("/data/keluar")
@access.permits("person:export")
def handed_out() -> ResponseReturnValue:
    """The file; who took it, why and how many rows is written down."""
    form = Form.read(ExportSchema())
    if form.valid:
        try:
            return actions.export(form.data, long_file)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("exchange/download.html", form=form), form.status

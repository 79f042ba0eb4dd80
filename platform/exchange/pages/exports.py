"""Handing out a list: which, why, with which numbers. The file is on disk before the answer begins."""

from collections.abc import Mapping
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from exchange import actions
from exchange.pages.blueprint import exchange
from exchange.schemas import ExportSchema
from foundation.clock import today
from foundation.errors import Refused
from tenants import access
from tenants.access import subject
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
            return handed(form.data)
        except Refused as refusal:
            form.refuse(refusal)
    return render_template("exchange/download.html", form=form), form.status


def handed(data: Mapping[str, Any]) -> Response:
    """The file, from clean ExportSchema data."""
    day = today(subject().tenant.timezone)
    kind = "penerima" if data["programme"] else "warga"
    name = f"{kind}-{day.isoformat()}.{data['format']}"
    return actions.export(data, lambda rows: long_file(rows, name))

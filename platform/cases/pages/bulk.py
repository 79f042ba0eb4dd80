"""Giving several cases of the queue to one colleague: tick, choose, done. What changed meanwhile is named."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from cases import actions
from cases.actions import Assigned
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.pages.queue import show
from cases.queries import QueueView
from cases.queries.colleagues import colleague_choices, handlers
from cases.schemas import BulkAssignmentSchema
from foundation.errors import Refused
from tenants import access
from web.addresses import with_query
from web.forms import Form


@cases.post("/antrean/serahkan")
@access.permits("case:assign")
def assign_chosen() -> ResponseReturnValue:
    """Give the ticked cases away, and come back to the same view."""
    view = QueueView.from_args(request.form)
    form = Form.read(BulkAssignmentSchema(), choices={"to": colleague_choices(handlers())})
    if form.valid:
        try:
            _tell(actions.assign_many(dict(form.data["cases"]), form.data["to"], form.data["reason"]))
            return redirect(with_query(url_for("cases.queue"), view.args() | {"pilih": "1"}), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
    return show(view, request.form.get("sesudah"), form), form.status


def _tell(outcome: Assigned) -> None:
    if outcome.done:
        flash(
            ngettext(
                "%(num)s kasus diserahkan kepada %(name)s.",
                "%(num)s kasus diserahkan kepada %(name)s.",
                len(outcome.done),
                name=outcome.to.name,
            ),
            "success",
        )
    if outcome.changed:
        names = ", ".join(outcome.changed)
        flash(_("Tidak diserahkan karena baru saja diubah atau ditutup: %(names)s. Lihat lagi.", names=names), "warn")

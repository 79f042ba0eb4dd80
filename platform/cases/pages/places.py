"""Where the matter of a case lies: typed, from a map's link, or as the telephone says."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import queries
from cases.actions import places
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.queries.places import place_of, point_of
from cases.schemas import PlaceSchema
from foundation.errors import Refused
from tenants import access
from web.forms import Form
from web.transaction import keep_on_refusal


@cases.route("/kasus/<int:case_id>/lokasi", methods=["GET", "POST"])
@access.permits("case:attach")
def place(case_id: int) -> ResponseReturnValue:
    """One form for point and landmark; left empty, both are taken away."""
    view = queries.case_view(case_id)
    noted = place_of(case_id)
    if request.method == "GET":
        known = {"point": point_of(noted) or "", "landmark": noted.landmark if noted else ""}
        return render_template("cases/place.html", view=view, form=Form.blank(PlaceSchema(), known))
    form = Form.read(PlaceSchema())
    if form.valid:
        try:
            places.note(case_id, form.data)
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
            view = queries.case_view(case_id)
        else:
            flash(_("Lokasi tersimpan."), "success")
            return redirect(url_for("cases.case", case_id=case_id), 303)
    keep_on_refusal()
    return render_template("cases/place.html", view=view, form=form), form.status

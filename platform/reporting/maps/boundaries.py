"""The page of boundaries: bring a file, see what is drawn, take an earlier one, draw none."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from foundation.errors import Refused
from reporting.maps import actions, outlines
from reporting.maps.geojson import MAX_BYTES, MOST_POINTS, BadBoundary
from reporting.maps.schemas import BoundarySchema
from tenants import access
from tenants.access import subject
from web.body import takes_files
from web.forms import Form

boundaries = Blueprint("boundaries", "reporting.maps.boundaries", template_folder="templates")


@boundaries.route("/peta/batas", methods=["GET", "POST"])
@access.permits("map:keep")
@takes_files
def keep() -> ResponseReturnValue:
    """Which boundaries are drawn, and a file with new ones."""
    if request.method == "GET":
        return _page(Form.blank(BoundarySchema()))
    form = Form.read(BoundarySchema())
    _put(form)
    if not form.valid:
        return _page(form), form.status
    flash(_("Batas wilayah tersimpan dan dipakai di peta."), "success")
    return redirect(url_for("boundaries.keep"), 303)


@boundaries.post("/peta/batas/<int:boundary_id>/pakai")
@access.permits("map:keep")
def use_again(boundary_id: int) -> ResponseReturnValue:
    """Draw an earlier version again."""
    actions.use_again(boundary_id)
    flash(_("Batas wilayah yang dipilih dipakai di peta."), "success")
    return redirect(url_for("boundaries.keep"), 303)


@boundaries.post("/peta/batas/hapus")
@access.permits("map:keep")
def remove() -> ResponseReturnValue:
    """Draw none."""
    actions.remove()
    flash(_("Peta tidak lagi memakai batas wilayah. Versinya tetap tersimpan."), "success")
    return redirect(url_for("boundaries.keep"), 303)


def _put(form: Form) -> None:
    """What is wrong with the file is said at the field."""
    sent = request.files.get("boundary")
    if not form.valid:
        return
    if sent is None or not sent.filename:
        form.add_error("boundary", _("Pilih berkasnya dulu."))
        return
    try:
        actions.put(sent.stream.read(MAX_BYTES + 1), incomplete=form.data["incomplete"])
    except BadBoundary as fault:
        form.add_error("boundary", fault)
    except Refused as refusal:
        form.refuse(refusal)


def _page(form: Form) -> str:
    regions, tenant = outlines.own_regions(), subject().tenant
    outline = outlines.outline_of(tenant.id)
    return render_template(
        "maps/boundaries.html",
        form=form,
        outline=outline,
        undrawn=[name for code, name in regions.items() if outline and code not in outline.codes],
        regions=regions,
        example=next(iter(regions), ""),
        versions=outlines.own_versions(),
        max_bytes=MAX_BYTES,
        most_points=MOST_POINTS,
        map_url=url_for(outlines.open_map_of(tenant.kind)),
    )

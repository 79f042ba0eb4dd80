"""Views of the queue under names of one's own."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.actions import views
from cases.pages import stale
from cases.pages.blueprint import cases
from cases.pages.filters import filters_in
from cases.queries import QueueView
from cases.queries.views import saved_views as kept_views
from cases.schemas import SavedViewSchema
from foundation.errors import Refused
from tenants import access
from web.forms import Form


@cases.get("/antrean/tampilan")
@access.permits("case:read")
def saved_views() -> ResponseReturnValue:
    """What was kept: one's own, and what colleagues share."""
    kept = kept_views()
    return render_template(
        "cases/views.html",
        mine=[each for each in kept if each.mine],
        shared=[each for each in kept if not each.mine],
        words=_words,
    )


@cases.route("/antrean/tampilan/baru", methods=["GET", "POST"])
@access.permits("case:read")
def save_view() -> ResponseReturnValue:
    """Give the view in the address a name."""
    view = QueueView.from_args(request.args)
    form = Form.blank(SavedViewSchema()) if request.method == "GET" else Form.read(SavedViewSchema())
    if request.method == "POST" and form.valid:
        try:
            views.save(form.data["name"], view, form.data["shared"])
            flash(_("Tampilan “%(name)s” tersimpan.", name=form.data["name"]), "success")
            return redirect(url_for("cases.saved_views"), 303)
        except Refused as refusal:
            stale.take_back(refusal)
            form.refuse(refusal)
    return render_template("cases/save_view.html", form=form, view=view, words=_words(view)), form.status


@cases.post("/antrean/tampilan/<int:view_id>/bagikan")
@access.permits("case:read")
def share_view(view_id: int) -> ResponseReturnValue:
    """Let colleagues open it too, or no longer."""
    kept = views.share(view_id, bool(request.form.get("shared")))
    told = _("“%(name)s” dibagikan ke rekan di kantor ini.") if kept.shared else _("“%(name)s” tidak lagi dibagikan.")
    flash(told % {"name": kept.name}, "success")
    return redirect(url_for("cases.saved_views"), 303)


@cases.post("/antrean/tampilan/<int:view_id>/hapus")
@access.permits("case:read")
def discard_view(view_id: int) -> ResponseReturnValue:
    """Forget it. The cases in it stay as they are."""
    views.discard(view_id)
    flash(_("Tampilan dihapus. Kasusnya tetap ada di antrean."), "success")
    return redirect(url_for("cases.saved_views"), 303)


def _words(view: QueueView) -> str:
    """What a view shows, in one line."""
    return "; ".join(f"{each['label']}: {each['value']}" for each in filters_in(view, everything=True))

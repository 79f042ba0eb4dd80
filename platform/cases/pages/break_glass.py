"""Emergency access of the province to one case: asking for it, looking, and ending it from either side."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases.actions import break_glass as actions
from cases.pages.blueprint import cases
from cases.queries import break_glass as queries
from cases.schemas import BreakGlassSchema
from tenants import access
from web.formats import moment
from web.forms import Form
from web.shell import colour_frame


@cases.get("/provinsi/kasus/<office:tenant_id>/<int:case_id>/buka")
@access.permits("case:break_glass")
def ask_glass(tenant_id: int, case_id: int) -> ResponseReturnValue:
    """Why, for how long, and what happens then."""
    return _ask(tenant_id, case_id, Form.blank(BreakGlassSchema(), {"hours": 4}))


@cases.post("/provinsi/kasus/<office:tenant_id>/<int:case_id>/buka")
@access.permits("case:break_glass")
def open_glass(tenant_id: int, case_id: int) -> ResponseReturnValue:
    """Open it; the district knows at once."""
    form = Form.read(BreakGlassSchema())
    if not form.valid:
        return _ask(tenant_id, case_id, form)
    glass = actions.open_glass(tenant_id, case_id, form.data)
    return redirect(url_for("cases.glass", glass_id=glass.id), 303)


@cases.get("/akses-darurat/<int:glass_id>")
@access.permits("case:break_glass")
def glass(glass_id: int) -> ResponseReturnValue:
    """The case, in a frame that shows that somebody looks in from outside."""
    glass = queries.my_glass(glass_id)
    colour_frame(
        "glass",
        _(
            "Akses darurat sampai %(time)s. Alasan: “%(reason)s”. Dinas Sosial setempat sudah diberi tahu.",
            time=moment(glass.expires_at),
            reason=glass.reason,
        ),
        _("Tutup sekarang"),
        url_for("cases.close_glass", glass_id=glass_id),
    )
    return render_template("cases/glass.html", view=queries.glass_view(glass_id))


@cases.post("/akses-darurat/<int:glass_id>/tutup")
@access.permits("case:break_glass")
def close_glass(glass_id: int) -> ResponseReturnValue:
    """The supervisor is done."""
    actions.close_glass(glass_id)
    flash(_("Akses darurat sudah ditutup."), "success")
    return redirect(url_for("cases.my_glasses"), 303)


@cases.get("/akses-darurat")
@access.permits("case:break_glass")
def my_glasses() -> ResponseReturnValue:
    """What this supervisor has opened."""
    return render_template("cases/glasses.html", rows=queries.my_glasses(), ours=False)


@cases.get("/akses-darurat/ke-sini")
@access.permits("privacy:guard")
def glasses_on_us() -> ResponseReturnValue:
    """What the province has opened here."""
    return render_template("cases/glasses.html", rows=queries.glasses_on_us(), ours=True)


@cases.post("/akses-darurat/<int:glass_id>/akhiri")
@access.permits("privacy:guard")
def end_glass(glass_id: int) -> ResponseReturnValue:
    """The district ends it."""
    actions.end_glass(glass_id)
    flash(_("Akses darurat itu sudah diakhiri."), "success")
    return redirect(url_for("cases.glasses_on_us"), 303)


def _ask(tenant_id: int, case_id: int, form: Form) -> ResponseReturnValue:
    shape = queries.shape(tenant_id, case_id)
    return render_template("cases/ask_glass.html", shape=shape, form=form), form.status

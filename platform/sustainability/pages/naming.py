"""Whether the district may be named where districts are compared: the head decides, and may take it back."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sustainability.actions.standings import decide_naming
from sustainability.pages.blueprint import sustainability
from sustainability.queries import standings as queries
from tenants import access
from tenants.access import subject


@sustainability.get("/keberlanjutan/disebut")
@access.permits("sustain:read")
def naming() -> ResponseReturnValue:
    """What has been decided, by whom, and what it means."""
    decisions = queries.naming()
    return render_template(
        "sustainability/naming.html",
        decisions=decisions,
        is_named=bool(decisions) and decisions[0].named,
        may_decide=subject().may("sustain:name"),
    )


@sustainability.post("/keberlanjutan/disebut/setuju")
@access.permits("sustain:name")
def agree_to_naming() -> ResponseReturnValue:
    """From now on by name."""
    decide_naming(True)
    flash(_("Tersimpan. Provinsi dan kementerian melihat nama daerah ini di perbandingan."), "success")
    return redirect(url_for("sustainability.naming"), 303)


@sustainability.post("/keberlanjutan/disebut/tarik")
@access.permits("sustain:name")
def withdraw_naming() -> ResponseReturnValue:
    """No longer."""
    decide_naming(False)
    flash(_("Persetujuan ditarik. Daerah ini hanya terhitung di dalam jumlah."), "success")
    return redirect(url_for("sustainability.naming"), 303)

"""One case: where it stands, what comes next, how it came here."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import actions, queries
from cases.pages.blueprint import cases
from registry.schemas import RevealSchema
from tenants import access
from tenants.access import subject
from web.forms import Form


@cases.get("/kasus/<int:case_id>")
@access.permits("case:read")
def case(case_id: int) -> ResponseReturnValue:
    """The whole story, with one next step."""
    may = subject().may
    return render_template(
        "cases/case.html",
        view=queries.case_view(case_id),
        reveal=Form.blank(RevealSchema()),
        may_consent=any(map(may, ("case:register", "case:check", "case:refer"))),
    )


@cases.post("/kasus/<int:case_id>/ambil")
@access.permits("case:read")
def take(case_id: int) -> ResponseReturnValue:
    """Become the one who looks after this case."""
    taken = actions.take(case_id)
    flash(_("Anda sekarang menangani kasus %(code)s.", code=taken.code), "success")
    return redirect(url_for("cases.case", case_id=case_id), 303)

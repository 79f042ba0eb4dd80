"""What the citizen carries home: the code, what happens next, until when."""

from flask import current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from segno import make

from cases import queries
from cases.pages.blueprint import cases
from tenants import access


@cases.get("/kasus/<int:case_id>/tanda-terima")
@access.permits("case:read")
def receipt(case_id: int) -> ResponseReturnValue:
    """One page to print."""
    view = queries.case_view(case_id)
    address = current_app.config["SLRT"].public_url
    link = address + url_for("cases.follow", kode=view.case.code)
    return render_template(
        "cases/receipt.html", view=view, qr=_qr(link), follow_address=address.split("://")[-1] + url_for("cases.follow")
    )


def _qr(text: str) -> Markup:
    """An inline SVG without styles of its own; black on white, whatever the theme."""
    return Markup(make(text, error="m").svg_inline(scale=3, border=2, dark="#000", light="#fff", omitsize=True))  # noqa: S704

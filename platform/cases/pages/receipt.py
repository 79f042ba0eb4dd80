"""What the citizen carries home: the code, what happens next, until when."""

from flask import render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from segno import make

from cases import links, queries
from cases.machine import State
from cases.pages import journey
from cases.pages.blueprint import cases
from tenants import access


@cases.get("/kasus/<int:case_id>/tanda-terima")
@access.permits("case:read")
def receipt(case_id: int) -> ResponseReturnValue:
    """One page to print."""
    view = queries.case_view(case_id)
    address = links.follow_case()
    return render_template(
        "cases/receipt.html",
        view=view,
        qr=_qr(f"{address}?kode={view.case.code}"),
        follow_address=address.partition("://")[2],
        ahead=journey.ahead(State(view.case.state)),
        fresh=view.case.state == State.REGISTERED,
    )


def _qr(text: str) -> Markup:
    """An inline SVG without styles of its own; black on white, whatever the theme."""
    return Markup(make(text, error="m").svg_inline(scale=3, border=2, dark="#000", light="#fff", omitsize=True))  # noqa: S704

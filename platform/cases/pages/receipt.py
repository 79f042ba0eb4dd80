"""What the citizen carries home: the code, what happens next, until when."""

from flask import render_template
from flask.typing import ResponseReturnValue

from cases import links, queries
from cases.machine import State
from cases.pages import journey
from cases.pages.blueprint import cases
from tenants import access
from web.qr import qr


@cases.get("/kasus/<int:case_id>/tanda-terima")
@access.permits("case:read")
def receipt(case_id: int) -> ResponseReturnValue:
    """One page to print."""
    view = queries.case_view(case_id)
    address = links.follow_case()
    return render_template(
        "cases/receipt.html",
        view=view,
        qr=qr(f"{address}?kode={view.case.code}"),
        follow_address=address.partition("://")[2],
        ahead=journey.ahead(State(view.case.state)),
        fresh=view.case.state == State.REGISTERED,
    )

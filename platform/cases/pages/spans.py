"""The lists behind the figures of a dashboard: cases by their days, and for an agency its referrals."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from cases.pages.blueprint import cases
from cases.queries.spans import CAME, ENDED, LATE, PARTS, PARTS_OF_REFERRALS, STOOD, SpanView, cases_in, referrals_in
from tenants import access
from web.pagination import Page

_CASES = {CAME: _l("Kasus yang masuk"), ENDED: _l("Kasus yang ditutup"), STOOD: _l("Kasus yang terbuka pada hari itu")}
_REFERRALS = {
    CAME: _l("Rujukan yang diterima"),
    ENDED: _l("Rujukan yang dijawab atau ditarik"),
    STOOD: _l("Rujukan yang belum dijawab pada hari itu"),
    LATE: _l("Rujukan yang lewat tenggat pada hari itu"),
}


@cases.get("/kasus/masa")
@access.permits("case:read")
def in_span() -> ResponseReturnValue:
    """Cases that came in or ended within some days, or stood open when a day ended."""
    view = SpanView.from_args(request.args, PARTS)
    page = cases_in(view, request.args.get("sesudah"))
    return render_template("cases/in_span.html", title=_CASES[view.part], **_frame("cases.in_span", view, page))


@cases.get("/rujukan/masa")
@access.permits("referral:answer")
def referrals_in_span() -> ResponseReturnValue:
    """The same of an agency's referrals."""
    view = SpanView.from_args(request.args, PARTS_OF_REFERRALS)
    page = referrals_in(view, request.args.get("sesudah"))
    frame = _frame("cases.referrals_in_span", view, page)
    return render_template("cases/referrals_in_span.html", title=_REFERRALS[view.part], **frame)


def _frame(endpoint: str, view: SpanView, page: Page[Any]) -> dict[str, Any]:
    onward: dict[str, Any] = {**view.args(), "sesudah": page.next}
    return {
        "view": view,
        "page": page,
        "next_url": url_for(endpoint, **onward) if page.next else "",
    }

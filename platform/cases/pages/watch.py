"""What supervisor and manager watch. Every figure has its period, what it is compared with, and its list."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from cases.ages import AGES
from cases.machine import told
from cases.pages.blueprint import cases
from cases.queries import watch
from cases.queries.response import ResponseView, name_of_recipient, referrals_behind, responses
from cases.queries.taken import TakenView, taken_steps
from foundation.clock import today
from reference.periods import PERIODS, Period
from tenants import access
from tenants.access import subject

_BACK = {
    "return": "cases.watch_returned",
    "ask_correction": "cases.watch_returned",
    "reopen": "cases.watch_returned",
    "register": "cases.watch_field",
    "record_visit": "cases.watch_field",
}
"""From where the list of a step's kind is opened; otherwise from the page about people."""
_PARTS = {
    "sent": _l("Rujukan terkirim"),
    "accepted": _l("Dijawab terima atau tolak tepat waktu"),
    "answered": _l("Hasilnya kembali tepat waktu"),
    "reminded": _l("Rujukan yang diingatkan"),
    "late": _l("Rujukan lewat tenggat jawaban"),
}


@cases.get("/pantauan")
@access.permits("overdue:watch")
def watch_desks() -> ResponseReturnValue:
    """What is stuck, and where: by desk, state and age."""
    period = _period()
    return render_template(
        "cases/watch_desks.html", desks=watch.desks_now(period), ages=AGES.values(), **_frame(period)
    )


@cases.get("/pantauan/petugas")
@access.permits("overdue:watch")
def watch_people() -> ResponseReturnValue:
    """Who has how much, and who did how much."""
    period = _period()
    lines, nobodys = watch.people(period)
    return render_template("cases/watch_people.html", lines=lines, nobodys=nobodys, **_frame(period))


@cases.get("/pantauan/fasilitator")
@access.permits("overdue:watch")
def watch_field() -> ResponseReturnValue:
    """Which facilitators are at work; a supervisor begins with the own ones."""
    period = _period()
    has_own = watch.supervises()
    own = has_own and "semua" not in request.args
    return render_template(
        "cases/watch_field.html", lines=watch.facilitators(period, own), has_own=has_own, own=own, **_frame(period)
    )


@cases.get("/pantauan/dikembalikan")
@access.permits("overdue:watch")
def watch_returned() -> ResponseReturnValue:
    """What went back, how often, through whom."""
    period = _period()
    return render_template("cases/watch_returned.html", lines=watch.returned(period), told=told, **_frame(period))


@cases.get("/pantauan/opd")
@access.permits("overdue:watch")
def watch_agencies() -> ResponseReturnValue:
    """Which agencies answer in time, and which do not."""
    period = _period()
    return render_template("cases/watch_agencies.html", lines=responses(period), **_frame(period))


@cases.get("/pantauan/rujukan")
@access.permits("overdue:watch")
def watch_referrals() -> ResponseReturnValue:
    """The referrals behind a figure."""
    view = ResponseView.from_args(request.args)
    period = Period(view.days, today(subject().tenant.timezone))
    page = referrals_behind(view, period, request.args.get("sesudah"))
    return render_template(
        "cases/watch_referrals.html",
        view=view,
        page=page,
        period=period,
        title=_PARTS[view.part],
        recipient=name_of_recipient(view.recipient) if view.recipient else "",
        next_url=url_for("cases.watch_referrals", **{**view.args(), "sesudah": page.next}) if page.next else "",
    )


@cases.get("/pantauan/langkah")
@access.permits("overdue:watch")
def watch_steps() -> ResponseReturnValue:
    """The steps behind a figure, the newest first."""
    view = TakenView.from_args(request.args)
    period = Period(view.days, today(subject().tenant.timezone))
    page = taken_steps(view, period, request.args.get("sesudah"))
    return render_template(
        "cases/watch_steps.html",
        view=view,
        page=page,
        period=period,
        title=told(view.move) if view.move else _("Langkah yang diambil"),
        back=url_for(_BACK.get(view.move or "", "cases.watch_people"), hari=view.days),
        next_url=url_for("cases.watch_steps", **{**view.args(), "sesudah": page.next}) if page.next else "",
    )


def _period() -> Period:
    wanted = request.args.get("hari", "")
    days = int(wanted) if wanted in {str(days) for days in PERIODS} else 30
    return Period(days, today(subject().tenant.timezone))


def _frame(period: Period) -> dict[str, Any]:
    """What every page of the desk shows around its figures: its neighbours and the periods to choose from."""
    topics = {
        "cases.watch_desks": _("Macet di mana"),
        "cases.watch_agencies": _("OPD"),
        "cases.watch_people": _("Beban petugas"),
        "cases.watch_field": _("Fasilitator"),
        "cases.watch_returned": _("Dikembalikan"),
    }
    words = {7: _("7 hari"), 30: _("30 hari"), 90: _("90 hari"), 365: _("Setahun")}
    here = str(request.endpoint)
    more: dict[str, Any] = {"semua": 1} if "semua" in request.args else {}
    return {
        "period": period,
        "topics": [
            {"label": label, "url": url_for(endpoint, hari=period.days), "current": endpoint == here}
            for endpoint, label in topics.items()
        ],
        "periods": [
            {"label": words[days], "url": url_for(here, **{**more, "hari": days}), "current": days == period.days}
            for days in PERIODS
        ],
    }

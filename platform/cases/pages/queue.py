"""The queue: what is open, what is late, whose it is. The address holds the view."""

from functools import cache

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import queries
from cases.desks import states_at_desk
from cases.machine import State
from cases.pages.blueprint import cases
from cases.pages.filters import filters_in
from cases.queries import QueueCounts, QueueView
from cases.queries.colleagues import colleague_choices, handlers
from cases.schemas import BulkAssignmentSchema
from foundation.clock import today
from tenants import access, tallies
from tenants.access import subject
from web.addresses import with_query
from web.forms import Form
from web.i18n import current_language
from web.shell import Filter


@cases.get("/antrean")
@access.permits("case:read")
def queue() -> ResponseReturnValue:
    """Open cases, the nearest deadline first."""
    return show(QueueView.from_args(request.args), request.args.get("sesudah"), _chooser())


def show(view: QueueView, cursor: str | None, choose: Form | None = None) -> str:
    """One page of that view; with `choose` its cases can be ticked and given to somebody."""
    page = queries.queue(view, cursor, beside=tallies.asking())
    counts = queries.queue_counts(tallies.counted())
    here = url_for("cases.queue")
    kept = view.args() | ({"pilih": 1} if choose else {})
    return render_template(
        "cases/queue.html",
        view=view,
        page=page,
        choose=choose,
        cursor=cursor or "",
        filters=_filters(here, view, counts),
        chosen=filters_in(view),
        next_url=with_query(here, {**kept, "sesudah": page.next}) if page.next else "",
        first_url=with_query(here, kept) if cursor else "",
        today=today(subject().tenant.timezone),
    )


def _chooser() -> Form | None:
    """Ticking cases is a mode of its own (`pilih`), for who assigns: the page of every day stays as light as it is."""
    if "pilih" not in request.args or not subject().may("case:assign"):
        return None
    return Form.blank(BulkAssignmentSchema(), choices={"to": colleague_choices(handlers())})


def _filters(here: str, view: QueueView, counts: QueueCounts) -> list[Filter]:
    """The views of every day, within the place and kind chosen; counts are known for the whole site only."""
    who = subject()
    within = QueueView(village=view.village, sector=view.sector, case_type=view.case_type, emergency=view.emergency)
    narrowed = within != QueueView()
    label = _labels(current_language())
    wanted = [
        ("villages" if who.role == "facilitator" else "all", counts.open, within, True),
        ("desk", counts.at_desk(who.role), within.but(desk="me"), bool(states_at_desk(who.role))),
        ("mine", counts.mine, within.but(owner="me"), who.may("case:handle")),
        ("late", counts.late, within.but(due="late"), True),
        ("today", counts.today, within.but(due="today"), True),
        ("agency", counts.by_state.get(State.REFERRED, 0), within.but(state=State.REFERRED), True),
        ("nobody", counts.nobodys, within.but(owner="none"), True),
    ]
    return [
        Filter(
            label=label[which],
            url=with_query(here, to.args()),
            current=to == view,
            count=None if narrowed else count,
            late=bool(to.due == "late" and count and not narrowed),
        )
        for which, count, to, applies in wanted
        if applies
    ]


@cache
def _labels(_language: str) -> dict[str, str]:
    return {
        "villages": _("Desa saya"),
        "all": _("Semua"),
        "desk": _("Meja saya"),
        "mine": _("Kasus saya"),
        "late": _("Lewat tenggat"),
        "today": _("Hari ini"),
        "agency": _("Menunggu OPD"),
        "nobody": _("Belum ada petugas"),
    }

"""The queue: what is open, what is late, whose it is. The address holds the view."""

from functools import cache, lru_cache

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
from tenants.permissions import may
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
    within = QueueView(village=view.village, sector=view.sector, case_type=view.case_type, emergency=view.emergency)
    role = subject().role
    known = {
        "all": counts.open,
        "villages": counts.open,
        "desk": counts.at_desk(role),
        "mine": counts.mine,
        "late": counts.late,
        "today": counts.today,
        "agency": counts.by_state.get(State.REFERRED, 0),
        "nobody": counts.nobodys,
    }
    counted = known if within == QueueView() else {}
    return [
        Filter(
            label=label,
            url=url,
            current=to == view,
            count=counted.get(which),
            late=bool(which == "late" and counted.get(which)),
        )
        for which, label, url, to in _every_day(here, within, role, current_language())
    ]


@lru_cache(1024)
def _every_day(here: str, within: QueueView, role: str, language: str) -> list[tuple[str, str, str, QueueView]]:
    """(which, label, address, view): what is the same for everybody in that role."""
    wanted = [
        ("villages" if role == "facilitator" else "all", within, True),
        ("desk", within.but(desk="me"), bool(states_at_desk(role))),
        ("mine", within.but(owner="me"), may(role, "case:handle")),
        ("late", within.but(due="late"), True),
        ("today", within.but(due="today"), True),
        ("agency", within.but(state=State.REFERRED), True),
        ("nobody", within.but(owner="none"), True),
    ]
    label = _labels(language)
    return [(which, label[which], with_query(here, to.args()), to) for which, to, applies in wanted if applies]


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

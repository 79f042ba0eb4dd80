"""The queue: what is open, what is late, whose it is. The address holds the view."""

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import queries
from cases.desks import states_at_desk
from cases.machine import FINAL, STATE_LABELS, State
from cases.pages.blueprint import cases
from cases.pages.filters import filters_in
from cases.queries import QueueCounts, QueueView
from cases.queries.colleagues import colleague_choices, handlers
from cases.schemas import BulkAssignmentSchema
from foundation.clock import today
from foundation.db import db
from reference import codes
from reference.queries import names_below, place_labels
from tenants import access
from tenants.access import Subject, subject
from web.addresses import with_query
from web.forms import Form


@cases.get("/antrean")
@access.permits("case:read")
def queue() -> ResponseReturnValue:
    """Open cases, the nearest deadline first."""
    return show(QueueView.from_args(request.args), request.args.get("sesudah"), _chooser())


def show(view: QueueView, cursor: str | None, choose: Form | None = None) -> str:
    """One page of that view; with `choose` its cases can be ticked and given to somebody."""
    page = queries.queue(view, cursor)
    counts = _counts()
    here = url_for("cases.queue")
    kept = view.args() | ({"pilih": 1} if choose else {})
    return render_template(
        "cases/queue.html",
        view=view,
        page=page,
        choose=choose,
        cursor=cursor or "",
        filters=_filters(here, view, counts),
        more=_more_filters(here, view, counts),
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


def waiting(_who: Subject) -> int:
    """How many open cases the navigation shows; counted once per request."""
    return _counts().open


def _counts() -> QueueCounts:
    if "queue_counts" not in g:
        g.queue_counts = queries.queue_counts()
    return g.queue_counts


def _filters(here: str, view: QueueView, counts: QueueCounts) -> list[dict[str, Any]]:
    """The views of every day, within the place and kind chosen; counts are known for the whole site only."""
    who = subject()
    within = QueueView(village=view.village, sector=view.sector, case_type=view.case_type, emergency=view.emergency)
    narrowed = within != QueueView()
    wanted = [
        (_("Desa saya") if who.role == "facilitator" else _("Semua"), counts.open, within, True),
        (_("Meja saya"), counts.at_desk(who.role), within.but(desk="me"), bool(states_at_desk(who.role))),
        (_("Kasus saya"), counts.mine, within.but(owner="me"), who.may("case:handle")),
        (_("Lewat tenggat"), counts.late, within.but(due="late"), True),
        (_("Hari ini"), counts.today, within.but(due="today"), True),
        (_("Menunggu OPD"), counts.by_state.get(State.REFERRED, 0), within.but(state=State.REFERRED), True),
        (_("Belum ada petugas"), counts.nobodys, within.but(owner="none"), True),
    ]
    return [
        {
            "label": label,
            "count": None if narrowed else count,
            "url": with_query(here, to.args()),
            "current": to == view,
            "late": bool(to.due == "late" and count and not narrowed),
        }
        for label, count, to, applies in wanted
        if applies
    ]


def _more_filters(here: str, view: QueueView, counts: QueueCounts) -> list[dict[str, Any]]:
    """Kecamatan (or a facilitator's villages), sector and state, on top of what is chosen already."""
    args = view.args()
    states = [s for s in State if s is not State.REFERRED and (s in FINAL or counts.by_state.get(s))]
    groups = [
        (_("Wilayah"), "village", _places()),
        (_("Sektor"), "sector", codes.choices(codes.SECTORS)),
        (_("Status"), "state", [(s.value, STATE_LABELS[s][0]) for s in states]),
    ]
    return [
        {
            "label": label,
            "links": [
                {"label": text, "url": with_query(here, args | {name: value}), "current": args.get(name) == value}
                for value, text in options
            ],
        }
        for label, name, options in groups
    ]


def _places() -> Sequence[tuple[str, str]]:
    """What a place filter offers: the villages one serves, or the districts of the site."""
    who = subject()
    if who.village_codes:
        labels = place_labels(db.session(), who.village_codes)
        return [(code, labels[code]) for code in who.village_codes]
    return names_below(db.session(), who.tenant.region_code) if who.tenant.region_code else []

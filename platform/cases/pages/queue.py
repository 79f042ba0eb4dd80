"""The queue: what is open, what is late, whose it is. The address holds the view."""

import re
from collections.abc import Sequence
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from cases import queries
from cases.code import tidied
from cases.machine import FINAL, STATE_LABELS, State
from cases.pages.blueprint import cases
from cases.queries import QueueCounts, QueueView
from foundation.clock import today
from foundation.db import db
from reference import codes
from reference.queries import names_below, place_labels
from tenants import access
from tenants.access import Subject, subject
from web.addresses import with_query

WORTH_A_LINK = (State.AWAITING_DECISION, State.NEEDS_CORRECTION, State.ANSWERED)
"""States somebody looks for every day; the others are under "Saring lagi"."""


@cases.get("/antrean")
@access.permits("case:read")
def queue() -> ResponseReturnValue:
    """Open cases, the nearest deadline first."""
    view = QueueView.from_args(request.args)
    page = queries.queue(view, request.args.get("sesudah"))
    counts = _counts()
    here = url_for("cases.queue")
    return render_template(
        "cases/queue.html",
        view=view,
        page=page,
        filters=_filters(here, view, counts),
        more=_more_filters(here, view, counts),
        next_url=with_query(here, {**view.args(), "sesudah": page.next}) if page.next else "",
        first_url=with_query(here, view.args()) if request.args.get("sesudah") else "",
        today=today(subject().tenant.timezone),
    )


def waiting(_who: Subject) -> int:
    """How many open cases the navigation shows; counted once per request."""
    return _counts().open


def _counts() -> QueueCounts:
    if "queue_counts" not in g:
        g.queue_counts = queries.queue_counts()
    return g.queue_counts


@cases.route("/cari", methods=["GET", "POST"])
@access.permits("case:read")
def search() -> ResponseReturnValue:
    """One box: a case code leads to the case, everything else to the people. POST keeps a NIK out of addresses."""
    text = request.values.get("q", "").strip()
    if not _is_code(text):
        return redirect(url_for("registry.search"), 307)
    found = queries.search_cases(tidied(text))
    if len(found) == 1:
        return redirect(url_for("cases.case", case_id=found[0].id), 303)
    return render_template("cases/search.html", text=text, found=found)


def _is_code(text: str) -> bool:
    """Whether it begins like a code of this site: BLT-26-000123, "blt 26 123"."""
    return re.match(rf"{re.escape(subject().tenant.code_prefix)}[-\s./]*\d", text, re.IGNORECASE) is not None


def _filters(here: str, view: QueueView, counts: QueueCounts) -> list[dict[str, Any]]:
    """The views of every day, within the place and sector chosen; counts are known for the whole site only."""
    narrowed = bool(view.village or view.sector)
    within = QueueView(village=view.village, sector=view.sector)
    wanted = [
        (_("Semua"), counts.open, within, False),
        (_("Lewat tenggat"), counts.late, within.but(due="late"), True),
        (_("Hari ini"), counts.today, within.but(due="today"), False),
        (_("Kasus saya"), counts.mine, within.but(owner="me"), False),
        (_("Belum ada petugas"), None, within.but(owner="none"), False),
        *((STATE_LABELS[s][0], counts.by_state.get(s, 0), within.but(state=s), False) for s in WORTH_A_LINK),
    ]
    return [
        {
            "label": label,
            "count": None if narrowed else count,
            "url": with_query(here, to.args()),
            "current": to == view,
            "late": bool(late and count and not narrowed),
        }
        for label, count, to, late in wanted
    ]


def _more_filters(here: str, view: QueueView, counts: QueueCounts) -> list[dict[str, Any]]:
    """Kecamatan (or a facilitator's villages), sector and the rest of the states, on top of what is chosen already."""
    args = view.args()
    states = [s for s in State if s not in WORTH_A_LINK and (s in FINAL or counts.by_state.get(s))]
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
            "all_url": with_query(here, view.but(**{name: None}).args()),
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

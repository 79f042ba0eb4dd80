"""Narrowing the queue: every filter on one page without scripts, and what is in force said above the list."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from cases.machine import State
from cases.pages.blueprint import cases
from cases.queries import QueueView
from cases.queries.colleagues import colleague_choices, handlers, name_of
from cases.schemas import QueueSchema
from foundation.db import db
from reference.queries import districts_and_villages, place_labels
from settings.queries import rules
from tenants import access
from tenants.access import subject
from web.addresses import with_query
from web.forms import Form

_TABS = {"due": ("late", "today"), "desk": ("me",), "owner": ("me", "none"), "state": (State.REFERRED,)}
"""What the tabs above the list say already, when it stands alone."""
_WHOSE = [("me", _l("Saya")), ("none", _l("Belum ada petugas"))]
_WITHIN = ("village", "sector", "case_type", "emergency")


@cases.get("/antrean/saring")
@access.permits("case:read")
def filter_queue() -> ResponseReturnValue:
    """Every way to narrow the queue; what is chosen becomes an address."""
    if "terapkan" in request.args:
        return redirect(with_query(url_for("cases.queue"), QueueView.from_args(request.args).args()), 303)
    view = QueueView.from_args(request.args)
    form = Form.blank(QueueSchema(exclude=["after"]), view.args(), _choices())
    return render_template("cases/queue_filter.html", form=form, places=_places())


def filters_in(view: QueueView, everything: bool = False) -> list[dict[str, str]]:
    """What narrows the list: its name, its value in words, and the address without it.

    What a tab above the list says already is left out, unless `everything` is wanted.
    """
    said = view.args()
    if not said:
        return []
    core = {name: value for name, value in said.items() if name not in _WITHIN}
    if not everything and len(core) == 1 and all(value in _TABS.get(name, ()) for name, value in core.items()):
        said = {name: value for name, value in said.items() if name in _WITHIN}
    here = url_for("cases.queue")
    fields = QueueSchema().load_fields
    return [
        {
            "label": str(fields[name].metadata["label"]),
            "value": _in_words(fields[name], value),
            "url": with_query(here, view.but(**{name: None}).args()),
        }
        for name, value in said.items()
    ]


def _in_words(field: Any, value: str) -> str:
    match field.name:
        case "village":
            return place_labels(db.session(), [value])[value]
        case "case_type":
            return rules().case_type(value).label
        case "owner" if value.isdigit():
            return name_of(int(value))
        case "owner":
            return str(dict(_WHOSE)[value])
        case _:
            return str(dict(option[:2] for option in field.options)[value])


def _choices() -> dict[str, list[Any]]:
    """Lists known only now: this site's case types and its people."""
    others = colleague_choices(handlers(), but=subject().membership_id)
    types = [(slug, each.label) for slug, each in rules().known_types.items()]
    return {"case_type": sorted(types, key=lambda each: each[1]), "owner": [*_WHOSE, *others]}


def _places() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every village under its kecamatan, which can be chosen as a whole; for a facilitator the own villages."""
    who = subject()
    if who.role == "facilitator":
        return [(_("Desa saya"), list(place_labels(db.session(), who.village_codes).items()))]
    grouped = districts_and_villages(db.session(), who.tenant.region_code) if who.tenant.region_code else []
    return [
        (above.title, [(above.code, _("Semua di %(place)s", place=above.title)), *((v.code, v.name) for v in villages)])
        for above, villages in grouped
    ]

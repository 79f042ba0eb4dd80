"""The blueprint of the room, and the way between its pages."""

from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from foundation.clock import today
from sustainability.actions.records import Paper
from sustainability.pictures import millions
from sustainability.words import ITEMS, SOURCES
from tenants.access import optional_subject, subject
from web.schemas import BaseSchema

sustainability = Blueprint("sustainability", "sustainability", template_folder="templates")

SECTIONS: dict[str, LazyString] = {
    "overview": _l("Ringkasan"),
    "money": _l("Dana"),
    "foundations": _l("Landasan"),
    "measured_figures": _l("Terukur"),
    "assessment": _l("Penilaian diri"),
    "index": _l("Indeks"),
    "plan": _l("Rencana"),
    "what_if": _l("Bagaimana jika"),
}
"""The parts of the room, by the endpoint of their first page; each below it says which part it belongs to."""
_IMPORT = "exchange.money_import"
"""Spreadsheets come in through a room above, where there is one."""
_COHORTS = "cohorts.province"
"""Districts are compared in a room above, where there is one."""


@sustainability.context_processor
def _around_every_page() -> dict[str, Any]:
    who = optional_subject()
    return {
        "where": who.tenant.full_name if who else "",
        "may_write": who is not None and who.may("sustain:write"),
        "import_url": url_for(_IMPORT) if _IMPORT in current_app.view_functions else "",
        "cohorts_url": url_for(_COHORTS) if _COHORTS in current_app.view_functions else "",
        "millions": millions,
        "source_labels": SOURCES,
        "item_labels": ITEMS,
    }


@sustainability.app_template_global()
def sustainability_sections(here: str) -> list[dict[str, Any]]:
    """The parts of the room for `ui.filters`."""
    return [
        {"label": label, "url": url_for(f"sustainability.{name}"), "current": name == here}
        for name, label in SECTIONS.items()
    ]


def today_here() -> Any:
    """The date on the wall of the reader's office."""
    return today(subject().tenant.timezone)


def cursor() -> str | None:
    """After which row the page begins."""
    return request.args.get("sesudah")


def sent_paper() -> Paper | None:
    """The file sent along, if one was chosen."""
    sent = request.files.get("file")
    return Paper(sent.filename, sent.read()) if sent and sent.filename else None


def as_typed(row: Any, schema: BaseSchema) -> dict[str, Any]:
    """What a row says, as a form of that schema begins; what is empty is left out."""
    values = {name: getattr(row, name) for name in schema.fields}
    return {name: value for name, value in values.items() if value not in (None, "")}

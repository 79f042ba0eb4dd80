"""Words and addresses that the pages of this room share."""

from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound

from foundation.clock import today
from reference import codes
from registry.models import Household, Participation, Person
from registry.pages.blueprint import registry
from registry.schemas.records import every_label, need_state_label, period_label
from registry.values import in_words
from tenants.access import subject
from web.formats import rupiah

LEVELS = {"warga": "person", "keluarga": "household"}
"""The word in an address: addresses are read out on the telephone, so they are Indonesian."""
WORDS = {level: word for word, level in LEVELS.items()}
BLOCKS = {"tempat": "place", "diri": "life", "rumah": "house", "ekonomi": "economy"}
BLOCK_WORDS = {block: word for word, block in BLOCKS.items()}
BLOCK_LEVELS = {"place": "household", "life": "person", "house": "household", "economy": "household"}


def home_of(level: str, row_id: int) -> str:
    """The page of that person or household."""
    if level == "person":
        return url_for("registry.person", person_id=row_id)
    return url_for("registry.household", household_id=row_id)


def named(row: Person | Household) -> str:
    """Whom a page is about: a person by name, a household by where it lives."""
    return row.name if isinstance(row, Person) else _("Keluarga di %(address)s", address=row.address)


def block_of(word: str, level: str) -> str:
    """The block of that address, if it is one of a person's or of a household's as the address says."""
    block = BLOCKS[word]
    if BLOCK_LEVELS[block] != level:
        raise NotFound
    return block


def usual_source() -> str:
    """A facilitator comes home from a visit; at a desk people tell."""
    return "visit" if subject().role == "facilitator" else "self_report"


def today_here() -> date:
    """Today in the office's time zone."""
    return today(subject().tenant.timezone)


def now_here() -> dict[str, Any]:
    """What a form about something seen begins with."""
    return {"observed_on": today_here(), "source": usual_source()}


@registry.app_template_global()
def value_words(row: Person | Household, slug: str) -> str:
    """A variable of that person or household, in the reader's language; nothing for what is not known."""
    return in_words(codes.VARIABLES[slug], getattr(row, slug))


@registry.app_template_global()
def variable_label(slug: str) -> str:
    """The name of a variable, in the reader's language."""
    return codes.VARIABLES[slug].label


@registry.app_template_global()
def standing_tag(standing: str) -> tuple[str, str, str]:
    """Label, tone and shape of a standing in a programme."""
    tone, shape = {
        "proposed": ("wait", "half"),
        "active": ("go", "dot"),
        "suspended": ("wait", "pause"),
        "ended": ("stop", "block"),
    }[standing]
    return codes.STANDINGS[standing].label, tone, shape


@registry.app_template_global()
def need_tag(state: str) -> tuple[str, str, str]:
    """Label, tone and shape of a need."""
    tone, shape = {"open": ("wait", "ring"), "met": ("done", "check"), "withdrawn": ("stop", "dash")}[state]
    return need_state_label(state), tone, shape


@registry.app_template_global()
def record_tag(state: str) -> tuple[str, str, str]:
    """Label, tone and shape of a household's record."""
    return (_("Final"), "done", "check") if state == "final" else (_("Draf"), "wait", "half")


@registry.app_template_global()
def amount_words(participation: Participation) -> str:
    """Rp200.000 setiap bulan."""
    if participation.amount is None:
        return ""
    if participation.amount_every in (None, "once"):
        return rupiah(participation.amount)
    return _(
        "%(amount)s setiap %(every)s",
        amount=rupiah(participation.amount),
        every=every_label(participation.amount_every or ""),
    )


@registry.app_template_global()
def quarter_words(period: str) -> str:
    """Triwulan 1 2026."""
    return period_label(period)


@registry.app_template_global()
def source_words(source: str) -> str:
    """Where something is known from, in the reader's language."""
    return codes.SOURCES[source].label


@registry.app_template_global()
def code_words(table: str, slug: str) -> str:
    """An entry of one of the lists that these pages show."""
    lists = {
        "programme": codes.PROGRAMMES,
        "status": codes.REGISTRY_STATUSES,
        "need": codes.NEEDS,
        "category": {**codes.PPKS, **codes.PSKS},
        "answer": codes.SIKS_ANSWERS,
        "reason": codes.END_REASONS,
        "agency": codes.AGENCY_KINDS,
        "block": codes.BLOCKS,
    }
    return str(lists[table][slug])

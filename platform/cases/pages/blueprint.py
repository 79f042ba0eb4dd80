"""The blueprint of the room, and the words its templates need."""

from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from cases.machine import REFERRAL_LABELS, RESULT_LABELS, STATE_LABELS, Move, ReferralState, State
from reference import codes
from tenants import access

cases = Blueprint("cases", "cases", template_folder="templates")

STEP_SLUGS = {
    "accept": "mulai-cek",
    "ask_correction": "minta-lengkapi",
    "complete": "lengkap",
    "check": "hasil-cek",
    "recommend": "rekomendasi",
    "return": "kembalikan",
    "decide": "tetapkan",
    "handle": "tangani",
    "record_result": "hasil",
    "inform": "sampaikan",
    "close": "tutup",
    "reject": "tolak",
    "cancel": "batalkan",
    "refer": "rujuk",
}
"""The move's word in an address: addresses are read out on the telephone, so they are Indonesian."""
MOVE_OF = {slug: name for name, slug in STEP_SLUGS.items()}


@cases.context_processor
def _who_may() -> dict[str, Any]:
    """`may('case:refer')` for the templates: what a reader may not do is absent."""
    who = access.optional_subject()
    return {"who": who, "may": who.may if who else lambda permission: False, "codes": codes}


@cases.app_template_global()
def case_state(state: str) -> tuple[object, str, str]:
    """Label, tone and shape of a case's state, for `ui.tag`."""
    return STATE_LABELS[State(state)]


@cases.app_template_global()
def case_states() -> dict[str, tuple[str, str, str]]:
    """The same for every state, in the reader's language: for the rows of a list."""
    return {state: (str(label), tone, shape) for state, (label, tone, shape) in STATE_LABELS.items()}


@cases.app_template_global()
def referral_state(state: str, result: str | None = None) -> tuple[object, str, str]:
    """Label, tone and shape of a referral's state; an answered one shows its result."""
    return RESULT_LABELS[result] if result else REFERRAL_LABELS[ReferralState(state)]


@cases.app_template_global()
def step_slug(move: Move) -> str:
    """The move's word in an address."""
    return STEP_SLUGS[move.name]


@cases.app_template_global()
def message_state(state: str) -> tuple[object, str, str]:
    """Label, tone and shape of a message."""
    return {
        "waiting": (_("Menunggu dikirim"), "wait", "pause"),
        "sent": (_("Terkirim"), "done", "check"),
        "failed": (_("Gagal terkirim"), "stop", "cross"),
    }[state]

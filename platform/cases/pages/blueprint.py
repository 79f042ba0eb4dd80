"""The blueprint of the room, and the words its templates need."""

from functools import cache
from typing import Any

from flask import Blueprint
from flask_babel import gettext as _

from cases.machine import LEVEL_LABELS, STATE_LABELS, Level, Move, State
from cases.queries.attachments import document_label
from cases.referral_machine import REFERRAL_LABELS, RESULT_LABELS, ReferralState
from reference import codes
from tenants import access
from web.i18n import current_language

cases = Blueprint("cases", "cases", template_folder="templates")

STEP_SLUGS = {
    "accept": "mulai-cek",
    "ask_correction": "minta-lengkapi",
    "complete": "lengkap",
    "check": "hasil-cek",
    "order_visit": "minta-kunjungan",
    "record_visit": "hasil-kunjungan",
    "recommend": "rekomendasi",
    "return": "kembalikan",
    "decide": "tetapkan",
    "handle": "tangani",
    "propose": "usulkan",
    "record_centre_answer": "jawaban-pusat",
    "mark_emergency": "darurat",
    "start_emergency_help": "bantuan-darurat",
    "file_check": "susulkan-cek",
    "file_recommendation": "susulkan-rekomendasi",
    "file_decision": "susulkan-penetapan",
    "record_result": "hasil",
    "inform": "sampaikan",
    "record_feedback": "tanggapan",
    "close": "tutup",
    "reopen": "keberatan",
    "mark_duplicate": "duplikat",
    "reject": "tolak",
    "cancel": "batalkan",
    "refer": "rujuk",
    "refer_at_once": "rujuk",
    "escalate": "naikkan",
}
"""The move's word in an address: addresses are read out on the telephone, so they are Indonesian."""
MOVE_OF = {slug: name for name, slug in STEP_SLUGS.items()}
ONE_WAY = ("reject", "cancel", "mark_duplicate")
"""Steps that end a case without help: their button says so."""


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
    return _states_in(current_language())


@cache
def _states_in(_language: str) -> dict[str, tuple[str, str, str]]:
    return {state: (str(label), tone, shape) for state, (label, tone, shape) in STATE_LABELS.items()}


@cases.app_template_global()
def case_level(level: str) -> object:
    """The level a case is on, in words."""
    return LEVEL_LABELS[Level(level)]


@cases.app_template_global()
def referral_state(state: str, result: str | None = None) -> tuple[object, str, str]:
    """Label, tone and shape of a referral's state; an answered one shows its result, read by the sender or not."""
    if result and state != ReferralState.REVOKED:
        return RESULT_LABELS[result]
    declined = state == ReferralState.ACKNOWLEDGED  # and no result
    return REFERRAL_LABELS[ReferralState.DECLINED if declined else ReferralState(state)]


cases.add_app_template_global(document_label)


@cases.app_template_global()
def step_slug(move: Move) -> str:
    """The move's word in an address."""
    return STEP_SLUGS[move.name]


@cases.app_template_global()
def message_state(state: str) -> tuple[object, str, str]:
    """Label, tone and shape of a message."""
    return {
        "waiting": (_("Menunggu dikirim"), "wait", "pause"),
        "sent": (_("Terkirim"), "go", "arrow"),
        "delivered": (_("Sampai"), "done", "check"),
        "failed": (_("Tidak sampai"), "stop", "cross"),
        "stopped": (_("Tidak dikirim: warga tidak mau"), "stop", "dash"),
        "practised": (_("Tidak dikirim: ini latihan"), "wait", "dash"),
    }[state]

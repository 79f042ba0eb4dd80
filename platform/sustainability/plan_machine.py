"""The steps of an exit plan: one readable table. Page and API move it through `actions.plan.move`.

Two offices approve it, in either order: Dinas Sosial (its head) and Bappeda (the planner), never one person for both.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class State(StrEnum):
    """Where a plan stands. Stored as the slug, shown through `STATE_LABELS`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SOCIAL = "social_approved"
    BAPPEDA = "bappeda_approved"
    APPROVED = "approved"


# slug: label, tone and shape of its tag (web components)
STATE_LABELS = {
    State.DRAFT: (_l("Sedang disusun"), "", "ring"),
    State.SUBMITTED: (_l("Menunggu Dinas Sosial dan Bappeda"), "wait", "square"),
    State.SOCIAL: (_l("Menunggu Bappeda"), "wait", "half"),
    State.BAPPEDA: (_l("Menunggu Kepala Dinas Sosial"), "wait", "half"),
    State.APPROVED: (_l("Disetujui"), "done", "check"),
}


@dataclass(frozen=True)
class Move:
    """One legal step: from which states to which, who may, and what it needs."""

    name: str
    targets: dict[State, State]
    permission: str
    label: LazyString
    """The button, in the imperative."""
    told: LazyString
    """The step in the story, as it reads afterwards."""
    note_required: bool = False
    signs: bool = False
    """Whoever takes it signs: with the second factor."""


_WAITING = (State.SUBMITTED, State.SOCIAL, State.BAPPEDA)
_MOVES = (
    Move("submit", {State.DRAFT: State.SUBMITTED}, "sustain:write", _l("Ajukan untuk disetujui"), _l("Diajukan")),
    Move("approve_social", {State.SUBMITTED: State.SOCIAL, State.BAPPEDA: State.APPROVED}, "plan:social",
         _l("Setujui sebagai Kepala Dinas Sosial"), _l("Disetujui Kepala Dinas Sosial"), signs=True),
    Move("approve_bappeda", {State.SUBMITTED: State.BAPPEDA, State.SOCIAL: State.APPROVED}, "plan:bappeda",
         _l("Setujui sebagai Bappeda"), _l("Disetujui Bappeda"), signs=True),
    Move("return_social", dict.fromkeys(_WAITING, State.DRAFT), "plan:social", _l("Kembalikan untuk diperbaiki"),
         _l("Dikembalikan Kepala Dinas Sosial"), note_required=True),
    Move("return_bappeda", dict.fromkeys(_WAITING, State.DRAFT), "plan:bappeda", _l("Kembalikan untuk diperbaiki"),
         _l("Dikembalikan Bappeda"), note_required=True),
    Move("revise", {State.APPROVED: State.DRAFT}, "sustain:write", _l("Susun perubahan"), _l("Perubahan disusun"),
         note_required=True),
)  # fmt: skip
MOVES = {move.name: move for move in _MOVES}
APPROVALS = ("approve_social", "approve_bappeda")


def open_moves(state: str, may: Callable[[str], bool]) -> list[Move]:
    """The steps out of that state that this reader may take, the usual one first."""
    return [move for move in _MOVES if state in move.targets and may(move.permission)]

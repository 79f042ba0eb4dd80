"""The steps of an update round: one readable table. Page and job move a round through `actions.moves`.

Source: the way of DTSEN updates from the village up (musdes/muskel or SPTJM, validation by User Verifikator and User
Kepala OPD, cut-off on the 17th), as districts describe it in 2025 and 2026.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class State(StrEnum):
    """Where a round stands. Stored as the slug, shown through `STATE_LABELS`."""

    DRAFT = "draft"
    HELD = "held"
    VILLAGE_SIGNED = "village_signed"
    VERIFIED = "verified"
    APPROVED = "approved"
    SENT = "sent"
    ANSWERED = "answered"
    CANCELLED = "cancelled"


FINAL = frozenset({State.ANSWERED, State.CANCELLED})

# slug: label, tone and shape of its tag (web components)
STATE_LABELS = {
    State.DRAFT: (_l("Usulan disusun"), "", "ring"),
    State.HELD: (_l("Menunggu lurah/kades"), "wait", "square"),
    State.VILLAGE_SIGNED: (_l("Menunggu verifikator"), "wait", "square"),
    State.VERIFIED: (_l("Menunggu Kepala Dinas"), "wait", "square"),
    State.APPROVED: (_l("Siap dikirim ke SIKS-NG"), "go", "arrow"),
    State.SENT: (_l("Menunggu jawaban SIKS-NG"), "wait", "arrow"),
    State.ANSWERED: (_l("Selesai"), "done", "check"),
    State.CANCELLED: (_l("Dibatalkan"), "stop", "dash"),
}


class Standing(Protocol):
    """What the table looks at besides the state."""

    proposed: int
    unvisited: int
    unanswered: int


@dataclass(frozen=True)
class Condition:
    """What must hold besides the state, and what is said when it does not."""

    holds: Callable[[Standing], bool]
    otherwise: object


SOMEBODY_PROPOSED = Condition(lambda round_: round_.proposed > 0, _l("belum ada usulan"))
ALL_VISITED = Condition(lambda round_: round_.unvisited == 0, _l("masih ada usulan yang belum dikunjungi"))
ALL_ANSWERED = Condition(lambda round_: round_.unanswered == 0, _l("masih ada usulan yang belum dijawab SIKS-NG"))


@dataclass(frozen=True)
class Move:
    """One legal step: from which state, to which, who may, and what it needs."""

    name: str
    source: State
    target: State
    permission: str
    label: LazyString
    """The button, in the imperative."""
    told: LazyString
    """The step in the story, as it reads afterwards."""
    note_required: bool = False
    signs: bool = False
    """Whoever takes it signs: with the second factor."""
    conditions: tuple[Condition, ...] = ()


_MOVES = (
    Move("hold", State.DRAFT, State.HELD, "round:draft", _l("Catat berita acara"), _l("Berita acara dicatat"),
         conditions=(SOMEBODY_PROPOSED,)),
    Move("sign_village", State.HELD, State.VILLAGE_SIGNED, "round:village", _l("Sahkan sebagai lurah/kades"),
         _l("Disahkan lurah/kades"), signs=True),
    Move("return_village", State.HELD, State.DRAFT, "round:village", _l("Kembalikan untuk diperbaiki"),
         _l("Dikembalikan lurah/kades"), note_required=True),
    Move("verify", State.VILLAGE_SIGNED, State.VERIFIED, "round:verify", _l("Sahkan sebagai verifikator"),
         _l("Disahkan verifikator"), signs=True, conditions=(ALL_VISITED,)),
    Move("return_verifier", State.VILLAGE_SIGNED, State.DRAFT, "round:verify", _l("Kembalikan untuk diperbaiki"),
         _l("Dikembalikan verifikator"), note_required=True),
    Move("approve", State.VERIFIED, State.APPROVED, "round:approve", _l("Sahkan sebagai Kepala Dinas"),
         _l("Disahkan Kepala Dinas"), signs=True),
    Move("return_head", State.VERIFIED, State.DRAFT, "round:approve", _l("Kembalikan untuk diperbaiki"),
         _l("Dikembalikan Kepala Dinas"), note_required=True),
    Move("send", State.APPROVED, State.SENT, "round:send", _l("Catat sudah dikirim ke SIKS-NG"),
         _l("Dikirim ke SIKS-NG"), note_required=True),
    Move("finish", State.SENT, State.ANSWERED, "round:send", _l("Selesaikan"), _l("Jawaban SIKS-NG dicatat"),
         conditions=(ALL_ANSWERED,)),
    Move("cancel", State.DRAFT, State.CANCELLED, "round:draft", _l("Batalkan pemutakhiran"), _l("Dibatalkan"),
         note_required=True),
)  # fmt: skip
MOVES = {move.name: move for move in _MOVES}


def open_moves(state: str, may: Callable[[str], bool]) -> list[Move]:
    """The steps out of that state that this reader may take, the usual one first."""
    return [move for move in _MOVES if move.source == state and may(move.permission)]


def usual_move(state: str) -> Move | None:
    """The step that brings a round forward from there; None at its end."""
    return next((move for move in _MOVES if move.source == state), None)


def in_the_way(move: Move, standing: Any) -> Iterable[object]:
    """What is missing before that step, in words."""
    return [each.otherwise for each in move.conditions if not each.holds(standing)]

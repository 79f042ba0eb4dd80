"""The machine of states: one readable table. Page, API and job all move a case through `move_of`.

Source: the seven-step procedure of Kota Mojokerto and the FO-BO module of 2017 (register -> recommend -> decide ->
letter). "Answered" is never "resolved": an agency's answer still has to reach the citizen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class State(StrEnum):
    """Where a case stands. Stored as the slug, shown through `STATE_LABELS`."""

    REGISTERED = "registered"
    NEEDS_CORRECTION = "needs_correction"
    CHECKING = "checking"
    ASSESSING = "assessing"
    AWAITING_DECISION = "awaiting_decision"
    DECIDED = "decided"
    HANDLING = "handling"
    REFERRED = "referred"
    ANSWERED = "answered"
    INFORMED = "informed"
    CLOSED = "closed"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


FINAL = frozenset({State.CLOSED, State.REJECTED, State.CANCELLED})
RESTING = frozenset({State.NEEDS_CORRECTION}) | FINAL
"""States in which the deadline clock does not run: the citizen must act, or it is over."""

# slug: label, tone and shape of its tag (web components)
STATE_LABELS = {
    State.REGISTERED: (_l("Terdaftar"), "", "ring"),
    State.NEEDS_CORRECTION: (_l("Perlu perbaikan"), "wait", "pause"),
    State.CHECKING: (_l("Cek data"), "", "half"),
    State.ASSESSING: (_l("Analisis"), "go", "half"),
    State.AWAITING_DECISION: (_l("Menunggu penetapan"), "wait", "square"),
    State.DECIDED: (_l("Ditetapkan"), "go", "block"),
    State.HANDLING: (_l("Ditangani sendiri"), "go", "dot"),
    State.REFERRED: (_l("Dirujuk"), "go", "arrow"),
    State.ANSWERED: (_l("Ada hasil"), "wait", "diamond"),
    State.INFORMED: (_l("Hasil disampaikan"), "go", "ring"),
    State.CLOSED: (_l("Selesai"), "done", "check"),
    State.REJECTED: (_l("Ditolak"), "stop", "cross"),
    State.CANCELLED: (_l("Dibatalkan"), "stop", "dash"),
}


@dataclass(frozen=True)
class Move:
    """One legal step: from which states, to which, who may, and whether words are required."""

    name: str
    sources: frozenset[State]
    target: State
    permission: str
    note_required: bool
    label: object
    """The button, in the imperative."""
    told: object
    """The step in the story, as it reads afterwards."""
    automatic: bool = False
    """Done by a job or together with something else, never chosen from a list."""


def _move(
    name: str,
    sources: Iterable[State],
    target: State,
    permission: str,
    label: object,
    told: object,
    note: bool = False,
    automatic: bool = False,
) -> Move:
    return Move(name, frozenset(sources), target, permission, note, label, told, automatic)


_S = State
MOVES: dict[str, Move] = {
    m.name: m
    for m in (
        _move(
            "accept", [_S.REGISTERED], _S.CHECKING, "case:check",
            _l("Mulai cek data"), _l("Berkas diterima, data dicek"),
        ),
        _move(
            "ask_correction", [_S.REGISTERED, _S.CHECKING, _S.ASSESSING], _S.NEEDS_CORRECTION, "case:check",
            _l("Minta warga melengkapi"), _l("Warga diminta melengkapi"), note=True,
        ),
        _move(
            "complete", [_S.NEEDS_CORRECTION], _S.CHECKING, "case:register",
            _l("Catat berkas sudah lengkap"), _l("Berkas dilengkapi"), note=True,
        ),
        _move(
            "check", [_S.CHECKING], _S.ASSESSING, "case:check",
            _l("Catat hasil cek data"), _l("Data dicek"), note=True,
        ),
        _move(
            "recommend", [_S.ASSESSING], _S.AWAITING_DECISION, "case:recommend",
            _l("Susun rekomendasi"), _l("Rekomendasi dikirim ke Manajer"), note=True,
        ),
        _move(
            "return", [_S.AWAITING_DECISION], _S.ASSESSING, "case:decide",
            _l("Kembalikan ke back office"), _l("Dikembalikan ke back office"), note=True,
        ),
        _move(
            "decide", [_S.AWAITING_DECISION], _S.DECIDED, "case:decide",
            _l("Tetapkan layanan"), _l("Layanan ditetapkan"), note=True,
        ),
        _move("handle", [_S.DECIDED], _S.HANDLING, "case:handle", _l("Tangani sendiri"), _l("Ditangani sendiri")),
        _move(
            "refer", [_S.DECIDED, _S.REFERRED, _S.ANSWERED], _S.REFERRED, "case:refer",
            _l("Rujuk ke OPD"), _l("Dirujuk ke OPD"), automatic=True,
        ),
        _move(
            "record_result", [_S.HANDLING], _S.ANSWERED, "case:handle",
            _l("Catat hasil penanganan"), _l("Hasil penanganan dicatat"), note=True,
        ),
        _move(
            "receive_answer", [_S.REFERRED], _S.ANSWERED, "case:refer",
            _l("Terima jawaban"), _l("Semua rujukan sudah dijawab"), automatic=True,
        ),
        _move(
            "inform", [_S.ANSWERED], _S.INFORMED, "case:inform",
            _l("Sampaikan hasil kepada warga"), _l("Hasil disampaikan kepada warga"), note=True,
        ),
        _move("close", [_S.INFORMED], _S.CLOSED, "case:close", _l("Tutup kasus"), _l("Kasus ditutup")),
        _move(
            "reject", [_S.REGISTERED, _S.CHECKING, _S.ASSESSING, _S.AWAITING_DECISION], _S.REJECTED, "case:reject",
            _l("Tolak kasus"), _l("Kasus ditolak"), note=True,
        ),
        _move(
            "cancel", [_S.REGISTERED, _S.NEEDS_CORRECTION, _S.CHECKING, _S.ASSESSING], _S.CANCELLED, "case:register",
            _l("Batalkan kasus"), _l("Kasus dibatalkan"), note=True,
        ),
    )
}  # fmt: skip

MAIN_MOVE = {
    State.REGISTERED: "accept",
    State.NEEDS_CORRECTION: "complete",
    State.CHECKING: "check",
    State.ASSESSING: "recommend",
    State.AWAITING_DECISION: "decide",
    State.DECIDED: "refer",
    State.HANDLING: "record_result",
    State.ANSWERED: "inform",
    State.INFORMED: "close",
}
"""The ONE next action of each open state; every other legal move is quieter."""


class ReferralState(StrEnum):
    """Where a referral stands with its agency."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ANSWERED = "answered"


REFERRAL_LABELS = {
    ReferralState.SENT: (_l("Terkirim"), "wait", "arrow"),
    ReferralState.ACCEPTED: (_l("Diterima OPD"), "go", "diamond"),
    ReferralState.DECLINED: (_l("Ditolak OPD"), "stop", "cross"),
    ReferralState.ANSWERED: (_l("Dijawab"), "done", "check"),
}

REFERRAL_MOVES: dict[str, tuple[frozenset[ReferralState], ReferralState]] = {
    "accept": (frozenset({ReferralState.SENT}), ReferralState.ACCEPTED),
    "decline": (frozenset({ReferralState.SENT}), ReferralState.DECLINED),
    "answer": (frozenset({ReferralState.SENT, ReferralState.ACCEPTED}), ReferralState.ANSWERED),
}
REFERRAL_OVER = frozenset({ReferralState.DECLINED, ReferralState.ANSWERED})

RESULT_LABELS = {
    "granted": (_l("Dikabulkan"), "done", "check"),
    "refused": (_l("Tidak dikabulkan"), "stop", "cross"),
    "returned": (_l("Dikembalikan"), "wait", "back"),
}

_TOLD_BESIDES = {
    "register": _l("Kasus didaftarkan"),
    "mark_confidential": _l("Kasus ditandai rahasia"),
    "lift_confidential": _l("Kasus tidak lagi rahasia"),
}
"""Lines of the story that are no moves of the machine."""
_REFERRAL_TOLD = {
    "send": _l("Surat rujukan terkirim"),
    "accept": _l("Rujukan diterima OPD"),
    "decline": _l("Rujukan ditolak OPD"),
    "answer": _l("Rujukan dijawab OPD"),
}


def legal_moves(state: State) -> list[Move]:
    """Every move that leaves `state`, the main one first."""
    moves = [move for move in MOVES.values() if state in move.sources]
    return sorted(moves, key=lambda move: move.name != MAIN_MOVE.get(state))


def told(move_name: str) -> object:
    """The step as it reads afterwards, also for lines that are no moves."""
    return _TOLD_BESIDES[move_name] if move_name in _TOLD_BESIDES else MOVES[move_name].told


def referral_told(move_name: str) -> object:
    """The same for a step of a referral."""
    return _REFERRAL_TOLD[move_name]

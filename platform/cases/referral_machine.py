"""The states of a referral: one readable table, the same for an agency of the district and for another site."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class ReferralState(StrEnum):
    """Where a referral stands with whom it was sent to."""

    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DECLINED = "declined"
    ANSWERED = "answered"
    ACKNOWLEDGED = "acknowledged"
    REVOKED = "revoked"


_S = ReferralState
UNDECIDED = frozenset({_S.SENT, _S.RECEIVED})
"""The recipient has not said yet whether it takes it on."""
REFERRAL_OPEN = UNDECIDED | {_S.ACCEPTED, _S.IN_PROGRESS}
REFERRAL_OVER = frozenset(_S) - REFERRAL_OPEN

REFERRAL_LABELS = {
    _S.SENT: (_l("Terkirim"), "wait", "arrow"),
    _S.RECEIVED: (_l("Sampai"), "wait", "ring"),
    _S.ACCEPTED: (_l("Diterima"), "go", "diamond"),
    _S.IN_PROGRESS: (_l("Dikerjakan"), "go", "half"),
    _S.DECLINED: (_l("Ditolak"), "stop", "cross"),
    _S.ANSWERED: (_l("Dijawab"), "done", "check"),
    _S.ACKNOWLEDGED: (_l("Sudah dibaca SLRT"), "done", "check"),
    _S.REVOKED: (_l("Ditarik"), "stop", "back"),
}
RESULT_LABELS = {
    "granted": (_l("Dikabulkan"), "done", "check"),
    "refused": (_l("Tidak dikabulkan"), "stop", "cross"),
    "returned": (_l("Dikembalikan"), "wait", "back"),
}


@dataclass(frozen=True)
class ReferralMove:
    """One legal step of a referral."""

    name: str
    sources: frozenset[ReferralState]
    target: ReferralState | None
    """None: it stays where it is."""
    by: str
    """Who takes it: the sender, the recipient, the clock, or the courier who finds both have acted."""
    told: LazyString
    """The step as it reads afterwards."""


def _move(
    name: str, sources: Iterable[ReferralState], target: ReferralState | None, by: str, told: LazyString
) -> ReferralMove:
    return ReferralMove(name, frozenset(sources), target, by, told)


REFERRAL_MOVES: dict[str, ReferralMove] = {
    move.name: move
    for move in (
        _move("send", (), _S.SENT, "sender", _l("Rujukan terkirim")),
        _move("receive", [_S.SENT], _S.RECEIVED, "recipient", _l("Rujukan sampai")),
        _move("accept", UNDECIDED, _S.ACCEPTED, "recipient", _l("Rujukan diterima")),
        _move("decline", [*UNDECIDED, _S.ACCEPTED], _S.DECLINED, "recipient", _l("Rujukan ditolak")),
        _move("start", [_S.ACCEPTED], _S.IN_PROGRESS, "recipient", _l("Rujukan mulai dikerjakan")),
        _move("answer", REFERRAL_OPEN, _S.ANSWERED, "recipient", _l("Rujukan dijawab")),
        _move("assign", REFERRAL_OPEN, None, "recipient", _l("Diserahkan kepada petugas")),
        _move("remind", REFERRAL_OPEN, None, "sender", _l("SLRT mengingatkan")),
        _move("revoke", REFERRAL_OPEN, _S.REVOKED, "sender", _l("Rujukan ditarik SLRT")),
        _move(
            "withdraw_consent",
            [*REFERRAL_OPEN, _S.DECLINED, _S.ANSWERED, _S.ACKNOWLEDGED],
            None,
            "sender",
            _l("Warga menarik persetujuannya"),
        ),
        _move("acknowledge", [_S.DECLINED, _S.ANSWERED], _S.ACKNOWLEDGED, "sender", _l("Hasil dibaca SLRT")),
        _move("run_late", REFERRAL_OPEN, None, "clock", _l("Tenggat lewat")),
        _move("answer_too_late", [_S.REVOKED], None, "courier", _l("Dijawab sesudah ditarik")),
    )
}
DECISIONS = ("accept", "decline", "answer")
"""Steps by which the recipient says whether it takes the request on."""
ANSWERS = ("decline", "answer")
"""Steps that bring an answer back."""


def possible_for(by: str, state: str) -> list[str]:
    """The names of the steps that this side may take now."""
    return [move.name for move in REFERRAL_MOVES.values() if move.by == by and ReferralState(state) in move.sources]


def referral_told(move_name: str) -> object:
    """The step as it reads afterwards."""
    return REFERRAL_MOVES[move_name].told

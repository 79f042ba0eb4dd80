"""The life of a site as one readable table: from the first draft of an application to the proof that its data is gone.

Source: the steps that districts took (letter of the Bupati, review, preparation, training, trial, launch), the years of
support from the state budget, and the life after them. The province decides; the ministry is told and holds nothing up.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import lazy_gettext as _l


class Stage(StrEnum):
    """Where a site stands. Stored as the slug, shown through `STAGE_LABELS`."""

    DRAFT = "draft"
    APPLIED = "applied"
    UNDER_REVIEW = "under_review"
    QUESTIONS = "questions"
    REFUSED = "refused"
    APPROVED = "approved"
    PREPARING = "preparing"
    TRIAL = "trial"
    ACTIVE = "active"
    POST_APBN = "post_apbn"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    ERASED = "erased"


_S = Stage

OVER = frozenset({_S.REFUSED, _S.CLOSED, _S.ERASED})
"""After these the district may apply anew."""
AT_WORK = (_S.PREPARING, _S.TRIAL, _S.ACTIVE, _S.POST_APBN)
"""With an office whose people sign in."""
SHUT = frozenset({_S.SUSPENDED, _S.CLOSED, _S.ERASED})
"""Nobody of the office signs in."""

# slug: label, tone and shape of its tag (web components)
STAGE_LABELS = {
    _S.DRAFT: (_l("Draf"), "", "ring"),
    _S.APPLIED: (_l("Diajukan"), "wait", "pause"),
    _S.UNDER_REVIEW: (_l("Ditinjau"), "go", "half"),
    _S.QUESTIONS: (_l("Menunggu jawaban pemohon"), "wait", "pause"),
    _S.REFUSED: (_l("Ditolak"), "stop", "cross"),
    _S.APPROVED: (_l("Disetujui, kantor sedang dibuat"), "go", "arrow"),
    _S.PREPARING: (_l("Penyiapan"), "go", "half"),
    _S.TRIAL: (_l("Uji jalan"), "go", "dot"),
    _S.ACTIVE: (_l("Aktif"), "done", "check"),
    _S.POST_APBN: (_l("Aktif, pasca-APBN"), "done", "check"),
    _S.SUSPENDED: (_l("Dibekukan sementara"), "stop", "block"),
    _S.CLOSED: (_l("Ditutup"), "stop", "dash"),
    _S.ERASED: (_l("Data sudah dihapus"), "stop", "cross"),
}


@dataclass(frozen=True)
class Move:
    """One legal step: from which stages, to which, by whom."""

    name: str
    sources: frozenset[Stage]
    target: Stage | None
    """None: back to where the site stood before it was suspended."""
    by: str
    """applicant, desk (the province, or the ministry in its place), office (the site itself) or system."""
    label: object
    """The button, in the imperative."""
    told: object
    """The step as it reads afterwards."""
    note: bool
    tells: tuple[str, ...]
    """Who gets an e-mail: desk, applicant, office, ministry."""


def _move(
    name: str,
    sources: Iterable[Stage],
    target: Stage | None,
    by: str,
    label: object,
    told: object,
    *,
    note: bool = False,
    tells: Iterable[str] = (),
) -> Move:
    return Move(name, frozenset(sources), target, by, label, told, note, tuple(tells))


MOVES: dict[str, Move] = {
    m.name: m
    for m in (
        _move(
            "confirm", [_S.DRAFT], _S.APPLIED, "applicant",
            _l("Konfirmasi surel"), _l("Permohonan diajukan"), tells=["desk"],
        ),
        _move(
            "take_up", [_S.APPLIED], _S.UNDER_REVIEW, "desk",
            _l("Mulai meninjau"), _l("Permohonan mulai ditinjau"),
        ),
        _move(
            "ask", [_S.UNDER_REVIEW], _S.QUESTIONS, "desk",
            _l("Tanya pemohon"), _l("Pemohon diminta menjawab"), note=True, tells=["applicant"],
        ),
        _move(
            "answer", [_S.QUESTIONS], _S.UNDER_REVIEW, "applicant",
            _l("Kirim jawaban"), _l("Pemohon menjawab"), note=True, tells=["desk"],
        ),
        _move(
            "approve", [_S.UNDER_REVIEW], _S.APPROVED, "desk",
            _l("Setujui permohonan"), _l("Permohonan disetujui"), tells=["applicant", "ministry"],
        ),
        _move(
            "refuse", [_S.UNDER_REVIEW, _S.QUESTIONS], _S.REFUSED, "desk",
            _l("Tolak permohonan"), _l("Permohonan ditolak"), note=True, tells=["applicant"],
        ),
        _move(
            "found", [_S.APPROVED], _S.PREPARING, "system",
            _l("Buat kantor"), _l("Kantor dibuat, penyiapan dimulai"),
        ),
        _move(
            "start_trial", [_S.PREPARING], _S.TRIAL, "office",
            _l("Mulai uji jalan"), _l("Uji jalan dimulai"), tells=["desk"],
        ),
        _move(
            "send_back", [_S.TRIAL], _S.PREPARING, "desk",
            _l("Kembalikan ke penyiapan"), _l("Dikembalikan ke penyiapan"), note=True, tells=["office"],
        ),
        _move(
            "go_live", [_S.TRIAL], _S.ACTIVE, "desk",
            _l("Nyatakan aktif"), _l("Dinyatakan aktif"), tells=["office", "ministry"],
        ),
        _move(
            "end_support", [_S.ACTIVE], _S.POST_APBN, "desk",
            _l("Catat dukungan APBN berakhir"), _l("Dukungan APBN berakhir"), tells=["office", "ministry"],
        ),
        _move(
            "suspend", [_S.PREPARING, _S.TRIAL, _S.ACTIVE, _S.POST_APBN], _S.SUSPENDED, "desk",
            _l("Bekukan sementara"), _l("Dibekukan sementara"), note=True, tells=["office", "ministry"],
        ),
        _move(
            "resume", [_S.SUSPENDED], None, "desk",
            _l("Buka kembali"), _l("Dibuka kembali"), tells=["office", "ministry"],
        ),
        _move(
            "close", [_S.PREPARING, _S.TRIAL, _S.ACTIVE, _S.POST_APBN, _S.SUSPENDED], _S.CLOSED, "desk",
            _l("Tutup"), _l("Ditutup"), note=True, tells=["office", "ministry"],
        ),
        _move(
            "erase", [_S.CLOSED], _S.ERASED, "system",
            _l("Hapus data"), _l("Semua data dihapus"), tells=["ministry"],
        ),
    )
}  # fmt: skip

MAIN_MOVE = {
    _S.APPLIED: "take_up",
    _S.UNDER_REVIEW: "approve",
    _S.TRIAL: "go_live",
    _S.ACTIVE: "end_support",
    _S.SUSPENDED: "resume",
}
"""The usual next step of the desk."""


def moves_by(whom: str, stage: Stage) -> list[Move]:
    """What that side can do with a site that stands there, the usual step first."""
    found = [move for move in MOVES.values() if move.by == whom and stage in move.sources]
    return sorted(found, key=lambda move: move.name != MAIN_MOVE.get(stage))

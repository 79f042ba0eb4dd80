"""The machine of states: one readable table. Page, API and job all move a case through `actions.moves`.

Source: the seven-step procedure of Kota Mojokerto and the FO-BO module of 2017 (register -> check or visit -> recommend
-> decide -> handle, refer or propose -> tell the citizen). "Answered" is never "resolved": an answer still has to reach
the citizen, who may object.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from flask_babel import lazy_gettext as _l

from foundation import clock


class State(StrEnum):
    """Where a case stands. Stored as the slug, shown through `STATE_LABELS`."""

    REGISTERED = "registered"
    NEEDS_CORRECTION = "needs_correction"
    CHECKING = "checking"
    VISITING = "visiting"
    ASSESSING = "assessing"
    AWAITING_DECISION = "awaiting_decision"
    DECIDED = "decided"
    HANDLING = "handling"
    REFERRED = "referred"
    PROPOSED = "proposed"
    ANSWERED = "answered"
    INFORMED = "informed"
    CLOSED = "closed"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    CANCELLED = "cancelled"


FINAL = frozenset({State.CLOSED, State.REJECTED, State.DUPLICATE, State.CANCELLED})
RESTING = frozenset({State.NEEDS_CORRECTION, State.INFORMED}) | FINAL
"""States in which the deadline clock does not run: the citizen has the word, or it is over."""

# slug: label, tone and shape of its tag (web components)
STATE_LABELS = {
    State.REGISTERED: (_l("Terdaftar"), "", "ring"),
    State.NEEDS_CORRECTION: (_l("Perlu perbaikan"), "wait", "pause"),
    State.CHECKING: (_l("Cek data"), "", "half"),
    State.VISITING: (_l("Kunjungan rumah"), "go", "half"),
    State.ASSESSING: (_l("Analisis"), "go", "half"),
    State.AWAITING_DECISION: (_l("Menunggu penetapan"), "wait", "square"),
    State.DECIDED: (_l("Ditetapkan"), "go", "block"),
    State.HANDLING: (_l("Ditangani sendiri"), "go", "dot"),
    State.REFERRED: (_l("Dirujuk"), "go", "arrow"),
    State.PROPOSED: (_l("Diusulkan ke pusat"), "wait", "arrow"),
    State.ANSWERED: (_l("Ada hasil"), "wait", "diamond"),
    State.INFORMED: (_l("Hasil disampaikan"), "go", "ring"),
    State.CLOSED: (_l("Selesai"), "done", "check"),
    State.REJECTED: (_l("Ditolak"), "stop", "cross"),
    State.DUPLICATE: (_l("Duplikat"), "stop", "dash"),
    State.CANCELLED: (_l("Dibatalkan"), "stop", "dash"),
}


class Standing(Protocol):
    """What the table looks at besides the state; the case has it."""

    state: Any
    emergency: Any
    paperwork: Any
    satisfied: Any
    level: Any
    reopen_until: Any


@dataclass(frozen=True)
class Condition:
    """What must hold besides the state, and what is said when it does not."""

    holds: Callable[[Standing], bool]
    otherwise: object


def in_time(reopen_until: datetime | None) -> bool:
    """Whether one may still object; before the end always."""
    return reopen_until is None or clock.now() < reopen_until


EMERGENCY = Condition(lambda case: case.emergency, _l("hanya kasus darurat yang boleh mendahului surat-suratnya"))
NO_EMERGENCY = Condition(lambda case: not case.emergency, _l("kasus darurat tidak menunggu berkas"))
PAPERS_COMPLETE = Condition(lambda case: case.paperwork is None, _l("surat bantuan darurat belum lengkap"))
NOT_DISPLEASED = Condition(lambda case: case.satisfied is not False, _l("warga belum puas"))
BELOW_THE_TOP = Condition(lambda case: case.level != Level.MINISTRY, _l("kasus sudah di tingkat pusat"))
IN_TIME = Condition(lambda case: in_time(case.reopen_until), _l("masa keberatan sudah lewat"))


def _owes(paper: str) -> Condition:
    return Condition(lambda case: case.paperwork == paper, _l("surat ini tidak sedang ditunggu"))


class Level(StrEnum):
    """Who is to get a case moving. It rises one step when a deadline passes."""

    PUSKESOS = "puskesos"
    DISTRICT = "district"
    PROVINCE = "province"
    MINISTRY = "ministry"


LEVEL_LABELS = {
    Level.PUSKESOS: _l("Puskesos"),
    Level.DISTRICT: _l("Kabupaten/kota"),
    Level.PROVINCE: _l("Provinsi"),
    Level.MINISTRY: _l("Pusat"),
}

PAPERS = ("check", "recommend", "decide")
"""What an emergency owes after help was given first, in this order."""
PAPER_LABELS = {"check": _l("hasil cek data"), "recommend": _l("rekomendasi"), "decide": _l("penetapan")}

RESOLUTIONS = ("resolved", "objected", "rejected", "duplicate", "cancelled")
"""How a case ended. Resolved: closed after its answer reached a citizen who did not say that it was no help."""


@dataclass(frozen=True)
class Move:
    """One legal step: from which states, to which, who may, what it needs, and when it is possible."""

    name: str
    sources: frozenset[State]
    target: State | None
    """None: the case stays where it is."""
    permission: str
    """Of a member of staff. `authority` looks closer at who may decide."""
    label: object
    """The button, in the imperative."""
    told: object
    """The step in the story, as it reads afterwards."""
    note_required: bool
    asks: bool
    """More than a note is needed: `schemas.MOVE_SCHEMAS` has the form."""
    automatic: bool
    """Done by a job or together with something else, never chosen from a list."""
    also: frozenset[str]
    """Who may besides staff: the citizen (an objection), the system (a deadline), an agency's officer (an answer)."""
    only_if: tuple[Condition, ...]

    def leads_to(self, state: State) -> State:
        """Where a case that stands in `state` is after this step."""
        return self.target or state


def _move(
    name: str,
    sources: Iterable[State],
    target: State | None,
    permission: str,
    label: object,
    told: object,
    *,
    note: bool = False,
    asks: bool = False,
    automatic: bool = False,
    also: Iterable[str] = (),
    only_if: Iterable[Condition] = (),
) -> Move:
    return Move(
        name, frozenset(sources), target, permission, label, told, note, asks, automatic, frozenset(also),
        tuple(only_if),
    )  # fmt: skip


ACTORS = {"system": _l("otomatis"), "citizen": _l("warga")}
"""Who takes a step besides members of staff and of agencies."""

_S = State
_STAYS = None
_UNDECIDED = (_S.REGISTERED, _S.CHECKING, _S.VISITING, _S.ASSESSING, _S.AWAITING_DECISION)
_WORKING = (_S.HANDLING, _S.REFERRED, _S.PROPOSED, _S.ANSWERED)
_OPEN = tuple(state for state in State if state not in FINAL)

MOVES: dict[str, Move] = {
    m.name: m
    for m in (
        _move(
            "accept", [_S.REGISTERED], _S.CHECKING, "case:check",
            _l("Mulai cek data"), _l("Berkas diterima, data dicek"),
        ),
        _move(
            "ask_correction", [_S.REGISTERED, _S.CHECKING, _S.ASSESSING], _S.NEEDS_CORRECTION, "case:check",
            _l("Minta warga melengkapi"), _l("Warga diminta melengkapi"), note=True, only_if=[NO_EMERGENCY],
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
            "order_visit", [_S.CHECKING, _S.VISITING, _S.ASSESSING], _S.VISITING, "case:check",
            _l("Minta kunjungan rumah"), _l("Kunjungan rumah diminta"), asks=True,
        ),
        _move(
            "record_visit", [_S.VISITING], _S.ASSESSING, "case:visit",
            _l("Catat hasil kunjungan"), _l("Rumah dikunjungi"), note=True, asks=True,
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
            "refer", [_S.DECIDED, _S.HANDLING, _S.REFERRED, _S.ANSWERED], _S.REFERRED, "case:refer",
            _l("Rujuk ke OPD"), _l("Dirujuk ke OPD"), automatic=True,
        ),
        _move(
            "propose", [_S.DECIDED, _S.HANDLING], _S.PROPOSED, "case:propose",
            _l("Usulkan ke pusat"), _l("Diusulkan ke pusat lewat SIKS-NG"), asks=True,
        ),
        # --- an emergency: help first, papers afterwards
        _move(
            "mark_emergency", [*_UNDECIDED, _S.NEEDS_CORRECTION, _S.DECIDED], _STAYS, "case:emergency",
            _l("Tandai darurat"), _l("Ditandai darurat"), note=True, only_if=[NO_EMERGENCY],
        ),
        _move(
            "start_emergency_help", [*_UNDECIDED, _S.NEEDS_CORRECTION], _S.HANDLING, "case:handle",
            _l("Mulai bantuan darurat"), _l("Bantuan darurat dimulai, surat menyusul"), note=True,
            only_if=[EMERGENCY],
        ),
        _move(
            "refer_at_once", [*_UNDECIDED, _S.NEEDS_CORRECTION], _S.REFERRED, "case:refer",
            _l("Rujuk sekarang, surat menyusul"), _l("Dirujuk darurat, surat menyusul"), automatic=True,
            only_if=[EMERGENCY],
        ),
        _move(
            "file_check", [*_WORKING, _S.INFORMED], _STAYS, "case:check",
            _l("Susulkan hasil cek data"), _l("Hasil cek data disusulkan"), note=True, only_if=[_owes("check")],
        ),
        _move(
            "file_recommendation", [*_WORKING, _S.INFORMED], _STAYS, "case:recommend",
            _l("Susulkan rekomendasi"), _l("Rekomendasi disusulkan"), note=True, only_if=[_owes("recommend")],
        ),
        _move(
            "file_decision", [*_WORKING, _S.INFORMED], _STAYS, "case:decide",
            _l("Susulkan penetapan"), _l("Penetapan disusulkan"), note=True, only_if=[_owes("decide")],
        ),
        # --- the answer, and back to the citizen
        _move(
            "record_result", [_S.HANDLING], _S.ANSWERED, "case:handle",
            _l("Catat hasil penanganan"), _l("Hasil penanganan dicatat"), note=True,
        ),
        _move(
            "record_centre_answer", [_S.PROPOSED], _S.ANSWERED, "case:propose",
            _l("Catat jawaban pusat"), _l("Jawaban pusat dicatat"), note=True, asks=True,
        ),
        _move(
            "receive_answer", [_S.REFERRED], _S.ANSWERED, "case:refer",
            _l("Terima jawaban"), _l("Semua rujukan sudah dijawab"), automatic=True, also=["agency_officer"],
        ),
        _move(
            "take_back", [_S.REFERRED], _S.HANDLING, "case:refer",
            _l("Tarik rujukan"), _l("Rujukan ditarik, kasus kembali ke SLRT"), automatic=True,
        ),
        _move(
            "inform", [_S.ANSWERED], _S.INFORMED, "case:inform",
            _l("Sampaikan hasil kepada warga"), _l("Hasil disampaikan kepada warga"), note=True, asks=True,
        ),
        _move(
            "record_feedback", [_S.INFORMED, _S.CLOSED], _STAYS, "case:inform",
            _l("Catat tanggapan warga"), _l("Tanggapan warga"), asks=True, also=["citizen"],
        ),
        _move(
            "close", [_S.INFORMED], _S.CLOSED, "case:close",
            _l("Tutup kasus"), _l("Kasus ditutup"), only_if=[PAPERS_COMPLETE],
        ),
        _move(
            "close_in_silence", [_S.INFORMED], _S.CLOSED, "case:close",
            _l("Tutup sendiri"), _l("Kasus ditutup: tidak ada keberatan"), automatic=True, also=["system"],
            only_if=[PAPERS_COMPLETE, NOT_DISPLEASED],
        ),
        _move(
            "reopen", [_S.INFORMED, _S.CLOSED, _S.REJECTED, _S.DUPLICATE], _S.ASSESSING, "case:reopen",
            _l("Buka kembali karena keberatan"), _l("Dibuka kembali karena warga keberatan"), note=True,
            also=["citizen"], only_if=[IN_TIME],
        ),
        # --- other ends, and whose turn it is
        _move(
            "reject", _UNDECIDED, _S.REJECTED, "case:reject",
            _l("Tolak kasus"), _l("Kasus ditolak"), note=True, asks=True,
        ),
        _move(
            "mark_duplicate", [*_UNDECIDED[:-1], _S.NEEDS_CORRECTION], _S.DUPLICATE, "case:check",
            _l("Tandai duplikat"), _l("Ditandai duplikat"), asks=True,
        ),
        _move(
            "cancel", [*_UNDECIDED[:-1], _S.NEEDS_CORRECTION], _S.CANCELLED, "case:register",
            _l("Batalkan kasus"), _l("Kasus dibatalkan"), note=True,
        ),
        _move(
            "escalate", _OPEN, _STAYS, "case:escalate",
            _l("Naikkan satu tingkat"), _l("Dinaikkan satu tingkat"), automatic=True, also=["system"],
            only_if=[BELOW_THE_TOP],
        ),
    )
}  # fmt: skip

MAIN_MOVE = {
    State.REGISTERED: "accept",
    State.NEEDS_CORRECTION: "complete",
    State.CHECKING: "check",
    State.VISITING: "record_visit",
    State.ASSESSING: "recommend",
    State.AWAITING_DECISION: "decide",
    State.DECIDED: "refer",
    State.HANDLING: "record_result",
    State.PROPOSED: "record_centre_answer",
    State.ANSWERED: "inform",
    State.INFORMED: "record_feedback",
}
"""The usual next step of each open state; `main_move` knows the exceptions. None while an agency is awaited."""
_FOLLOWING = {"check": "file_check", "recommend": "file_recommendation", "decide": "file_decision"}


def main_move(case: Standing) -> Move | None:
    """The ONE next action of an open case; None while an agency has the word and after the end."""
    state = State(case.state)
    if case.emergency and state in MOVES["start_emergency_help"].sources:
        return MOVES["start_emergency_help"]
    if state is State.INFORMED:
        return MOVES[_after_informing(case)]
    return MOVES[MAIN_MOVE[state]] if state in MAIN_MOVE else None


def _after_informing(case: Standing) -> str:
    if case.paperwork:
        return _FOLLOWING[case.paperwork]
    return {None: MAIN_MOVE[State.INFORMED], True: "close", False: "reopen"}[case.satisfied]


def legal_moves(case: Standing) -> list[Move]:
    """Every move that this case can take as it stands, the main one first."""
    moves = [move for move in MOVES.values() if hindrance(case, move) is None]
    return sorted(moves, key=lambda move: move != main_move(case))


def hindrance(case: Standing, move: Move) -> object | None:
    """Why the case cannot take this move now, in words; None when it can."""
    if State(case.state) not in move.sources:
        return _l("kasus ini berstatus %(state)s", state=STATE_LABELS[State(case.state)][0])
    return next((each.otherwise for each in move.only_if if not each.holds(case)), None)


def level_of(kind: str) -> Level:
    """The level on which a tenant of that kind stands."""
    return {"ministry": Level.MINISTRY, "province": Level.PROVINCE}.get(kind, Level.DISTRICT)


def next_level(level: str) -> Level:
    """One step up; the ministry stays."""
    ladder = list(Level)
    return ladder[min(ladder.index(Level(level)) + 1, len(ladder) - 1)]


_TOLD_BESIDES = {
    "register": _l("Kasus didaftarkan"),
    "mark_confidential": _l("Kasus ditandai rahasia"),
    "lift_confidential": _l("Kasus tidak lagi rahasia"),
    "papers_came": _l("Warga mengirim berkas"),
    "word_came": _l("Warga menyampaikan pesan"),
}
"""Lines of the story that are no moves of the machine."""


def told(move_name: str) -> object:
    """The step as it reads afterwards, also for lines that are no moves."""
    return _TOLD_BESIDES[move_name] if move_name in _TOLD_BESIDES else MOVES[move_name].told

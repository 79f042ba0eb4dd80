"""The citizen's words for where a case stands and what is still ahead: plainer than the office's."""

from flask_babel import lazy_gettext as _l

from cases.machine import State

_RANK = {
    State.REGISTERED: 0,
    State.NEEDS_CORRECTION: 0,
    State.CHECKING: 1,
    State.VISITING: 1,
    State.ASSESSING: 1,
    State.AWAITING_DECISION: 1,
    State.DECIDED: 2,
    State.HANDLING: 3,
    State.REFERRED: 3,
    State.PROPOSED: 3,
    State.ANSWERED: 3,
    State.INFORMED: 4,
}
_ROAD = [
    (1, _l("Back office mengecek data")),
    (2, _l("Manajer SLRT menetapkan layanan")),
    (3, _l("Layanan dikerjakan SLRT atau dirujuk ke OPD")),
    (4, _l("Hasil disampaikan kepada Anda")),
]

HEADINGS = {
    State.REGISTERED: _l("Kasus Anda sudah terdaftar"),
    State.NEEDS_CORRECTION: _l("Ada berkas yang perlu Anda lengkapi"),
    State.CHECKING: _l("Data Anda sedang dicek"),
    State.VISITING: _l("Petugas akan berkunjung ke rumah Anda"),
    State.ASSESSING: _l("Kasus Anda sedang dianalisis"),
    State.AWAITING_DECISION: _l("Kasus Anda menunggu penetapan"),
    State.DECIDED: _l("Layanan untuk Anda sudah ditetapkan"),
    State.HANDLING: _l("Kasus Anda sedang ditangani"),
    State.REFERRED: _l("Kasus Anda sudah dirujuk"),
    State.PROPOSED: _l("Kasus Anda diusulkan ke Kementerian Sosial"),
    State.ANSWERED: _l("Hasil sudah ada, kami akan menghubungi Anda"),
    State.INFORMED: _l("Hasil sudah disampaikan"),
    State.CLOSED: _l("Kasus Anda sudah selesai"),
    State.REJECTED: _l("Kasus Anda tidak dapat dilanjutkan"),
    State.DUPLICATE: _l("Kasus ini digabung dengan kasus Anda yang lain"),
    State.CANCELLED: _l("Kasus ini dibatalkan"),
}


def ahead(state: State) -> list[object]:
    """What still has to happen, in order; nothing when it is over."""
    return [words for rank, words in _ROAD if rank > _RANK[state]] if state in _RANK else []

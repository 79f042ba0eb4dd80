"""What equipment there is and which moves it may make: one table."""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

KINDS = {
    "tablet": _l("Tablet"),
    "laptop": _l("Laptop"),
    "computer": _l("Komputer"),
    "printer": _l("Printer"),
    "phone": _l("Ponsel"),
    "modem": _l("Modem"),
    "motorcycle": _l("Sepeda motor"),
    "other": _l("Lainnya"),
}
STATES = {
    "store": _l("Di kantor"),
    "held": _l("Dipegang"),
    "broken": _l("Rusak"),
    "lost": _l("Hilang"),
    "retired": _l("Dihapus dari daftar"),
}


@dataclass(frozen=True)
class Move:
    """One move: from which states, to which, and how it reads."""

    before: frozenset[str]
    after: str
    label: LazyString
    done: LazyString
    to_somebody: bool = False


def _move(before: str, after: str, label: LazyString, done: LazyString, *, to_somebody: bool = False) -> Move:
    return Move(frozenset(before.split()), after, label, done, to_somebody)


MOVES = {
    "handed_over": _move("store", "held", _l("Serahkan kepada seseorang"), _l("Diserahkan"), to_somebody=True),
    "returned": _move("held", "store", _l("Terima kembali"), _l("Dikembalikan")),
    "broken": _move("store held", "broken", _l("Catat rusak"), _l("Rusak")),
    "repaired": _move("broken", "store", _l("Catat sudah diperbaiki"), _l("Diperbaiki")),
    "lost": _move("store held", "lost", _l("Catat hilang"), _l("Hilang")),
    "found": _move("lost", "store", _l("Catat ditemukan"), _l("Ditemukan")),
    "retired": _move("store broken lost", "retired", _l("Hapus dari daftar"), _l("Dihapus dari daftar")),
}
"""What somebody held is broken or lost leaves their hands with it: the move says whose hands they were."""

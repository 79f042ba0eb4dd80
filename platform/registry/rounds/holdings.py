"""What the rounds hold on people."""

from flask_babel import lazy_gettext as _l

from registry.held import GONE, Holding, Rewritten, of_person
from registry.rounds.models import RoundItem

OWN = Holding(
    RoundItem,
    _l("Usulan dalam pemutakhiran data"),
    "registry",
    of_person(RoundItem.person_id),
    shown={
        "kind": _l("Usulan"),
        "programme": _l("Program"),
        "reason": _l("Alasan"),
        "note": _l("Catatan"),
        "visited_on": _l("Tanggal kunjungan"),
        "finding": _l("Temuan"),
        "finding_note": _l("Keterangan"),
        "answer": _l("Jawaban"),
        "answered_on": _l("Tanggal"),
        "answer_note": _l("Keterangan"),
    },
    erased={
        "note": "",
        "dropped_note": Rewritten(lambda old: GONE if old else ""),
        "finding_note": "",
        "answer_desil": None,
        "answer_note": "",
    },
    stays=("kind", "programme", "reason", "finding", "answer", "answer_status", "answer_reason"),
    kept=_l("Barisnya tetap sebagai angka untuk laporan; isinya tidak lagi menunjuk kepada siapa pun."),
)

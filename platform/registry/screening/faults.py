"""What is wrong with a rule, in words and with the place in the text."""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from flask_babel import gettext as _

from reference import codes
from registry.screening.fields import fields
from registry.screening.language import LONGEST, NotUnderstood
from registry.screening.published import conditions
from registry.screening.ranges import MOST_CALCULATIONS, reliable
from registry.screening.rules import KINDS


def faults_of(data: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with the conditions of a version, by field; empty when nothing is."""
    found = {kind: [fault for n, text in conditions(data[kind]) if (fault := _fault(n, text))] for kind in KINDS}
    return {kind: faults for kind, faults in found.items() if faults}


def _fault(number: int, text: str) -> str:
    try:
        reliable(text)
    except NotUnderstood as error:
        place = _("Baris %(line)s, huruf ke-%(at)s", line=number, at=error.at + 1)
        return f"{place}: {in_words(error)}"
    return ""


def in_words(error: NotUnderstood) -> str:
    """The fault in the reader's language, without its place."""
    word = error.word
    return {
        "unexpected": lambda: _("“%(word)s” tidak dapat berdiri di sini", word=word),
        "ends_early": lambda: _("syarat ini belum selesai"),
        "expected": lambda: _("di sini seharusnya “%(word)s”", word=word),
        "too_long": lambda: _("paling panjang %(n)s huruf", n=LONGEST),
        "too_deep": lambda: _("terlalu banyak kurung di dalam kurung"),
        "number_too_long": lambda: _("angka ini terlalu panjang"),
        "too_many_calculations": lambda: _("paling banyak %(n)s hitungan dalam satu syarat", n=MOST_CALCULATIONS),
        "no_condition": lambda: _("ini bukan syarat yang bisa benar atau salah"),
        "needs_numbers": lambda: _("di sini hanya angka yang dapat dipakai"),
        "divides_by_zero": lambda: _("pembaginya bisa nol"),
        "unknown_field": lambda: _unknown(word, list(fields())),
        "unknown_code": lambda: _("“%(word)s” bukan kode dari variabel itu", word=word),
        "unknown_programme": lambda: _unknown(word, list(codes.PROGRAMMES)),
        "unknown_document": lambda: _unknown(word, list(codes.DOCUMENTS)),
        "not_of_a_member": lambda: _("“%(word)s” bukan data anggota keluarga", word=word),
        "members_inside_members": lambda: _("anggota keluarga tidak dapat ditanyakan di dalam anggota keluarga"),
        "no_order": lambda: _("kode “%(word)s” tidak punya urutan; pakai = atau in", word=word),
    }[error.fault]()


def _unknown(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    if near:
        return _("“%(word)s” tidak dikenal. Maksudnya %(near)s?", word=word, near=near[0])
    return _("“%(word)s” tidak dikenal", word=word)

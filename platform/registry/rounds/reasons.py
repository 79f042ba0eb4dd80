"""Why somebody is proposed: in, out, or corrected. Whoever is to go out has one of the official reasons (SIKS-NG)."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from reference import codes

KINDS: dict[str, LazyString] = {
    "in": _l("Diusulkan masuk"),
    "out": _l("Diusulkan keluar"),
    "correct": _l("Data diperbaiki"),
}
_IN: dict[str, LazyString] = {
    "indicated": _l("Terindikasi menurut penyaringan, belum menerima"),
    "need": _l("Mempunyai kebutuhan yang belum terpenuhi"),
    "case": _l("Ada kasus atau pengaduan"),
    "agreed": _l("Disepakati musyawarah"),
}
_CORRECT: dict[str, LazyString] = {
    "changed": _l("Keadaan berubah"),
    "mistaken": _l("Data tercatat keliru"),
    "moved": _l("Pindah alamat"),
    "family": _l("Susunan keluarga berubah"),
}
OUT = ("address_not_found", "person_not_found", "deceased", "public_servant", "public_servant_family", "desil_6_10")
FINDINGS: dict[str, LazyString] = {
    "fits": _l("Sesuai usulan"),
    "differs": _l("Tidak sesuai usulan"),
    "not_found": _l("Tidak ditemukan"),
}
ANSWERS: dict[str, LazyString] = {
    "accepted": _l("Diterima"),
    "rejected": _l("Ditolak"),
}


def reasons(kind: str) -> dict[str, str]:
    """Slug and label of the reasons for that kind of proposal; KeyError for another word."""
    if kind == "out":
        return {slug: codes.END_REASONS[slug].label for slug in OUT}
    return {slug: str(label) for slug, label in {"in": _IN, "correct": _CORRECT}[kind].items()}


def every_reason() -> dict[str, str]:
    """All of them, by slug: no slug is in two lists."""
    return {slug: label for kind in KINDS for slug, label in reasons(kind).items()}


REASONS = (*_IN, *OUT, *_CORRECT)

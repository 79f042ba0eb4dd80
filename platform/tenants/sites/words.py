"""What a reviewer ticks off, and what the e-mails about a site say. No citizen is ever spoken of here."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

CHECKS: Mapping[str, LazyString] = {
    "letter": _l("Surat ditandatangani Bupati/Wali Kota dan bernomor"),
    "contact": _l("Narahubung Dinas Sosial dihubungi dan benar bertugas"),
    "planning": _l("Narahubung Bappeda dihubungi dan bersedia"),
    "commitment": _l("Kesanggupan menyediakan tempat, petugas, dan anggaran dinyatakan"),
    "budget": _l("Rencana sesudah dukungan APBN berakhir dibicarakan"),
}
"""All of them before a district is approved (steps of preparation, letter A of the readiness checklist)."""


@dataclass(frozen=True)
class Mail:
    """Subject and body of an e-mail; `%(site)s`, `%(note)s` and `%(link)s` are filled in."""

    subject: LazyString
    body: LazyString


CONFIRM = Mail(
    _l("Konfirmasi surel: permohonan SLRT %(site)s"),
    _l(
        "Permohonan SLRT %(site)s sudah kami simpan dengan kode %(code)s.\n\n"
        "Permohonan baru diajukan setelah Anda membuka tautan ini dan menekan tombol Konfirmasi:\n%(link)s\n\n"
        "Tautan berlaku 30 hari. Bila Anda tidak mengajukan permohonan ini, abaikan surel ini."
    ),
)
ENDS = Mail(
    _l("Permohonan SLRT %(site)s belum dikonfirmasi"),
    _l(
        "Permohonan SLRT %(site)s dengan kode %(code)s belum diajukan: surelnya belum dikonfirmasi.\n\n"
        "Pada %(day)s isian dan suratnya kami hapus. Bila masih ingin mengajukan, buka tautan ini dan kirim sekali"
        " lagi:\n%(link)s\n\nBila tidak, tidak ada yang perlu dilakukan."
    ),
)
TO_APPLICANT: Mapping[str, Mail] = {
    "ask": Mail(
        _l("Pertanyaan tentang permohonan SLRT %(site)s"),
        _l("Peninjau bertanya:\n\n%(note)s\n\nJawab lewat tautan ini:\n%(link)s"),
    ),
    "approve": Mail(
        _l("Permohonan SLRT %(site)s disetujui"),
        _l(
            "Permohonan disetujui. Kantor SLRT Anda sedang dibuat; undangan untuk administrator pertama menyusul.\n\n"
            "Ikuti perkembangannya di sini:\n%(link)s"
        ),
    ),
    "refuse": Mail(
        _l("Permohonan SLRT %(site)s belum dapat disetujui"),
        _l("Alasannya:\n\n%(note)s\n\nSesudah diperbaiki, permohonan baru boleh diajukan.\n%(link)s"),
    ),
}
TO_DESK: Mapping[str, Mail] = {
    "confirm": Mail(
        _l("Permohonan SLRT baru: %(site)s"), _l("%(site)s mengajukan permohonan SLRT. Tinjau di sini:\n%(link)s")
    ),
    "answer": Mail(
        _l("Jawaban pemohon SLRT %(site)s"), _l("Pemohon menjawab:\n\n%(note)s\n\nLanjutkan di sini:\n%(link)s")
    ),
    "start_trial": Mail(
        _l("SLRT %(site)s mulai uji jalan"), _l("SLRT %(site)s mulai uji jalan. Lihat kesiapannya:\n%(link)s")
    ),
}
TO_OTHERS = Mail(_l("SLRT %(site)s: %(told)s"), _l("SLRT %(site)s: %(told)s.\n\n%(note)s\n\n%(link)s"))
"""To the office itself and to the ministry, which is told and asked nothing."""
FROM_DESK = Mail(_l("%(desk)s: %(subject)s"), _l("%(body)s"))
"""A message of the desk to a group of its sites."""

"""The kinds of notices, in words: what the inbox shows and what an officer's e-mail says. No name ever stands here."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

WORDS: dict[str, LazyString] = {
    "referral_sent": _l("Rujukan baru menunggu Anda"),
    "referral_reminded": _l("SLRT mengingatkan rujukan"),
    "referral_revoked": _l("Rujukan ditarik SLRT"),
    "referral_assigned": _l("Rujukan diserahkan kepada Anda"),
    "incoming_sent": _l("Kiriman baru dari daerah lain"),
    "incoming_reminded": _l("Daerah lain mengingatkan kirimannya"),
    "incoming_revoked": _l("Daerah lain menarik kirimannya"),
    "referral_late": _l("Rujukan lewat tenggat"),
    "case_raised": _l("Kasus dinaikkan satu tingkat"),
    "visit_ordered": _l("Anda diminta berkunjung ke rumah warga"),
    "emergency": _l("Ada kasus darurat"),
    "papers_came": _l("Dokumen baru masuk dari warga"),
    "word_came": _l("Warga menyampaikan pesan, kasusnya sudah berubah"),
    "displeased": _l("Warga belum puas dengan hasilnya"),
    "reopened": _l("Warga keberatan, kasus dibuka kembali"),
    "glass_opened": _l("Provinsi membuka kasus ini lewat akses darurat"),
    "consent_withdrawn": _l("Warga menarik persetujuannya: jangan pakai datanya lagi"),
    "message_failed": _l("Pesan kepada warga tidak sampai: hubungi dengan cara lain"),
    "referral_answered": _l("OPD sudah menjawab"),
    "mentioned": _l("Anda dipanggil dalam sebuah catatan"),
    "assigned": _l("Kasus diserahkan kepada Anda"),
    "assigned_many": _l("Beberapa kasus diserahkan kepada Anda"),
    "reassigned": _l("Kasus Anda pindah ke rekan"),
    "reassigned_many": _l("Beberapa kasus Anda pindah ke rekan"),
    "letter_waiting": _l("Ada surat menunggu tanda tangan Anda"),
    "letter_signed": _l("Surat yang Anda siapkan sudah ditandatangani"),
    "round_soon": _l("Batas kirim pemutakhiran data dekat: giliran Anda"),
    "round_last": _l("Batas kirim pemutakhiran data hampir lewat: giliran Anda"),
    "returned": _l("Rekomendasi dikembalikan untuk disusun ulang"),
}
"""By kind. The case's code, or the referral's, stands beside it."""

PLACES: dict[str, str] = {}
"""Where a line leads that is about neither a case nor a referral: the endpoint of its room."""


def announces(kind: str, words: LazyString, endpoint: str) -> None:
    """A room above has something of its own to tell."""
    WORDS[kind], PLACES[kind] = words, endpoint

"""The checks of an office's data in one table: what each asks, from which number on it is pointed out, what helps.

A check points out; it proves nothing. It speaks only from a least number on, so that a share above the threshold is
never one to four people: what is seen above the office is rounded to fives and hides less (decision 0041).
"""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

LATE, STALE, IMPLAUSIBLE, SUMS = "late", "stale", "implausible", "sums"
GROUPS: dict[str, Any] = {
    LATE: _l("Terlambat"),
    STALE: _l("Usang"),
    IMPLAUSIBLE: _l("Janggal"),
    SUMS: _l("Hitung ulang"),
}
MONTHS_UNSEEN = 24
DAYS_UNTOUCHED = 60
MINUTES_AT_ONCE = 5
TIMES_USUAL = 3
"""So many times the usual, or one part of so many, is a jump."""


@dataclass(frozen=True)
class Found:
    """What a check has counted."""

    part: int
    whole: int | None = None


@dataclass(frozen=True)
class Check:
    """One of them."""

    slug: str
    group: str
    name: Any
    meaning: Any
    """What is counted."""
    rule: Any
    """From when it is pointed out."""
    advice: Any
    unit: Any
    """Of what is counted, after a number."""
    more_than: float
    """A share of the whole, or a number where there is none, that is still all right."""
    least: int = 0
    """With a smaller whole nothing is said."""
    jumps: bool = False
    """Not a share: `part` beside what is usual."""
    records: str = ""
    """What the list behind it is made of: `people`, `families`, `cases`; else it leads to the page `endpoint`."""
    endpoint: str = ""
    permission: str = ""
    """Who may open the list."""

    @property
    def group_name(self) -> Any:
        """How its group is called."""
        return GROUPS[self.group]

    def speaks(self, found: Found) -> bool:
        """Whether there is enough to say anything."""
        return found.whole is None or found.whole >= max(self.least, 1)

    def trips(self, found: Found) -> bool:
        """Whether it is pointed out."""
        if not self.speaks(found):
            return False
        if found.whole is None:
            return found.part > self.more_than
        if self.jumps:
            return found.part > found.whole * TIMES_USUAL or found.part * TIMES_USUAL < found.whole
        return found.part > found.whole * self.more_than


CHECKS: dict[str, Check] = {
    each.slug: each
    for each in (
        Check(
            "quiet", LATE, _l("Kasus terakhir sudah lama"),
            _l("Hari sejak kasus terakhir didaftarkan."),
            _l("Ditandai bila lebih dari 30 hari."),
            _l("Bila warga tetap datang, catat kasusnya di hari yang sama. Bila kantor tutup, sampaikan sebabnya."),
            _l("hari"), 30, endpoint="cases.queue", permission="case:read",
        ),
        Check(
            "rounds_late", LATE, _l("Pemutakhiran lewat batas kirim"),
            _l("Usulan pemutakhiran desa yang belum dikirim padahal batas kirimnya sudah lewat."),
            _l("Ditandai bila ada satu atau lebih."),
            _l("Buka daftarnya, lihat giliran siapa, lalu selesaikan atau batalkan."),
            _l("usulan"), 0, endpoint="rounds.overview", permission="round:read",
        ),
        Check(
            "families_unseen", STALE, _l("Keluarga lama tidak dilihat"),
            _l("Keluarga yang datanya lebih dari 24 bulan tidak dilihat lagi, atau belum pernah."),
            _l("Ditandai bila lebih dari 25% keluarga."),
            _l("Bagi daftarnya kepada fasilitator menurut desa; mulai dari yang paling lama."),
            _l("keluarga"), 0.25, 20, records="families", permission="person:read",
        ),
        Check(
            "cases_untouched", STALE, _l("Kasus terbuka tanpa langkah"),
            _l("Kasus terbuka yang tidak diberi langkah apa pun lebih dari 60 hari."),
            _l("Ditandai bila lebih dari 10% kasus terbuka."),
            _l("Tanyakan pemegang kasusnya: lanjutkan, serahkan, atau tutup dengan alasannya."),
            _l("kasus"), 0.10, 50, records="cases", permission="case:read",
        ),
        Check(
            "closed_at_once", IMPLAUSIBLE, _l("Kasus selesai begitu didaftarkan"),
            _l("Kasus 12 bulan terakhir yang ditutup dalam lima menit sejak didaftarkan."),
            _l("Ditandai bila lebih dari 5% kasus yang ditutup."),
            _l("Biasanya kasus lama dicatat belakangan sekaligus. Daftarkan kasus saat warganya datang."),
            _l("kasus"), 0.05, 100, records="cases", permission="case:read",
        ),
        Check(
            "all_satisfied", IMPLAUSIBLE, _l("Semua warga menjawab terbantu"),
            _l("Warga yang menjawab terbantu, dari yang ditanya dalam 12 bulan terakhir."),
            _l("Ditandai bila semuanya, dan yang ditanya 50 atau lebih."),
            _l("Pastikan warga sendiri yang menjawab, bukan diisi petugas. Bila memang begitu, sampaikan."),
            _l("jawaban"), 0.9999, 50, endpoint="reporting.district", permission="totals:district",
        ),
        Check(
            "intake_jumps", IMPLAUSIBLE, _l("Kasus masuk melonjak atau anjlok"),
            _l("Kasus masuk bulan lalu di samping jumlah yang biasa: nilai tengah enam bulan sebelumnya."),
            _l("Ditandai bila lebih dari tiga kali atau kurang dari sepertiga yang biasa."),
            _l("Cocokkan dengan buku tamu. Bila ada sebabnya, misalnya bencana atau impor, sampaikan."),
            _l("kasus"), 0, 20, jumps=True, endpoint="reporting.district", permission="totals:district",
        ),
        Check(
            "born_first_of_january", IMPLAUSIBLE, _l("Lahir 1 Januari"),
            _l("Warga dengan tanggal lahir 1 Januari, dari yang tanggal lahirnya tercatat."),
            _l("Ditandai bila lebih dari 4%: tanggal yang diisi karena tidak tahu."),
            _l("Cocokkan dengan KTP atau KK. Bila tidak tahu, kosongkan saja."),
            _l("warga"), 0.04, 125, records="people", permission="person:read",
        ),
        Check(
            "without_nik", IMPLAUSIBLE, _l("Warga tanpa NIK"),
            _l("Warga yang NIK-nya belum tercatat."),
            _l("Ditandai bila lebih dari 10% warga."),
            _l("Minta KTP atau KK saat kunjungan berikutnya; yang belum punya, bantu ke Disdukcapil."),
            _l("warga"), 0.10, 50, records="people", permission="person:read",
        ),
        Check(
            "unknown_fields", IMPLAUSIBLE, _l("Keadaan rumah belum diisi"),
            _l("Keluarga dengan tiga atau lebih isian kosong dari enam: lantai, dinding, atap, air, lampu, jamban."),
            _l("Ditandai bila lebih dari 50% keluarga."),
            _l("Isi kuesioner keluarga saat kunjungan rumah."),
            _l("keluarga"), 0.50, 50, records="families", permission="person:read",
        ),
        Check(
            "doubles", IMPLAUSIBLE, _l("Mungkin tercatat dua kali"),
            _l("Warga yang bunyi nama dan tanggal lahirnya sama dengan warga lain."),
            _l("Ditandai bila lebih dari 2% warga."),
            _l("Buka orangnya, bandingkan, lalu gabungkan bila memang orang yang sama."),
            _l("warga"), 0.02, 250, records="people", permission="person:read",
        ),
        Check(
            "repaired", SUMS, _l("Jumlah yang disamakan"),
            _l("Jumlah yang tidak cocok dengan hitung ulang malam hari, dan sudah disamakan."),
            _l("Ditandai selama 30 hari bila ada satu atau lebih."),
            _l("Tidak perlu berbuat apa-apa: platform sudah menyamakannya, dan pengelolanya diberi tahu."),
            _l("angka"), 0,
        ),
        Check(
            "unchecked", SUMS, _l("Hitung ulang tertinggal"),
            _l("Hari sejak jumlahnya terakhir dicocokkan dengan hitung ulang."),
            _l("Ditandai bila lebih dari 3 hari."),
            _l("Tidak perlu berbuat apa-apa: ini urusan pengelola platform."),
            _l("hari"), 3,
        ),
    )
}  # fmt: skip

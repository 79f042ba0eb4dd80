"""What a citizen is told at each step: short for a telephone, longer for a letterbox, never what the case is about.

In Indonesian, whatever language the officer reads. Short texts hold only letters that an SMS carries at 160 to a part.
"""

from dataclasses import dataclass

SMS, TWO_SMS = 160, 306
"""Characters that fit into one part, and into two that the telephone puts together."""


@dataclass(frozen=True)
class Template:
    """One message. `{code}`, `{promised}`, `{due}`, `{place}`, `{phone}`, `{url}` and `{missing}` are filled in."""

    short: str
    subject: str
    body: str


TEMPLATES = {
    "registered": Template(
        "SLRT {place}: laporan Anda diterima, kode {code}. Jawaban paling lambat {promised}. Lihat: {url}"
        " Balas STOP untuk berhenti.",
        "Kasus {code} sudah terdaftar",
        "Laporan Anda sudah kami terima dengan kode {code}.\nKami menargetkan selesai paling lambat {promised}.",
    ),
    "needs_correction": Template(
        "SLRT {place}: {code} menunggu {missing}. Kirim foto di {url} atau bawa ke SLRT/Puskesos. Tanya: {phone}.",
        "Kasus {code}: ada berkas yang perlu dilengkapi",
        "Kasus Anda dengan kode {code} belum dapat dilanjutkan. Yang masih kurang: {missing}.\n"
        "Kirim fotonya di alamat di bawah, atau bawa ke kantor SLRT atau Puskesos desa.",
    ),
    "visiting": Template(
        "SLRT {place}: petugas akan datang ke rumah Anda untuk kasus {code}. Siapkan KTP dan KK. Tanya: {phone}.",
        "Kasus {code}: petugas akan berkunjung",
        "Untuk kasus {code}, petugas kami akan berkunjung ke rumah Anda. Mohon siapkan KTP dan Kartu Keluarga.",
    ),
    "start_emergency_help": Template(
        "SLRT {place}: bantuan darurat untuk kasus {code} sudah dimulai. Tanya: {phone}.",
        "Kasus {code} sedang ditangani",
        "Bantuan darurat untuk kasus {code} sudah dimulai.",
    ),
    "decided": Template(
        "SLRT {place}: layanan untuk kasus {code} sudah ditetapkan dan mulai dikerjakan. Lihat: {url}",
        "Kasus {code} sudah ditetapkan",
        "Layanan untuk kasus {code} sudah ditetapkan dan mulai dikerjakan.",
    ),
    "referred": Template(
        "SLRT {place}: kasus {code} sudah diteruskan ke instansi yang berwenang. Lihat: {url}",
        "Kasus {code} dirujuk",
        "Kasus {code} sudah kami teruskan kepada instansi yang berwenang. Kami mengabari Anda bila ada jawaban.",
    ),
    "proposed": Template(
        "SLRT {place}: kasus {code} sudah diusulkan ke Kementerian Sosial. Lihat: {url}",
        "Kasus {code} diusulkan ke pusat",
        "Kasus {code} sudah kami usulkan ke Kementerian Sosial. Kami mengabari Anda bila ada jawaban.",
    ),
    "informed": Template(
        "SLRT {place}: hasil kasus {code} sudah ada. Puas atau belum? Jawab di {url} atau telepon {phone}.",
        "Hasil kasus {code}",
        "Hasil kasus {code} sudah ada dan sudah disampaikan. Bila belum jelas, silakan hubungi kantor kami.\n"
        "Puas atau belum? Anda boleh menilai dan menyampaikan keberatan di alamat di bawah.",
    ),
    "closed": Template(
        "SLRT {place}: kasus {code} ditutup. Masalah belum selesai? Sampaikan keberatan di {url} atau {phone}.",
        "Kasus {code} selesai",
        "Kasus {code} sudah ditutup. Bila masalahnya belum selesai, Anda boleh menyampaikan keberatan.",
    ),
    "rejected": Template(
        "SLRT {place}: kasus {code} tidak dapat dilanjutkan. Tanya sebabnya: {phone}. Boleh keberatan: {url}",
        "Kasus {code} tidak dapat dilanjutkan",
        "Kasus {code} tidak dapat kami lanjutkan. Silakan tanyakan alasannya; Anda boleh menyampaikan keberatan.",
    ),
    "duplicate": Template(
        "SLRT {place}: kasus {code} sama dengan kasus Anda yang lain, yang kami lanjutkan. Tanya: {phone}.",
        "Kasus {code} digabung",
        "Kasus {code} sama dengan kasus Anda yang lain. Kami melanjutkan kasus yang lain itu.",
    ),
    "reopen": Template(
        "SLRT {place}: keberatan Anda diterima. Kasus {code} dibuka lagi, jawaban paling lambat {due}. Lihat: {url}",
        "Kasus {code} dibuka kembali",
        "Keberatan Anda kami terima. Kasus {code} dibuka kembali, kami menargetkan selesai paling lambat {due}.",
    ),
}
"""By the state a case has come to, or by the step where the state says too little."""

SILENT = {
    "checking": "the office's own work; nothing is asked of the citizen",
    "assessing": "the office's own work; nothing is asked of the citizen",
    "awaiting_decision": "the office's own work; nothing is asked of the citizen",
    "handling": "decided, and therefore told, a moment before",
    "answered": "the office tells the answer itself (inform), in words and not by a template",
    "cancelled": "the citizen has withdrawn it",
}
"""States of which the citizen hears nothing, and why."""

CONFIDENTIAL = Template(
    "Ada kabar untuk kode {code}. Hubungi {phone}.",
    "Kabar untuk kode {code}",
    "Ada kabar untuk kode {code}. Silakan hubungi {phone}.",
)
"""Of a confidential case: whoever else reads the telephone learns nothing, not even who writes."""

UNNAMED = "berkas yang diminta petugas"
"""What is missing, when the desk has only said it in words of its own: those may name an illness or a person."""
MOST_MISSING = 60
"""Letters that a telephone's message spends on what is missing."""

ENDING = "\n\nMengikuti kasus: {url}\nSiapkan kode kasus dan empat angka terakhir NIK atau nomor telepon Anda.\n"
FAREWELL = "\nTidak mau dikabari lewat surel lagi? {stop}\n"

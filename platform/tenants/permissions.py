"""The one permission table: which role may do what. `scope:action`, in words below for people."""

from flask_babel import lazy_gettext as _l

from foundation.tenancy import Reader

PERMISSIONS = {
    "case:read": _l("melihat kasus"),
    "case:register": _l("mendaftarkan kasus"),
    "case:attach": _l("menambah berkas dan lokasi kasus"),
    "case:check": _l("mengecek data"),
    "case:visit": _l("mencatat kunjungan rumah"),
    "case:recommend": _l("menulis rekomendasi"),
    "case:decide": _l("menetapkan layanan"),
    "case:handle": _l("menangani kasus"),
    "case:hand_over": _l("menyerahkan kasus sendiri kepada rekan"),
    "case:assign": _l("menugaskan kasus siapa pun"),
    "case:refer": _l("merujuk ke OPD dan menandatangani surat"),
    "case:propose": _l("mengusulkan ke pusat lewat SIKS-NG"),
    "case:emergency": _l("menandai kasus darurat"),
    "letter:draft": _l("menyiapkan surat"),
    "letter:sign": _l("menandatangani surat"),
    "case:inform": _l("menyampaikan hasil kepada warga"),
    "case:close": _l("menutup kasus"),
    "case:reject": _l("menolak kasus"),
    "case:confidential": _l("melihat semua kasus rahasia"),
    "case:break_glass": _l("membuka satu kasus daerah lewat akses darurat"),
    "case:reopen": _l("membuka kembali kasus karena keberatan warga"),
    "case:escalate": _l("menaikkan kasus satu tingkat"),
    "person:read": _l("melihat data warga"),
    "person:write": _l("mencatat data warga"),
    "person:reveal": _l("menampilkan NIK lengkap"),
    "person:merge": _l("menggabungkan data warga yang tercatat dua kali"),
    "person:import": _l("memasukkan daftar warga dari Excel"),
    "person:export": _l("mengunduh daftar warga"),
    "round:read": _l("melihat pemutakhiran data desa"),
    "round:draft": _l("menyusun usulan pemutakhiran dan berita acara"),
    "round:visit": _l("mencatat kunjungan verifikasi usulan"),
    "round:village": _l("mengesahkan usulan sebagai lurah/kades"),
    "round:verify": _l("mengesahkan usulan sebagai verifikator"),
    "round:approve": _l("mengesahkan usulan sebagai Kepala Dinas"),
    "round:send": _l("mengirim usulan ke SIKS-NG dan mencatat jawabannya"),
    "screening:read": _l("melihat hasil penyaringan program"),
    "screening:run": _l("menjalankan penyaringan program"),
    "planning:read": _l("melihat dan mengunduh kebutuhan anggaran program"),
    "referral:follow": _l("mengingatkan OPD dan membaca hasilnya"),
    "referral:answer": _l("menjawab rujukan"),
    "incoming:answer": _l("menjawab kiriman dari daerah lain"),
    "incoming:register": _l("menjadikan kiriman kasus sendiri"),
    "inbox:read": _l("membaca kotak masuk sendiri"),
    "overdue:watch": _l("mengawasi tenggat"),
    "message:read": _l("melihat pesan terkirim"),
    "audit:read": _l("melihat catatan akses"),
    "privacy:guard": _l("menjaga data pribadi dan mengakhiri akses darurat"),
    "privacy:take": _l("mencatat permintaan warga atas datanya"),
    "share:ask": _l("meminta kumpulan data dan melihat permintaannya"),
    "share:decide": _l("memutuskan permintaan kumpulan data"),
    "quality:read": _l("melihat mutu data daerah sendiri"),
    "quality:explain": _l("menjelaskan tanda pada mutu data daerah"),
    "dashboard:read": _l("melihat perkembangan"),
    "totals:district": _l("melihat jumlah per status di daerah sendiri"),
    "totals:province": _l("melihat jumlah per kabupaten/kota"),
    "totals:nation": _l("melihat jumlah nasional"),
    "map:keep": _l("mengunggah dan menghapus batas wilayah untuk peta"),
    "bulletin:write": _l("menulis buletin dan mengajukannya"),
    "bulletin:publish": _l("menyetujui dan menerbitkan buletin"),
    "report:schedule": _l("menjadwalkan laporan dan mengambil alihnya"),
    "table:make": _l("menyusun, menyimpan, dan mengunduh tabel jumlah"),
    "sustain:read": _l("melihat dana, landasan, dan indeks SLRT"),
    "sustain:write": _l("mencatat dana dan landasan SLRT"),
    "sustain:answer": _l("mengisi penilaian diri SLRT"),
    "sustain:name": _l("memutuskan apakah daerah boleh disebut namanya dalam perbandingan"),
    "plan:social": _l("menyetujui rencana pengakhiran dukungan sebagai Kepala Dinas Sosial"),
    "plan:bappeda": _l("menyetujui rencana pengakhiran dukungan sebagai Bappeda"),
    "lesson:read": _l("membaca pelajaran antardaerah"),
    "lesson:write": _l("menulis pelajaran, berterima kasih, bertanya, dan menjawab"),
    "lesson:approve": _l("menyetujui pelajaran daerah untuk dibagikan, dan menariknya"),
    "lesson:review": _l("meninjau, menerbitkan, dan menarik pelajaran daerah"),
    "lesson:host": _l("mengundang daerah lain ke pertemuan"),
    "lesson:join": _l("mendaftarkan daerah ke pertemuan dan mencatat tindak lanjutnya"),
    "token:manage": _l("membuat token API sendiri"),
    "workforce:read": _l("melihat daftar tenaga, SK, dan honor"),
    "workforce:manage": _l("mengatur daftar tenaga, SK, dan honor"),
    "training:manage": _l("mengadakan pelatihan dan menerbitkan sertifikat"),
    "training:join": _l("mengikuti pelatihan dan mengerjakan tes"),
    "workforce:province": _l("melihat jumlah tenaga per kabupaten/kota, tanpa nama"),
    "people:manage": _l("mengatur pengguna, peran, undangan, dan sesi"),
    "office:take_out": _l("mengunduh semua data kantor"),
    "site:prepare": _l("mengisi kesiapan kantor sebelum aktif"),
    "platform:watch": _l("melihat tahap semua daerah, antrean kerja, dan ukuran platform"),
    "site:review": _l("meninjau permohonan daerah dan mengawasi tahapnya"),
    "practice:join": _l("berlatih di ruang latihan"),
    "practice:reset": _l("mengosongkan dan mengisi ulang ruang latihan"),
    "settings:manage": _l("mengubah pengaturan daerah, atau pengaturan baku untuk daerah di bawahnya"),
}

_DESK = {
    "dashboard:read",
    "case:read",
    "person:read",
    "screening:read",
    "message:read",
    "inbox:read",
    "totals:district",
    "table:make",
    "sustain:answer",
    "token:manage",
    "lesson:read",
} | {"training:join"}
_INTAKE = {
    "case:register",
    "incoming:answer",
    "incoming:register",
    "letter:draft",
    "privacy:take",
    "case:attach",
    "case:emergency",
    "case:reopen",
    "person:write",
    "case:inform",
    "case:close",
}
_BACK = {
    "letter:draft",
    "case:attach",
    "case:check",
    "case:visit",
    "case:recommend",
    "case:handle",
    "case:hand_over",
    "referral:follow",
    "incoming:answer",
    "incoming:register",
    "case:propose",
    "case:emergency",
    "case:reopen",
    "case:inform",
    "case:close",
    "case:reject",
    "person:write",
    "person:reveal",
    "person:merge",
    "person:import",
    "person:export",
    "round:read",
    "round:draft",
    "round:visit",
    "round:send",
    "screening:run",
    "privacy:take",
}
_WATCH = {
    "lesson:write",
    "workforce:read",
    "screening:run",
    "overdue:watch",
    "case:assign",
    "case:hand_over",
    "case:emergency",
    "case:escalate",
    "referral:follow",
}
_SIGN = {
    "quality:read",
    "planning:read",
    "letter:draft",
    "letter:sign",
    "incoming:answer",
    "case:decide",
    "case:refer",
    "case:propose",
    "case:reject",
    "case:reopen",
    "case:confidential",
    "person:reveal",
    "person:merge",
    "share:decide",
    "person:export",
}
_GUARD = {"audit:read", "privacy:guard", "privacy:take", "share:ask"}
_LIVE_ON = {"sustain:read", "sustain:write", "lesson:approve", "lesson:host", "lesson:join"}
_ROSTER = {"workforce:read", "workforce:manage", "training:manage", "training:join"}

ROLE_PERMISSIONS: dict[str, frozenset[str]] = {
    "facilitator": frozenset(
        {
            "dashboard:read",
            "training:join",
            "case:read",
            "case:register",
            "case:attach",
            "case:visit",
            "letter:draft",
            "case:emergency",
            "case:inform",
            "case:reopen",
            "person:read",
            "person:write",
            "round:read",
            "round:draft",
            "round:visit",
            "screening:read",
            "inbox:read",
            "sustain:answer",
            "token:manage",
        }
    ),
    "front_office": frozenset(_DESK | _INTAKE | {"person:reveal", "privacy:take"}),
    "back_office": frozenset(_DESK | _BACK | {"case:register", "lesson:write"}),
    "supervisor": frozenset(_DESK | _WATCH | {"round:read"}),
    "manager": frozenset(
        _DESK
        | _WATCH
        | _SIGN
        | _GUARD
        | _LIVE_ON
        | _ROSTER
        | {
            "case:attach",
            "case:handle",
            "case:inform",
            "case:close",
            "quality:explain",
            "site:prepare",
            "report:schedule",
            "bulletin:write",
        }
    ),
    "head": frozenset(
        _DESK
        | _WATCH
        | _SIGN
        | _GUARD
        | _LIVE_ON
        | {
            "office:take_out",
            "site:prepare",
            "report:schedule",
            "bulletin:write",
            "bulletin:publish",
            "round:read",
            "round:approve",
            "sustain:name",
            "plan:social",
        }
    ),
    "administrator": frozenset(
        _ROSTER
        | {"audit:read", "totals:district", "quality:read", "token:manage", "people:manage", "settings:manage"}
        | {"office:take_out", "site:prepare", "map:keep"}
    ),
    "privacy_officer": frozenset(_GUARD | {"person:read", "inbox:read"}),
    "village_head": frozenset({"round:read", "round:village", "person:read", "inbox:read"}),
    "verifier": frozenset({"round:read", "round:verify", "round:visit", "person:read", "inbox:read"}),
    "planner": frozenset(
        {
            "dashboard:read",
            "planning:read",
            "totals:district",
            "table:make",
            "report:schedule",
            "bulletin:write",
            "sustain:read",
            "plan:bappeda",
            "inbox:read",
            "token:manage",
        }
    ),
    "agency_officer": frozenset({"dashboard:read", "referral:answer", "inbox:read", "share:ask", "token:manage"}),
    "provincial_supervisor": frozenset(
        {
            "dashboard:read",
            "incoming:answer",
            "totals:province",
            "map:keep",
            "report:schedule",
            "table:make",
            "case:break_glass",
            "inbox:read",
            "token:manage",
            "settings:manage",
            "site:review",
            "workforce:province",
            "training:manage",
            "lesson:read",
            "lesson:review",
            "lesson:host",
            "lesson:join",
        }
    ),
    "ministry_analyst": frozenset(
        {
            "dashboard:read",
            "totals:nation",
            "report:schedule",
            "table:make",
            "token:manage",
            "settings:manage",
            "lesson:read",
            "lesson:host",
        }
    ),
    "platform_operator": frozenset({"platform:watch", "site:review", "token:manage"}),
}

ROLE_LABELS = {
    "facilitator": _l("Fasilitator"),
    "front_office": _l("Front office"),
    "back_office": _l("Back office"),
    "supervisor": _l("Supervisor"),
    "manager": _l("Manajer SLRT"),
    "head": _l("Kepala Dinas Sosial"),
    "administrator": _l("Administrator"),
    "privacy_officer": _l("Petugas Pelindungan Data Pribadi"),
    "village_head": _l("Lurah atau kepala desa"),
    "verifier": _l("Verifikator SIKS-NG"),
    "planner": _l("Perencana"),
    "agency_officer": _l("Petugas OPD"),
    "provincial_supervisor": _l("Pengawas provinsi"),
    "ministry_analyst": _l("Analis kementerian"),
    "platform_operator": _l("Pengelola platform"),
}

ROLE_READERS: dict[str, Reader] = dict.fromkeys(ROLE_PERMISSIONS, Reader.STAFF) | {
    "agency_officer": Reader.AGENCY,
    "provincial_supervisor": Reader.SUPERVISOR,
    "ministry_analyst": Reader.MINISTRY,
    "platform_operator": Reader.MINISTRY,
}

SITE_ROLES = tuple(role for role, reader in ROLE_READERS.items() if reader in (Reader.STAFF, Reader.AGENCY))
"""The roles there are at a site."""

for _role in SITE_ROLES:  # everybody of a site practises
    ROLE_PERMISSIONS[_role] |= {"practice:join"}
for _role in ("supervisor", "manager", "head", "administrator"):
    ROLE_PERMISSIONS[_role] |= {"practice:reset"}

IN_PRACTICE = frozenset(
    permission
    for permission in PERMISSIONS
    if permission.partition(":")[0]
    in ("case", "letter", "referral", "round", "inbox", "overdue", "message", "practice")
    and permission != "round:send"
) | {"person:read", "person:write", "person:reveal", "person:merge", "screening:read", "screening:run"}
"""What one may in a practice room: the daily work on invented people. No list and no file comes in or goes out there,
nobody is appointed, nothing is set."""

VILLAGE_ROLES = frozenset({"facilitator", "village_head"})
"""Who works in some villages only, and sees no other's people."""

SECOND_FACTOR_ROLES = frozenset(
    {
        "manager",
        "head",
        "administrator",
        "privacy_officer",
        "village_head",
        "verifier",
        "planner",
        "platform_operator",
    }
)
"""Who signs, administers or reads the access log proves it with a second factor."""


def may(role: str, permission: str) -> bool:
    """Whether that role has that permission. An unknown permission is a mistake in the code: KeyError."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return permission in ROLE_PERMISSIONS[role]

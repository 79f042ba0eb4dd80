"""How the slugs of this room read."""

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

SOURCES: dict[str, LazyString] = {
    "apbn": _l("APBN"),
    "apbd_district": _l("APBD kabupaten/kota"),
    "apbd_province": _l("APBD provinsi"),
    "village": _l("Dana desa"),
    "zakat": _l("Baznas dan zakat"),
    "csr": _l("CSR perusahaan"),
    "other": _l("Sumber lain"),
}
ITEMS: dict[str, LazyString] = {
    "facilitators": _l("Fasilitator"),
    "supervisors": _l("Supervisor"),
    "manager": _l("Manajer"),
    "secretariat": _l("Sekretariat"),
    "operations": _l("Operasional"),
    "training": _l("Pelatihan"),
    "devices": _l("Perangkat"),
    "puskesos": _l("Puskesos"),
}
AMOUNTS: dict[str, LazyString] = {
    "planned": _l("Direncanakan"),
    "committed": _l("Pasti"),
    "realised": _l("Terpakai"),
}
LEVELS: dict[str, LazyString] = {
    "perda": _l("Perda"),
    "perkada": _l("Perbup atau Perwal"),
    "sk_regent": _l("SK Bupati atau Wali Kota"),
    "sk_office": _l("SK Kepala Dinas"),
}
ABOUT: dict[str, LazyString] = {"slrt": _l("SLRT"), "puskesos": _l("Puskesos")}
FORMS: dict[str, LazyString] = {
    "uptd": _l("UPTD sendiri"),
    "section": _l("Seksi atau bidang di dinas"),
    "ad_hoc": _l("Tim sementara"),
}
PLANS: dict[str, LazyString] = {
    "rpjmd": _l("RPJMD"),
    "renstra": _l("Renstra dinas"),
    "rkpd": _l("RKPD"),
    "sop": _l("SOP layanan"),
    "exit_plan": _l("Rencana pengakhiran dukungan yang disetujui"),
}
ACTION_STATES: dict[str, LazyString] = {
    "planned": _l("Belum mulai"),
    "running": _l("Berjalan"),
    "done": _l("Selesai"),
    "dropped": _l("Tidak dilanjutkan"),
}
PARTS: dict[str, LazyString] = {
    "chair": _l("Pimpinan rapat"),
    "minutes": _l("Notulis"),
    "social": _l("Dinas Sosial dan SLRT"),
    "planning": _l("Bappeda"),
    "budget": _l("BPKAD atau TAPD"),
    "agency": _l("OPD lain"),
    "parliament": _l("DPRD"),
    "subdistrict": _l("Kecamatan"),
    "village": _l("Desa dan kelurahan"),
    "partner": _l("Mitra"),
}


def options(words: dict[str, LazyString]) -> list[tuple[str, LazyString]]:
    """What a form offers, in this order."""
    return list(words.items())

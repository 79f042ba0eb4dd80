"""Every page that needs no number, as every reader, on a phone and on a desk."""

import pytest

from tests.browser.watch import inspect

PAGES = {
    "front_office": [
        "/antrean",
        "/antrean/saring",
        "/antrean/tampilan",
        "/cari",
        "/kiriman",
        "/kasus/baru",
        "/warga",
        "/warga/baru",
        "/pesan",
        "/lainnya",
        "/token",
        "/jumlah",
        "/warga/1/kabar",
    ],
    "administrator": [
        "/pengaturan",
        "/pengaturan/jenis-layanan",
        "/pengaturan/jenis-layanan/pbi_reactivation",
        "/pengaturan/sektor",
        "/pengaturan/jam-kantor",
        "/pengaturan/surat",
        "/pengaturan/surat/baru",
        "/pengaturan/nomor-surat",
        "/pengaturan/hari-tutup",
        "/pengaturan/batas-pemutakhiran",
        "/pengaturan/opd",
        "/pengaturan/opd/baru",
        "/pengaturan/aturan-program",
        "/pengaturan/aturan-program/sembako/pilihan", "/pengguna", "/pengguna/tambah"],
    "manager": [
        "/antrean",
        "/surat",
        "/kotak-masuk",
        "/serah-terima",
        "/pantauan",
        "/pantauan/opd",
        "/pantauan/petugas",
        "/pantauan/fasilitator",
        "/pantauan/dikembalikan",
        "/pantauan/langkah",
        "/pantauan/rujukan",
        "/catatan-akses",
        "/jumlah",
        "/kasus/1/kerahasiaan",
        "/penyaringan",
        "/perencanaan",
        "/perencanaan/anggaran",
        "/tabel",
        "/tabel/susun?measure=cases_opened",
        "/tabel/lihat?measure=cases_opened&rows=month&columns=sector&period=this_year",
        "/laporan",
        "/laporan/jadwalkan",
        "/buletin-kantor",
        "/tenaga",
        "/tenaga/tambah",
        "/tenaga/impor",
        "/tenaga/honor",
        "/perlengkapan",
        "/pelatihan/modul",
    ],
    "privacy_officer": ["/catatan-akses?dari=2026-01-01", "/warga/1/pembuka-data", "/akses-darurat/ke-sini"],
    "supervisor": ["/akun", "/akun/kata-sandi", "/akun/verifikasi", "/akun/kode-cadangan", "/akun/sesi"],
    "facilitator": ["/antrean", "/kasus/baru", "/lainnya", "/pelatihan/saya"],
    "health_office_officer": ["/rujukan", "/lainnya"],
    "province": ["/provinsi", "/kiriman", "/provinsi/kasus", "/pengaturan", "/provinsi/tenaga", "/pelatihan"],
    "ministry": [
        "/nasional",
        "/nasional/cakupan",
        "/pengaturan",
        "/pengaturan/aturan-program",
        "/pengaturan/aturan-program/sembako/wide/versi-baru",
    ],
    "nobody": [
        "/masuk", "/lacak", "/cek", "/design", "/undangan", "/data-terbuka", "/data-terbuka/kasus-masuk",
        "/data-terbuka/panduan", "/buletin",
        "/buletin/blt",
    ],
}  # fmt: skip


@pytest.mark.parametrize("width", [320, 1366])
@pytest.mark.parametrize("reader", PAGES)
def test_every_page_can_be_read_by_everybody(filled, open_browser, reader, width) -> None:
    member = {"province": filled.province, "ministry": filled.ministry, "nobody": None}.get(
        reader, getattr(filled.a, reader, None)
    )
    page = open_browser(member, width=width, dark=width == 320)
    for path in PAGES[reader]:
        answer = page.goto(path)
        assert answer.status == 200, path
        inspect(page)

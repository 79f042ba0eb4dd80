"""What people come with: invented, after the item lists of Musi Rawas, Langsa, Blitar and Tanjungbalai."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One kind of trouble, in the citizen's words, and what the desk makes of it."""

    case_type: str
    kind: str
    summary: str
    words: str
    finding: str
    recommendation: str
    decision: str
    agency: str | None
    """The agency's kind to refer to; None is handled by Dinas Sosial itself."""
    service: str
    answer: str


STORIES = [
    Story("pbi_reactivation", "complaint", "KIS nonaktif, harus cuci darah dua kali seminggu",
          "Suami saya ditolak waktu mau cuci darah, katanya KIS-nya mati.",
          "Ditemukan di DTSEN, desil 3. PBI-JK nonaktif sejak awal bulan.",
          "Memenuhi syarat reaktivasi. Mohon rujukan ke BPJS Kesehatan.", "Reaktivasi PBI-JK diusulkan.",
          "bpjs_health", "Reaktivasi kepesertaan PBI-JK", "Kepesertaan aktif kembali, kartu dapat dipakai hari ini."),
    Story("jkn_none", "request", "Ibu hamil tujuh bulan belum punya jaminan kesehatan",
          "Kami takut biaya melahirkan, belum pernah ikut BPJS.", "Belum terdaftar JKN, desil 2.",
          "Usulkan jaminan kesehatan daerah lewat Dinas Kesehatan.", "Dirujuk ke Dinas Kesehatan.", "health_office",
          "Jaminan kesehatan daerah untuk ibu hamil", "Terdaftar jaminan kesehatan daerah mulai bulan ini."),
    Story("health_aid", "request", "Biaya rujukan ke rumah sakit provinsi tidak sanggup ditanggung",
          "Anak saya harus dioperasi, ongkos dan tinggalnya kami tidak ada.", "Surat rujukan RSUD ada, desil 2.",
          "Bantuan biaya pendampingan pasien.", "Dirujuk ke Dinas Kesehatan.", "health_office",
          "Bantuan biaya pendamping pasien rujukan", "Biaya transportasi dan rumah singgah disetujui."),
    Story("kip_not_issued", "complaint", "KIP anak belum terbit padahal tetangga sudah",
          "Anak saya kelas 8, dari dulu didata tetapi kartunya tidak pernah ada.",
          "Anak terdaftar di Dapodik, belum diusulkan sekolah.", "Usulkan lewat Dinas Pendidikan.",
          "Dirujuk ke Dinas Pendidikan untuk usulan PIP.", "education_office", "Usulan PIP untuk siswa kelas 8",
          "Sudah masuk usulan layak PIP tahap berikutnya."),
    Story("family_card", "request", "KK masih memuat anak yang sudah pindah",
          "Mau urus bantuan ditolak karena KK tidak cocok.", "KK lama, dua anggota sudah pindah domisili.",
          "Perlu pembaruan KK sebelum usulan bantuan.", "Dirujuk ke Disdukcapil.", "civil_registry",
          "Pembaruan Kartu Keluarga", "KK baru terbit dan sudah diambil warga."),
    Story("unfit_house", "request", "Rumah bocor dan dinding rapuh, ditinggali lansia",
          "Kalau hujan kami pindah tidur ke dapur.", "Atap dan dinding rusak berat, tanah milik sendiri.",
          "Layak diusulkan perbaikan rumah.", "Diusulkan ke Dinas Perkim.", "housing_office",
          "Survei dan usulan perbaikan rumah", "Sudah disurvei, masuk daftar usulan tahun depan."),
    Story("electricity_new", "request", "Rumah belum punya meteran listrik sendiri",
          "Kami menyambung dari rumah tetangga, bayarnya patungan.", "Tidak ada meteran, terdaftar di DTSEN.",
          "Sesuai syarat bantuan pasang baru.", "Dirujuk ke PLN.", "pln", "Bantuan pasang baru listrik",
          "Jadwal pemasangan minggu depan."),
    Story("damaged_road", "complaint", "Jalan dusun rusak, ambulans tidak bisa lewat",
          "Kemarin ibu mau melahirkan harus ditandu ke jalan besar.",
          "Ruas jalan 300 meter rusak, foto dari fasilitator.",
          "Perlu penanganan Dinas PUPR.", "Dirujuk ke Dinas PUPR.", "public_works", "Perbaikan ruas jalan dusun",
          "Ditambal sementara, perbaikan tetap masuk anggaran perubahan."),
    Story("sembako_not_paid", "complaint", "Bantuan Sembako tiga bulan tidak cair",
          "Kartunya digesek katanya saldo nol.", "KKS aktif, rekening tertahan verifikasi.",
          "Cukup ditangani pendamping di tingkat kabupaten.", "Ditangani Dinas Sosial bersama bank penyalur.", None, "",
          "Rekening sudah dibuka, bantuan tiga bulan diterima."),
    Story("registry_unlisted", "request", "Keluarga belum pernah didata",
          "Sejak pindah ke sini tidak pernah ada yang mendata kami.", "NIK tidak ditemukan di DTSEN.",
          "Usulkan lewat musyawarah desa.", "Diusulkan dalam pemutakhiran bulan ini.", None, "",
          "Sudah masuk berita acara musyawarah desa."),
    Story("elderly_neglected", "complaint", "Lansia tinggal sendiri tanpa penghasilan",
          "Beliau makan dari pemberian tetangga.", "Usia 78 tahun, tidak ada keluarga di kabupaten ini.",
          "Perlu bantuan permakanan dan kunjungan rutin.", "Permakanan lansia diberikan.", None, "",
          "Permakanan mulai diantar dan ada jadwal kunjungan mingguan."),
    Story("assistive_device", "request", "Butuh kursi roda untuk anak",
          "Anak saya 9 tahun digendong terus kalau sekolah.", "Disabilitas fisik, surat puskesmas ada.",
          "Usulkan alat bantu lewat Baznas.", "Dirujuk ke Baznas.", "baznas", "Kursi roda anak",
          "Kursi roda diserahkan di rumah."),
    Story("food_aid", "request", "Persediaan makan habis setelah kepala keluarga sakit",
          "Suami stroke, saya jualan tidak bisa jalan.", "Desil 2, belum menerima Sembako.",
          "Bantuan pangan sementara sambil diusulkan.", "Bantuan pangan sementara diberikan.", None, "",
          "Bantuan beras dan lauk sudah diterima."),
    Story("general_question", "question", "Bagaimana cara mengecek desil keluarga saya?",
          "Kata tetangga ada desil, saya tidak tahu punya saya.", "Data ada di DTSEN.",
          "Jelaskan cara cek dan hasilnya.", "Dijelaskan di loket.", None, "",
          "Warga sudah tahu desilnya dan cara menyanggah."),
]  # fmt: skip

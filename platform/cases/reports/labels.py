"""The labels that facilitators write before a colon, as data: a new way of writing one is a word more in a list here.

Taken from the field form of Tanjungbalai ("SLRT Kito") and from how such forms are typed on a telephone.
"""

LABELS: dict[str, tuple[str, ...]] = {
    # --- whose case it is
    "name": (
        "nama", "nama klien", "nama warga", "nama lengkap", "nama pelapor", "nama pemohon", "nama krt", "nama kk",
        "nama kepala keluarga", "klien", "warga", "nm", "nama pasien", "a n", "atas nama",
    ),
    "nik": ("nik", "no nik", "nomor nik", "nik ktp", "no ktp", "nomor ktp", "nomor induk kependudukan", "ktp"),
    "family_card": ("kk", "no kk", "nomor kk", "nokk", "nomor kartu keluarga", "no kartu keluarga"),
    "sex": ("jk", "jenis kelamin", "kelamin", "gender", "l p"),
    "birth": ("ttl", "tempat tanggal lahir", "tempat tgl lahir", "tmpt tgl lahir", "tempat dan tanggal lahir"),
    "birth_place": ("tempat lahir", "tmp lahir", "kota lahir"),
    "birth_date": ("tanggal lahir", "tgl lahir", "tgllahir", "lahir"),
    "phone": (
        "telp", "telepon", "tlp", "no telp", "no tlp", "no telepon", "nomor telepon", "hp", "no hp", "nohp", "nomor hp",
        "wa", "no wa", "nomor wa", "whatsapp", "kontak", "telp hp", "hp wa",
    ),
    "address": ("alamat", "alamat lengkap", "alamat rumah", "almt", "alamat tinggal", "domisili", "tempat tinggal"),
    "hamlet": ("dusun", "dsn", "lingkungan", "lingk", "kampung", "kp", "jorong", "banjar"),
    "neighbourhood": ("rt", "rw", "rt rw", "rtrw"),
    "village": ("desa", "kelurahan", "kel", "ds", "desa kelurahan", "desa kel", "kel desa", "gampong", "nagari"),
    "district": ("kecamatan", "kec"),
    "village_and_district": ("kelurahan kecamatan", "desa kecamatan", "kel kec", "desa kec"),
    # --- what it is about
    "case_type": (
        "jenis layanan", "layanan", "program", "jenis program", "bantuan yang diminta", "permintaan", "kebutuhan",
    ),
    "kind": ("jenis pengaduan", "bentuk pengaduan", "jenis keluhan", "jenis laporan", "bentuk laporan"),
    "summary": ("perihal", "judul", "hal", "masalah utama", "inti masalah"),
    "story": (
        "keluhan", "pengaduan", "aduan", "isi laporan", "uraian", "kronologi", "kronologis", "masalah", "permasalahan",
        "cerita", "keterangan", "ket", "deskripsi", "laporan", "isi pengaduan", "kondisi",
    ),
    "emergency": ("darurat", "gawat darurat", "mendesak", "urgent"),
    "location": (
        "lokasi", "titik", "titik lokasi", "koordinat", "lokasi map", "maps", "google maps", "share lok", "shareloc",
    ),
    "proxy_name": (
        "nama kuasa", "kuasa", "nama yang mewakili", "yang mewakili", "diwakili", "diwakili oleh", "perwakilan",
    ),
    "proxy_relation": ("hubungan", "hubungan dengan klien", "hub", "hubungan kuasa", "status kuasa"),
    # --- what is told about it and has no field of its own
    "facilitator": ("fasilitator", "nama fasilitator", "petugas", "pendamping", "pelapor", "dilaporkan oleh"),
    "visited_on": ("hari tanggal", "tanggal", "tgl", "hari tgl", "tanggal kunjungan", "tanggal pemeriksaan", "hari"),
    "occupation": ("pekerjaan", "pekerjaan krt", "pekerjaan kk", "kerja", "profesi", "mata pencaharian"),
    "papers": ("dokumen", "berkas", "kelengkapan", "kelengkapan berkas", "lampiran"),
    "welfare": ("status", "status kesejahteraan", "status ekonomi", "kategori", "desil"),
    "aid": ("bantuan diterima", "bantuan yang diterima", "bansos diterima", "bansos", "bantuan", "penerima bantuan"),
    "house": ("status rumah", "rumah", "kepemilikan rumah", "status kepemilikan rumah", "kondisi rumah"),
    "lighting": ("penerangan", "listrik", "sumber penerangan"),
    "toilet": ("mck", "jamban", "wc", "sanitasi"),
    "income": ("pendapatan", "penghasilan", "pendapatan bulan", "pendapatan per bulan", "penghasilan bulan", "gaji"),
    "members": ("jumlah tanggungan", "tanggungan", "jumlah anggota keluarga", "jumlah jiwa", "anggota keluarga"),
    "visit": ("status kunjungan", "kunjungan"),
    "examiner": ("catatan pemeriksa", "catatan", "catatan fasilitator", "hasil pemeriksaan", "rekomendasi"),
    "photo": ("bukti foto", "foto", "dokumentasi"),
    "entered_by": ("diinput oleh", "diinput", "input oleh", "sumber laporan"),
}  # fmt: skip

FACTS = {
    "facilitator": "Fasilitator",
    "visited_on": "Hari/tanggal",
    "occupation": "Pekerjaan",
    "papers": "Dokumen",
    "welfare": "Status kesejahteraan",
    "aid": "Bantuan diterima",
    "house": "Status rumah",
    "lighting": "Penerangan",
    "toilet": "MCK",
    "income": "Pendapatan per bulan",
    "members": "Tanggungan",
    "visit": "Status kunjungan",
    "examiner": "Catatan pemeriksa",
    "photo": "Bukti foto",
    "entered_by": "Diinput oleh",
    "sent": "Dikirim",
}
"""What is kept in words with the case, under these words: they go into the file and are Indonesian there."""

LONG = frozenset({"story", "address", "examiner", "summary"})
"""Fields whose text may go on in the lines that follow."""

JOINED = LONG | {"neighbourhood"}
"""Fields that may be said in several pieces: RT and RW."""

STARTS = frozenset({"name", "facilitator", "visited_on"})
"""Fields that begin a report when one is under way that has a name already."""

SEXES = {
    "male": ("l", "lk", "laki", "laki laki", "laki2", "pria", "cowok"),
    "female": ("p", "pr", "perempuan", "wanita", "cewek"),
}
YES = ("ya", "iya", "y", "betul", "benar", "ada")
NO = ("tidak", "tdk", "bukan", "t", "enggak", "ga", "gak", "tidak ada")

KINDS = {
    "complaint": ("pengaduan", "keluhan", "aduan", "komplain", "laporan"),
    "request": ("permohonan", "usulan", "usul", "permintaan", "pengajuan"),
    "question": ("pertanyaan", "tanya", "informasi"),
    "suggestion": ("saran", "masukan"),
}

CASE_WORDS = {
    "pbi_reactivation": (
        "kis nonaktif", "kis mati", "bpjs nonaktif", "bpjs mati", "reaktivasi kis", "reaktivasi bpjs", "pbi nonaktif",
    ),
    "pbi_registration": ("daftar kis", "bikin kis", "usul kis", "usul pbi", "daftar bpjs"),
    "pkh_not_paid": ("pkh tidak cair", "pkh belum cair", "pkh"),
    "sembako_not_paid": ("bpnt tidak cair", "bpnt", "sembako tidak cair", "sembako"),
    "kks_problem": ("kks", "kks hilang", "kks rusak", "kks terblokir", "kartu kks"),
    "kip_not_issued": ("kip", "pip", "kip belum terbit", "kip sekolah"),
    "registry_unlisted": ("belum masuk dtks", "dtks", "dtsen", "belum terdaftar dtsen", "belum didata"),
    "unfit_house": ("rutilahu", "rtlh", "bedah rumah", "rumah tidak layak huni"),
    "electricity_new": ("pasang listrik", "pasang baru listrik", "belum ada listrik", "meteran listrik"),
    "damaged_road": ("jalan rusak", "perbaikan jalan"),
    "elderly_neglected": ("lansia terlantar",),
    "assistive_device": ("kursi roda", "alat bantu", "alat bantu disabilitas"),
    "food_aid": ("bantuan pangan", "bantuan sembako darurat"),
}  # fmt: skip
"""How people name what a case type is about, beside its own label."""

"""The three districts of the demonstration: Sukoharjo, Belitung Timur and Tanjungbalai, where SLRT's story was told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A district as on a letterhead, and the province above it."""

    region_code: str
    name: str
    full_name: str
    prefix: str
    seat: str
    address: str
    phone: str
    hospital: str
    surnames: tuple[str, ...]
    province: tuple[str, str, str, str]
    """Region code, short name, full name, prefix."""
    quiet: bool = False
    """Half as many people come as to the others."""


PLACES = [
    Place(
        "33.11", "Sukoharjo", "Kabupaten Sukoharjo", "SKH", "Sukoharjo", "Jalan Veteran 1, Sukoharjo 57511",
        "(0271) 593068",
        "RSUD Ir. Soekarno",
        ("Wibowo", "Santoso", "Lestari", "Handayani", "Nugroho", "Suryani", "Prasetyo", "Wahyuni", "Hartono", "Widodo"),
        ("33", "Jawa Tengah", "Provinsi Jawa Tengah", "JTG"),
    ),
    Place(
        "19.06", "Belitung Timur", "Kabupaten Belitung Timur", "BLT", "Manggar",
        "Jalan Raya Manggar-Gantung, Manggar 33512",
        "(0719) 91234", "RSUD Muhammad Zein",
        ("Effendi", "Fauzi", "Rosmala", "Marhaban", "Saputra", "Hasan", "Yuliana", "Suryani", "Rusli", "Junaidi"),
        ("19", "Bangka Belitung", "Provinsi Kepulauan Bangka Belitung", "BBL"),
    ),
    Place(
        "12.74", "Tanjungbalai", "Kota Tanjungbalai", "TJB", "Tanjungbalai",
        "Jalan Jenderal Sudirman 9, Tanjungbalai 21332",
        "(0623) 92004", "RSUD Dr. Tengku Mansyur",
        ("Siregar", "Sitorus", "Nasution", "Hasibuan", "Marpaung", "Panjaitan", "Sinaga", "Lubis", "Manurung",
        "Hutagalung"),
        ("12", "Sumatera Utara", "Provinsi Sumatera Utara", "SMU"),
        quiet=True,
    ),
]  # fmt: skip

FIRST_NAMES = {
    "male": (
        "Ahmad", "Budi", "Slamet", "Joko", "Rahmat", "Hendra", "Agus", "Dedi", "Yusuf", "Bambang", "Rudi", "Iwan",
        "Suparman",
        "Herman", "Zainal", "Edi", "Sutrisno", "Hasan", "Ridwan", "Mulyadi",
    ),
    "female": (
        "Siti", "Sri", "Dewi", "Rina", "Yanti", "Nurbaiti", "Aminah", "Wati", "Ratna", "Sumiati", "Endang",
        "Fitri", "Maryam",
        "Lina", "Kartini", "Rosmala", "Yuliana", "Ani", "Murni", "Halimah",
    ),
}  # fmt: skip

AGENCIES = [
    ("health_office", "Dinas Kesehatan", 5),
    ("education_office", "Dinas Pendidikan", 5),
    ("civil_registry", "Dinas Kependudukan dan Pencatatan Sipil", 3),
    ("public_works", "Dinas Pekerjaan Umum dan Penataan Ruang", 10),
    ("housing_office", "Dinas Perumahan dan Kawasan Permukiman", 10),
    ("pln", "PLN Unit Layanan Pelanggan", 5),
    ("bpjs_health", "BPJS Kesehatan", 3),
    ("hospital", "RSUD", 3),
    ("manpower", "Dinas Tenaga Kerja", 7),
    ("food_security", "Dinas Ketahanan Pangan", 7),
    ("women_child_protection", "Dinas Pemberdayaan Perempuan dan Perlindungan Anak", 2),
    ("baznas", "Baznas", 7),
]

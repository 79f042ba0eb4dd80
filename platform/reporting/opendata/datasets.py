"""Which data are published, in one table: what is counted, by which categories, what to mind when reading it.

A figure is a count of cases or referrals of one quarter in one district, in one category. Quarters do not overlap, and
data sets share no totals, so that one table cannot be used to undo what another holds back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from reference import codes
from web.i18n import current_language

LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
FORMAT_VERSION = 1
"""Of the columns. Another meaning or another column is another version under another address."""
TOTAL = "total"
LEVELS: Mapping[str, Any] = {
    "nation": _l("Indonesia"),
    "province": _l("Provinsi"),
    "district": _l("Kabupaten/kota"),
    "province_office": _l("Kantor provinsi yang melayani sendiri"),
}


@dataclass(frozen=True)
class Words:
    """The same in both languages, as the file says it."""

    label_id: str
    label_en: str

    @property
    def label(self) -> str:
        """In the reader's language."""
        return self.label_en if current_language() == "en" else self.label_id


@dataclass(frozen=True)
class Dataset:
    """One published table."""

    slug: str
    title: Any
    about: Any
    unit: Any
    categories: Mapping[str, Words]
    """They add up to the total."""
    measure: str
    """What is counted (`reporting.measures`)."""
    by: str
    """The dimension whose values are the categories."""
    where: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Dimension and the values that count."""


def _sectors() -> dict[str, Words]:
    return {slug: Words(each.label_id, each.label_en) for slug, each in codes.SECTORS.items()}


DATASETS: Mapping[str, Dataset] = {
    each.slug: each
    for each in (
        Dataset(
            "kasus-masuk",
            _l("Kasus masuk menurut sektor"),
            _l("Keluhan, pertanyaan, saran, dan permintaan yang didaftarkan dalam triwulan itu, menurut sektornya."),
            _l("kasus"),
            _sectors(),
            "cases_opened",
            "sector",
        ),
        Dataset(
            "kasus-selesai",
            _l("Kasus selesai menurut janji waktu"),
            _l(
                "Kasus yang selesai ditangani dalam triwulan itu: warga diberi tahu paling lambat pada hari yang"
                " dijanjikan ketika mendaftar, atau sesudahnya."
            ),
            _l("kasus"),
            {
                "in_time": Words("Sesuai janji", "By the day promised"),
                "late": Words("Lewat dari janji", "After the day promised"),
            },
            "cases_ended",
            "punctual",
            (("resolution", ("resolved",)),),
        ),
        Dataset(
            "rujukan",
            _l("Rujukan menurut jawaban OPD"),
            _l("Rujukan ke OPD atau situs lain yang jawabannya jatuh tempo dalam triwulan itu."),
            _l("rujukan"),
            {
                "in_time": Words("Dijawab tepat waktu", "Answered in time"),
                "late": Words("Dijawab terlambat", "Answered late"),
                "open": Words("Belum dijawab", "Not answered yet"),
            },
            "referrals_due",
            "answered",
        ),
    )
}

COLUMNS: Mapping[str, Any] = {
    "period": _l("Triwulan, misalnya 2026-Q3"),
    "dataset": _l("Nama kumpulan data"),
    "level": _l("nation, province, district, atau province_office (kantor provinsi yang melayani sendiri)"),
    "code": _l("Kode wilayah Kemendagri; ID untuk seluruh Indonesia"),
    "name": _l("Nama wilayah ketika diterbitkan"),
    "province_code": _l("Kode provinsinya; kosong untuk seluruh Indonesia"),
    "category": _l("Kategori; total untuk jumlah semuanya"),
    "category_id": _l("Kategori dalam bahasa Indonesia"),
    "category_en": _l("Kategori dalam bahasa Inggris"),
    "value": _l("Jumlah; kosong bila ditahan"),
    "held_back": _l(
        "small: satu sampai empat; withheld: lima atau lebih, ditahan agar angka kecil tidak dapat dihitung balik"
    ),
}
"""Of the file and of the API, in their order, with their meaning."""


def words_of(dataset: Dataset, category: str) -> Words:
    """How a category reads; the total is one too."""
    return Words("Jumlah", "Total") if category == TOTAL else dataset.categories[category]

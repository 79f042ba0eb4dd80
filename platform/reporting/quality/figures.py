"""The figures that are compared between districts, in one table: from what each is made, and what usually explains it.

Made of what is measured by night (`sustainability.queries.measured`); nobody is read. A figure of too few cases, or one
that would give one to four of them away, is not compared at all.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from reporting.quality.outliers import Among, among
from reporting.suppression import SMALL
from sustainability.queries.measured import Measured
from web.formats import number, percent

PROVINCE = "province"
SIZES: dict[str, tuple[int, Any]] = {
    "small": (0, _l("kabupaten/kota lain dengan kurang dari 100 desa/kelurahan")),
    "medium": (100, _l("kabupaten/kota lain dengan 100 sampai 249 desa/kelurahan")),
    "large": (250, _l("kabupaten/kota lain dengan 250 desa/kelurahan atau lebih")),
}
"""Classes of size: from so many villages on, and how their members are called."""
_LEAST_CASES = 30


@dataclass(frozen=True)
class Figure:
    """One of them: `made_of` gives the part and the whole."""

    slug: str
    name: Any
    made_of: Callable[[Measured], tuple[int, int]]
    higher: Any
    """What usually explains that it is higher than elsewhere."""
    lower: Any
    unit: Any = ""
    """Of a mean; empty for a share."""

    def value(self, measured: Measured) -> float | None:
        """None where it is not compared."""
        part, whole = self.made_of(measured)
        if self.unit:
            return part / whole if whole and part >= _LEAST_CASES else None
        if whole < _LEAST_CASES or 0 < part < SMALL or 0 < whole - part < SMALL:
            return None
        return part / whole

    def rounded(self, value: float) -> float:
        """A share to whole per cents, a mean to tenths."""
        return round(value, 1 if self.unit else 2)

    def said(self, value: float) -> str:
        """In words: 62%, 14,5 hari."""
        return f"{number(self.rounded(value))} {self.unit}" if self.unit else percent(value)


FIGURES: dict[str, Figure] = {
    each.slug: each
    for each in (
        Figure(
            "overdue", _l("Kasus lewat tenggat"), lambda m: (m.overdue, m.to_be_resolved),
            _l("Biasanya ada petugas yang kosong, OPD yang belum menjawab, atau kasus selesai yang belum ditutup."),
            _l("Biasanya tenggat diatur lebih longgar, atau kasus ditutup sebelum hasilnya sampai."),
        ),
        Figure(
            "in_time", _l("Kasus yang hasilnya disampaikan tepat waktu"),
            lambda m: (m.outcomes.in_time, m.outcomes.resolved),
            _l("Biasanya kasusnya lebih banyak yang ditangani sendiri, atau tenggatnya diatur lebih longgar."),
            _l("Biasanya hasil sudah ada tetapi belum dicatat disampaikan, atau rujukan lama dijawab."),
        ),
        Figure(
            "days", _l("Lama sampai hasil disampaikan"), lambda m: (m.outcomes.days, m.outcomes.resolved),
            _l("Biasanya lebih banyak kasus yang dirujuk atau menunggu pusat, atau kasus lama baru ditutup sekaligus."),
            _l("Biasanya kasus dicatat sesudah selesai, atau kebanyakan berupa pertanyaan yang dijawab di tempat."),
            _l("hari"),
        ),
        Figure(
            "local", _l("Kasus yang ditangani sendiri"), lambda m: (m.outcomes.local, m.outcomes.resolved),
            _l("Biasanya OPD duduk bersama di satu kantor, atau rujukan dibuat di luar sistem."),
            _l("Biasanya kantor belum punya layanan sendiri, atau semua kasus diteruskan ke OPD."),
        ),
        Figure(
            "satisfied", _l("Warga yang merasa terbantu"), lambda m: (m.outcomes.satisfied, m.outcomes.asked),
            _l("Biasanya yang ditanya hanya yang puas, atau petugas yang mengisi jawabannya."),
            _l("Biasanya bantuan yang dijanjikan belum datang, atau yang menjawab terutama yang mengeluh."),
        ),
        Figure(
            "answered", _l("Rujukan yang dijawab tepat waktu"), lambda m: (m.answers.in_time, m.answers.due),
            _l("Biasanya tenggat jawab OPD diatur lebih longgar, atau jawaban dicatat oleh kantor sendiri."),
            _l("Biasanya petugas OPD belum masuk ke sistem dan menjawab lewat telepon atau surat."),
        ),
        Figure(
            "per_village", _l("Kasus per desa/kelurahan dalam 12 bulan"), lambda m: (m.registered, m.villages),
            _l("Biasanya ada bencana atau pendataan besar, atau semua pertanyaan ikut dicatat sebagai kasus."),
            _l("Biasanya sebagian desa belum punya fasilitator, atau kasus masih dicatat di buku."),
            _l("kasus"),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Compared:
    """One figure of one office among its peers."""

    tenant_id: int
    figure: Figure
    value: float
    among: Among
    group: str
    """`province`, or the class of size."""


def compared(found: Mapping[int, Measured], provinces: Mapping[int, int | None]) -> list[Compared]:
    """Every figure of every office: among the others of its province, or of its size where those are few."""
    lines = []
    for figure in FIGURES.values():
        values = {id_: value for id_, each in found.items() if (value := figure.value(each)) is not None}
        for id_, value in values.items():
            placed = _placed(id_, values, found, provinces)
            if placed is not None:
                lines.append(Compared(id_, figure, value, placed[0], placed[1]))
    return lines


def size_of(villages: int) -> str:
    """The class of a district with so many villages."""
    return next(slug for slug, (least, _words) in reversed(SIZES.items()) if villages >= least)


def _placed(
    id_: int, values: Mapping[int, float], found: Mapping[int, Measured], provinces: Mapping[int, int | None]
) -> tuple[Among, str] | None:
    size = size_of(found[id_].villages)

    def others(members: Iterable[int]) -> list[float]:
        return [values[other] for other in members if other != id_]

    near = among(values[id_], others(other for other in values if provinces[other] == provinces[id_]))
    if near is not None:
        return near, PROVINCE
    alike = among(values[id_], others(other for other in values if size_of(found[other].villages) == size))
    return (alike, size) if alike is not None else None

"""What an office must have before it goes live: twelve letters, seven of them gates. What the system sees, it ticks.

Source: how districts have set up their SLRT (letter of the Bupati, decree on the organisers, two days of
training in four modules, confirmation of the facilitators, hand-over, launch).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Sight:
    """What the system sees of one condition at one office."""

    holds: bool
    words: str
    """What is there, or what is missing: "2 dari 13 OPD punya petugas"."""


Signal = Callable[[], Sight]
"""Asked as staff of the office."""
_signals: dict[str, Signal] = {}


def set_signal(slug: str, signal: Signal) -> None:
    """A room tells what it sees; where no room does, people tick by hand. Called once, at start."""
    _signals[slug] = signal


@dataclass(frozen=True)
class Item:
    """One letter of the checklist."""

    letter: str
    label: LazyString
    asks: LazyString
    """Which evidence is wanted."""
    gate: bool = False
    """Without it nobody goes live."""
    before_trial: bool = False
    """Nor begins a trial."""
    signal: str = ""
    """What the system sees of it, if a room tells."""

    @property
    def sees(self) -> Signal | None:
        """The room's eye for it."""
        return _signals.get(self.signal)


ITEMS: Mapping[str, Item] = {
    item.letter: item
    for item in (
        Item(
            "A", _l("Komitmen"),
            _l("Surat Bupati/Wali Kota, kesepakatan, narahubung Dinas Sosial dan Bappeda, dukungan provinsi."),
            gate=True, before_trial=True,
        ),
        Item(
            "B", _l("Dasar hukum"),
            _l("SK Bupati/Wali Kota tentang penyelenggara SLRT: nomor dan tanggal. Rancangan Perbup/Perwal bila ada."),
            gate=True, before_trial=True,
        ),
        Item("C", _l("Kelembagaan"), _l("Tempat sekretariat, tim koordinasi, SOP, dan contoh surat yang dipilih.")),
        Item(
            "D", _l("Petugas"), _l("Manajer, front office, back office, supervisor, dan fasilitator sudah bertugas."),
            gate=True, before_trial=True, signal="people",
        ),
        Item(
            "E", _l("Wilayah"), _l("Kecamatan dan desa sesuai kode Kemendagri; desa yang punya Puskesos."),
            gate=True, before_trial=True, signal="regions",
        ),
        Item(
            "F", _l("OPD dan mitra"), _l("Setiap OPD penerima rujukan punya petugas dan batas hari."),
            gate=True, signal="agencies",
        ),
        Item(
            "G", _l("Data"),
            _l("Operator SIKS-NG, nomor perjanjian berbagi data, dan petugas pelindungan data pribadi."),
            gate=True,
        ),
        Item(
            "H", _l("Aplikasi"), _l("Penanda tangan memakai verifikasi dua langkah; jumlah gawai; sinyal per desa."),
            signal="second_factor",
        ),
        Item(
            "I", _l("Bimbingan teknis"), _l("Empat modul, daftar hadir, dan ujian dengan nilai paling sedikit 70."),
            gate=True, signal="training",
        ),
        Item("J", _l("Anggaran"), _l("APBN, APBD, dan dana desa per tahun; rancangan rencana sesudah APBN berakhir.")),
        Item("K", _l("Uji jalan"), _l("Sepuluh kasus latihan sampai selesai."), signal="practice"),
        Item("L", _l("Peluncuran"), _l("Tanggal peluncuran dan undangannya.")),
    )
}  # fmt: skip
TRAINING = "I"
GATES = frozenset(letter for letter, item in ITEMS.items() if item.gate)
BEFORE_TRIAL = frozenset(letter for letter, item in ITEMS.items() if item.before_trial)

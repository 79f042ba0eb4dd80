"""The posts people are appointed to, and who pays them. Slugs are stored; words are for readers and spreadsheets.

The posts are those of an SLRT and its Puskesos (domain: 50 facilitators, 3 supervisors, 1 manager in the APBN package).
"""

from dataclasses import dataclass

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Post:
    """A post on the roster, and the role in which whoever holds it signs in; None: without an account."""

    label: LazyString
    role: str | None
    serves_villages: bool = False


POSTS = {
    "facilitator": Post(_l("Fasilitator"), "facilitator", serves_villages=True),
    "supervisor": Post(_l("Supervisor"), "supervisor"),
    "manager": Post(_l("Manajer SLRT"), "manager"),
    "front_office": Post(_l("Front office sekretariat"), "front_office"),
    "back_office": Post(_l("Back office sekretariat"), "back_office"),
    "puskesos_coordinator": Post(_l("Koordinator Puskesos"), "facilitator", serves_villages=True),
    "puskesos_officer": Post(_l("Pelaksana Puskesos"), "facilitator", serves_villages=True),
    "siks_operator": Post(_l("Operator SIKS-NG desa"), None, serves_villages=True),
}
FUNDING = {
    "state": _l("APBN"),
    "province": _l("APBD provinsi"),
    "district": _l("APBD kabupaten/kota"),
    "village": _l("Dana desa"),
    "other": _l("Sumber lain"),
    "unpaid": _l("Tidak dibayar"),
}
PAY = {"paid": _l("Dibayar"), "late": _l("Terlambat"), "unpaid": _l("Belum dibayar")}
LEAVING = {
    "resigned": _l("Mengundurkan diri"),
    "moved": _l("Pindah"),
    "expired": _l("SK tidak diperpanjang"),
    "dismissed": _l("Diberhentikan"),
    "deceased": _l("Meninggal"),
    "other": _l("Lainnya"),
}

_SPELLINGS = {
    "facilitator": ("fasilitator", "fasilitator slrt"),
    "manager": ("manajer", "manager", "manajer slrt"),
    "front_office": ("front office", "fo", "fo sekretariat"),
    "back_office": ("back office", "bo", "bo sekretariat"),
    "puskesos_coordinator": ("koordinator", "koordinator puskesos"),
    "puskesos_officer": ("pelaksana", "petugas puskesos", "fo puskesos", "bo puskesos"),
    "siks_operator": ("operator", "operator desa", "operator siks-ng"),
    "province": ("apbd prov", "apbd propinsi", "provinsi"),
    "district": ("apbd", "apbd kab", "apbd kabupaten", "apbd kota", "kabupaten", "kota"),
    "village": ("apbdes", "dana desa", "add", "desa"),
    "other": ("lainnya", "lain-lain", "baznas", "csr"),
    "unpaid": ("tidak ada", "sukarela", "relawan", "-"),
}
"""How people write them in a spreadsheet besides the label itself."""


def slug_of(typed: str, known: dict[str, Post] | dict[str, LazyString]) -> str:
    """The slug meant by a cell of a spreadsheet; what was typed where nothing fits, for the schema to refuse."""
    wanted = " ".join(typed.casefold().split())
    for slug, words in known.items():
        label = str(words.label if isinstance(words, Post) else words).casefold()
        if wanted in (slug, label) or wanted in _SPELLINGS.get(slug, ()):
            return slug
    return typed

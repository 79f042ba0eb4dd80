"""What a data set may consist of: the registry's one table of variables, and what follows from it.

Each column says whether the law calls it specific personal data, so that the pages can ask whether it is needed.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reference import codes
from reference.codes import Variable

WHOLE = {"nik": _l("NIK"), "family_card": _l("Nomor KK"), "phone": _l("Nomor telepon")}
"""Numbers that lie sealed and leave masked, unless each is approved in clear."""
_NEVER = {"email"}
"""Is not needed by anybody to whom a data set goes."""
_HEALTH = {"illness", "pregnant"}
_MONEY = {"income", "spending_food", "spending_other", "gold", "turnover"}
_WHERE = {"latitude", "longitude"}


@dataclass(frozen=True)
class Column:
    """One column that may be asked for. `variable` is empty for what is worked out."""

    slug: str
    label: object
    group: object
    level: str
    variable: Variable | None = None

    @property
    def specific(self) -> str:
        """Why it is more sensitive than others, in words; empty when it is not (UU 27/2022 art. 4 (2))."""
        if self.slug in _HEALTH or self.slug.startswith("difficulty_"):
            return _("data kesehatan")
        if self.slug in _MONEY:
            return _("data keuangan pribadi")
        if self.slug in _WHERE:
            return _("letak rumah")
        return ""


@cache
def columns() -> Mapping[str, Column]:
    """Every column by its slug, in the order of the table of variables."""
    plain = {
        slug: Column(slug, each, codes.VARIABLE_GROUPS[each.group], each.level, each)
        for slug, each in codes.VARIABLES.items()
        if slug not in _NEVER
    }
    people, protection = codes.VARIABLE_GROUPS["membership"], codes.VARIABLE_GROUPS["protection"]
    return plain | {
        "age": Column("age", _l("Umur"), people, "person"),
        "desil": Column("desil", _l("Desil"), protection, "person"),
        "dtsen_status": Column("dtsen_status", _l("Status DTSEN"), protection, "person"),
    }


def choices() -> list[tuple[str, str, str]]:
    """For a form: slug, label, and what makes it sensitive."""
    return [(slug, str(each.label), each.specific) for slug, each in columns().items()]


def by_group(slugs: Collection[str] | None = None) -> list[tuple[str, list[Column]]]:
    """The columns under the headings of the national registry; only those named, where they are."""
    grouped: dict[str, list[Column]] = {}
    for slug, each in columns().items():
        if slugs is None or slug in slugs:
            grouped.setdefault(str(each.group), []).append(each)
    return list(grouped.items())


def hints(asked: Mapping[str, object]) -> list[str]:
    """Is less enough? One sentence for each thing that whoever decides should look at twice."""
    wanted: Collection[str] = asked["columns"]  # type: ignore[assignment]
    found = []
    specific = [columns()[slug] for slug in wanted if slug in columns() and columns()[slug].specific]
    if specific:
        listed = ", ".join(str(each.label).lower() for each in specific)
        found.append(_("Data spesifik (UU 27/2022 Pasal 4): %(columns)s. Perlukah untuk tujuan ini?", columns=listed))
    if asked["whole"]:
        listed = ", ".join(str(WHOLE[slug]) for slug in asked["whole"])  # type: ignore[attr-defined]
        found.append(
            _("%(numbers)s diminta utuh. Tanpa alasan mencocokkan data, nomor tersamar cukup.", numbers=listed)
        )
    if {"birth_date", "age"} <= set(wanted):
        found.append(_("Tanggal lahir dan umur diminta bersama. Umur saja biasanya cukup."))
    if not asked["villages"] and not asked["programme"]:
        found.append(_("Seluruh warga yang tercatat diminta. Batasi ke desa atau program yang dituju."))
    if len(wanted) > 15:
        found.append(_("%(n)s kolom diminta. Setujui hanya yang disebut oleh tujuannya.", n=len(wanted)))
    return found

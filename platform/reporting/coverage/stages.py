"""Thirteen stages of a site in six steps of reach; every regency of the country stands on exactly one."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from tenants.sites.machine import OVER, Stage

REACH: dict[str, tuple[Any, frozenset[Stage]]] = {
    "none": (_l("Belum mengajukan"), frozenset({Stage.DRAFT, Stage.REFUSED})),
    "applied": (_l("Mengajukan"), frozenset({Stage.APPLIED, Stage.UNDER_REVIEW, Stage.QUESTIONS})),
    "preparing": (_l("Disiapkan"), frozenset({Stage.APPROVED, Stage.PREPARING, Stage.TRIAL})),
    "active": (_l("Aktif"), frozenset({Stage.ACTIVE})),
    "post_apbn": (_l("Pasca-APBN"), frozenset({Stage.POST_APBN})),
    "stopped": (_l("Berhenti"), frozenset({Stage.SUSPENDED, Stage.CLOSED, Stage.ERASED})),
}
SERVING = ("active", "post_apbn")


@dataclass(frozen=True)
class Reach:
    """One line: a province, a cohort, or the country."""

    name: str
    counts: Mapping[str, int]
    code: str = ""
    """Of the region; empty for what is no region."""

    @property
    def all(self) -> int:
        """Every regency of the line."""
        return sum(self.counts.values())

    @property
    def serving(self) -> int:
        """Those whose office takes cases."""
        return sum(self.counts[each] for each in SERVING)

    @property
    def missing(self) -> int:
        """How many more there are to reach: the target is all of them."""
        return self.all - self.serving

    @property
    def share(self) -> float | None:
        """Serving as a share of all; None for an empty line."""
        return self.serving / self.all if self.all else None


_STEP_OF = {stage.value: slug for slug, (_label, stages) in REACH.items() for stage in stages}


def reach_of(stage: str) -> str:
    """The step on which a site of that stage stands."""
    return _STEP_OF[stage]


def standing(sites: Iterable[Any]) -> dict[str, Any]:
    """Of each region the site that counts: the newest that is not over, else the newest."""
    found: dict[str, Any] = {}
    for site in sites:
        before = found.get(site.region_code)
        if before is None or site.state not in OVER or before.state in OVER:
            found[site.region_code] = site
    return found


def line(name: str, steps: Sequence[str], code: str = "") -> Reach:
    """How many stand on each step."""
    return Reach(name, {slug: steps.count(slug) for slug in REACH}, code)


ORDERS: dict[str, tuple[Any, Callable[[Reach], Any]]] = {
    "nama": (_l("Nama"), lambda each: each.name),
    "kode": (_l("Kode wilayah"), lambda each: each.code),
    "jumlah": (_l("Jumlah kabupaten/kota"), lambda each: (-each.all, each.name)),
    "melayani": (_l("Bagian yang melayani"), lambda each: (-(each.share or 0), each.name)),
}
"""How provinces may be ordered. By name unless somebody asks otherwise: nobody is first or last there."""

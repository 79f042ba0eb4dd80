"""What the night finds of the demonstration's data, and what managers say to it."""

from collections.abc import Sequence
from functools import partial

from reporting.dashboards.jobs import note_medians
from reporting.jobs import compact_facts, reconcile_facts
from reporting.quality import actions
from reporting.quality.jobs import note_quality
from reporting.quality.queries import explained, noted
from slrt.demo.neighbours import YEARS
from slrt.demo.sites import Office

_SAYS = "Pendataan ulang sedang berjalan desa demi desa; selesai sebelum akhir triwulan ini."
_BEHIND = "Antrean lama sedang diselesaikan sejak kami buka setiap hari; minggu depan dibantu dua petugas lagi."


def look(offices: Sequence[Office], neighbours: Sequence[Office] = ()) -> None:
    """As every night; then the first office explains what is pointed out first, and whoever lies far from their peers
    and has something to say does so. Commits."""
    compact_facts()
    reconcile_facts()
    note_medians()
    note_quality()
    offices[0].do("manager", _explain)
    said = {code: (year.about, year.words) for code, year in YEARS.items() if year.words}
    for office in (*offices, *neighbours):
        about, words = said.get(office.place.region_code, ("overdue", _BEHIND))
        if office in offices or office.place.region_code in said:
            office.do("manager", partial(_explain_figure, about, words))


def _explain() -> None:
    marked = [line.check.slug for line in noted.own_lines() if line.tripped]
    for slug in marked[:1]:
        actions.explain(slug, _SAYS)


def _explain_figure(about: str, words: str) -> None:
    if any(each.far and each.figure.slug == about for each in explained.own_figures()):
        actions.explain(about, words)

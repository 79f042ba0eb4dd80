"""What the night finds of the demonstration's data, and one manager's word for it."""

from collections.abc import Sequence

from reporting.jobs import compact_facts, reconcile_facts
from reporting.quality import actions
from reporting.quality.jobs import note_quality
from reporting.quality.queries import noted
from slrt.demo.sites import Office

_SAYS = "Pendataan ulang sedang berjalan desa demi desa; selesai sebelum akhir triwulan ini."


def look(offices: Sequence[Office]) -> None:
    """As every night; then the first office explains what is pointed out first. Commits."""
    compact_facts()
    reconcile_facts()
    note_quality()
    offices[0].do("manager", _explain)


def _explain() -> None:
    marked = [line.check.slug for line in noted.own_lines() if line.tripped]
    for slug in marked[:1]:
        actions.explain(slug, _SAYS)

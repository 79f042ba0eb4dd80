"""What the night finds of the demonstration's data, and one manager's word for it."""

from collections.abc import Sequence

from foundation import clock
from foundation.db import db
from reporting.quality import actions
from reporting.quality.jobs import note_quality
from reporting.quality.queries import noted
from slrt.demo.sites import Office
from tenants.access import acting_as, load_subject

_SAYS = "Pendataan ulang sedang berjalan desa demi desa; selesai sebelum akhir triwulan ini."


def look(offices: Sequence[Office]) -> None:
    """As every night; then the first office explains what is pointed out first. Commits."""
    note_quality()
    first = offices[0]
    with acting_as(load_subject(first.staff["manager"][0], first.tenant_id, clock.now())):
        marked = [line.check.slug for line in noted.own_lines() if line.tripped]
        for slug in marked[:1]:
            actions.explain(slug, _SAYS)
        db.session.commit()

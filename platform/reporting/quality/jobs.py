"""By night: what the checks count, office by office."""

from reporting.quality.actions import note_here
from tenants.everywhere import in_every_tenant


def note_quality() -> None:
    """Every office, each in a transaction of its own. Safe to run twice."""
    in_every_tenant(note_here)

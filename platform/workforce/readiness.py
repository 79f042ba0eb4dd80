"""What an office's checklist sees of this room: whether its people are trained. Asked as staff of the office."""

from flask_babel import gettext as _

from tenants.sites import readiness
from tenants.sites.readiness import Sight
from workforce.queries.training import progress

ENOUGH = 80
"""Per cent of those in a post who must have passed all four modules: somebody always came later (usulan platform)."""


def init_app() -> None:
    """Once, at start."""
    readiness.set_signal("training", trained)


def trained() -> Sight:
    """How many of those in a post have passed every national module."""
    passed, people = progress()
    words = _("%(passed)s dari %(people)s petugas lulus keempat modul", passed=passed, people=people)
    return Sight(people > 0 and 100 * passed >= ENOUGH * people, words)

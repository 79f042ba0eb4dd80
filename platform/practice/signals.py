"""What an office's checklist sees of this room: whether its people have practised."""

from flask_babel import gettext as _

from foundation.tenancy import current_tenant_id
from practice.queries.room import ENOUGH, closed_of
from tenants.sites import readiness
from tenants.sites.readiness import Sight


def init_app() -> None:
    """Once, at start."""
    readiness.set_signal("practice", practised)


def practised() -> Sight:
    """How many practice cases the people of the office have closed. Asked as its staff, by a job too."""
    closed = closed_of(current_tenant_id())
    words = _("%(n)s dari %(all)s kasus latihan sampai selesai", n=min(closed, ENOUGH), all=ENOUGH)
    return Sight(closed >= ENOUGH, words)

"""Views of the queue that were kept: one's own, and those that colleagues share."""

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from cases.models import SavedView
from cases.queries.queue import QueueView
from foundation.db import db
from foundation.errors import Refused
from tenants.access import subject
from tenants.models import Membership

MOST = 200


@dataclass(frozen=True)
class KeptView:
    """A view under its name."""

    id: int
    name: str
    view: QueueView
    shared: bool
    mine: bool
    owner_name: str


def saved_views() -> list[KeptView]:
    """One's own by name, then those shared by colleagues who still work here. 1 statement."""
    me = subject().membership_id
    mine = SavedView.membership_id == me
    whose = and_(Membership.tenant_id == SavedView.tenant_id, Membership.id == SavedView.membership_id)
    rows = db.session.execute(
        select(SavedView, Membership.name)
        .join(Membership, whose)
        .where(or_(mine, and_(SavedView.shared, Membership.active)))
        .order_by(mine.desc(), SavedView.name_norm, SavedView.id)
        .limit(MOST)
    )
    return [
        KeptView(
            each.id, each.name, QueueView.from_args(each.args), each.shared, each.membership_id == me, owner_name
        )
        for each, owner_name in rows
    ]  # fmt: skip


def get_own_view(view_id: int) -> SavedView:
    """One's own kept view. Refused (404) for anybody else's."""
    own = select(SavedView).where(SavedView.id == view_id, SavedView.membership_id == subject().membership_id)
    found = db.session.scalars(own).one_or_none()
    if found is None:
        raise Refused(_("Tampilan ini tidak ada di daftar Anda."), status=404, code="not_found")
    return found

"""Who works at the agency of whoever reads."""

from sqlalchemy import select

from foundation.db import db
from tenants.access import subject
from tenants.models import Membership


def officers(former: bool = False) -> list[tuple[int, str]]:
    """Membership and name of the agency's officers, for a select; with those who have left when `former`."""
    mine = select(Membership.id, Membership.name).where(Membership.agency_id == subject().agency_id)
    if not former:
        mine = mine.where(Membership.active)
    return [(row.id, row.name) for row in db.session.execute(mine.order_by(Membership.name, Membership.id))]

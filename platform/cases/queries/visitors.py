"""Who can be asked to visit a citizen at home."""

from sqlalchemy import exists, or_, select

from foundation.db import db
from tenants.models import Membership, MembershipVillage
from tenants.permissions import ROLE_PERMISSIONS

_ROLES = [role for role, theirs in ROLE_PERMISSIONS.items() if "case:visit" in theirs]


def visitor_choices(village_code: str) -> list[tuple[int, str]]:
    """Membership and name of who may visit there: the village's own facilitators first, then others who may visit."""
    serves = exists().where(
        MembershipVillage.tenant_id == Membership.tenant_id,
        MembershipVillage.membership_id == Membership.id,
        MembershipVillage.village_code == village_code,
    )
    can = select(Membership.id, Membership.name).where(
        Membership.active, Membership.role.in_(_ROLES), or_(Membership.role != "facilitator", serves)
    )
    return [(row.id, row.name) for row in db.session.execute(can.order_by(Membership.role.desc(), Membership.name))]

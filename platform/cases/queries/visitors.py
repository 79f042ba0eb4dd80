"""Who can be asked to visit a citizen at home."""

from sqlalchemy import exists, or_, select

from cases.models import Case
from foundation.db import db
from tenants.models import Confidant, Membership, MembershipVillage
from tenants.permissions import ROLE_PERMISSIONS

_ROLES = [role for role, theirs in ROLE_PERMISSIONS.items() if "case:visit" in theirs]


def visitor_choices(case: Case) -> list[tuple[int, str]]:
    """Membership and name of who may visit there: the village's facilitators, and who visits anywhere.

    For a confidential case only who is named on it: a visitor must be able to open what they are sent for.
    """
    serves = exists().where(
        MembershipVillage.tenant_id == Membership.tenant_id,
        MembershipVillage.membership_id == Membership.id,
        MembershipVillage.village_code == case.village_code,
    )
    can = select(Membership.id, Membership.name).where(
        Membership.active, Membership.role.in_(_ROLES), or_(Membership.role != "facilitator", serves)
    )
    if case.confidential:
        named = select(Confidant.membership_id).where(Confidant.case_id == case.id, Confidant.removed_at.is_(None))
        can = can.where(Membership.id.in_(named))
    return [(row.id, row.name) for row in db.session.execute(can.order_by(Membership.role.desc(), Membership.name))]

"""Other sites of the tree: whom one may ask, and who is one level up."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from cases.machine import Level, level_of
from foundation.db import db
from foundation.tenancy import current_tenant_id, practising
from tenants.models import Tenant

SITES = ("province", "district")
"""Kinds of tenants that take requests from others."""
_ABOVE = {Level.PROVINCE: "province", Level.MINISTRY: "ministry"}


def site_above(level: Level) -> Tenant | None:
    """The site at which a case of this tenant is looked at on that level; None when that is this tenant itself."""
    if level not in _ABOVE:
        return None
    own, parent, top = aliased(Tenant), aliased(Tenant), aliased(Tenant)
    row = db.session.execute(
        select(parent, top)
        .select_from(own)
        .outerjoin(parent, parent.id == own.parent_id)
        .outerjoin(top, top.id == parent.parent_id)
        .where(own.id == current_tenant_id())
    ).one()
    return next((site for site in row if site is not None and site.kind == _ABOVE[level]), None)


def own_level() -> Level:
    """The level on which this tenant itself stands."""
    kind = db.session.scalars(select(Tenant.kind).where(Tenant.id == current_tenant_id())).one()
    return level_of(kind)


def site_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """(province, its sites), for a grouped list: the own province first, then by name; without one's own site.

    Practice has no neighbours.
    """
    if practising():
        return []
    parent = aliased(Tenant)
    own = db.session.execute(
        select(Tenant.id, Tenant.parent_id, Tenant.kind).where(Tenant.id == current_tenant_id())
    ).one()
    rows = db.session.execute(
        select(Tenant.id, Tenant.full_name, Tenant.kind, parent.id.label("above"), parent.full_name.label("province"))
        .outerjoin(parent, parent.id == Tenant.parent_id)
        .where(Tenant.kind.in_(SITES), Tenant.id != own.id)
        .order_by(Tenant.kind.desc(), Tenant.full_name)
    ).all()
    home = own.id if own.kind == "province" else own.parent_id
    groups: dict[tuple[bool, str], list[tuple[int, str]]] = {}
    for row in rows:
        province, above = (row.full_name, row.id) if row.kind == "province" else (row.province, row.above)
        groups.setdefault((above != home, province), []).append((row.id, row.full_name))
    return [(province, sites) for (_away, province), sites in sorted(groups.items())]

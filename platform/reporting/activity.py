"""How busy each office of a page is, from the facts: the desk above reads it, no case is touched."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from cases.models import CaseFactDay, CaseFactState
from foundation.db import db
from tenants.models import Tenant
from tenants.sites.activity import Activity


def activity_of(office_ids: Sequence[int]) -> Mapping[int, Activity]:
    """By office: the day of its newest case and how many it has, as of the last compaction. One statement."""
    newest = select(func.max(CaseFactDay.opened_on)).where(CaseFactDay.tenant_id == Tenant.id, CaseFactDay.n > 0)
    total = select(func.sum(CaseFactState.n)).where(CaseFactState.tenant_id == Tenant.id)
    wanted = select(
        Tenant.id,
        newest.correlate(Tenant).scalar_subquery().label("newest_on"),
        total.correlate(Tenant).scalar_subquery().label("cases"),
    ).where(Tenant.id.in_(office_ids))
    rows = db.session.execute(wanted.execution_options(every_tenant=True))
    return {row.id: Activity(row.newest_on, int(row.cases or 0)) for row in rows}

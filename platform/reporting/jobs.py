"""Periodic work: fold the ledger often, prune and reconcile by night. Each step is a transaction of its own."""

import structlog
from sqlalchemy import select

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reporting import actions
from reporting.actions import Drift
from tenants.models import Tenant

log = structlog.get_logger()


def compact_facts(batch: int = actions.BATCH) -> int:
    """Fold the whole ledger, batch by batch; returns how many deltas. Every minute; safe to run twice at once."""
    folded = 0
    with enter(Context(Reader.RELAY)):
        while done := actions.fold(batch):
            db.session.commit()
            folded += done
        actions.prune()
        db.session.commit()
    return folded


def reconcile_facts() -> list[Drift]:
    """Compare facts with a scan, tenant by tenant; every drift is logged as an error, put right, and written down where
    province and ministry read it. Returns what was found. Once a night."""
    with enter(Context(Reader.RELAY)):
        tenants = db.session.scalars(select(Tenant.id).where(Tenant.kind != "practice").order_by(Tenant.id)).all()
        db.session.rollback()
    found = {tenant_id: _drift_of(tenant_id) for tenant_id in tenants}
    drifts = [drift for each in found.values() for drift in each]
    for drift in drifts:
        log.error("facts_drifted", tenant_id=drift.tenant_id, fact=drift.fact, key=drift.key, n=drift.n)
    with enter(Context(Reader.RELAY)):
        actions.repair(drifts)
        actions.note_checks({tenant_id: len(each) for tenant_id, each in found.items()})
        db.session.commit()
    return drifts


def _drift_of(tenant_id: int) -> list[Drift]:
    with enter(Context(Reader.STAFF, tenant_id=tenant_id, sees_confidential=True)):
        found = actions.drift()
        db.session.rollback()
    return found

"""Periodic work: fold the ledger often, prune and reconcile by night, and tell somebody of a drift. Each step is a
transaction of its own."""

from typing import Any

import structlog
from flask_babel import gettext as _
from sqlalchemy import select

from foundation.clock import now
from foundation.db import db
from foundation.jobs import job, later_in
from foundation.messaging import Letter, send
from foundation.tenancy import Context, Reader, current_tenant_id, enter
from reporting import actions
from reporting.actions import Drift
from reporting.models import FactCheck
from tenants.models import Membership, Tenant
from web.i18n import speaking

log = structlog.get_logger()
MOST = 20
"""Offices that one message names, and people who get it."""


def compact_facts(batch: int = actions.BATCH) -> int:
    """Fold the whole ledger, batch by batch; returns how many deltas. Every minute; two at once do no harm."""
    folded = 0
    with enter(Context(Reader.RELAY)):
        while done := actions.fold(batch):
            db.session.commit()
            folded += done
        actions.draw()
        db.session.commit()
    return folded


def prune_facts() -> None:
    """Forget sums of nothing. Once a night: every fact is looked through, which takes the longer the more there are."""
    with enter(Context(Reader.RELAY)):
        actions.prune()
        db.session.commit()


def reconcile_facts() -> list[Drift]:
    """Compare facts with a scan, tenant by tenant; every drift is logged as an error, put right, and written down where
    province and ministry read it. Whoever runs the platform is told when a tenant begins to drift, not again while
    it does. Returns what was found. Once a night."""
    with enter(Context(Reader.RELAY)):
        tenants = db.session.scalars(select(Tenant.id).where(Tenant.kind != "practice").order_by(Tenant.id)).all()
        db.session.rollback()
    found = {tenant_id: _drift_of(tenant_id) for tenant_id in tenants}
    drifts = [drift for each in found.values() for drift in each]
    for drift in drifts:
        log.error("facts_drifted", tenant_id=drift.tenant_id, fact=drift.fact, key=drift.key, n=drift.n)
    with enter(Context(Reader.RELAY)):
        actions.repair(drifts)
        began = actions.note_checks({tenant_id: len(each) for tenant_id, each in found.items()})
        if began:
            _tell_of_drift()
        db.session.commit()
    return drifts


def _drift_of(tenant_id: int) -> list[Drift]:
    with enter(Context(Reader.STAFF, tenant_id=tenant_id, sees_confidential=True)):
        found = actions.drift()
        db.session.rollback()
    return found


@job("reporting.tell_of_drift")
def tell_of_drift(night: str) -> None:
    """A mail to whoever runs the platform: which offices' numbers were wrong, and that they have been put right."""
    with speaking("id"):
        subject = _("Jumlah tidak cocok dengan hitung ulang")
        listed = "\n".join(f"- {office.name}: {office.drifts}" for office in _drifting())
        body = _(
            "Hitung ulang malam ini menemukan angka yang tidak cocok di kantor berikut. Semua sudah disamakan; datanya"
            " sendiri tidak berubah. Bila malam besok masih terjadi, pesan ini tidak dikirim lagi: lihat log dan"
            " halaman mutu data.\n\n%(listed)s",
            listed=listed,
        )
    for number, address in enumerate(operators(current_tenant_id())):
        send(Letter("email", address, subject, f"{body}\n", f"drift-{night}-{number}"))


def _tell_of_drift() -> None:
    """Leave the message with the ministry, in the transaction that puts the numbers right."""
    if (ministry := nation()) is not None:
        later_in(ministry, "reporting.tell_of_drift", night=now().date().isoformat())


def nation() -> int | None:
    """The ministry's tenant, which whoever runs the platform belongs to."""
    above = select(Tenant.id).where(Tenant.kind == "ministry").order_by(Tenant.id)
    with enter(Context(Reader.RELAY)), db.engine.begin() as connection:
        return connection.execute(above).scalars().first()


def _drifting() -> list[Any]:
    """Offices whose newest comparison found something, by name."""
    wrong = select(Tenant.name, FactCheck.drifts).join(Tenant, Tenant.id == FactCheck.tenant_id)
    named = wrong.where(FactCheck.drifts > 0).order_by(Tenant.name).limit(MOST)
    with enter(Context(Reader.MINISTRY, tenant_id=current_tenant_id())), db.engine.begin() as connection:
        return list(connection.execute(named))


def operators(ministry: int | None) -> list[str]:
    """Addresses of those who run the platform; while nobody does, of the ministry's analysts."""
    with enter(Context(Reader.SIGNIN)), db.engine.begin() as connection:
        for role in ("platform_operator", "ministry_analyst"):
            at_work = select(Membership.email).where(
                Membership.tenant_id == ministry, Membership.role == role, Membership.active, Membership.email != ""
            )
            if found := list(connection.execute(at_work.order_by(Membership.id).limit(MOST)).scalars()):
                return found
    return []

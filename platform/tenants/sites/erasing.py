"""All data of a closed office goes, in one transaction, by a role that can delete and read nothing of it.

Which tables there are the catalogue says, and their foreign keys in which order. What stays is the name of the public
body, its steps, and the proof: rows per table and a hash, outside the tenant.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter

from flask import current_app
from sqlalchemy import column, delete, select, table, text, update

from foundation.clock import now
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from tenants.sites.actions.reviewing import take
from tenants.sites.machine import MOVES, Stage
from tenants.sites.models import Erasure, Site

_TABLES = text(
    """
    SELECT c.relname AS name,
           ARRAY(SELECT f.confrelid::regclass::text FROM pg_constraint f
                 WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.confrelid <> c.oid) AS needs
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
    """
)
_ALONE = text("SELECT accounts_of_this_office_alone()")


def erase(site_id: int) -> None:
    """Do it, once it was asked for and confirmed; done already, it does nothing."""
    with current_app.app_context():
        with enter(Context(Reader.CLEARER)):
            erasure = db.session.get_one(Erasure, site_id)
            office_id, due = erasure.office_id, erasure.confirmed_at is not None and erasure.done_at is None
            db.session.rollback()
        if due:
            with enter(Context(Reader.CLEARER, tenant_id=-office_id)):  # its practice room, where there is one
                _clear()
                db.session.commit()
            with enter(Context(Reader.CLEARER, tenant_id=office_id)):
                _erase(site_id)
                db.session.commit()


def digest_of(site: Site, erasure: Erasure, counts: Mapping[str, int]) -> str:
    """The hash over everything the certificate says; whoever holds the certificate can work it out again."""
    said = {
        "site": site.name,
        "region": site.region_code,
        "closed": erasure.closed_at.isoformat(),
        "asked": [erasure.asked_by, erasure.asked_at.isoformat()],
        "confirmed": [erasure.confirmed_by, erasure.confirmed_at.isoformat() if erasure.confirmed_at else ""],
        "rows": dict(sorted(counts.items())),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _erase(site_id: int) -> None:
    erasure = db.session.scalars(select(Erasure).where(Erasure.site_id == site_id).with_for_update()).one()
    site = db.session.scalars(select(Site).where(Site.id == site_id).with_for_update()).one()
    if erasure.done_at is not None or site.stage is not Stage.CLOSED:
        return
    counts = _clear()
    counts = {name: n for name, n in counts.items() if n}
    done = {"done_at": now(), "counts": counts, "digest": digest_of(site, erasure, counts)}
    db.session.execute(update(Erasure).where(Erasure.site_id == site_id).values(**done))
    take(site, MOVES["erase"], "SLRT")


def _clear() -> dict[str, int]:
    """Every row of the tenant in whose context this is, and the accounts that worked nowhere else."""
    accounts = list(db.session.scalars(_ALONE))
    tables = in_order()
    counts = delete_all(tables)
    delete_all(tables)  # what triggers wrote about what went
    counts["account"] = _delete_accounts(accounts)
    return counts


def in_order() -> list[str]:
    """Every table with a tenant, those that point at others before them; first what stands alone, such as ledgers:
    what triggers write into them about the rest does not belong to what was there."""
    rows = db.session.execute(_TABLES).all()
    names = {row.name for row in rows}
    needs = {row.name: {need.strip('"') for need in row.needs} & names for row in rows}
    alone = [name for name in sorted(names) if not needs[name] and not any(name in each for each in needs.values())]
    sorted_out = reversed(list(TopologicalSorter(needs).static_order()))
    return [*alone, *(name for name in sorted_out if name not in alone)]


def delete_all(tables: Sequence[str]) -> dict[str, int]:
    """No WHERE: the policy of the role names the tenant, and there is nothing else that it could delete."""
    connection = db.session.connection()
    return {name: connection.execute(delete(table(name))).rowcount for name in tables}


def _delete_accounts(ids: Sequence[int]) -> int:
    connection = db.session.connection()
    for name in ("recovery_code", "signin_session"):
        connection.execute(delete(table(name, whose := column("account_id"))).where(whose.in_(ids)))
    return connection.execute(delete(table("account", its := column("id"))).where(its.in_(ids))).rowcount

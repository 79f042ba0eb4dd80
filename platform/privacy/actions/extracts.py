"""Making the file of an approved request, and erasing it when its time is over. Done by jobs, in nobody's name.

Each file is marked twice: a marker stands in every row, and the order of the rows follows from it. So a copy, or a few
rows of one, leads back to the request, whoever passed it on.
"""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select

from foundation import storage
from foundation.clock import now
from foundation.crypto import vault
from foundation.db import db
from foundation.jobs import Postponed, later
from foundation.tenancy import current_tenant_id
from privacy import columns
from privacy.models import ShareRequest
from privacy.queries.extracts import people_in, rows_of
from privacy.queries.sharing import get_share
from tenants import audit
from tenants.models import AuditEntry, Tenant
from tenants.office_time import office_day
from web.tables import CSV, WORKBOOK, csv_bytes, workbook_bytes

MEDIA = {"csv": f"{CSV}; charset=utf-8", "xlsx": WORKBOOK}
MOST_PEOPLE = 50_000
"""In one file; more is asked for in parts."""


def make(share_id: int) -> None:
    """Make the file of an approved request; a second time does nothing."""
    share = get_share(share_id, locked=True)
    if share.state != "approved" or share.allowed is None:
        return
    ids = people_in(share.allowed, MOST_PEOPLE + 1)
    if not ids or len(ids) > MOST_PEOPLE:
        _give_up(share, too_many=bool(ids))
        return
    made_at = share.made_at = now()
    share.marker = vault().lookup(f"{current_tenant_id()}:{share.id}:{made_at}", "share.marker").hex()[:12]
    lines = _lines(share, share.allowed, made_at)
    whence = f"{share.number}, {share.requester}, {share.marker}"
    content = csv_bytes(lines) if share.file_format == "csv" else workbook_bytes(lines, "Data", whence)
    share.rows, share.fingerprint = len(ids), hashlib.sha256(content).hexdigest()
    share.file_id = storage.keep(content, MEDIA[share.file_format], share.agency_id)
    share.state, share.expires_at = "ready", made_at + timedelta(days=share.valid_days or 1)
    db.session.flush()
    audit.record(
        "share.made", "share", share.id, rows=share.rows, marker=share.marker, fingerprint=share.fingerprint,
        order="marker",
    )  # fmt: skip
    _write_down_everybody(share, ids)
    later("privacy.share_expires", share_id=share.id)
    later("privacy.share_decided", share_id=share.id)


def expire(share_id: int) -> None:
    """When its time is over, the file is erased. Postponed until then."""
    share = get_share(share_id, locked=True)
    if share.state != "ready" or share.expires_at is None or share.file_id is None:
        return
    if now() < share.expires_at:
        raise Postponed(share.expires_at)
    storage.erase(share.file_id)
    share.state = "expired"
    db.session.flush()
    audit.record("share.expired", "share", share.id)


def _lines(share: ShareRequest, allowed: dict[str, Any], made_at: datetime) -> Iterator[Sequence[str]]:
    tenant = db.session.scalars(select(Tenant).where(Tenant.id == current_tenant_id())).one()
    day = office_day(made_at, tenant.timezone)
    whence = f"SLRT {tenant.name}; {share.number}; {share.requester}; {day.isoformat()}; {share.marker}"
    yield [*(str(each.label) for slug, each in columns.columns().items() if slug in allowed["columns"]), _("Asal data")]
    rows = rows_of(allowed, day)
    for person_id in sorted(rows, key=lambda person_id: vault().lookup(f"{share.marker}:{person_id}", "share.order")):
        yield [*rows[person_id], whence]


def _write_down_everybody(share: ShareRequest, ids: Sequence[int]) -> None:
    """Whose data left: each reads it in the list of who has looked at theirs."""
    line = {
        "at": share.made_at, "actor": share.requester, "action": "person.shared", "subject_kind": "person",
        "detail": {"share": share.id, "number": share.number},
    }  # fmt: skip
    tenant_id = current_tenant_id()
    db.session.execute(insert(AuditEntry), [{**line, "tenant_id": tenant_id, "subject_id": each} for each in ids])


def _give_up(share: ShareRequest, too_many: bool) -> None:
    share.state = "failed"
    if too_many:
        share.note = f"Lebih dari {MOST_PEOPLE} orang. Ajukan lagi, dibatasi per desa atau program."
    else:
        share.note = "Tidak ada warga yang cocok dengan permintaan ini."
    db.session.flush()
    audit.record("share.failed", "share", share.id)
    later("privacy.share_decided", share_id=share.id)

"""A failure to protect personal data: recorded at once, its people found, the written notice sent in time."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, literal, select
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.logging import without_personal_numbers
from foundation.tenancy import current_tenant_id
from privacy.law import BREACH_HOURS
from privacy.models import Breach, BreachPerson
from privacy.queries.breaches import get_breach
from privacy.queries.sharing import get_share
from registry.models import Person
from registry.queries import get_person
from tenants import access, audit, receipts
from tenants.access import subject
from tenants.models import AuditEntry, Membership

TOLD = ("happened", "what", "how", "remedy")


def record_breach(data: dict[str, Any], request_key: UUID) -> Breach:
    """Write it down; the law's clock runs from when the office knew. `data` is what BreachSchema gave. Refused 403."""
    access.require("privacy:guard")
    receipt = receipts.once(request_key, data, "breach")
    if receipt.subject_id is not None:
        return get_breach(receipt.subject_id)
    found_at = now() - timedelta(hours=data["found_hours"])
    breach = Breach(
        found_at=found_at,
        due_at=found_at + timedelta(hours=BREACH_HOURS),
        kinds=data["kinds"],
        advice=without_personal_numbers(data["advice"] or ""),
        recorded_by=subject().name,
        **{name: without_personal_numbers(data[name]) for name in TOLD},
    )
    db.session.add(breach)
    db.session.flush()
    receipt.subject_id = breach.id
    audit.record("breach.recorded", "breach", breach.id)
    return breach


def add_affected(breach_id: int, data: dict[str, Any]) -> int:
    """Add whose data it touched; `data` is what AffectedSchema gave. Who is there already stays once.

    How many were added. Refused: 403, 404, 422 at `share_id` or `member_id`.
    """
    access.require("privacy:guard")
    breach = get_breach(breach_id, locked=True)
    if data["share_id"]:
        share = get_share(data["share_id"])
        if share.made_at is None:
            raise Refused(_("Berkas ini tidak pernah dibuat."), field="share_id")
        where = [AuditEntry.at == share.made_at, AuditEntry.action == "person.shared"]
        return _add(breach, where, share.number)
    name = db.session.scalars(select(Membership.name).where(Membership.id == data["member_id"])).one_or_none()
    if name is None:
        raise Refused(_("Pilih petugas dari daftar"), field="member_id")
    zone = ZoneInfo(subject().tenant.timezone)
    where = [
        AuditEntry.membership_id == data["member_id"],
        AuditEntry.at >= datetime.combine(data["first"], time(), zone),
        AuditEntry.at < datetime.combine(data["last"] + timedelta(days=1), time(), zone),
    ]
    return _add(breach, where, name)


def add_person(breach_id: int, person_id: int) -> None:
    """Add one person by hand. Refused: 403, 404."""
    access.require("privacy:guard")
    breach, person = get_breach(breach_id, locked=True), get_person(person_id)
    _add_rows(
        breach, select(Person.id).where(Person.id == person.id), _("ditambahkan oleh %(who)s", who=subject().name)
    )


def report(breach_id: int) -> Breach:
    """The agency for personal data has been told in writing. Refused: 403, 404, 409 when it was."""
    breach = _open(breach_id)
    if breach.reported_at is not None:
        raise Refused(_("Pemberitahuan itu sudah dicatat."), status=409, code="told")
    breach.reported_at, breach.reported_by = now(), subject().name
    return _kept(breach, "breach.reported")


def tell_citizens(breach_id: int) -> Breach:
    """Everybody whom it touched has been told in writing. Refused: 403, 404, 409 when they were."""
    breach = _open(breach_id)
    if breach.told_at is not None:
        raise Refused(_("Pemberitahuan itu sudah dicatat."), status=409, code="told")
    breach.told_at, breach.told_by = now(), subject().name
    return _kept(breach, "breach.told")


def _open(breach_id: int) -> Breach:
    access.require("privacy:guard")
    return get_breach(breach_id, locked=True)


def _kept(breach: Breach, action: str) -> Breach:
    db.session.flush()
    audit.record(action, "breach", breach.id, late=now() > breach.due_at)
    return breach


def _add(breach: Breach, where: list[ColumnElement[bool]], why: str) -> int:
    """Everybody whom those lines of the access log are about."""
    seen = select(AuditEntry.person_id).where(*where, AuditEntry.person_id.is_not(None)).distinct()
    return _add_rows(breach, select(Person.id).where(Person.id.in_(seen)), why)


def _add_rows(breach: Breach, people: Any, why: str) -> int:
    named = people.add_columns(literal(breach.id), literal(why), literal(current_tenant_id()))
    wanted = insert(BreachPerson).from_select(["person_id", "breach_id", "why", "tenant_id"], named)
    fresh = wanted.on_conflict_do_nothing(index_elements=["tenant_id", "breach_id", "person_id"])
    added = len(db.session.execute(fresh.returning(BreachPerson.id)).all())
    audit.record("breach.affected", "breach", breach.id, added=added)
    return added

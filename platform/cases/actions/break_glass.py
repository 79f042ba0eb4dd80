"""Breaking the glass: who opens one case of a district says why and for how long, and the district knows at once."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions.notices import notify
from cases.models import BreakGlass, Case
from cases.queries.break_glass import my_glass, shape, stands
from foundation import clock
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later_in
from foundation.logging import without_personal_numbers
from tenants import access, audit
from tenants.access import subject

LONGEST = 24
"""Hours."""


def open_glass(tenant_id: int, case_id: int, data: dict[str, Any]) -> BreakGlass:
    """Open one case for `hours`. Whoever has it open already gets the same opening again.

    `data` is what BreakGlassSchema gave. Refused: 403; 404 for a confidential case or another's district.
    """
    access.require("case:break_glass")
    case = shape(tenant_id, case_id)
    standing = _standing(case.tenant_id, case.id)
    if standing is not None:
        return standing
    who, at = subject(), clock.now()
    glass = BreakGlass(
        tenant_id=case.tenant_id,
        case_id=case.id,
        province_id=who.tenant.id,
        membership_id=who.membership_id,
        supervisor_name=who.name,
        reason=without_personal_numbers(data["reason"]),
        opened_at=at,
        expires_at=at + timedelta(hours=min(data["hours"], LONGEST)),
    )
    db.session.add(glass)
    db.session.flush()
    later_in(case.tenant_id, "cases.glass_opened", glass_id=glass.id)
    audit.record("glass.opened", "case", None, district=case.tenant_id, case=case.id, reason=glass.reason)
    return glass


def close_glass(glass_id: int) -> None:
    """The supervisor is done. Refused (404)."""
    access.require("case:break_glass")
    _end(my_glass(glass_id))


def end_glass(glass_id: int) -> None:
    """The district ends it. Refused: 403, 404."""
    access.require("privacy:guard")
    glass = db.session.scalars(select(BreakGlass).where(BreakGlass.id == glass_id)).one_or_none()
    if glass is None:
        raise Refused(_("Akses darurat ini tidak ada."), status=404, code="not_found")
    if stands(glass):
        audit.record("glass.ended", "case", glass.case_id, glass=glass.id)
    _end(glass)


def tell_district(glass_id: int) -> None:
    """For the job, in the district's own context: who opened what goes into its log and into inboxes."""
    glass = db.session.scalars(select(BreakGlass).where(BreakGlass.id == glass_id)).one()
    audit.record(
        "glass.opened", "case", glass.case_id, actor=glass.supervisor_name, glass=glass.id, reason=glass.reason
    )
    owner = db.session.scalars(select(Case.owner_id).where(Case.id == glass.case_id)).one()
    for role in ("privacy_officer", "manager"):
        notify("glass_opened", role=role, case_id=glass.case_id)
    if owner is not None:
        notify("glass_opened", membership_id=owner, case_id=glass.case_id)


def _end(glass: BreakGlass) -> None:
    if stands(glass):
        glass.ended_at, glass.ended_by = clock.now(), subject().name
        db.session.flush()


def _standing(tenant_id: int, case_id: int) -> BreakGlass | None:
    mine = select(BreakGlass).where(
        BreakGlass.tenant_id == tenant_id,
        BreakGlass.case_id == case_id,
        BreakGlass.membership_id == subject().membership_id,
        BreakGlass.ended_at.is_(None),
        BreakGlass.expires_at > clock.now(),
    )
    return db.session.scalars(mine.order_by(BreakGlass.id.desc()).limit(1)).one_or_none()

"""Noting by night what the checks count in an office. The caller enters the office and commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import case
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import today
from foundation.db import db
from foundation.tenancy import current_tenant_id
from reporting.quality.checks import CHECKS, Found
from reporting.quality.models import QualityCount
from reporting.quality.queries.measuring import measured
from tenants.models import Tenant


def note_here() -> int:
    """As the clock calls it, in every tenant: those that are districts; how many checks were noted."""
    office = db.session.get_one(Tenant, current_tenant_id())
    if office.kind != "district":
        return 0
    day = today(office.timezone)
    return note(measured(day), day)


def note(found: Mapping[str, Found], day: date) -> int:
    """Write the newest counts down in place of those before. Run again, it keeps since when a check has tripped."""
    if not found:
        return 0
    rows = [_row(slug, each, day) for slug, each in found.items()]
    noted = insert(QualityCount).values(rows)
    new = noted.excluded
    before = case((QualityCount.tripped, QualityCount.tripped_on), else_=new.tripped_on)
    fresh: dict[str, Any] = {name: new[name] for name in ("part", "whole", "tripped", "noted_on")}
    fresh["tripped_on"] = case((new.tripped, before))
    db.session.execute(noted.on_conflict_do_update(index_elements=["tenant_id", "slug"], set_=fresh))
    return len(rows)


def _row(slug: str, found: Found, day: date) -> dict[str, Any]:
    tripped = CHECKS[slug].trips(found)
    return {
        "tenant_id": current_tenant_id(),
        "slug": slug,
        "part": found.part,
        "whole": found.whole,
        "tripped": tripped,
        "tripped_on": day if tripped else None,
        "noted_on": day,
    }

"""Noting by night what the checks count and how figures compare; what an office says to a mark. The caller commits."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case, delete, select
from sqlalchemy import insert as plain_insert
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import now, today
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import current_tenant_id
from reporting.quality.checks import CHECKS, Found
from reporting.quality.figures import Compared, compared
from reporting.quality.models import QualityCount, QualityFigure, QualityWord
from reporting.quality.queries import explained
from reporting.quality.queries.measuring import measured
from sustainability.queries.measured import measured as measured_of
from tenants import access, audit
from tenants.access import subject
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


def compare_districts(day: date) -> int:
    """Compare the figures of all districts at work, and write down where each lies in place of what was; how many. As
    Reader.RELAY. Seventeen statements, however many districts."""
    at_work = select(Tenant.id, Tenant.region_code, Tenant.parent_id).where(
        Tenant.kind == "district", Tenant.active, Tenant.id > 0
    )
    rows = db.session.execute(at_work).all()
    found = measured_of({row.id: row.region_code for row in rows}, day)
    lines = compared(found, {row.id: row.parent_id for row in rows})
    db.session.execute(delete(QualityFigure))
    if lines:
        db.session.execute(plain_insert(QualityFigure), [_figure(line, day) for line in lines])
    return len(lines)


def explain(slug: str, words: str) -> None:
    """Say what lies behind a mark, for province and ministry to read; the newest words hold, and the same again change
    nothing. Refused: 403, 409 `unmarked`."""
    access.require("quality:explain")
    if not explained.is_marked(slug):
        raise Refused(_("Tidak ada tanda yang perlu dijelaskan."), status=409, code="unmarked")
    newest = explained.own_words().get(slug)
    if newest is not None and newest.words == words:
        return
    said = QualityWord(slug=slug, words=words, written_at=now(), written_by=subject().membership_id)
    db.session.add(said)
    db.session.flush()
    audit.record("quality.explained", "quality", said.id, about=slug)


def _figure(line: Compared, day: date) -> dict[str, Any]:
    """Rounded as it is said: a share of few to many digits would tell of how many it is one."""
    return {
        "tenant_id": line.tenant_id,
        "slug": line.figure.slug,
        "value": line.figure.rounded(line.value),
        "middle": line.figure.rounded(line.among.middle),
        "low": line.figure.rounded(line.among.low),
        "high": line.figure.rounded(line.among.high),
        "peers": line.among.peers,
        "among": line.group,
        "far": line.among.far,
        "noted_on": day,
    }

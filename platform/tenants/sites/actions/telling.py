"""A desk tells a group of its sites something; an office reads it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import insert, select, update

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from tenants import audit
from tenants.access import subject
from tenants.sites.machine import OVER
from tenants.sites.models import DeskMessage, Site, SiteMessage

MOST = 1000
"""Offices that one message reaches: more than there are districts."""


def tell(title: str, body: str, stages: Sequence[str]) -> int:
    """A copy into every office on this desk, or those in these stages. How many; Refused at `stages` when none."""
    who = subject()
    offices = select(Site.office_id).where(
        Site.desk_id == who.tenant.id, Site.office_id.is_not(None), Site.state.not_in([stage.value for stage in OVER])
    )
    wanted = offices.where(Site.state.in_(stages)) if stages else offices
    reached = db.session.scalars(wanted.order_by(Site.id).limit(MOST)).all()
    if not reached:
        raise Refused(_("Belum ada kantor di tahap itu."), field="stages", code="nobody")
    copy = {"desk_name": who.tenant.full_name, "subject": title, "body": body, "sent_at": now(), "read_at": None}
    db.session.execute(insert(SiteMessage), [{**copy, "tenant_id": office} for office in reached])
    said = DeskMessage(
        subject=title, body=body, stages=list(stages), sent_by=who.name, reached=len(reached), tenant_id=who.tenant.id
    )
    db.session.add(said)
    db.session.flush()
    audit.record("site.tell", "site", None, reached=len(reached))
    return len(reached)


def mark_read(message_id: int) -> None:
    """Somebody of the office has read it."""
    this = update(SiteMessage).where(SiteMessage.id == message_id, SiteMessage.read_at.is_(None))
    db.session.execute(this.values(read_at=now()))

"""Applications that nobody confirms: after a while the applicant is warned by e-mail, then they are forgotten.

A draft holds names and telephone numbers of people who may never have asked for anything.
"""

from datetime import timedelta

from sqlalchemy import Select, func, select, update

from foundation.clock import now
from foundation.db import db
from foundation.jobs import later_in
from foundation.tenancy import Context, Reader, enter
from tenants.sites.machine import Stage
from tenants.sites.models import Site, SiteApplication

KEPT = timedelta(days=30)
"""Since it was begun, or the last link to confirm was sent: as long as such a link is good."""
WARNED = timedelta(days=7)
"""So long before the end."""
MOST = 500
"""In one night."""
_touched = func.coalesce(SiteApplication.sent_at, Site.created_at)


def end_drafts() -> int:
    """Warn of those that end within a week, forget those that were warned of; how many were forgotten.

    Once a night; safe to run again.
    """
    with enter(Context(Reader.PROVISIONER)):
        _warn()
        return _forget()


def _warn() -> None:
    """The mark and the work it means are one transaction: nobody is warned twice."""
    late = _drafts().where(_touched < now() - KEPT + WARNED)
    unwarned = late.where(func.coalesce(SiteApplication.warned_at < _touched, True))
    for site_id, desk_id in db.session.execute(unwarned).all():
        about_it = update(SiteApplication).where(
            SiteApplication.tenant_id == desk_id, SiteApplication.site_id == site_id
        )
        db.session.execute(about_it.values(warned_at=now()))
        later_in(desk_id, "sites.warn_of_end", site_id=site_id)
    db.session.commit()


def _forget() -> int:
    """The database looks once more whether it is still a draft, old and warned of."""
    due = _drafts().where(_touched < now() - KEPT, SiteApplication.warned_at < now() - WARNED)
    gone = [
        db.session.scalar(select(func.site_forget(site_id, KEPT, WARNED)))
        for site_id, _desk in db.session.execute(due).all()
    ]
    db.session.commit()
    return sum(bool(each) for each in gone)


def _drafts() -> Select[int, int]:
    return (
        select(Site.id, Site.desk_id)
        .join(SiteApplication, (SiteApplication.tenant_id == Site.desk_id) & (SiteApplication.site_id == Site.id))
        .where(Site.state == Stage.DRAFT)
        .order_by(Site.created_at, Site.id)
        .limit(MOST)
    )

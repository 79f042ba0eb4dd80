"""The desk reviews an application and moves a site on. Nobody decides about what they applied for themselves."""

from collections.abc import Sequence
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select, update

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants import audit
from tenants.access import subject
from tenants.models import Account, Membership
from tenants.sites.machine import MOVES, Move, Stage
from tenants.sites.models import Site, SiteApplication, SiteEvent
from tenants.sites.queries.desk import application_of, missing_gates, site_on_desk
from tenants.sites.readiness import ITEMS
from tenants.sites.words import CHECKS

_DECIDES = frozenset({"approve", "refuse", "go_live"})


def check_off(site_id: int, checks: Sequence[str]) -> None:
    """Keep what has been looked at. Refused (409) when it is not under review."""
    site = site_on_desk(site_id, locked=True)
    if site.stage is not Stage.UNDER_REVIEW:
        raise not_now(site)
    this = (SiteApplication.tenant_id == subject().tenant.id, SiteApplication.site_id == site.id)
    ticked = update(SiteApplication).where(*this).values(checks=list(checks))
    db.session.execute(ticked.execution_options(every_tenant=True, synchronize_session=False))


def move_on(site_id: int, name: str, note: str = "") -> Site:
    """Take that step of the desk. Refused: 404, 409 `not_now`, 403 `own_application`, `unchecked`."""
    site, move = site_on_desk(site_id, locked=True), MOVES[name]
    if move.by != "desk" or site.stage not in move.sources:
        raise not_now(site)
    if name in _DECIDES:
        _refuse_ones_own(site)
    if name == "approve":
        _refuse_unchecked(site)
    if name == "go_live":
        _refuse_unready(site)
    take(site, move, subject().name, note)
    audit.record(f"site.{name}", "site", site.id)
    return site


def go_live(site_id: int, live_on: date, cohort: int, support_until: date | None, note: str = "") -> Site:
    """Declare it active from that day, in that year's group. Refused as `move_on`, and (409) `not_ready`."""
    site = move_on(site_id, "go_live", note)
    site.live_on, site.cohort, site.support_until = live_on, cohort, support_until
    db.session.flush()
    return site


def take(site: Site, move: Move, actor: str, note: str = "") -> None:
    """Write the step down and let the site stand where it leads. Whoever may has been asked before."""
    target = move.target or Stage(site.returns_to or Stage.PREPARING)
    event = SiteEvent(
        site_id=site.id,
        desk_id=site.desk_id,
        office_id=site.office_id,
        at=now(),
        move=move.name,
        from_state=site.state,
        to_state=target,
        actor=actor,
        note=note,
    )
    if target is Stage.SUSPENDED:
        site.returns_to = site.state
    site.state, site.state_since = target, now()
    db.session.add(event)
    db.session.flush()


def not_now(site: Site) -> Refused:
    """Somebody was faster, or the page is old."""
    words = _("Langkah ini tidak dapat diambil: %(site)s sudah berpindah tahap. Muat ulang.", site=site.name)
    return Refused(words, status=409, code="not_now")


def _refuse_ones_own(site: Site) -> None:
    application = application_of(site)
    if application is not None and application.social_email.lower() in _addresses_of_subject():
        words = _("Anda pemohonnya. Yang memutuskan harus orang lain.")
        raise Refused(words, status=403, code="own_application")


def _refuse_unchecked(site: Site) -> None:
    application = application_of(site)
    if application is not None and set(CHECKS) - set(application.checks):
        raise Refused(_("Tandai dulu semua yang sudah diperiksa."), field="note", code="unchecked")


def _refuse_unready(site: Site) -> None:
    missing = missing_gates([site])[site.id]
    if missing:
        names = ", ".join(f"{letter} {ITEMS[letter].label}" for letter in missing)
        raise Refused(_("Kesiapan wajib belum lengkap: %(names)s.", names=names), status=409, code="not_ready")


def _addresses_of_subject() -> set[str]:
    """Under which the reviewer is known: name of the account, and e-mail address of every task it has."""
    who = subject()
    with enter(Context(Reader.SIGNIN)), db.engine.begin() as connection:
        login = select(Account.login).where(Account.id == who.account_id)
        mails = select(Membership.email).where(Membership.account_id == who.account_id)
        found = {*connection.execute(login).scalars(), *connection.execute(mails).scalars()}
    return {address.lower() for address in found if address}

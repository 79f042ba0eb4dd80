"""Work for later about sites: the e-mails that follow a step, and the making of an office."""

from flask_babel import force_locale
from sqlalchemy import select

from foundation import clock
from foundation.db import db
from foundation.jobs import job, later, later_in
from foundation.messaging import Letter, send
from foundation.tenancy import Context, Reader, enter
from tenants.models import Membership, Tenant
from tenants.sites import drafts, erasing, founding, links
from tenants.sites.actions.preparing import write_down
from tenants.sites.machine import MOVES, Stage
from tenants.sites.models import Site, SiteApplication, SiteEvent, SiteMessage
from tenants.sites.queries.desk import PREPARES
from tenants.sites.words import CONFIRM, ENDS, FROM_DESK, TO_APPLICANT, TO_DESK, TO_OTHERS, Mail
from web.formats import plain_date

MOST = 20
"""Addresses that one step is told to, at each place."""
_AT_WORK = {"office": ("administrator", "head"), "ministry": ("platform_operator",)}


@job("sites.ask_to_confirm")
def ask_to_confirm(site_id: int) -> None:
    """Send the applicant the link that shows the address is theirs."""
    site, application = db.session.get_one(Site, site_id), _application(site_id)
    link = links.confirm(application.code, application.link_secret)
    filled = {"site": site.name, "code": application.code, "link": link}
    _post(CONFIRM, application.social_email, f"site-confirm-{site_id}-{application.mails}", filled)


@job("sites.warn_of_end")
def warn_of_end(site_id: int) -> None:
    """Tell the applicant on which day an unconfirmed application is forgotten; not if it was confirmed or is gone."""
    site = db.session.get(Site, site_id)
    if site is None or site.stage is not Stage.DRAFT:
        return
    application = _application(site_id)
    ends = clock.now() + drafts.WARNED
    link = links.follow(application.code, application.link_secret)
    filled = {"site": site.name, "code": application.code, "link": link, "day": plain_date(ends)}
    _post(ENDS, application.social_email, f"site-ends-{site_id}-{application.mails}", filled)


@job("sites.moved")
def moved(event_id: int) -> None:
    """Tell everybody whom the step concerns."""
    event = db.session.get_one(SiteEvent, event_id)
    site, move = db.session.get_one(Site, event.site_id), MOVES[event.move]
    if move.name == "approve":
        later("sites.found", site_id=site.id)
    filled = {"site": site.name, "note": event.note, "told": str(move.told), "link": links.site(site.id)}
    if "applicant" in move.tells:
        application = _application(site.id)
        link = links.follow(application.code, application.link_secret)
        mail = TO_APPLICANT[move.name]
        _post(mail, application.social_email, f"site-event-{event.id}-applicant", filled | {"link": link})
    for whom in ("desk", "office", "ministry"):
        if whom in move.tells:
            mail = TO_DESK.get(move.name, TO_OTHERS) if whom == "desk" else TO_OTHERS
            for number, address in enumerate(_addresses(whom, site)):
                _post(mail, address, f"site-event-{event.id}-{whom}-{number}", filled)


@job("sites.found")
def found(site_id: int) -> None:
    """Make the office of an approved site; what was done before stays done."""
    founding.found(site_id)


@job("sites.erase")
def erase(site_id: int) -> None:
    """All data of a closed office, as two people have decided."""
    erasing.erase(site_id)


@job("sites.mail_message")
def mail_message(message_id: int) -> None:
    """Who looks after the office's preparation is told by mail too."""
    message = db.session.scalars(select(SiteMessage).where(SiteMessage.id == message_id)).one()
    wanted = select(Membership.email).where(
        Membership.active, Membership.email != "", Membership.role.in_(_AT_WORK["office"])
    )
    filled = {"desk": message.desk_name, "subject": message.subject, "body": message.body}
    for number, address in enumerate(db.session.scalars(wanted.order_by(Membership.id).limit(MOST)).all()):
        _post(FROM_DESK, address, f"site-message-{message.tenant_id}-{message.id}-{number}", filled)


@job("sites.look")
def look() -> None:
    """Write down what the system sees at an office that prepares, so that its desk knows."""
    write_down()


def look_everywhere() -> None:
    """By the clock: at every office that prepares."""
    with enter(Context(Reader.PROVISIONER)):
        preparing = select(Site.office_id).where(Site.state.in_(PREPARES), Site.office_id.is_not(None))
        for office_id in db.session.scalars(preparing).all():
            later_in(office_id or 0, "sites.look")
        db.session.commit()


def _application(site_id: int) -> SiteApplication:
    return db.session.scalars(select(SiteApplication).where(SiteApplication.site_id == site_id)).one()


def _addresses(whom: str, site: Site) -> list[str]:
    """Of those at work there who left an e-mail address."""
    at = {"desk": Tenant.id == site.desk_id, "office": Tenant.id == site.office_id, "ministry": Tenant.kind == whom}
    wanted = (
        select(Membership.email)
        .join(Tenant, Tenant.id == Membership.tenant_id)
        .where(at[whom], Membership.active, Membership.email != "")
        .order_by(Membership.id)
        .limit(MOST)
    )
    if whom in _AT_WORK:
        wanted = wanted.where(Membership.role.in_(_AT_WORK[whom]))
    with enter(Context(Reader.SIGNIN)), db.engine.begin() as connection:
        return list(connection.execute(wanted).scalars())


def _post(mail: Mail, address: str, reference: str, filled: dict[str, str]) -> None:
    with force_locale("id"):
        subject = " ".join((str(mail.subject) % filled).split())
        send(Letter("email", address, subject, f"{str(mail.body) % filled}\n", reference))

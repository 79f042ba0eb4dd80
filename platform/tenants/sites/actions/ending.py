"""The end of an office: its data taken out by itself, and erased for good after the waiting time, by two people."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import update

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from tenants import audit
from tenants.access import subject
from tenants.sites.actions.reviewing import not_now
from tenants.sites.machine import Stage
from tenants.sites.models import Erasure, Site
from tenants.sites.queries.desk import site_on_desk
from tenants.sites.queries.ending import any_site, erasure_of

WAIT = timedelta(days=90)
"""Between closing and erasing: somebody may still need a record, or think better of it."""


def note_taken_out() -> None:
    """All data of the office leaves: who did it is written down before the first byte."""
    audit.record("office.take_out", "membership", subject().membership_id)


def ask_to_erase(site_id: int) -> None:
    """The first of two people. Refused (409) when it is not closed, or was asked for already."""
    site = site_on_desk(site_id, locked=True)
    if site.stage is not Stage.CLOSED or site.office_id is None or erasure_of(site.id) is not None:
        raise not_now(site)
    who = subject()
    asked = Erasure(
        site_id=site.id,
        desk_id=site.desk_id,
        office_id=site.office_id,
        closed_at=site.state_since,
        asked_at=now(),
        asked_by=who.name,
        asked_account=who.account_id,
    )
    db.session.add(asked)
    db.session.flush()
    audit.record("site.ask_erase", "site", site.id)


def confirm_erasing(site_id: int) -> None:
    """The second of two people, after the waiting time. Refused: 404, 409 `not_now`, `too_early`, 403 `same_person`."""
    site, erasure, who = any_site(site_id), erasure_of(site_id), subject()
    if erasure is None or erasure.confirmed_at is not None or site.stage is not Stage.CLOSED:
        raise not_now(site)
    if erasure.asked_account == who.account_id:
        words = _("Anda yang memintanya. Orang lain, di provinsi atau kementerian, yang memastikan.")
        raise Refused(words, status=403, code="same_person")
    if now() < erasable_from(erasure.closed_at):
        raise Refused(_("Masa tunggu 90 hari sejak ditutup belum lewat."), status=409, code="too_early")
    said = {"confirmed_at": now(), "confirmed_by": who.name, "confirmed_account": who.account_id}
    db.session.execute(update(Erasure).where(Erasure.site_id == site_id).values(**said))
    audit.record("site.confirm_erase", "site", site.id)


def erasable_from(closed_at: datetime) -> datetime:
    """When the waiting time is over."""
    return closed_at + WAIT


def is_over(site: Site) -> bool:
    """Whether it has come to the point where its data may go."""
    return site.stage in (Stage.CLOSED, Stage.ERASED)

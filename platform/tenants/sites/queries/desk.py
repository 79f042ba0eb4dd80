"""What lies on the desk of whoever signs in: a province's districts, or the ministry's in its place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import bindparam, func, literal_column, or_, select, text, tuple_

from foundation.db import db
from foundation.errors import Refused
from foundation.storage import unsealed
from tenants.access import subject
from tenants.sites.activity import Activity, activity_of
from tenants.sites.machine import MAIN_MOVE, Move, Stage, moves_by
from tenants.sites.models import ReadinessItem, Site, SiteApplication, SiteEvent, SiteStep
from tenants.sites.readiness import GATES, TRAINING
from tenants.sites.words import CHECKS
from tenants.tallies import Tally
from web.pagination import Page, decode_cursor, page_of

PAGE = 50
PREPARES = (Stage.PREPARING, Stage.TRIAL)
WAITING = (Stage.APPLIED, Stage.UNDER_REVIEW, Stage.TRIAL)
"""The desk has the word."""
_COUNTED = 100
"""More than that is "many" to a desk."""
_waiting_ones = (
    select(Site.id)
    .where(
        Site.desk_id == bindparam("tenant"),
        or_(*(Site.state == literal_column(f"'{stage.value}'") for stage in WAITING)),
    )
    .limit(_COUNTED)
    .subquery()
)
_WAITING = select(literal_column("'sites_waiting'").label("what"), func.count().label("n")).select_from(_waiting_ones)
WAITING_TALLY = Tally(lambda _who: (_WAITING,), lambda who: {"tenant": who.tenant.id})
_LETTER = text("SELECT site_letter(:site_id)")


@dataclass(frozen=True)
class SiteView:
    """One site as its desk sees it."""

    site: Site
    application: SiteApplication | None
    events: Sequence[SiteEvent]
    moves: list[Move]
    missing: list[str]
    """Mandatory letters that are not there yet, while it prepares."""
    steps: frozenset[str]
    """Of the making of its office, those that are done."""

    @property
    def unchecked(self) -> list[str]:
        """What the reviewer has not ticked off."""
        ticked = self.application.checks if self.application is not None else []
        return [str(words) for name, words in CHECKS.items() if name not in ticked]


def sites_page(cursor: str | None, stage: Stage | None = None) -> Page[Site]:
    """The sites on the subject's desk by name; drafts are nobody's business."""
    after = decode_cursor(cursor, [str, int])
    mine = select(Site).where(Site.desk_id == subject().tenant.id, Site.state != Stage.DRAFT)
    if stage is not None:
        mine = mine.where(Site.state == stage)
    if after is not None:
        mine = mine.where(tuple_(Site.name, Site.id) > tuple_(*after))
    rows = db.session.scalars(mine.order_by(Site.name, Site.id).limit(PAGE + 1)).all()
    return page_of(rows, PAGE, lambda site: (site.name, site.id))


@dataclass(frozen=True)
class More:
    """What a list says of its sites besides their stage; by site or by office."""

    missing: dict[int, list[str]]
    activity: Mapping[int, Activity]
    training: dict[int, date]
    """Until when the letter of training was promised."""


def more_about(rows: Sequence[Site]) -> More:
    """For one page of sites: three statements, however many there are."""
    offices = [site.office_id for site in rows if site.office_id is not None]
    planned = select(ReadinessItem.tenant_id, ReadinessItem.due_on).where(
        ReadinessItem.tenant_id.in_(offices), ReadinessItem.item == TRAINING, ReadinessItem.due_on.is_not(None),
        ReadinessItem.done_at.is_(None),
    )  # fmt: skip
    found = db.session.execute(planned.execution_options(every_tenant=True)) if offices else []
    return More(missing_gates(rows), activity_of(offices), {row.tenant_id: row.due_on for row in found})


def every_site(cursor: str | None) -> Page[Site]:
    """All sites of the nation by name, whosever desk they lie on; drafts are nobody's business. For the ministry."""
    after = decode_cursor(cursor, [str, int])
    wanted = select(Site).where(Site.state != Stage.DRAFT)
    if after is not None:
        wanted = wanted.where(tuple_(Site.name, Site.id) > tuple_(*after))
    rows = db.session.scalars(wanted.order_by(Site.name, Site.id).limit(PAGE + 1)).all()
    return page_of(rows, PAGE, lambda site: (site.name, site.id))


def site_on_desk(site_id: int, *, locked: bool = False) -> Site:
    """That site; Refused (404) when it lies on another desk, or nobody has applied yet."""
    wanted = select(Site).where(Site.id == site_id, Site.desk_id == subject().tenant.id, Site.state != Stage.DRAFT)
    found = db.session.scalars(wanted.with_for_update() if locked else wanted).one_or_none()
    if found is None:
        raise Refused(_("Daerah itu tidak ada di meja Anda."), status=404, code="not_found")
    return found


def application_of(site: Site) -> SiteApplication | None:
    """What that district wrote; None for one that was there before anybody applied."""
    wanted = select(SiteApplication).where(
        SiteApplication.tenant_id == subject().tenant.id, SiteApplication.site_id == site.id
    )
    return db.session.scalars(wanted.execution_options(every_tenant=True)).one_or_none()


def site_view(site_id: int) -> SiteView:
    """Everything the desk's page of one site shows."""
    site = site_on_desk(site_id)
    events = select(SiteEvent).where(SiteEvent.site_id == site.id).order_by(SiteEvent.id.desc()).limit(50)
    steps = select(SiteStep.step).where(SiteStep.site_id == site.id)
    return SiteView(
        site,
        application_of(site),
        db.session.scalars(events).all(),
        moves_by("desk", site.stage),
        missing_gates([site]).get(site.id, []),
        frozenset(db.session.scalars(steps)),
    )


def missing_gates(sites: Iterable[Site]) -> dict[int, list[str]]:
    """By site, which mandatory letters are not there yet, for those that prepare. At most one statement."""
    offices = {site.office_id: site.id for site in sites if site.office_id and site.stage in PREPARES}
    missing = {site_id: sorted(GATES) for site_id in offices.values()}
    if offices:
        shown = select(ReadinessItem.tenant_id, ReadinessItem.item).where(
            ReadinessItem.tenant_id.in_(offices), ReadinessItem.done_at.is_not(None)
        )
        for row in db.session.execute(shown.execution_options(every_tenant=True)):
            if row.item in GATES:
                missing[offices[row.tenant_id]].remove(row.item)
    return missing


def letter_of(site_id: int) -> bytes:
    """The letter that came with the application; Refused (404) when there is none."""
    site = site_on_desk(site_id)
    body = db.session.execute(_LETTER, {"site_id": site.id}).scalar_one_or_none()
    if body is None:
        raise Refused(_("Permohonan ini tanpa surat."), status=404, code="not_found")
    return unsealed(body)


def main_move(site: Site) -> str:
    """The one next step of the desk; empty when it waits for somebody else."""
    return MAIN_MOVE.get(site.stage, "")

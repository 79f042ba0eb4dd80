"""How ready an office is: what people have written down, and what the system sees at this moment."""

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import case, exists, func, select

from foundation import storage
from foundation.db import db
from foundation.errors import Refused
from foundation.storage import StoredFile
from foundation.tenancy import Context, Reader, current_tenant_id, enter
from reference.models import VILLAGE, Region
from tenants.access import subject
from tenants.models import Account, Agency, Membership, Tenant
from tenants.permissions import ROLE_LABELS, SECOND_FACTOR_ROLES
from tenants.sites.machine import Stage
from tenants.sites.models import ReadinessItem, Site, SiteEvent
from tenants.sites.readiness import ITEMS, Item, Sight

_MUST_BE_THERE = ("manager", "front_office", "back_office", "supervisor", "facilitator")


@dataclass(frozen=True)
class Line:
    """One letter of the checklist as it stands at the office."""

    item: Item
    row: ReadinessItem | None
    sight: Sight | None
    """What the system sees; None where it sees nothing, and people tick by hand."""
    responsible: str

    @property
    def done(self) -> bool:
        """What the system sees counts; where it sees nothing, what people say."""
        if self.sight is not None:
            return self.sight.holds
        return self.row is not None and self.row.done_at is not None

    @property
    def due_on(self) -> date | None:
        """Until when somebody promised it."""
        return self.row.due_on if self.row is not None else None


@dataclass(frozen=True)
class Shut:
    """Why nobody of an office signs in."""

    name: str
    stage: Stage
    since: datetime
    why: str


def my_site() -> Site | None:
    """The subject's own site; None for an office that was there before sites were kept."""
    wanted = select(Site).where(Site.office_id == subject().tenant.id).order_by(Site.id.desc()).limit(1)
    return db.session.scalars(wanted).one_or_none()


def site_of_office(*, locked: bool = False) -> Site:
    """The same; Refused (404) when there is none."""
    wanted = select(Site).where(Site.office_id == subject().tenant.id).order_by(Site.id.desc()).limit(1)
    found = db.session.scalars(wanted.with_for_update() if locked else wanted).one_or_none()
    if found is None:
        raise Refused(_("Kantor ini tidak dalam penyiapan."), status=404, code="not_found")
    return found


def checklist() -> list[Line]:
    """Every letter, in order."""
    named = select(ReadinessItem, Membership.name).outerjoin(
        Membership,
        (Membership.tenant_id == ReadinessItem.tenant_id) & (Membership.id == ReadinessItem.responsible_id),
    )
    rows = {row.item: (row, name or "") for row, name in db.session.execute(named)}
    found = []
    for letter, item in ITEMS.items():
        row, name = rows.get(letter, (None, ""))
        found.append(Line(item, row, item.sees() if item.sees is not None else None, name))
    return found


def line(letter: str) -> Line:
    """One letter."""
    return next(each for each in checklist() if each.item.letter == letter)


def people_here() -> list[tuple[int, str]]:
    """Who can be made responsible."""
    rows = db.session.execute(
        select(Membership.id, Membership.name, Membership.role)
        .where(Membership.role.not_in(("facilitator", "agency_officer")))
        .order_by(Membership.name, Membership.id)
        .limit(200)
    )
    return [(row.id, f"{row.name}, {ROLE_LABELS[row.role]}") for row in rows]


def evidence_of(letter: str) -> tuple[bytes, str]:
    """The file that shows it, with its type; Refused (404) when there is none."""
    row = db.session.scalars(select(ReadinessItem).where(ReadinessItem.item == letter)).one_or_none()
    if row is None or row.file_id is None:
        raise Refused(_("Bukti itu tidak ada."), status=404, code="not_found")
    kind = db.session.scalars(select(StoredFile.media_type).where(StoredFile.id == row.file_id)).one()
    return storage.content_of(row.file_id), kind


@enter(Context(Reader.SIGNIN))
def why_shut(account_id: int) -> Shut | None:
    """Whether all places where that account works are shut, and why the newest is."""
    wanted = (
        select(Site, SiteEvent.note)
        .join(Membership, Membership.tenant_id == Site.office_id)
        .join(Tenant, Tenant.id == Site.office_id)
        .outerjoin(SiteEvent, (SiteEvent.site_id == Site.id) & (SiteEvent.to_state == Site.state))
        .where(Membership.account_id == account_id, Membership.active, Tenant.active.is_(False))
        .order_by(SiteEvent.id.desc())
        .limit(1)
    )
    found = db.session.execute(wanted).one_or_none()
    return Shut(found[0].name, found[0].stage, found[0].state_since, found[1] or "") if found is not None else None


# --- what this room sees itself ------------------------------------------------------------------------


def people() -> Sight:
    """Whether somebody works in every role that a case passes."""
    present = set(
        db.session.scalars(
            select(Membership.role).where(Membership.active, Membership.role.in_(_MUST_BE_THERE)).distinct()
        )
    )
    missing = [str(ROLE_LABELS[role]) for role in _MUST_BE_THERE if role not in present]
    if missing:
        return Sight(False, _("Belum ada: %(roles)s", roles=", ".join(missing)))
    return Sight(True, _("Semua peran sudah terisi"))


def agencies() -> Sight:
    """Whether every agency that is asked has somebody who can sign in and answer."""
    answered = exists().where(
        Membership.tenant_id == Agency.tenant_id,
        Membership.agency_id == Agency.id,
        Membership.active,
        Membership.role == "agency_officer",
    )
    row = db.session.execute(
        select(func.count(), func.count(case((answered, 1)))).select_from(Agency).where(Agency.active)
    ).one()
    words = _("%(n)s dari %(all)s OPD yang dipakai punya petugas", n=row[1], all=row[0])
    return Sight(row[0] > 0 and row[0] == row[1], words)


def regions() -> Sight:
    """Whether the villages of the district are known under their codes."""
    code = db.session.get_one(Tenant, current_tenant_id()).region_code
    within = Region.code.op("^@")(f"{code}.")
    wanted = select(func.count()).where(Region.level == VILLAGE, Region.valid_to.is_(None), within)
    number = db.session.scalar(wanted) or 0
    return Sight(number > 0, ngettext("%(num)s desa dan kelurahan", "%(num)s desa dan kelurahan", number))


def second_factor() -> Sight:
    """Whether everybody who signs or administers has set one up. Accounts are read as the sign-in role."""
    tenant_id = current_tenant_id()
    wanted = (
        select(func.count(), func.count(Account.totp_cipher))
        .select_from(Membership)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.tenant_id == tenant_id, Membership.active, Membership.role.in_(SECOND_FACTOR_ROLES))
    )
    with enter(Context(Reader.SIGNIN)), db.engine.begin() as connection:
        all_of_them, ready = connection.execute(wanted).one()
    words = _("%(n)s dari %(all)s penanda tangan memakai verifikasi dua langkah", n=ready, all=all_of_them)
    return Sight(all_of_them > 0 and ready == all_of_them, words)

"""Making the office of an approved site, step by step.

Each step has a transaction of its own together with the mark that it is done. Killed anywhere, it goes on where it
stopped; done twice, it does nothing.

Settings are not copied: case types, deadlines, letters and programmes come from province and nation by the resolver
(`settings.queries.rules`), until the office sets its own.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from flask import current_app
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from foundation.clock import now
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reference import codes
from reference.calendar import timezone_of
from reference.models import REGENCY, VILLAGE, Region
from reference.queries import region
from tenants import invitations, provision
from tenants.models import Tenant
from tenants.sites.actions.reviewing import take
from tenants.sites.machine import MOVES, Stage
from tenants.sites.models import ReadinessItem, Site, SiteApplication, SiteStep

Step = Callable[[Site], None]
_SPARE = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class NoVillages(RuntimeError):
    """The regions have not been loaded: an office without villages can do nothing."""


def found(site_id: int) -> None:
    """Do what is not done yet. As the provisioning role, which sees no case and no person."""
    for name, step in STEPS.items():
        with current_app.app_context(), enter(Context(Reader.PROVISIONER)):
            site = db.session.scalars(select(Site).where(Site.id == site_id).with_for_update()).one()
            if site.stage is Stage.APPROVED and db.session.get(SiteStep, (site_id, name)) is None:
                step(site)
                db.session.add(SiteStep(site_id=site.id, step=name, desk_id=site.desk_id))
                db.session.commit()


def enlist(tenant_id: int, stage: Stage, cohort: int | None = None) -> None:
    """Put an office that is there already on the desk of the tenant above it. As the provisioning role."""
    tenant = db.session.get_one(Tenant, tenant_id)
    if tenant.region_code is None or tenant.parent_id is None:
        raise NoVillages(tenant.name)
    standing = Site(
        region_code=tenant.region_code,
        name=tenant.full_name,
        desk_id=tenant.parent_id,
        office_id=tenant.id,
        state=stage,
        cohort=cohort,
    )
    db.session.add(standing)
    db.session.flush()


def _province(site: Site) -> None:
    """The node above it stands in the tree, also while nobody works there yet."""
    code = _above(site)
    if _tenant_of(code) is None:
        place = _region(code)
        nation = select(Tenant.id).where(Tenant.kind == "ministry").order_by(Tenant.id).limit(1)
        provision.create_tenant(
            "province",
            _short(place.name),
            place.name,
            _free_prefix(place.name),
            parent_id=db.session.scalars(nation).one(),
            region_code=code,
            timezone=timezone_of(code),
            office="Dinas Sosial Provinsi",
        )


def _office(site: Site) -> None:
    """The tenant itself; a district that comes back after it closed gets a new one."""
    above = _tenant_of(_above(site))
    tenant = provision.create_tenant(
        "district",
        _short(site.name),
        site.name,
        _free_prefix(site.name),
        parent_id=above.id if above is not None else site.desk_id,
        region_code=site.region_code,
        timezone=timezone_of(site.region_code),
    )
    db.session.execute(update(Site).where(Site.id == site.id).values(office_id=tenant.id))


def _agencies(site: Site) -> None:
    """Those that every district has, with the days they usually promise; the office adds its own and agrees on days."""
    for kind in codes.AGENCY_KINDS.values():
        provision.add_agency(_office_of(site), kind.slug, kind.label_id, answer_days=kind.answer_days)


def _regions(site: Site) -> None:
    """Its villages are known."""
    village = select(Region.code).where(Region.level == VILLAGE, Region.valid_to.is_(None))
    within = village.where(Region.code.op("^@")(f"{site.region_code}.")).limit(1)
    if db.session.scalar(within) is None:
        raise NoVillages(site.region_code)


def _readiness(site: Site) -> None:
    """The letter that came with the application is the first thing it has shown."""
    application = _application(site)
    note = f"Surat Bupati/Wali Kota nomor {application.letter_number}" if application is not None else ""
    done = now() if application is not None else None
    db.session.add(
        ReadinessItem(tenant_id=_office_of(site), item="A", note=note, done_at=done, done_by=site.name if done else "")
    )


def _administrator(site: Site) -> None:
    """Whoever applied is invited as its first administrator, and appoints the others."""
    application = _application(site)
    if application is not None:
        newcomer = invitations.add_newcomer(
            _office_of(site),
            "administrator",
            application.social_name or site.name,
            email=application.social_email,
            title=application.social_title or "",
        )
        invitations.invite(newcomer)


def _open(site: Site) -> None:
    take(site, MOVES["found"], "SLRT")


STEPS: dict[str, Step] = {
    "province": _province,
    "office": _office,
    "agencies": _agencies,
    "regions": _regions,
    "readiness": _readiness,
    "administrator": _administrator,
    "open": _open,
}
STEP_LABELS: Mapping[str, LazyString] = {
    "province": _l("Provinsi ada di pohon wilayah"),
    "office": _l("Kantor dibuat, dengan awalan kode dan zona waktu"),
    "agencies": _l("OPD dan lembaga baku dimasukkan"),
    "regions": _l("Kecamatan dan desa dipastikan"),
    "readiness": _l("Daftar kesiapan dibuka"),
    "administrator": _l("Administrator pertama diundang"),
    "open": _l("Penyiapan dimulai"),
}


def _application(site: Site) -> SiteApplication | None:
    wanted = select(
        SiteApplication.social_name,
        SiteApplication.social_title,
        SiteApplication.social_email,
        SiteApplication.letter_number,
    ).where(SiteApplication.tenant_id == site.desk_id, SiteApplication.site_id == site.id)
    row = db.session.execute(wanted).one_or_none()
    return SiteApplication(**row._mapping) if row is not None else None


def _office_of(site: Site) -> int:
    if site.office_id is None:
        raise RuntimeError(f"site {site.id} has no office yet: the steps are in another order")
    return site.office_id


def _tenant_of(region_code: str) -> Tenant | None:
    wanted = select(Tenant).where(Tenant.kind == "province", Tenant.region_code == region_code).order_by(Tenant.id)
    return db.session.scalars(wanted.limit(1)).one_or_none()


def _region(code: str) -> Region:
    place = region(db.session(), code)
    if place is None or place.level > REGENCY:
        raise NoVillages(code)
    return place


def _above(site: Site) -> str:
    return site.region_code.partition(".")[0]


def _short(name: str) -> str:
    """As people say it: "Belitung Timur" of "Kabupaten Belitung Timur"; "Kota Bogor" stays, there is a Bogor too."""
    for kind in ("Kabupaten Administrasi ", "Kabupaten ", "Provinsi "):
        name = name.removeprefix(kind)
    return name


def _free_prefix(name: str) -> str:
    """Three letters that no other office begins its codes with, as near to the name as they can be."""
    taken = set(db.session.scalars(select(Tenant.code_prefix)))
    return next(prefix for prefix in _prefixes(_short(name)) if prefix not in taken)


def _prefixes(name: str) -> Iterator[str]:
    letters = [letter for letter in name.upper() if letter.isascii() and letter.isalpha()]
    first, consonants = letters[0], [letter for letter in letters[1:] if letter not in "AEIOU"]
    for pool in (consonants, letters[1:], _SPARE):
        yield from (f"{first}{second}{third}" for second, third in combinations(pool, 2))
    yield from (f"{first}{a}{b}{c}" for a in _SPARE for b in _SPARE for c in _SPARE)

"""Districts on their way to an office, one in each stage, through the real actions; and those already there."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from foundation import clock, jobs
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from slrt.demo.accounts import PASSWORD
from slrt.demo.sites import Office, appoint
from tenants import provision
from tenants.access import acting_as, load_subject
from tenants.models import Agency, Membership, Tenant
from tenants.sites.actions import applying, preparing, reviewing
from tenants.sites.founding import enlist
from tenants.sites.machine import Stage
from tenants.sites.models import Site, SiteApplication
from tenants.sites.queries.applying import Key
from tenants.sites.readiness import GATES, ITEMS
from tenants.sites.words import CHECKS
from web.paper import Paper

STAGES = {
    "19.02": Stage.APPLIED,
    "19.05": Stage.UNDER_REVIEW,
    "33.04": Stage.QUESTIONS,
    "33.02": Stage.REFUSED,
    "33.03": Stage.PREPARING,
    "19.01": Stage.TRIAL,
    "33.14": Stage.SUSPENDED,
    "33.15": Stage.CLOSED,
}
"""Region code -> the stage in which that district stands."""
_EVIDENCE = {"note": "SK Bupati 460/211/2026", "responsible_id": None, "due_on": None, "done": True}


def found_districts(offices: list[Office]) -> None:
    """Put the offices of the demonstration on their desks, and eight more districts on their way."""
    with enter(Context(Reader.PROVISIONER)):
        for office, year in zip(offices, (2015, 2019, 2018), strict=False):
            enlist(office.tenant_id, Stage.ACTIVE if year > 2015 else Stage.POST_APBN, cohort=year)
        db.session.commit()
    for region, stage in STAGES.items():
        District(region).walk_to(stage)


class District:
    """One district; acts in the name of its province, its administrator, or nobody."""

    def __init__(self, region: str) -> None:
        self.region = region
        self.site_id = self.desk_id = 0

    def walk_to(self, stage: Stage) -> None:
        """From the application to that stage, a day apart."""
        with clock.set_to(clock.now() - timedelta(days=20)):
            self._apply()
        if stage is Stage.APPLIED:
            return
        self._desk(lambda: reviewing.move_on(self.site_id, "take_up"))
        if stage is Stage.UNDER_REVIEW:
            return
        if stage is Stage.QUESTIONS:
            self._desk(lambda: reviewing.move_on(self.site_id, "ask", "Siapa penanggung jawab di Bappeda?"))
            return
        if stage is Stage.REFUSED:
            self._desk(lambda: reviewing.move_on(self.site_id, "refuse", "Surat belum ditandatangani Bupati."))
            return
        self._desk(lambda: reviewing.check_off(self.site_id, list(CHECKS)))
        self._desk(lambda: reviewing.move_on(self.site_id, "approve"))
        while jobs.run_waiting():
            pass
        if stage is not Stage.PREPARING:
            self._prepare()
        if stage is Stage.SUSPENDED:
            self._desk(lambda: reviewing.move_on(self.site_id, "suspend", "Masa SK petugas habis."))
        if stage is Stage.CLOSED:
            self._desk(lambda: reviewing.move_on(self.site_id, "close", "Bergabung dengan layanan kota."))

    def _apply(self) -> None:
        said = {
            "social_name": "Hendra Saputra",
            "social_title": "Kepala Bidang Pemberdayaan Sosial",
            "social_email": f"dinsos.{self.region}@slrt.test",
            "social_phone": "+6281234567890",
            "planning_name": "Ratna Yuliana",
            "planning_phone": "+6281311112222",
            "letter_number": "460/118/2026",
        }
        paper = Paper("Permohonan pembentukan SLRT")
        paper.sheet()
        paper.line("Permohonan pembentukan SLRT", 14, bold=True)
        key = applying.apply(self.region, said, paper.finished())
        applying.send(key)
        with enter(Context(Reader.SIGNIN)):
            newest = select(Site).where(Site.region_code == self.region).order_by(Site.id.desc()).limit(1)
            site = db.session.scalars(newest).one()
            self.site_id, self.desk_id = site.id, site.desk_id
            db.session.rollback()
        with enter(Context(Reader.STAFF, self.desk_id)):
            secret = select(SiteApplication.link_secret).where(SiteApplication.site_id == self.site_id)
            link = db.session.scalars(secret).one()
            db.session.rollback()
        applying.confirm(Key(key.code, link))

    def _prepare(self) -> None:
        """Everything that the checklist asks for, then the trial."""
        with enter(Context(Reader.PROVISIONER)):
            hashed = provision.hash_password(PASSWORD)
            site = db.session.get_one(Site, self.site_id)
            office_id = site.office_id or 0
            prefix = db.session.get_one(Tenant, office_id).code_prefix.lower()
            officer_at = None
            for agency in db.session.scalars(select(Agency).where(Agency.tenant_id == office_id)):
                agency.active = agency.kind == "health_office"
                officer_at = agency.id if agency.active else officer_at
            for role in ("administrator", "manager", "front_office", "back_office", "supervisor", "facilitator"):
                appoint(office_id, role, "Sri Wahyuni", f"{role.replace('_', '-')}.{prefix}", hashed)
            officer = f"health-office.{prefix}"
            appoint(office_id, "agency_officer", "Agus Santoso", officer, hashed, agency_id=officer_at)
            db.session.commit()
        self._office(office_id, self._show)
        self._office(office_id, preparing.start_trial)

    def _show(self) -> None:
        for letter in sorted(GATES):
            if ITEMS[letter].sees is None:
                preparing.show(letter, _EVIDENCE, None)

    def _desk(self, action: Callable[[], object]) -> None:
        self._as(self.desk_id, "provincial_supervisor", action)

    def _office(self, tenant_id: int, action: Callable[[], object]) -> None:
        self._as(tenant_id, "administrator", action)

    def _as(self, tenant_id: int, role: str, action: Callable[[], object]) -> None:
        with enter(Context(Reader.SIGNIN)):
            working = select(Membership.id).where(
                Membership.tenant_id == tenant_id, Membership.role == role, Membership.active
            )
            who = db.session.scalars(working.order_by(Membership.id).limit(1)).one()
            db.session.rollback()
        with acting_as(load_subject(who, tenant_id)):
            action()
            db.session.commit()

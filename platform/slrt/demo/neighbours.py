"""Districts that have worked for a year beside those of the story: what a province supervises and medians are made of.

Their cases are written down as they stand today, not walked step by step: a year of sixteen districts in a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reference import codes
from reference.models import Region
from reference.queries import villages_of
from slrt.demo.places import Place
from slrt.demo.sites import Office, appoint
from slrt.demo.stories import STORIES, Story
from slrt.demo.written import at_desk, come, working_day, write_down
from tenants import provision
from tenants.models import Membership, Tenant
from tenants.sites.founding import enlist
from tenants.sites.machine import Stage


@dataclass(frozen=True)
class Year:
    """How a district's year has gone; shares of cases."""

    prefix: str
    cases: int
    stuck: float = 0.13
    """Of those that came lately, still open though their deadline has passed."""
    days: int = 11
    """Working on a case until its result is told."""
    pleased: float = 0.82
    about: str = "overdue"
    words: str = ""
    """What its manager says of that figure, which lies far from the others'."""


YEARS = {
    "12.72": Year("PMS", 140, stuck=0.1),
    "12.76": Year("BJI", 150, stuck=0.13, days=9),
    "19.01": Year("BGK", 150, stuck=0.1),
    "19.03": Year("BGS", 170, stuck=0.08),
    "19.04": Year("BTG", 140, stuck=0.22, days=14),
    "19.71": Year("PKP", 190, stuck=0.0, days=9),
    "33.09": Year("BYL", 230, stuck=0.0, days=10),
    "33.10": Year("KLT", 260, stuck=0.05, days=12),
    "33.12": Year("WNG", 210, stuck=0.09, days=13),
    "33.13": Year(
        "KRA", 220, stuck=0.6, days=12,
        words="Dua petugas back office pindah sejak September; pengganti mulai bulan depan, yang lama diutamakan.",
    ),
    "33.16": Year(
        "BLR", 200, stuck=0.07, days=43, about="days",
        words="Rumah tidak layak huni menunggu survei bersama Dinas Perkim; hasilnya disampaikan sesudahnya.",
    ),
    "33.17": Year("RBG", 220, stuck=0.06),
    "33.18": Year("PTI", 240, stuck=0.05, pleased=0.86),
    "33.19": Year("KDS", 130, stuck=0.11),
    "33.20": Year("JPR", 210, stuck=0.09, days=12),
    "33.72": Year(
        "SKA", 190, stuck=0.07, days=9, about="per_village",
        words="Kelurahan kami sedikit dan padat; warga yang berdomisili di sini tetapi ber-KTP luar ikut dilayani.",
    ),
}  # fmt: skip
"""By region code; 19.01 is still on trial."""
_COHORTS = (2016, 2017, 2018, 2019)
_PERSONS = 24
_LATELY = 200
"""Days; what is older is over."""
_EVEN = 0.6180339887
"""Steps of the golden section fall evenly, whatever the number of cases."""
_GOING_ON = 0.4
"""Of what came lately: waits for the centre or for next year, and is not overdue."""
_OPEN_STATES = ("checking", "assessing", "awaiting_decision", "decided", "handling", "answered")


def work_a_year(offices: Sequence[Office]) -> list[Office]:
    """The neighbours of those offices, with who manages them and their cases. Commits."""
    made = [_neighbour(code, offices) for code in YEARS]
    for office in made:
        with enter(Context(Reader.STAFF, tenant_id=office.tenant_id)):
            code = office.place.region_code
            _write_down(office, YEARS[code], Random(code))  # noqa: S311 (plausible, not secret)
            db.session.commit()
    return made


def _neighbour(code: str, offices: Sequence[Office]) -> Office:
    like = next(office.place for office in offices if office.place.region_code[:2] == code[:2])
    with enter(Context(Reader.PROVISIONER)):
        standing = select(Tenant).where(Tenant.region_code == code, Tenant.active)
        tenant = db.session.scalars(standing).one_or_none() or _founded(code, like)
        office = Office(_place(tenant, like), tenant.id, [each.code for each in villages_of(db.session(), code)])
        office.staff["manager"] = [_manager(office)]
        db.session.commit()
    return office


def _founded(code: str, like: Place) -> Tenant:
    region = db.session.get_one(Region, code)
    above = db.session.scalars(select(Tenant.id).where(Tenant.region_code == like.province[0])).one()
    name = region.name.partition(" ")[2]
    tenant = provision.create_tenant(
        "district", name, region.name, YEARS[code].prefix, parent_id=above, region_code=code, seat=name
    )
    enlist(tenant.id, Stage.ACTIVE, cohort=_COHORTS[int(code[-2:]) % len(_COHORTS)])
    return tenant


def _manager(office: Office) -> int:
    """Who has not chosen a password: nobody signs in there."""
    working = select(Membership.id).where(Membership.tenant_id == office.tenant_id, Membership.role == "manager")
    place = office.place
    name = f"Endang {place.surnames[int(place.region_code[-2:]) % 10]}"
    found = db.session.scalars(working).first()
    return found or appoint(office.tenant_id, "manager", name, f"manager.{place.prefix.lower()}", provision.UNSET)


def _place(tenant: Tenant, like: Place) -> Place:
    return replace(
        like, region_code=tenant.region_code or "", name=tenant.name, full_name=tenant.full_name,
        prefix=tenant.code_prefix, seat=tenant.seat,
    )  # fmt: skip


def _write_down(office: Office, year: Year, chance: Random) -> None:
    """As staff of the office."""
    people, today = come(office, range(1, _PERSONS + 1), chance), clock.today("Asia/Jakarta")
    days = sorted(working_day(today - timedelta(days=int(360 * chance.random() ** 1.2))) for _ in range(year.cases))
    stories = [chance.choice(STORIES) for _ in days]
    lots = (place * _EVEN % 1 for place in range(len(days)))
    write_down(
        office,
        [
            (story, _case(chance.choice(people), day, story, lot, today, year, chance))
            for day, story, lot in zip(days, stories, lots, strict=True)
        ],
    )


def _case(
    who: tuple[int, str], day: date, story: Story, lot: float, today: date, year: Year, chance: Random
) -> dict[str, Any]:
    """As it stands today. `lot`, from 0 to 1, says whether one that came lately is stuck, goes on, or is over."""
    over = day + timedelta(days=max(2, round(chance.gauss(year.days, year.days / 4))))
    lately = (today - day).days <= _LATELY
    stuck, goes_on = lately and lot < year.stuck, lately and year.stuck <= lot < year.stuck + _GOING_ON
    promised = day + timedelta(days=_LATELY + 20 if goes_on else 20)
    is_over = over < today and not stuck and not goes_on
    touched = day if stuck else today - timedelta(days=chance.randrange(20))
    last = over if is_over else max(day, touched)
    return {
        "person_id": who[0], "village_code": who[1], "case_type": story.case_type, "kind": story.kind,
        "sector": codes.CASE_TYPES[story.case_type].sector, "channel": chance.choice(("walk_in", "walk_in", "visit")),
        "state": "closed" if is_over else chance.choice(_OPEN_STATES), "opened_at": at_desk(day), "opened_on": day,
        "state_on": last, "moved_on": last, "promised_on": promised, "due_on": None if is_over else promised,
        "closed_at": at_desk(over) if is_over else None, "resolution": "resolved" if is_over else None,
        "satisfied": chance.random() < year.pleased if is_over and chance.random() < 0.8 else None, "version": 1,
    }  # fmt: skip

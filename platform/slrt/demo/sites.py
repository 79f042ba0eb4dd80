"""Found the demonstration's offices: tenants, accounts, appointments, agencies. As the provisioning role."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from random import Random
from typing import Any

from foundation import clock
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from reference.queries import villages_of
from slrt.demo.accounts import PASSWORD, TOTP_SECRET
from slrt.demo.places import AGENCIES, FIRST_NAMES, PLACES, Place
from tenants import provision
from tenants.access import acting_as, load_subject
from tenants.permissions import SECOND_FACTOR_ROLES

FACILITATORS, SUPERVISORS = 50, 3
SEATS = {"front_office": 2, "back_office": 3, "manager": 1, "head": 1, "administrator": 1, "privacy_officer": 1}
TITLES = {
    "manager": "Manajer SLRT",
    "head": "Kepala Dinas Sosial",
    "administrator": "Administrator SLRT",
    "privacy_officer": "Petugas Pelindungan Data Pribadi",
    "front_office": "Petugas Front Office",
    "back_office": "Petugas Back Office",
    "supervisor": "Supervisor SLRT",
    "facilitator": "Fasilitator SLRT",
}


@dataclass
class Office:
    """A founded district: who sits where, by membership id."""

    place: Place
    tenant_id: int
    villages: list[str]
    staff: dict[str, list[int]] = field(default_factory=dict)
    officers: dict[str, int] = field(default_factory=dict)
    """Agency kind -> its officer."""
    agencies: dict[str, int] = field(default_factory=dict)
    beats: dict[int, list[str]] = field(default_factory=dict)
    """Facilitator -> villages."""

    def do(self, role: str, act: Callable[[], Any]) -> Any:
        """As the first in that role, who has just proved it with the second factor; commits."""
        with acting_as(load_subject(self.staff[role][0], self.tenant_id, clock.now())):
            result = act()
            db.session.commit()
            return result


def found_all(chance: Random) -> list[Office]:
    """Ministry, provinces, districts and everybody in them; commits."""
    with enter(Context(Reader.PROVISIONER)):
        hashed = provision.hash_password(PASSWORD)
        nation = provision.create_tenant(
            "ministry", "Kementerian Sosial", "Kementerian Sosial", "RI", office="Pusdatin"
        )
        appoint(nation.id, "ministry_analyst", "Dian Puspita", "kementerian", hashed)
        appoint(nation.id, "platform_operator", "Wulan Sari", "platform", hashed)
        appoint(nation.id, "back_office", "Yudi Hartanto", "meja.kementerian", hashed)
        offices = [_found(place, nation.id, hashed, chance) for place in PLACES]
        db.session.commit()
    return offices


def _found(place: Place, nation_id: int, hashed: str, chance: Random) -> Office:
    code, name, full_name, prefix = place.province
    province = provision.create_tenant(
        "province", name, full_name, prefix, parent_id=nation_id, region_code=code, office="Dinas Sosial Provinsi"
    )
    appoint(province.id, "provincial_supervisor", _name(place, chance), f"provinsi.{prefix.lower()}", hashed)
    tenant = provision.create_tenant(
        "district", place.name, place.full_name, place.prefix, parent_id=province.id, region_code=place.region_code,
        seat=place.seat, address=place.address, phone=place.phone,
    )  # fmt: skip
    office = Office(place, tenant.id, [village.code for village in villages_of(db.session(), place.region_code)])
    for role, count in {
        "front_office": 2,
        "back_office": 3,
        "manager": 1,
        "head": 1,
        "administrator": 1,
        "privacy_officer": 1,
        "village_head": 1,
        "verifier": 1,
        "planner": 1,
    }.items():
        office.staff[role] = [_seat(office, role, n, hashed, chance) for n in range(1, count + 1)]
    _field_staff(office, hashed, chance)
    _agencies(office, hashed, chance)
    return office


def _field_staff(office: Office, hashed: str, chance: Random) -> None:
    supervisors = [_seat(office, "supervisor", n, hashed, chance) for n in range(1, SUPERVISORS + 1)]
    office.staff["supervisor"] = supervisors
    office.staff["facilitator"] = []
    for n, supervisor in zip(range(1, FACILITATORS + 1), cycle(supervisors), strict=False):
        membership_id = _seat(office, "facilitator", n, hashed, chance, supervisor)
        beat = office.villages[n - 1 :: FACILITATORS] or [office.villages[(n - 1) % len(office.villages)]]
        provision.add_villages(office.tenant_id, membership_id, beat)
        office.staff["facilitator"].append(membership_id)
        office.beats[membership_id] = beat


def _agencies(office: Office, hashed: str, chance: Random) -> None:
    for kind, label, days in AGENCIES:
        name = office.place.hospital if kind == "hospital" else label
        agency = provision.add_agency(office.tenant_id, kind, name, seat=office.place.seat, answer_days=days)
        office.agencies[kind] = agency.id
        login = f"{kind.replace('_', '-')}.{office.place.prefix.lower()}"
        officer = _name(office.place, chance)
        office.officers[kind] = appoint(office.tenant_id, "agency_officer", officer, login, hashed, agency_id=agency.id)


def _seat(office: Office, role: str, n: int, hashed: str, chance: Random, supervisor_id: int | None = None) -> int:
    login = f"{role.replace('_', '-')}{'' if n == 1 else n}.{office.place.prefix.lower()}"
    name = _name(office.place, chance)
    return appoint(office.tenant_id, role, name, login, hashed, supervisor_id=supervisor_id)


def appoint(
    tenant_id: int, role: str, name: str, login: str, hashed: str, *,
    agency_id: int | None = None, supervisor_id: int | None = None,
) -> int:  # fmt: skip
    """An account and its membership; commits nothing."""
    secret = TOTP_SECRET if role in SECOND_FACTOR_ROLES else None
    account = provision.create_account(f"{login}@slrt.test", name, password_hash=hashed, totp_secret=secret)
    number = "19680412 199403 2 005" if role in ("manager", "head") else ""
    return provision.add_membership(
        tenant_id, account.id, role, name, title=TITLES.get(role, ""), employee_number=number,
        agency_id=agency_id, supervisor_id=supervisor_id,
    ).id  # fmt: skip


def _name(place: Place, chance: Random) -> str:
    return f"{chance.choice(FIRST_NAMES[chance.choice(('male', 'female'))])} {chance.choice(place.surnames)}"

"""The invented colleagues of a practice room: they have done what came before a task, and go on when asked to."""

from dataclasses import dataclass
from itertools import cycle

from sqlalchemy import select

from foundation.db import db
from reference.models import VILLAGE, Region
from tenants import provision
from tenants.models import Account, Agency, Membership, Tenant
from tenants.permissions import VILLAGE_ROLES

LOGIN = "latihan-{office}@rekaan.invalid"
"""One account for all of them; no password fits it, and no mail ever reaches it."""
COLLEAGUES = {
    "front_office": "Melati Anggraini (rekan latihan)",
    "back_office": "Cakra Wijaya (rekan latihan)",
    "facilitator": "Tegar Pambudi (rekan latihan)",
    "supervisor": "Seruni Palupi (rekan latihan)",
    "manager": "Bahtera Nusantara (rekan latihan)",
    "head": "Puspa Kencana (rekan latihan)",
    "village_head": "Wening Prasetya (rekan latihan)",
    "verifier": "Arum Lestari (rekan latihan)",
}
OFFICERS = ("Angkasa Jaya (rekan latihan)", "Kemuning Sari (rekan latihan)", "Samudra Putra (rekan latihan)")
TITLES = {"manager": "Manajer SLRT (latihan)", "head": "Kepala Dinas Sosial (latihan)"}


INVENTED = select(Membership.id).where(Membership.name.in_([*COLLEAGUES.values(), *OFFICERS]))
"""All of them. As staff of the room."""


@dataclass(frozen=True)
class Cast:
    """Who plays whom in one room, by membership."""

    tenant_id: int
    villages: list[str]
    """Of the district, as many as invented citizens need."""
    staff: dict[str, int]
    """Role -> membership."""
    officers: dict[str, int]
    """Kind of agency -> its officer."""
    agencies: dict[str, int]
    """Kind of agency -> agency."""


def bring_colleagues(room: Tenant) -> None:
    """Those who are missing come. As the provisioning role."""
    account_id = _account_of(room.id) or _new_account(room)
    wanted = select(Membership.role, Membership.agency_id).where(
        Membership.tenant_id == room.id, Membership.account_id == account_id
    )
    there = {(row.role, row.agency_id) for row in db.session.execute(wanted)}
    for role, name in COLLEAGUES.items():
        if (role, None) not in there:
            one = provision.add_membership(room.id, account_id, role, name, title=TITLES.get(role, ""))
            if role in VILLAGE_ROLES:
                provision.add_villages(room.id, one.id, _some_villages(room.region_code))
    agencies = db.session.scalars(select(Agency.id).where(Agency.tenant_id == room.id).order_by(Agency.id))
    for agency_id, name in zip(agencies.all(), cycle(OFFICERS), strict=False):
        if ("agency_officer", agency_id) not in there:
            provision.add_membership(room.id, account_id, "agency_officer", name, agency_id=agency_id)


def colleagues_of(room_id: int) -> Cast:
    """Who is there. As staff of the room."""
    members = db.session.scalars(select(Membership).where(Membership.id.in_(INVENTED)).order_by(Membership.id)).all()
    kinds = {row.id: row.kind for row in db.session.execute(select(Agency.id, Agency.kind).order_by(Agency.id))}
    officers: dict[str, int] = {}
    agencies: dict[str, int] = {}
    for one in members:
        if one.agency_id is not None and kinds[one.agency_id] not in agencies:
            kind = kinds[one.agency_id]
            officers[kind], agencies[kind] = one.id, one.agency_id
    staff = {one.role: one.id for one in members if one.agency_id is None}
    return Cast(room_id, villages_of(room_id), staff, officers, agencies)


def villages_of(room_id: int) -> list[str]:
    """Of its district, as many as invented citizens need."""
    region = db.session.scalars(select(Tenant.region_code).where(Tenant.id == room_id)).one()
    return _some_villages(region)


def _account_of(room_id: int) -> int | None:
    wanted = select(Account.id).where(Account.login == LOGIN.format(office=-room_id))
    return db.session.scalar(wanted)


def _new_account(room: Tenant) -> int:
    login = LOGIN.format(office=-room.id)
    return provision.create_account(login, "Rekan latihan", password_hash=provision.UNSET).id


def _some_villages(region_code: str | None) -> list[str]:
    within = Region.code.op("^@")(f"{region_code}.")
    wanted = select(Region.code).where(Region.level == VILLAGE, Region.valid_to.is_(None), within)
    return list(db.session.scalars(wanted.order_by(Region.code).limit(6)))

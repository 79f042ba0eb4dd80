"""A small world for tests: a ministry, two provinces, a district in each with every role and two agencies."""

from dataclasses import dataclass, field

from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from tenants import provision
from tenants.permissions import SECOND_FACTOR_ROLES, VILLAGE_ROLES

PASSWORD = "rujukan-2026"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STAFF_ROLES = (
    "front_office",
    "back_office",
    "facilitator",
    "supervisor",
    "manager",
    "head",
    "administrator",
    "privacy_officer",
    "village_head",
    "verifier",
)


@dataclass(frozen=True)
class Member:
    """Somebody who can sign in, and where they work."""

    login: str
    role: str
    name: str
    tenant_id: int
    account_id: int
    membership_id: int
    totp_secret: str | None


@dataclass
class Site:
    """A district with its people: `site.front_office`, `site.manager` …"""

    tenant_id: int
    prefix: str
    region_code: str
    villages: list[str]
    members: dict[str, Member] = field(default_factory=dict)
    agencies: dict[str, int] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Member:
        try:
            return self.__dict__["members"][role]
        except KeyError:
            raise AttributeError(role) from None


@dataclass(frozen=True)
class World:
    """`a` is Belitung Timur under Bangka Belitung, `b` is Sukoharjo under Jawa Tengah."""

    a: Site
    b: Site
    province: Member
    province_b: Member
    ministry: Member

    def everyone(self) -> list[Member]:
        """Every member of the world once."""
        return [*self.a.members.values(), *self.b.members.values(), self.province, self.province_b, self.ministry]


def build() -> World:
    """Make the world; needs an app context and commits."""
    with enter(Context(Reader.PROVISIONER)):
        hashed = provision.hash_password(PASSWORD)
        nation = provision.create_tenant("ministry", "Kementerian Sosial", "Kementerian Sosial", "RI", region_code=None)
        babel = provision.create_tenant(
            "province",
            "Bangka Belitung",
            "Provinsi Kepulauan Bangka Belitung",
            "BBL",
            parent_id=nation.id,
            region_code="19",
        )
        jateng = provision.create_tenant(
            "province", "Jawa Tengah", "Provinsi Jawa Tengah", "JTG", parent_id=nation.id, region_code="33"
        )
        a = _site("Belitung Timur", "BLT", "19.06", babel.id, ["19.06.01.2001", "19.06.01.2002"], hashed)
        b = _site("Sukoharjo", "SKH", "33.11", jateng.id, ["33.11.01.2001", "33.11.01.2002"], hashed)
        world = World(
            a,
            b,
            _member(babel.id, "provincial_supervisor", "bbl", hashed),
            _member(jateng.id, "provincial_supervisor", "jtg", hashed),
            _member(nation.id, "ministry_analyst", "ri", hashed),
        )
        db.session.commit()
    return world


def _site(name: str, prefix: str, region: str, province_id: int, villages: list[str], hashed: str) -> Site:
    tenant = provision.create_tenant(
        "district", name, f"Kabupaten {name}", prefix,
        parent_id=province_id, region_code=region, seat="Manggar", address="Jalan Raya 1", phone="(0719) 91234",
    )  # fmt: skip
    site = Site(tenant.id, prefix, region, villages)
    for role in STAFF_ROLES:
        site.members[role] = _member(tenant.id, role, prefix.lower(), hashed)
    for role in VILLAGE_ROLES:
        provision.add_villages(tenant.id, site.members[role].membership_id, villages[:1])
    for kind, label in (("health_office", "Dinas Kesehatan"), ("civil_registry", "Disdukcapil")):
        agency = provision.add_agency(tenant.id, kind, label, seat="Manggar")
        site.agencies[kind] = agency.id
        site.members[f"{kind}_officer"] = _member(
            tenant.id, "agency_officer", f"{kind}.{prefix.lower()}", hashed, agency_id=agency.id
        )
    return site


def _member(tenant_id: int, role: str, place: str, hashed: str, agency_id: int | None = None) -> Member:
    name = f"{role.replace('_', ' ').title()} {place.upper()}"
    secret = TOTP_SECRET if role in SECOND_FACTOR_ROLES else None
    login = f"{role}@{place}.test"
    account = provision.create_account(login, name, password_hash=hashed, totp_secret=secret)
    membership = provision.add_membership(
        tenant_id, account.id, role, name, title=role.replace("_", " ").title(), agency_id=agency_id,
        employee_number="19680412 199403 2 005",
    )  # fmt: skip
    return Member(login, role, name, tenant_id, account.id, membership.id, secret)

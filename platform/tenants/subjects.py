"""Who is at work: the subject of this request or job, and the field of view that comes with the role."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, DateTime, Integer, Row, Select, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants.models import Account, Agency, ApiToken, Confidant, Membership, MembershipVillage, SigninSession, Tenant
from tenants.permissions import ROLE_LABELS, ROLE_READERS, may


@dataclass(frozen=True)
class TenantInfo:
    """The tenant somebody works for, as letters and pages name it."""

    id: int
    kind: str
    name: str
    full_name: str
    code_prefix: str
    timezone: str
    office: str
    seat: str
    address: str
    phone: str
    region_code: str | None


@dataclass(frozen=True)
class Subject:
    """A membership at work. `district_ids` are the tenants directly below its own."""

    account_id: int
    membership_id: int
    tenant: TenantInfo
    role: str
    name: str
    title: str
    agency_id: int | None
    agency_name: str
    village_codes: tuple[str, ...]
    district_ids: tuple[int, ...]
    veils: tuple[int, ...] = ()
    """The confidential cases on which the subject is named, the newest thousand."""
    session: bytes | None = None
    """Hash of the sign-in session's token; empty for a program and for the house's own machinery."""
    confirmed_at: datetime | None = None
    """When the second factor was last given in that session."""

    def may(self, permission: str) -> bool:
        """Whether the role has that permission; KeyError for one that does not exist."""
        return may(self.role, permission)

    @property
    def role_label(self) -> str:
        """The role in the reader's language."""
        return str(ROLE_LABELS[self.role])

    @property
    def initials(self) -> str:
        """Two letters for the round button on a phone."""
        words = [word for word in self.name.replace(".", " ").split() if word[0].isalpha()]
        return "".join(word[0] for word in words[:2]).upper()

    @property
    def reader(self) -> Reader:
        """The kind of reader this role is."""
        return ROLE_READERS[self.role]

    @property
    def context(self) -> Context:
        """What PostgreSQL lets this subject see."""
        supervises = self.reader is Reader.SUPERVISOR
        return Context(
            self.reader,
            self.tenant.id,
            self.agency_id,
            self.district_ids if supervises else (),
            veils=self.veils,
            sees_confidential=self.may("case:confidential"),
        )


_MOST_VEILS = 1000
_TENANT_FIELDS = tuple(each.name for each in fields(TenantInfo))
_subject: ContextVar[Subject | None] = ContextVar("slrt_subject", default=None)


def optional_subject() -> Subject | None:
    """Who is signed in, if anybody is."""
    return _subject.get()


def subject() -> Subject:
    """Who is signed in; Refused (401) when nobody is."""
    found = _subject.get()
    if found is None:
        raise Refused(_("Masuk dulu untuk melanjutkan."), status=401, code="signin_required")
    return found


@contextmanager
def acting_as(who: Subject) -> Iterator[Subject]:
    """Everything inside happens in that subject's name and field of view: requests, jobs, seeding, tests."""
    token = _subject.set(who)
    try:
        with enter(who.context):
            yield who
    finally:
        _subject.reset(token)


def digest(secret: str) -> bytes:
    """How a random token lies in the database: of no use to whoever reads it there."""
    return hashlib.sha256(secret.encode(errors="replace")).digest()


def load_subject(membership_id: int, tenant_id: int, confirmed_at: datetime | None = None) -> Subject:
    """The subject of a membership; Refused (404) when it does not exist or no longer works.

    `confirmed_at` lets the house's own machinery (a demonstration) sign in somebody's name.
    """
    found = _read(_OF_MEMBERSHIP, membership_id=membership_id, tenant_id=tenant_id)
    if found is None:
        raise Refused(_("Akun ini tidak lagi bertugas."), status=404, code="no_membership")
    return replace(found, confirmed_at=confirmed_at)


def of_session(token: str) -> Subject | None:
    """Who holds that sign-in session, unless it has ended, expired or still waits for the second factor."""
    return _read(_OF_SESSION, token_hash=digest(token), now=now())


def of_api_token(token: str) -> Subject | None:
    """Whose API token that is, unless revoked."""
    return _read(_OF_API_TOKEN, token_hash=digest(token))


def _subjects() -> Select[*tuple[Any, ...]]:
    """One statement for everything a request must know about its reader."""
    below = aliased(Tenant)
    districts = select(below.id).where(below.parent_id == Tenant.id).order_by(below.id).correlate(Tenant)
    villages = (
        select(MembershipVillage.village_code)
        .where(MembershipVillage.tenant_id == Membership.tenant_id, MembershipVillage.membership_id == Membership.id)
        .order_by(MembershipVillage.village_code)
        .correlate(Membership)
    )
    named_on = (
        select(Confidant.case_id)
        .where(Confidant.tenant_id == Membership.tenant_id, Confidant.membership_id == Membership.id)
        .where(Confidant.removed_at.is_(None))
        .order_by(Confidant.case_id.desc())
        .limit(_MOST_VEILS)
        .correlate(Membership)
    )
    return (
        select(
            Membership.account_id,
            Membership.id.label("membership_id"),
            Membership.role,
            Membership.name,
            Membership.title,
            Membership.agency_id,
            Agency.name.label("agency_name"),
            *(getattr(Tenant, name).label(f"tenant_{name}") for name in _TENANT_FIELDS),
            func.array(districts.scalar_subquery(), type_=ARRAY(Integer)).label("district_ids"),
            func.array(villages.scalar_subquery(), type_=ARRAY(Text)).label("village_codes"),
            func.array(named_on.scalar_subquery(), type_=ARRAY(BigInteger)).label("veils"),
        )
        .join(Account, Account.id == Membership.account_id)
        .join(Tenant, Tenant.id == Membership.tenant_id)
        .outerjoin(Agency, (Agency.tenant_id == Membership.tenant_id) & (Agency.id == Membership.agency_id))
        .where(Membership.active, Account.active)
    )


# Built once: SQLAlchemy then only fills in the values.
_OF_MEMBERSHIP = _subjects().where(
    Membership.id == bindparam("membership_id"), Membership.tenant_id == bindparam("tenant_id")
)
_OF_SESSION = (
    _subjects()
    .add_columns(SigninSession.token_hash, SigninSession.confirmed_at)
    .join(
        SigninSession,
        (SigninSession.tenant_id == Membership.tenant_id) & (SigninSession.membership_id == Membership.id),
    )
    .where(SigninSession.account_id == Account.id, SigninSession.token_hash == bindparam("token_hash"))
    .where(SigninSession.ended_at.is_(None), SigninSession.expires_at > bindparam("now", type_=DateTime(timezone=True)))
)
_OF_API_TOKEN = (
    _subjects()
    .join(ApiToken, (ApiToken.tenant_id == Membership.tenant_id) & (ApiToken.membership_id == Membership.id))
    .where(ApiToken.token_hash == bindparam("token_hash"), ApiToken.revoked_at.is_(None))
)


def _read(statement: Select[*tuple[Any, ...]], **values: object) -> Subject | None:
    """In a short transaction of its own: the reader's begins later, with the reader's own role."""
    with enter(Context(Reader.SIGNIN)), db.engine.connect() as connection:
        row = connection.execute(statement, values).one_or_none()
    return _from_row(row) if row is not None else None


def _from_row(row: Row[Any]) -> Subject:
    return Subject(
        account_id=row.account_id,
        membership_id=row.membership_id,
        tenant=TenantInfo(**{name: getattr(row, f"tenant_{name}") for name in _TENANT_FIELDS}),
        role=row.role,
        name=row.name,
        title=row.title,
        agency_id=row.agency_id,
        agency_name=row.agency_name or "",
        village_codes=tuple(row.village_codes),
        district_ids=tuple(row.district_ids),
        veils=tuple(dict.fromkeys(row.veils)),
        session=row._mapping.get("token_hash"),
        confirmed_at=row._mapping.get("confirmed_at"),
    )

"""What the sign-in pages, the access log and the token page show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, select
from sqlalchemy.dialects.postgresql import distinct_on

from foundation.clock import now
from foundation.db import db
from foundation.tenancy import Context, Reader, enter
from tenants import second_factor
from tenants.models import Account, Agency, ApiToken, Membership, SigninSession, Tenant
from tenants.permissions import ROLE_LABELS
from tenants.subjects import digest, subject

AUDIT_PAGE = 50
DEMO_DISTRICT = "19.06"
_SIGNIN = Context(Reader.SIGNIN)
_ROLES = (
    "front_office",
    "back_office",
    "manager",
    "head",
    "supervisor",
    "facilitator",
    "village_head",
    "verifier",
    "agency_officer",
    "provincial_supervisor",
    "ministry_analyst",
    "platform_operator",
    "administrator",
    "privacy_officer",
    "planner",
)


@dataclass(frozen=True)
class Post:
    """A place where an account works: one membership, as the sign-in pages offer it."""

    membership_id: int
    tenant_id: int
    role: str
    name: str
    place: str

    @property
    def role_label(self) -> str:
        """The role in the reader's language."""
        return str(ROLE_LABELS[self.role])


@dataclass(frozen=True)
class AccountView:
    """What the page of one's own account says at the top."""

    login: str
    has_second_factor: bool
    recovery_codes_left: int


@dataclass(frozen=True)
class SessionLine:
    """One sign-in that still opens the house. `number` names it to end it; `here` is the reader's own."""

    number: str
    device: str
    role_label: str
    place: str
    since: datetime
    until: datetime
    here: bool


@enter(_SIGNIN)
def posts_of(account_id: int) -> list[Post]:
    """Every membership of that account that still works."""
    return _posts(_memberships().where(Membership.account_id == account_id).order_by(Membership.id))


@enter(_SIGNIN)
def demo_districts() -> Sequence[Tenant]:
    """The districts of a demonstration, by name."""
    return db.session.scalars(select(Tenant).where(Tenant.kind == "district").order_by(Tenant.name).limit(12)).all()


@enter(_SIGNIN)
def demo_posts(district: Tenant) -> list[Post]:
    """One membership of each role: of that district where it has one, else of its province or the ministry."""
    ministry = select(Tenant.id).where(Tenant.kind == "ministry")
    health_first = case((Agency.kind == "health_office", 0), else_=1)
    offered = (
        _memberships()
        .where(Tenant.id.in_((district.id, district.parent_id)) | Tenant.id.in_(ministry))
        .ext(distinct_on(Membership.role))
        .order_by(Membership.role, Tenant.id != district.id, health_first, Membership.id)
    )
    return sorted(_posts(offered), key=lambda post: _ROLES.index(post.role))


@enter(_SIGNIN)
def my_account() -> AccountView:
    """The subject's own account at a glance."""
    account = db.session.get_one(Account, subject().account_id)
    return AccountView(
        login=account.login,
        has_second_factor=account.totp_cipher is not None,
        recovery_codes_left=second_factor.recovery_codes_left(account.id),
    )


@enter(_SIGNIN)
def my_sessions(token: str) -> list[SessionLine]:
    """Where the subject's account is signed in, in whichever role, the newest first; at most a hundred."""
    alive = (
        select(SigninSession, Membership.role, Tenant.full_name)
        .join(
            Membership,
            (Membership.tenant_id == SigninSession.tenant_id) & (Membership.id == SigninSession.membership_id),
        )
        .join(Tenant, Tenant.id == Membership.tenant_id)
        .where(SigninSession.account_id == subject().account_id, SigninSession.ended_at.is_(None))
        .where(SigninSession.expires_at > now())
        .order_by(SigninSession.created_at.desc())
        .limit(100)
    )
    here = digest(token)
    return [
        SessionLine(
            number=row.token_hash.hex(),
            device=row.device,
            role_label=str(ROLE_LABELS[role]),
            place=place,
            since=row.created_at,
            until=row.expires_at,
            here=row.token_hash == here,
        )
        for row, role, place in db.session.execute(alive)
    ]


def my_tokens() -> Sequence[ApiToken]:
    """The subject's API tokens, newest first, revoked ones too."""
    mine = select(ApiToken).where(ApiToken.membership_id == subject().membership_id)
    return db.session.scalars(mine.order_by(ApiToken.id.desc())).all()


def _memberships() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership.id.label("membership_id"),
            Membership.tenant_id,
            Membership.role,
            Membership.name,
            Tenant.full_name,
            Agency.name.label("agency_name"),
        )
        .join(Account, Account.id == Membership.account_id)
        .join(Tenant, Tenant.id == Membership.tenant_id)
        .outerjoin(Agency, (Agency.tenant_id == Membership.tenant_id) & (Agency.id == Membership.agency_id))
        .where(Membership.active, Account.active, Tenant.active, Tenant.kind != "practice")
    )


def _posts(statement: Select[*tuple[Any, ...]]) -> list[Post]:
    return [
        Post(
            row.membership_id,
            row.tenant_id,
            row.role,
            row.name,
            ", ".join(filter(None, (row.agency_name, row.full_name))),
        )
        for row in db.session.execute(statement)
    ]

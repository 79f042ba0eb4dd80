"""The people of a site as an administrator sees them: who, in which role, whether at work, signed in where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, exists, select, tuple_

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from reference.queries import place_labels
from tenants.keeper import keeping
from tenants.models import Account, Agency, ApiToken, Invitation, Membership, MembershipVillage, SigninSession
from tenants.permissions import ROLE_LABELS, SECOND_FACTOR_ROLES, SITE_ROLES, VILLAGE_ROLES
from web.pagination import Page, decode_cursor, page_of

PAGE = 50
_IN_STATE = {
    "at_work": Membership.active,
    "invited": ~Membership.active & Membership.ended_at.is_(None),
    "ended": ~Membership.active & Membership.ended_at.is_not(None),
}
STATES = tuple(_IN_STATE)


@dataclass(frozen=True)
class Line:
    """One row of the list."""

    id: int
    name: str
    role: str
    agency: str
    state: str
    login: str

    @property
    def role_label(self) -> str:
        """The role in the reader's language."""
        return str(ROLE_LABELS[self.role])


@dataclass(frozen=True)
class Waiting:
    """An invitation that has not been accepted."""

    way: str
    handed_out_at: datetime | None
    expires_at: datetime
    over: bool


@dataclass(frozen=True)
class Session:
    """One place where that membership is signed in."""

    device: str
    since: datetime


@dataclass(frozen=True)
class Token:
    """One API token that still opens something."""

    id: int
    name: str
    created_at: datetime
    owner: str
    owner_id: int


@dataclass(frozen=True)
class Member:
    """Everything the page of one person shows."""

    line: Line
    title: str
    employee_number: str
    email: str
    agency_id: int | None
    has_second_factor: bool
    villages: list[str]
    village_codes: list[str]
    waiting: Waiting | None
    sessions: list[Session]
    tokens: list[Token]

    @property
    def has_villages(self) -> bool:
        """Whether the role works in some villages only."""
        return self.line.role in VILLAGE_ROLES

    @property
    def must_have_second_factor(self) -> bool:
        """Whether the role asks for one."""
        return self.line.role in SECOND_FACTOR_ROLES


@keeping()
def page(role: str = "", state: str = "", cursor: str | None = None, size: int = PAGE) -> Page[Line]:
    """By name. Refused (400) for a cursor of another list; an unknown role or state finds nothing."""
    wanted = _lines()
    if role:
        wanted = wanted.where(Membership.role == role)
    if state in _IN_STATE:
        wanted = wanted.where(_IN_STATE[state])
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(tuple_(Membership.name, Membership.id) > tuple_(*after))
    rows = db.session.execute(wanted.order_by(Membership.name, Membership.id).limit(size + 1)).all()
    return page_of([_line(row) for row in rows], size, lambda line: (line.name, line.id))


@keeping()
def member(membership_id: int) -> Member:
    """One person. Refused (404) for anybody else's."""
    columns = (
        Membership.title, Membership.employee_number, Membership.email, Membership.agency_id,
        Account.totp_cipher.is_not(None).label("has_second_factor"),
    )  # fmt: skip
    row = db.session.execute(_lines().add_columns(*columns).where(Membership.id == membership_id)).one_or_none()
    if row is None:
        raise Refused(_("Orang ini tidak bertugas di daerah Anda."), status=404, code="not_found")
    codes = _villages(membership_id)
    return Member(
        line=_line(row),
        title=row.title,
        employee_number=row.employee_number,
        email=row.email,
        agency_id=row.agency_id,
        has_second_factor=row.has_second_factor,
        villages=sorted(place_labels(db.session(), codes).values()),
        village_codes=codes,
        waiting=None if row.active else _waiting(membership_id),
        sessions=_sessions(membership_id),
        tokens=_tokens(Membership.id == membership_id),
    )


@keeping()
def tokens() -> list[Token]:
    """Every API token of this site that still opens something, the newest first; at most five hundred."""
    return _tokens()


@keeping()
def agencies() -> Sequence[tuple[int, str]]:
    """Where an officer may work, for a select."""
    rows = db.session.execute(select(Agency.id, Agency.name).where(Agency.active).order_by(Agency.name, Agency.id))
    return [(row.id, row.name) for row in rows]


@keeping()
def unprinted(limit: int = 100) -> list[int]:
    """Who waits for a code on paper: no address, not at work, and a sheet neither printed nor any longer good."""
    waiting = (
        select(Membership.id)
        .where(~Membership.active, Membership.email == "", Membership.role.in_(SITE_ROLES), ~_waits())
        .where(Membership.ended_at.is_(None))
        .order_by(Membership.name, Membership.id)
        .limit(limit)
    )
    return list(db.session.scalars(waiting))


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Membership.id,
            Membership.name,
            Membership.role,
            Membership.active,
            Account.login,
            Agency.name.label("agency"),
            Membership.ended_at,
        )
        .join(Account, Account.id == Membership.account_id)
        .outerjoin(Agency, (Agency.tenant_id == Membership.tenant_id) & (Agency.id == Membership.agency_id))
        .where(Membership.role.in_(SITE_ROLES))
    )


def _waits() -> Any:
    """Whether an invitation is open: it may be accepted today."""
    return exists().where(
        Invitation.tenant_id == Membership.tenant_id,
        Invitation.membership_id == Membership.id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
        Invitation.expires_at > now(),
    )


def _line(row: Any) -> Line:
    state = "at_work" if row.active else "ended" if row.ended_at else "invited"
    return Line(row.id, row.name, row.role, row.agency or "", state, row.login)


def _villages(membership_id: int) -> list[str]:
    wanted = select(MembershipVillage.village_code).where(MembershipVillage.membership_id == membership_id)
    return list(db.session.scalars(wanted.order_by(MembershipVillage.village_code)))


def _waiting(membership_id: int) -> Waiting | None:
    newest = (
        select(Invitation)
        .where(Invitation.membership_id == membership_id, Invitation.withdrawn_at.is_(None))
        .where(Invitation.accepted_at.is_(None))
        .order_by(Invitation.id.desc())
        .limit(1)
    )
    found = db.session.scalars(newest).one_or_none()
    return found and Waiting(found.way, found.handed_out_at, found.expires_at, found.expires_at <= now())


def _sessions(membership_id: int) -> list[Session]:
    alive = (
        select(SigninSession.device, SigninSession.created_at)
        .where(SigninSession.membership_id == membership_id, SigninSession.ended_at.is_(None))
        .where(SigninSession.expires_at > now())
        .order_by(SigninSession.created_at.desc())
        .limit(20)
    )
    return [Session(row.device, row.created_at) for row in db.session.execute(alive)]


def _tokens(*whose: Any) -> list[Token]:
    alive = (
        select(
            ApiToken.id, ApiToken.name, ApiToken.created_at, Membership.name.label("owner"), Membership.id.label("of")
        )
        .join(Membership, (Membership.tenant_id == ApiToken.tenant_id) & (Membership.id == ApiToken.membership_id))
        .where(ApiToken.revoked_at.is_(None), *whose)
        .order_by(ApiToken.id.desc())
        .limit(500)
    )
    return [Token(row.id, row.name, row.created_at, row.owner, row.of) for row in db.session.execute(alive)]

"""Signing in and out. Sessions live on the server; the browser holds a random token and nothing else.

Every action here runs as the sign-in role, which reads accounts and sessions and no tenant's cases.
"""

import secrets
from datetime import timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import current_app
from flask_babel import gettext as _
from sqlalchemy import Select, select, update
from sqlalchemy.orm import aliased

from foundation.clock import now
from foundation.config import Settings
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants import audit, second_factor
from tenants.models import Account, Agency, Membership, SigninSession
from tenants.subjects import digest
from tenants.throttle import count_try, forget_tries, key_of

UNFINISHED = timedelta(minutes=10)
_SIGNIN = Context(Reader.SIGNIN)

hasher = PasswordHasher()


def login_of(typed: str) -> str:
    """The login as it is kept: people type capitals and blanks."""
    return typed.strip().casefold()


@enter(_SIGNIN)
def check_password(login: str, password: str) -> int:
    """The account's id. Refused in the same words and after the same work for an unknown login.

    The try is counted before the password is looked at: tries sent at the same moment wait for each other.
    Commit also when it refuses (web.transaction.keep_on_refusal), or nothing is counted.
    """
    login = login_of(login)
    key = key_of(login, "signin.login")
    count_try(key)
    nobodys = _nobodys_hash()
    account = db.session.scalars(select(Account).where(Account.login == login)).one_or_none()
    good = fits(account.password_hash if account else nobodys, password)
    if account is None or not account.active or not good:
        raise Refused(_("Nama akun atau kata sandi tidak cocok."), code="wrong_login")
    forget_tries(key)
    if hasher.check_needs_rehash(account.password_hash):
        account.password_hash = hasher.hash(password)
    db.session.flush()
    return account.id


@enter(_SIGNIN)
def open_session(
    account_id: int,
    tenant_id: int | None = None,
    membership_id: int | None = None,
    device: str = "",
    *,
    confirmed: bool = False,
) -> str:
    """A new sign-in session; returns its token. Without a membership it only serves to finish signing in.

    `confirmed`: the second factor has just been given.
    """
    token = secrets.token_urlsafe(32)
    lifetime = timedelta(hours=_settings().session_hours) if membership_id else UNFINISHED
    db.session.add(
        SigninSession(
            token_hash=digest(token),
            account_id=account_id,
            tenant_id=tenant_id,
            membership_id=membership_id,
            device=device,
            expires_at=now() + lifetime,
            confirmed_at=now() if confirmed else None,
        )
    )
    db.session.flush()
    return token


@enter(_SIGNIN)
def end_session(token: str) -> None:
    """From now on that token opens nothing."""
    ended = update(SigninSession).where(SigninSession.token_hash == digest(token), SigninSession.ended_at.is_(None))
    row = db.session.execute(
        ended.values(ended_at=now()).returning(SigninSession.tenant_id, SigninSession.membership_id)
    )
    found = row.one_or_none()
    if found is not None and found.membership_id is not None:
        audit.record_for("signin.out", found.tenant_id, found.membership_id)


@enter(_SIGNIN)
def account_of(token: str, *, unfinished: bool = False) -> int | None:
    """Whose session that is, finished or not; with `unfinished` only one that still waits for a role."""
    alive = _alive(token).with_only_columns(SigninSession.account_id)
    return db.session.scalar(alive.where(SigninSession.membership_id.is_(None)) if unfinished else alive)


@enter(_SIGNIN)
def take_up(token: str, membership_id: int, code: str | None = None, device: str = "") -> str:
    """Begin work in one of the account's memberships: the old session ends, the new token is returned.

    Refused: `code_needed` where a second factor is asked, `wrong_code` for a bad or used one. Commit also then.
    """
    chosen = _one(_working(membership_id).where(Membership.account_id == account_of(token)))
    asked = second_factor.is_asked(chosen.account_id, chosen.role)
    if asked and second_factor.spend(chosen.account_id, code):
        audit.record_for("recovery.use", chosen.tenant_id, chosen.id, chosen.name)
    end_session(token)
    return _begin_work(chosen, device, confirmed=asked)


@enter(_SIGNIN)
def take_up_setting_up(token: str, membership_id: int, code: str, device: str = "") -> tuple[str, list[str]]:
    """The same for an account that has no second factor yet: the code confirms the one on offer.

    Returns the new token and the recovery codes. Refused (`already_set`) where there is one: knowing the password
    alone must not replace it.
    """
    chosen = _one(_working(membership_id).where(Membership.account_id == account_of(token, unfinished=True)))
    if second_factor.is_set(chosen.account_id):
        raise Refused(_("Verifikasi dua langkah akun ini sudah aktif. Masuk lagi."), code="already_set")
    codes = second_factor.confirm(chosen.account_id, code)
    audit.record_for("second_factor.set", chosen.tenant_id, chosen.id, chosen.name)
    end_session(token)
    return _begin_work(chosen, device, confirmed=True), codes


@enter(_SIGNIN)
def cross_over(token: str, device: str = "") -> str:
    """From the office into its practice room or back: the same work of the same account on the other side.

    The new session holds what was proved in the old one, and lasts no longer. Refused (404) without such work there.
    """
    old = db.session.scalars(_alive(token).where(SigninSession.membership_id.is_not(None))).one_or_none()
    if old is None:
        raise _no_membership()
    beyond = _one(_beyond(old))
    end_session(token)
    fresh = _begin_work(beyond, device)
    kept = {"confirmed_at": old.confirmed_at, "expires_at": old.expires_at}
    db.session.execute(update(SigninSession).where(SigninSession.token_hash == digest(fresh)).values(**kept))
    return fresh


@enter(_SIGNIN)
def take_up_as_example(membership_id: int, device: str = "") -> str:
    """A demonstration lets visitors work as any of its people. Refused (404) anywhere else."""
    if not _settings().demo:
        raise Refused(_("Halaman tidak ditemukan"), status=404, code="not_found")
    return _begin_work(_one(_working(membership_id)), device)


def fits(password_hash: str, password: str) -> bool:
    """Whether that is the password behind the hash; a broken hash fits nothing."""
    try:
        return hasher.verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False


def _begin_work(chosen: Membership, device: str, *, confirmed: bool = False) -> str:
    token = open_session(chosen.account_id, chosen.tenant_id, chosen.id, device, confirmed=confirmed)
    audit.record_for("signin.in", chosen.tenant_id, chosen.id, chosen.name)
    return token


def _alive(token: str) -> Select[SigninSession]:
    its = SigninSession.token_hash == digest(token)
    return select(SigninSession).where(its, SigninSession.ended_at.is_(None), SigninSession.expires_at > now())


def _working(membership_id: int) -> Select[Membership]:
    wanted = select(Membership).join(Account, Account.id == Membership.account_id)
    return wanted.where(Membership.id == membership_id, Membership.active, Account.active)


def _beyond(old: SigninSession) -> Select[Membership]:
    """A practice room stands under the negative of its office's number; agencies are known there by kind and name."""
    here, agency_here, agency_there = aliased(Membership), aliased(Agency), aliased(Agency)
    return (
        select(Membership)
        .join(Account, Account.id == Membership.account_id)
        .join(here, (here.account_id == Membership.account_id) & (here.role == Membership.role))
        .outerjoin(agency_here, (agency_here.tenant_id == here.tenant_id) & (agency_here.id == here.agency_id))
        .outerjoin(
            agency_there,
            (agency_there.tenant_id == Membership.tenant_id) & (agency_there.id == Membership.agency_id),
        )
        .where(here.tenant_id == old.tenant_id, here.id == old.membership_id, Membership.tenant_id == -here.tenant_id)
        .where(Membership.active, Account.active)
        .where(agency_here.kind.is_not_distinct_from(agency_there.kind))
        .where(agency_here.name.is_not_distinct_from(agency_there.name))
        .order_by(Membership.id)
        .limit(1)
    )


def _one(wanted: Select[Membership]) -> Membership:
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise _no_membership()
    return found


def _no_membership() -> Refused:
    return Refused(_("Peran itu tidak ada pada akun Anda. Masuk lagi."), status=404, code="no_membership")


@cache
def _nobodys_hash() -> str:
    """What an unknown login's password is held against, so that the answer takes as long as to a known one."""
    return hasher.hash(secrets.token_urlsafe(16))


def _settings() -> Settings:
    return current_app.config["SLRT"]

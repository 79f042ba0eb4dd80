"""Signing in and out. Sessions live on the server; the browser holds a random token and nothing else.

Every action here runs as the sign-in role, which reads accounts and sessions and no tenant's cases.
"""

import hmac
import secrets
from datetime import datetime, timedelta
from functools import cache
from math import ceil

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from flask import current_app
from flask_babel import gettext as _
from pyotp.totp import TOTP
from sqlalchemy import Select, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import now
from foundation.config import Settings
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from foundation.tenancy import Context, Reader, enter
from tenants.models import Account, AuditEntry, Membership, SigninSession, SigninThrottle
from tenants.permissions import SECOND_FACTOR_ROLES
from tenants.subjects import digest

TRIES = 5
LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=8)
UNFINISHED = timedelta(minutes=10)
STEP = 30  # seconds a one-time code lasts (RFC 6238)
TOTP_PURPOSE = "account.totp"
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
    key = vault().lookup(login, "signin.login")
    _count_try(key)
    nobodys = _nobodys_hash()
    account = db.session.scalars(select(Account).where(Account.login == login)).one_or_none()
    fits = _fits(account.password_hash if account else nobodys, password)
    if account is None or not account.active or not fits:
        raise Refused(_("Nama akun atau kata sandi tidak cocok."), code="wrong_login")
    _forget_tries(key)
    if hasher.check_needs_rehash(account.password_hash):
        account.password_hash = hasher.hash(password)
    db.session.flush()
    return account.id


@enter(_SIGNIN)
def open_session(account_id: int, tenant_id: int | None = None, membership_id: int | None = None) -> str:
    """A new sign-in session; returns its token. Without a membership it only serves to finish signing in."""
    token = secrets.token_urlsafe(32)
    lifetime = timedelta(hours=_settings().session_hours) if membership_id else UNFINISHED
    db.session.add(
        SigninSession(
            token_hash=digest(token),
            account_id=account_id,
            tenant_id=tenant_id,
            membership_id=membership_id,
            expires_at=now() + lifetime,
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
        _note("signin.out", found.tenant_id, found.membership_id)


@enter(_SIGNIN)
def account_of(token: str) -> int | None:
    """Whose session that is, finished or not."""
    return db.session.scalar(
        select(SigninSession.account_id).where(
            SigninSession.token_hash == digest(token),
            SigninSession.ended_at.is_(None),
            SigninSession.expires_at > now(),
        )
    )


@enter(_SIGNIN)
def take_up(token: str, membership_id: int, code: str | None = None) -> str:
    """Begin work in one of the account's memberships: the old session ends, the new token is returned.

    Refused: `code_needed` for a role with a second factor, `wrong_code` for a bad or used one. Commit also then.
    """
    chosen = _one(_working(membership_id).where(Membership.account_id == account_of(token)))
    if chosen.role in SECOND_FACTOR_ROLES:
        _spend_code(chosen.account_id, code)
    end_session(token)
    return _begin_work(chosen)


@enter(_SIGNIN)
def take_up_as_example(membership_id: int) -> str:
    """A demonstration lets visitors work as any of its people. Refused (404) anywhere else."""
    if not _settings().demo:
        raise Refused(_("Halaman tidak ditemukan"), status=404, code="not_found")
    return _begin_work(_one(_working(membership_id)))


def needs_second_factor(role: str) -> bool:
    """Whoever signs letters or administers."""
    return role in SECOND_FACTOR_ROLES


def _begin_work(chosen: Membership) -> str:
    token = open_session(chosen.account_id, chosen.tenant_id, chosen.id)
    _note("signin.in", chosen.tenant_id, chosen.id, chosen.name)
    return token


def _working(membership_id: int) -> Select[Membership]:
    wanted = select(Membership).join(Account, Account.id == Membership.account_id)
    return wanted.where(Membership.id == membership_id, Membership.active, Account.active)


def _one(wanted: Select[Membership]) -> Membership:
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise Refused(_("Peran itu tidak ada pada akun Anda. Masuk lagi."), status=404, code="no_membership")
    return found


def _spend_code(account_id: int, code: str | None) -> None:
    """Each one-time code opens once, also when two arrive at the same moment."""
    if code is None:
        raise Refused(_("Peran ini memerlukan kode sekali pakai."), field="code", code="code_needed")
    key = vault().lookup(str(account_id), "signin.code")
    _count_try(key)
    account = db.session.get_one(Account, account_id)
    if account.totp_cipher is None:
        message = _("Kode sekali pakai akun ini belum disiapkan. Hubungi administrator SLRT.")
        raise Refused(message, code="no_second_factor")
    step = _step_of(vault().decrypt(account.totp_cipher, TOTP_PURPOSE), code.replace(" ", ""))
    if step is None or not _is_newest(account_id, step):
        raise Refused(
            _("Kode tidak cocok atau sudah dipakai. Tunggu kode berikutnya."), field="code", code="wrong_code"
        )
    _forget_tries(key)


def _is_newest(account_id: int, step: int) -> bool:
    newer = update(Account).where(Account.id == account_id, Account.totp_last_step < step)
    return db.session.execute(newer.values(totp_last_step=step).returning(Account.id)).first() is not None


def _step_of(secret: str, code: str) -> int | None:
    """Which 30-second step the code belongs to: this one or a neighbour, as clocks differ."""
    totp, here = TOTP(secret), int(now().timestamp()) // STEP
    fitting = (
        s for s in (here, here - 1, here + 1) if hmac.compare_digest(totp.generate_otp(s).encode(), code.encode())
    )
    return next(fitting, None)


@cache
def _nobodys_hash() -> str:
    """What an unknown login's password is held against, so that the answer takes as long as to a known one."""
    return hasher.hash(secrets.token_urlsafe(16))


def _fits(password_hash: str, password: str) -> bool:
    try:
        return hasher.verify(password_hash, password)
    except (Argon2Error, InvalidHashError):
        return False


def _count_try(key: bytes) -> None:
    """One more try; Refused while locked. From the fifth on each locks, twice as long as the one before."""
    unlocked = SigninThrottle.locked_until.is_(None) | (SigninThrottle.locked_until <= now())
    counted = insert(SigninThrottle).values(login_hash=key, failures=1)
    counted = counted.on_conflict_do_update(
        index_elements=["login_hash"], set_={"failures": SigninThrottle.failures + 1}, where=unlocked
    ).returning(SigninThrottle.failures)
    failures = db.session.scalar(counted)
    this = SigninThrottle.login_hash == key
    if failures is None:
        raise _locked(db.session.scalar(select(SigninThrottle.locked_until).where(this)) or now())
    if failures >= TRIES:
        until = now() + min(LOCK * 2 ** min(failures - TRIES, 10), LONGEST_LOCK)
        db.session.execute(update(SigninThrottle).where(this).values(locked_until=until))


def _locked(until: datetime) -> Refused:
    minutes = max(1, ceil((until - now()).total_seconds() / 60))
    message = _("Terlalu banyak percobaan. Coba lagi %(minutes)s menit lagi.", minutes=minutes)
    return Refused(message, status=429, code="locked")


def _forget_tries(key: bytes) -> None:
    db.session.execute(delete(SigninThrottle).where(SigninThrottle.login_hash == key))


def _note(action: str, tenant_id: int, membership_id: int, name: str = "") -> None:
    name = (
        name
        or db.session.scalars(
            select(Membership.name).where(Membership.tenant_id == tenant_id, Membership.id == membership_id)
        ).one()
    )
    db.session.add(
        AuditEntry(
            tenant_id=tenant_id,
            membership_id=membership_id,
            actor=name,
            action=action,
            subject_kind="membership",
            subject_id=membership_id,
            detail={},
        )
    )
    db.session.flush()


def _settings() -> Settings:
    return current_app.config["SLRT"]

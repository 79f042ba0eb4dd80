"""New tenants, accounts and memberships. Enter Context(Reader.PROVISIONER) first; it reads no case and no person."""

from collections.abc import Iterable
from typing import TypeVar

from sqlalchemy import insert

from foundation.crypto import vault
from foundation.db import db
from tenants.models import Account, Agency, Membership, MembershipVillage, Tenant
from tenants.second_factor import TOTP_PURPOSE
from tenants.signin import hasher, login_of

UNSET = "-"
"""In place of a hash, for who has not chosen a password yet: fits nothing."""
Row = TypeVar("Row", Tenant, Account, Agency, Membership)


def create_tenant(
    kind: str,
    name: str,
    full_name: str,
    code_prefix: str,
    *,
    parent_id: int | None = None,
    region_code: str | None = None,
    timezone: str = "Asia/Jakarta",
    office: str = "Dinas Sosial",
    seat: str = "",
    address: str = "",
    phone: str = "",
) -> Tenant:
    """A node of the tree. `kind` is ministry, province or district; `code_prefix` begins its case codes."""
    return _added(
        Tenant(
            kind=kind,
            name=name,
            full_name=full_name,
            code_prefix=code_prefix,
            parent_id=parent_id,
            region_code=region_code,
            timezone=timezone,
            office=office,
            seat=seat,
            address=address,
            phone=phone,
        )
    )


def hash_password(password: str) -> str:
    """Argon2id. Seeding a thousand accounts with one password needs it only once."""
    return hasher.hash(password)


def create_account(
    login: str, name: str, password: str = "", *, password_hash: str = "", totp_secret: str | None = None
) -> Account:
    """Somebody who can sign in. `totp_secret` (base32) for those whose role needs a second factor."""
    if not (password or password_hash):
        raise ValueError("an account needs a password or its hash")
    sealed = vault().encrypt(totp_secret, TOTP_PURPOSE) if totp_secret else None
    hashed = password_hash or hash_password(password)
    return _added(Account(login=login_of(login), name=name, password_hash=hashed, totp_cipher=sealed, active=True))


def add_agency(
    tenant_id: int, kind: str, name: str, *, seat: str = "", accept_days: int = 2, answer_days: int = 5
) -> Agency:
    """An organisation that takes referrals and promised to accept and to answer in that many working days."""
    days = {"accept_days": accept_days, "answer_days": answer_days}
    return _added(Agency(tenant_id=tenant_id, kind=kind, name=name, seat=seat, **days))


def add_membership(
    tenant_id: int,
    account_id: int,
    role: str,
    name: str,
    *,
    title: str = "",
    employee_number: str = "",
    email: str = "",
    agency_id: int | None = None,
    supervisor_id: int | None = None,
    active: bool = True,
) -> Membership:
    """Put an account to work in a tenant. An agency officer needs the agency. Who is still invited is not `active`."""
    return _added(
        Membership(
            tenant_id=tenant_id,
            account_id=account_id,
            role=role,
            name=name,
            title=title,
            employee_number=employee_number,
            email=email,
            agency_id=agency_id,
            supervisor_id=supervisor_id,
            active=active,
        )
    )


def add_villages(tenant_id: int, membership_id: int, codes: Iterable[str]) -> None:
    """The villages a facilitator serves."""
    rows = [{"tenant_id": tenant_id, "membership_id": membership_id, "village_code": code} for code in codes]
    if rows:
        db.session.execute(insert(MembershipVillage), rows)


def _added(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row

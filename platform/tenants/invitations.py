"""Invitations: whoever is to work here gets in once, by a link in a mail or by a code on paper.

The membership is made first and sleeps; the invitation is bound to it. What was mailed or printed is a secret of which
the database keeps a keyed hash. Administrators invite as the keeper of their tenant, provisioning as the provisioner.
"""

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update

from foundation.clock import now
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later_in
from foundation.tenancy import Context, Reader, enter
from tenants import accounts, audit, provision
from tenants.models import Account, Agency, AuditEntry, Invitation, Membership, Tenant
from tenants.permissions import ROLE_LABELS
from tenants.signin import hasher, login_of
from tenants.subjects import optional_subject

MAIL_LASTS, PAPER_LASTS = timedelta(days=14), timedelta(days=30)
"""Paper travels to a village first (usulan platform)."""
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is taken for another on paper
_CODE_LENGTH = 10
_SIGNIN = Context(Reader.SIGNIN)


@dataclass(frozen=True)
class Invited:
    """What whoever holds the secret is shown before accepting."""

    account_id: int
    membership_id: int
    name: str
    role_label: str
    place: str
    login: str
    has_password: bool
    """They already work somewhere with this account, and prove that it is theirs."""


@dataclass(frozen=True)
class Code:
    """A code to be printed, once."""

    text: str
    """K7QXM-2PDRA."""
    name: str
    role: str
    login: str
    expires_at: datetime


def add_newcomer(
    tenant_id: int,
    role: str,
    name: str,
    *,
    email: str = "",
    title: str = "",
    employee_number: str = "",
    agency_id: int | None = None,
    supervisor_id: int | None = None,
    villages: Iterable[str] = (),
) -> Membership:
    """A membership that sleeps until its invitation is accepted; of the account with that e-mail, if there is one.

    Refused at `email` (409) when that account has this role here already. As keeper or provisioner.
    """
    account_id = _account_of(email) if email else None
    if account_id is None:
        login = email or _free_login(name, tenant_id)
        account_id = provision.create_account(login, name, password_hash=provision.UNSET).id
    same = select(Membership.id).where(
        Membership.tenant_id == tenant_id, Membership.account_id == account_id, Membership.role == role
    )
    if db.session.scalar(same.where(Membership.agency_id.is_not_distinct_from(agency_id))) is not None:
        raise Refused(_("Akun ini sudah memiliki peran itu di sini."), status=409, field="email", code="already_here")
    membership = provision.add_membership(
        tenant_id, account_id, role, name, title=title, employee_number=employee_number, email=email,
        agency_id=agency_id, supervisor_id=supervisor_id, active=False,
    )  # fmt: skip
    provision.add_villages(tenant_id, membership.id, villages)
    return membership


def invite(membership: Membership, *, on_paper: bool = False) -> Invitation:
    """Invite whoever that membership is for, by mail where an address is known, else on paper. An earlier one ends.

    `on_paper`: also who has an address, when the mail went astray. Refused (409) when the membership is at work
    already. As keeper or provisioner.
    """
    if membership.active:
        raise Refused(_("Orang ini sudah bertugas; undangan tidak diperlukan."), status=409, code="at_work")
    withdraw(membership)
    membership.ended_at = None
    who = optional_subject()
    mailed = bool(membership.email) and not on_paper
    invitation = Invitation(
        tenant_id=membership.tenant_id,
        membership_id=membership.id,
        way="mail" if mailed else "paper",
        invited_by=who.name if who else "SLRT",
        expires_at=now() + (MAIL_LASTS if mailed else PAPER_LASTS),
    )
    db.session.add(invitation)
    db.session.flush()
    if mailed:
        later_in(membership.tenant_id, "tenants.send_invitation", invitation_id=invitation.id)
    _note("invitation.sent", membership)
    return invitation


def withdraw(membership: Membership) -> bool:
    """Nobody gets in by what was handed out for that membership so far. Whether there was anything."""
    open_ones = update(Invitation).where(
        Invitation.tenant_id == membership.tenant_id,
        Invitation.membership_id == membership.id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    return bool(db.session.execute(open_ones.values(withdrawn_at=now()).returning(Invitation.id)).all())


def code_for(membership: Membership) -> Code:
    """A fresh code on paper for that membership, whatever was handed out before. As keeper."""
    text = "".join(secrets.choice(_LETTERS) for _ in range(_CODE_LENGTH))
    invitation = invite(membership, on_paper=True)
    invitation.secret_hash, invitation.handed_out_at = _hash(text), now()
    db.session.flush()
    _note("invitation.printed", membership)
    login = db.session.scalars(select(Account.login).where(Account.id == membership.account_id)).one()
    shown = f"{text[:5]}-{text[5:]}"
    return Code(shown, membership.name, membership.role, login, invitation.expires_at)


def fresh_link(invitation: Invitation) -> str:
    """A new secret for the mail that is about to leave; any earlier one of this invitation opens nothing."""
    secret = secrets.token_urlsafe(32)
    invitation.secret_hash, invitation.handed_out_at = _hash(secret), now()
    return secret


@enter(_SIGNIN)
def look_at(secret: str) -> Invited:
    """For whom that link or code is. Refused: 404 `no_invitation`; 410 `used`, `expired`, `withdrawn`."""
    invitation, membership, account = _found(secret)
    _refuse_if_over(invitation)
    return _shown(membership, account)


@enter(_SIGNIN)
def accept(secret: str, password: str, name: str = "") -> Invited:
    """The membership begins; a new account gets this password and name, an old one proves itself by its own.

    Two who hold the same secret wait for each other, and the second is told that it is used. Refused as `look_at`, at
    `password`, or 403 `another` while somebody else is signed in. Commit also then.
    """
    invitation, membership, account = _found(secret, lock=True)
    _refuse_if_over(invitation)
    who = optional_subject()
    if who is not None and who.account_id != account.id:
        words = _("Undangan ini untuk orang lain: Anda masuk sebagai %(name)s. Keluar dulu.", name=who.name)
        raise Refused(words, status=403, code="another")
    if account.password_hash != provision.UNSET:
        accounts.prove(account, password, "password")
    else:
        accounts.refuse_easy(password, account)
        account.password_hash = hasher.hash(password)
        account.name = membership.name = name or membership.name
    membership.active, invitation.accepted_at = True, now()
    db.session.flush()
    audit.record_for("invitation.accepted", membership.tenant_id, membership.id, membership.name)
    return _shown(membership, account)


def tidied(typed: str) -> str:
    """A code as people type it from paper, in its one form; a link's secret as it is."""
    bare = re.sub(r"[\s\-–.]", "", typed).upper()
    return bare if len(bare) == _CODE_LENGTH and set(bare) <= set(_LETTERS) else typed.strip()


def _note(action: str, membership: Membership) -> None:
    """Whoever invites is at work here, or is the house's own machinery."""
    who = optional_subject()
    here = who is not None and who.tenant.id == membership.tenant_id
    db.session.add(
        AuditEntry(
            tenant_id=membership.tenant_id,
            membership_id=who.membership_id if who and here else None,
            actor=who.name if who else "SLRT",
            action=action,
            subject_kind="membership",
            subject_id=membership.id,
            detail={},
        )
    )
    db.session.flush()


def _hash(secret: str) -> bytes:
    return vault().lookup(secret, "invitation")


def _found(secret: str, *, lock: bool = False) -> tuple[Invitation, Membership, Account]:
    wanted = select(Invitation).where(Invitation.secret_hash == _hash(tidied(secret))).order_by(Invitation.id.desc())
    invitation = db.session.scalars((wanted.with_for_update() if lock else wanted).limit(1)).one_or_none()
    if invitation is None:
        words = _("Undangan ini tidak dikenal. Periksa kodenya, atau minta undangan baru.")
        raise Refused(words, status=404, field="code", code="no_invitation")
    membership = db.session.get_one(Membership, (invitation.tenant_id, invitation.membership_id))
    return invitation, membership, db.session.get_one(Account, membership.account_id)


def _refuse_if_over(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        words = _("Undangan ini sudah dipakai. Masuk dengan nama akun dan kata sandi Anda.")
        raise Refused(words, status=410, field="code", code="used")
    if invitation.withdrawn_at is not None:
        words = _("Undangan ini sudah ditarik. Minta undangan baru kepada administrator SLRT Anda.")
        raise Refused(words, status=410, field="code", code="withdrawn")
    if invitation.expires_at <= now():
        words = _("Undangan ini sudah lewat masa berlakunya. Minta undangan baru kepada administrator SLRT Anda.")
        raise Refused(words, status=410, field="code", code="expired")


def _shown(membership: Membership, account: Account) -> Invited:
    tenant = db.session.get_one(Tenant, membership.tenant_id)
    agency = select(Agency.name).where(Agency.tenant_id == membership.tenant_id, Agency.id == membership.agency_id)
    place = [db.session.scalar(agency)] if membership.agency_id else []
    return Invited(
        account_id=account.id,
        membership_id=membership.id,
        name=membership.name,
        role_label=str(ROLE_LABELS[membership.role]),
        place=", ".join([*filter(None, place), tenant.full_name]),
        login=account.login,
        has_password=account.password_hash != provision.UNSET,
    )


def _account_of(email: str) -> int | None:
    return db.session.scalar(select(Account.id).where(Account.login == login_of(email)))


def _free_login(name: str, tenant_id: int) -> str:
    """For who has no e-mail: "siti.rahma.blt", short enough to write down; the next number when it is taken."""
    words = re.findall(r"[a-z]+", name.casefold())[:2] or ["petugas"]
    prefix = db.session.scalars(select(Tenant.code_prefix).where(Tenant.id == tenant_id)).one()
    base = ".".join([*words, prefix.lower()])
    taken = set(db.session.scalars(select(Account.login).where(Account.login.op("^@")(base))))
    return next(login for n in range(len(taken) + 1) if (login := f"{base}{n + 1 if n else ''}") not in taken)

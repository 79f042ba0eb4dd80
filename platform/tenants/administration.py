"""What an administrator does with the people of a site: add, change roles, end. Each as the keeper of the tenant.

The last administrator stays, whoever tries and however many try at the same moment.
"""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later_in
from foundation.tenancy import Context, Reader, enter
from reference.queries import villages_of
from tenants import access, audit, invitations, provision
from tenants.invitations import Code
from tenants.keeper import PERMISSION, keeping
from tenants.models import (
    Account,
    Agency,
    ApiToken,
    AuditEntry,
    Membership,
    MembershipVillage,
    RecoveryCode,
    SigninSession,
)
from tenants.permissions import SITE_ROLES, VILLAGE_ROLES
from tenants.subjects import subject


@keeping()
def add(data: dict[str, Any]) -> int:
    """Somebody new, invited at once by mail when an address is given. `data` is what MemberSchema loads.

    Refused: 403, 409 `already_here`, 422 on `agency_id`.
    """
    _check_agency(data["role"], data["agency_id"])
    membership = invitations.add_newcomer(
        subject().tenant.id,
        data["role"],
        data["name"],
        email=data["email"] or "",
        title=data["title"] or "",
        employee_number=data["employee_number"] or "",
        agency_id=data["agency_id"] if data["role"] == "agency_officer" else None,
    )
    audit.record("membership.added", "membership", membership.id, role=membership.role)
    if membership.email:
        invitations.invite(membership)
    return membership.id


@keeping()
def change_details(membership_id: int, data: dict[str, Any]) -> None:
    """Name, position, NIP and where notices go. `data` is what DetailsSchema loads. Refused: 403, 404."""
    membership = _found(membership_id)
    membership.name = data["name"]
    membership.title, membership.employee_number = data["title"] or "", data["employee_number"] or ""
    membership.email = data["email"] or ""
    db.session.flush()
    audit.record("membership.changed", "membership", membership_id)


@keeping()
def invite_again(membership_id: int) -> None:
    """Another mail to whoever has not come yet, or is to come back. Refused: 403, 404, 409 `at_work`."""
    invitations.invite(_found(membership_id))


@keeping()
def print_codes(membership_ids: Sequence[int]) -> list[Code]:
    """Fresh codes on paper; whatever those people held before opens nothing. Refused: 403, 404, 409 `at_work`."""
    return [invitations.code_for(_found(membership_id)) for membership_id in membership_ids]


@keeping()
def change_role(membership_id: int, role: str, agency_id: int | None = None) -> None:
    """Another role: signed in anew, with a second factor where that role asks for one.

    Refused: 403, 404, 409 `last_administrator`, 422 on `agency_id`.
    """
    administrators = _administrators()
    membership = _found(membership_id)
    _check_agency(role, agency_id)
    if role != "administrator":
        _keep_the_last(administrators, membership_id)
    before, membership.role = membership.role, role
    membership.agency_id = agency_id if role == "agency_officer" else None
    if role not in VILLAGE_ROLES:
        _clear_villages(membership_id)
    _end_sessions(membership_id)
    db.session.flush()
    audit.record("membership.role_changed", "membership", membership_id, before=before, after=role)


@keeping()
def set_villages(membership_id: int, codes: Sequence[str]) -> None:
    """The villages of somebody who works in some only. Refused: 403, 404, 422 `foreign_village` on `villages`."""
    change_villages(membership_id, codes)


def change_villages(membership_id: int, codes: Sequence[str]) -> None:
    """The same for an action of a room above that is at work as the keeper already."""
    membership = _found(membership_id)
    own = {village.code for village in villages_of(db.session(), subject().tenant.region_code or "")}
    if not set(codes) <= own or membership.role not in VILLAGE_ROLES:
        words = _("Pilih desa di kabupaten/kota ini, untuk orang yang bertugas di desa.")
        raise Refused(words, field="villages", code="foreign_village")
    _clear_villages(membership_id)
    provision.add_villages(membership.tenant_id, membership_id, dict.fromkeys(codes))
    audit.record("membership.villages_set", "membership", membership_id, n=len(set(codes)))


@keeping()
def deactivate(membership_id: int, reason: str) -> None:
    """From now on nothing opens for that membership: sessions, tokens and invitations end. What they did stays theirs.

    Refused: 403, 404, 409 `last_administrator`.
    """
    administrators = _administrators()
    membership = _found(membership_id)
    _keep_the_last(administrators, membership_id)
    membership.active, membership.ended_at = False, now()
    invitations.withdraw(membership)
    _end_sessions(membership_id)
    tokens = update(ApiToken).where(ApiToken.membership_id == membership_id, ApiToken.revoked_at.is_(None))
    db.session.execute(tokens.values(revoked_at=now()))
    db.session.flush()
    audit.record("membership.ended", "membership", membership_id, reason=reason)


def end_of_leaver(membership_id: int) -> None:
    """The account of somebody whose leaving is being recorded, in that transaction and as its staff.

    A membership that is not active opens nothing, whatever sessions and tokens it has. Refused (409)
    `last_administrator`.
    """
    administrators = _administrators()
    membership = db.session.scalars(select(Membership).where(Membership.id == membership_id).with_for_update()).one()
    _keep_the_last(administrators, membership_id)
    if membership.active or membership.ended_at is None:
        membership.active, membership.ended_at = False, now()
        invitations.withdraw(membership)
        db.session.flush()
        audit.record("membership.ended", "membership", membership_id)


@keeping()
def end_sessions(membership_id: int) -> int:
    """Sign that membership out everywhere; from how many places. Refused: 403, 404."""
    _found(membership_id)
    ended = _end_sessions(membership_id)
    audit.record("membership.signed_out", "membership", membership_id)
    return ended


@keeping()
def revoke_token(token_id: int) -> None:
    """End anybody's API token of this tenant. Refused: 403, 404."""
    token = db.session.scalars(select(ApiToken).where(ApiToken.id == token_id).with_for_update()).one_or_none()
    if token is None:
        raise Refused(_("Token itu tidak ada."), status=404, code="not_found")
    if token.revoked_at is None:
        token.revoked_at = now()
        audit.record("token.revoke", "token", token.id)


def reset_second_factor(membership_id: int, reason: str) -> None:
    """The phone is gone and so are the recovery codes: the account sets up a new authenticator at its next sign-in.

    Its sessions end and its owner is told by mail. As the sign-in role, which alone changes accounts. Refused: 403,
    404, 409 `works_elsewhere`: an account that also opens another site is not this administrator's alone.
    """
    access.require(PERMISSION)
    who, here = subject(), subject().tenant.id
    with enter(Context(Reader.SIGNIN)):
        theirs = select(Membership).where(Membership.tenant_id == here, Membership.id == membership_id)
        membership = db.session.scalars(theirs).one_or_none()
        if membership is None:
            raise _not_here()
        account_id = membership.account_id
        elsewhere = select(Membership.id).where(
            Membership.account_id == account_id, Membership.active, Membership.tenant_id.not_in((here, -here))
        )  # a place in this office's practice room is no work elsewhere
        if db.session.scalar(elsewhere.limit(1)) is not None:
            words = _("Akun ini juga bertugas di tempat lain, jadi tidak dapat direset dari sini. Pakai kode cadangan.")
            raise Refused(words, status=409, code="works_elsewhere")
        account = db.session.get_one(Account, account_id, with_for_update=True)
        account.totp_cipher = account.totp_offer_cipher = None
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))
        alive = update(SigninSession).where(SigninSession.account_id == account_id, SigninSession.ended_at.is_(None))
        db.session.execute(alive.values(ended_at=now()))
        db.session.add(
            AuditEntry(
                tenant_id=who.tenant.id,
                membership_id=who.membership_id,
                actor=who.name,
                action="second_factor.reset",
                subject_kind="membership",
                subject_id=membership_id,
                detail={"reason": reason},
            )
        )
        db.session.flush()
        later_in(who.tenant.id, "tenants.tell_of_reset", membership_id=membership_id)


def _found(membership_id: int) -> Membership:
    wanted = select(Membership).where(Membership.id == membership_id, Membership.role.in_(SITE_ROLES))
    membership = db.session.scalars(wanted.with_for_update()).one_or_none()
    if membership is None:
        raise _not_here()
    return membership


def _not_here() -> Refused:
    return Refused(_("Orang ini tidak bertugas di daerah Anda."), status=404, code="not_found")


def _administrators() -> Sequence[int]:
    """Who administers now, locked before anything else and always in the same order.

    Two who remove one another wait here, and the second finds the first no longer among them.
    """
    at_work = select(Membership.id).where(Membership.role == "administrator", Membership.active)
    return db.session.scalars(at_work.order_by(Membership.id).with_for_update()).all()


def _keep_the_last(administrators: Sequence[int], membership_id: int) -> None:
    if list(administrators) == [membership_id]:
        words = _("Ini administrator terakhir. Angkat administrator lain dulu, supaya tetap ada yang mengurus.")
        raise Refused(words, status=409, code="last_administrator")


def _check_agency(role: str, agency_id: int | None) -> None:
    if role != "agency_officer":
        return
    known = select(Agency.id).where(Agency.id == agency_id, Agency.active)
    if agency_id is None or db.session.scalar(known) is None:
        raise Refused(_("Pilih OPD atau lembaga tempat petugas ini bekerja."), field="agency_id", code="no_agency")


def _clear_villages(membership_id: int) -> None:
    db.session.execute(delete(MembershipVillage).where(MembershipVillage.membership_id == membership_id))


def _end_sessions(membership_id: int) -> int:
    alive = update(SigninSession).where(
        SigninSession.tenant_id == subject().tenant.id,
        SigninSession.membership_id == membership_id,
        SigninSession.ended_at.is_(None),
    )
    return len(db.session.execute(alive.values(ended_at=now()).returning(SigninSession.token_hash)).all())

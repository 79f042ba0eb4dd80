"""An office's practice room: a tenant of its own outside the tree, and a place in it for everybody of the office.

The room's number is the negative of the office's (decision 0035). It is made as the provisioning role, in transactions
of its own; what happens inside happens as the staff of the room, like anywhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import Select, select, text

from foundation.db import db
from foundation.jobs import as_staff_of
from foundation.tenancy import Context, Reader, enter
from practice.cast import bring_colleagues
from tenants import provision
from tenants.models import Agency, Membership, MembershipVillage, Tenant
from tenants.subjects import IN_WORDS, Subject

_MAKE = text(
    """
    INSERT INTO tenant (id, kind, region_code, name, full_name, office, address, seat, phone, government, code_prefix,
                        timezone)
    OVERRIDING SYSTEM VALUE
    SELECT -id, 'practice', region_code, name || :in_words, full_name || :in_words, office, address, seat, '',
           government, 'LATIHAN-' || code_prefix, timezone
    FROM tenant WHERE id = :office AND kind = 'district'
    ON CONFLICT (id) DO NOTHING
    """
)
_SETTINGS = text(
    """
    INSERT INTO setting (tenant_id, kind, slug, version, valid_from, data, created_at, author_name)
    SELECT -tenant_id, kind, slug, version, valid_from, data, created_at, author_name FROM setting
    WHERE tenant_id = :office AND kind <> 'agency' ORDER BY id
    ON CONFLICT (tenant_id, kind, slug, version) DO NOTHING
    """
)


def room_of(tenant_id: int) -> int:
    """The practice room of that office; of a room itself, the same."""
    return -abs(tenant_id)


def office_of(tenant_id: int) -> int:
    """The office whose practice room that is; of an office itself, the same."""
    return abs(tenant_id)


def open_to(who: Subject) -> bool:
    """Make the room and a place in it for that member of the office, where they are not there yet.

    False for whoever works above the districts: there is nothing to practise.
    """
    with _provisioning():
        db.session.execute(_MAKE, {"office": who.tenant.id, "in_words": IN_WORDS})
        wanted = select(Tenant).where(Tenant.id == room_of(who.tenant.id), Tenant.kind == "practice")
        room = db.session.scalars(wanted.with_for_update()).one_or_none()  # two who come at once wait for each other
        if room is None:
            return False
        _take_over_agencies(room)
        bring_colleagues(room)
        _place(who, room.id)
        db.session.commit()
    return True


def take_over_settings(room_id: int) -> None:
    """What the office has set for itself holds in the emptied room as well."""
    with _provisioning():
        db.session.execute(_SETTINGS, {"office": office_of(room_id)})
        db.session.commit()


@contextmanager
def alone() -> Iterator[None]:
    """Inside, with a session of its own that nobody has begun to use: for those who act in others' names."""
    with current_app.app_context():
        try:
            yield
        finally:
            db.session.rollback()


@contextmanager
def within(tenant_id: int) -> Iterator[None]:
    """Inside, as staff of that office's practice room, with a session and a transaction of its own, committed at the
    end. It does not matter from where: the room has the same staff as the office."""
    with as_staff_of(room_of(tenant_id)):
        yield


@contextmanager
def _provisioning() -> Iterator[None]:
    with current_app.app_context(), enter(Context(Reader.PROVISIONER)):
        try:
            yield
        finally:
            db.session.rollback()  # what was not committed; the reader's own transaction is another


def _take_over_agencies(room: Tenant) -> None:
    there = {(row.kind, row.name) for row in db.session.scalars(_agencies(room.id))}
    for agency in db.session.scalars(_agencies(office_of(room.id))).all():
        if (agency.kind, agency.name) not in there:
            provision.add_agency(
                room.id, agency.kind, agency.name, seat=agency.seat, accept_days=agency.accept_days,
                answer_days=agency.answer_days,
            )  # fmt: skip


def _agencies(tenant_id: int) -> Select[Agency]:
    return select(Agency).where(Agency.tenant_id == tenant_id).order_by(Agency.id)


def _place(who: Subject, room_id: int) -> None:
    """The same work there as here; no e-mail address, no NIP: nothing of a letter from there is real."""
    agency_id = _same_agency(who, room_id)
    mine = select(Membership).where(
        Membership.tenant_id == room_id, Membership.account_id == who.account_id, Membership.role == who.role
    )
    wanted = mine.where(Membership.agency_id == agency_id) if agency_id else mine.where(Membership.agency_id.is_(None))
    place = db.session.scalars(wanted.order_by(Membership.id).limit(1)).one_or_none()
    if place is None:
        place = provision.add_membership(
            room_id, who.account_id, who.role, who.name, title=who.title, agency_id=agency_id
        )
    place.name, place.title = who.name, who.title
    served = select(MembershipVillage.village_code).where(
        MembershipVillage.tenant_id == room_id, MembershipVillage.membership_id == place.id
    )
    provision.add_villages(room_id, place.id, set(who.village_codes) - set(db.session.scalars(served)))


def _same_agency(who: Subject, room_id: int) -> int | None:
    if who.agency_id is None:
        return None
    mine = select(Agency.kind, Agency.name).where(Agency.tenant_id == who.tenant.id, Agency.id == who.agency_id)
    kind, name = db.session.execute(mine).one()
    same = select(Agency.id).where(Agency.tenant_id == room_id, Agency.kind == kind, Agency.name == name)
    return db.session.scalars(same.order_by(Agency.id).limit(1)).one()

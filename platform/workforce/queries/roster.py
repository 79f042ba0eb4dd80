"""The roster: who holds which post until when, paid by whom; and one person with all their decrees."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, exists, func, select, true, tuple_

from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from reference.queries import place_labels
from tenants import access
from tenants.access import subject
from tenants.models import AuditEntry, Membership
from web.pagination import Page, decode_cursor, page_of
from workforce.handover import kinds
from workforce.models import Appointment, AppointmentVillage, Worker
from workforce.posts import FUNDING, POSTS

PAGE = 50
EXPIRING = timedelta(days=90)
"""How long before its end a decree is worth renewing (design: alerts before the cliff)."""
STATES = ("standing", "expiring", "expired", "left")


@dataclass(frozen=True)
class RosterView:
    """Which part of the roster. Everything may be left out."""

    post: str = ""
    funding: str = ""
    state: str = ""
    village: str = ""

    def args(self, **changes: str) -> dict[str, str]:
        """As an address writes it."""
        view = replace(self, **changes)
        named = {"jabatan": view.post, "dana": view.funding, "keadaan": view.state, "desa": view.village}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True)
class WorkerLine:
    """One row of the list."""

    id: int
    name: str
    post: str
    funding: str
    valid_until: date | None
    left_on: date | None
    has_account: bool
    villages: list[str]

    @property
    def post_label(self) -> str:
        """In the reader's language; empty for who was never appointed."""
        return str(POSTS[self.post].label) if self.post else ""

    @property
    def funding_label(self) -> str:
        """In the reader's language."""
        return str(FUNDING[self.funding]) if self.funding else ""

    @property
    def days_left(self) -> int | None:
        """Until the decree ends; negative afterwards, None without an end."""
        return (self.valid_until - _today()).days if self.valid_until else None


@dataclass(frozen=True)
class Decree:
    """One appointment, as the page of a person tells it."""

    appointment: Appointment
    villages: list[str]

    @property
    def post_label(self) -> str:
        """In the reader's language."""
        return str(POSTS[self.appointment.post].label)

    @property
    def funding_label(self) -> str:
        """In the reader's language."""
        return str(FUNDING[self.appointment.funding])


@dataclass(frozen=True)
class WorkerView:
    """Everything the page of one person shows."""

    worker: Worker
    decrees: list[Decree]
    account: Membership | None
    last_active: datetime | None
    open_work: list[tuple[str, int]]

    @property
    def standing(self) -> Decree | None:
        """The decree in force, or the last one that nobody has ended."""
        return next((each for each in self.decrees if each.appointment.ended_on is None), None)


def roster(view: RosterView, cursor: str | None = None, size: int = PAGE) -> Page[WorkerLine]:
    """By name. Refused: 403; 400 for a cursor of another list. 2 statements."""
    access.require("workforce:read")
    wanted = _wanted(view)
    if after := decode_cursor(cursor, (str, int)):
        wanted = wanted.where(tuple_(Worker.name, Worker.id) > tuple_(*after))
    rows = db.session.execute(wanted.order_by(Worker.name, Worker.id).limit(size + 1)).all()
    page = page_of(rows, size, lambda row: (row.name, row.id))
    villages = villages_of([row.appointment_id for row in page.rows if row.appointment_id])
    return Page([_line(row, villages) for row in page.rows], next=page.next)


def roster_rows(view: RosterView, most: int = 5_000) -> list[tuple[WorkerLine, Appointment | None]]:
    """The whole of it, for a file: with the decree in force. Refused: 403. 3 statements."""
    access.require("workforce:read")
    rows = db.session.execute(_wanted(view).order_by(Worker.name, Worker.id).limit(most)).all()
    ids = [row.appointment_id for row in rows if row.appointment_id]
    villages = villages_of(ids)
    decrees = {each.id: each for each in db.session.scalars(select(Appointment).where(Appointment.id.in_(ids)))}
    return [(_line(row, villages), decrees.get(row.appointment_id)) for row in rows]


def worker(worker_id: int) -> WorkerView:
    """One person. Refused: 403; 404 for anybody else's."""
    access.require("workforce:read")
    found = db.session.scalars(select(Worker).where(Worker.id == worker_id)).one_or_none()
    if found is None:
        raise Refused(_("Orang ini tidak ada di daftar tenaga daerah Anda."), status=404, code="not_found")
    newest_first = select(Appointment).where(Appointment.worker_id == worker_id).order_by(Appointment.id.desc())
    appointments = db.session.scalars(newest_first.limit(50)).all()
    villages = villages_of([each.id for each in appointments])
    account = found.membership_id and db.session.get(Membership, (found.tenant_id, found.membership_id))
    return WorkerView(
        worker=found,
        decrees=[Decree(each, villages.get(each.id, [])) for each in appointments],
        account=account or None,
        last_active=last_active([found.membership_id]).get(found.membership_id) if found.membership_id else None,
        open_work=[(str(kind.label), kind.count(found.membership_id)) for kind in kinds()]
        if found.membership_id
        else [],
    )


def last_active(membership_ids: Sequence[int]) -> dict[int, datetime]:
    """When each of them last did or looked at something, as the access log has it. 1 statement."""
    newest = (
        select(AuditEntry.at)
        .where(AuditEntry.tenant_id == Membership.tenant_id, AuditEntry.membership_id == Membership.id)
        .order_by(AuditEntry.at.desc())
        .limit(1)
        .lateral()
    )
    rows = select(Membership.id, newest.c.at).join(newest, true()).where(Membership.id.in_(membership_ids))
    return {row.id: row.at for row in db.session.execute(rows)}


def uninvited() -> list[int]:
    """Who holds a post that signs in, and has no account yet; at most a hundred at a time."""
    with_account = [slug for slug, post in POSTS.items() if post.role]
    wanted = (
        select(Worker.id)
        .join(Appointment, _stands())
        .where(Worker.membership_id.is_(None), Worker.left_on.is_(None), Appointment.post.in_(with_account))
        .order_by(Worker.name, Worker.id)
        .limit(100)
    )
    return list(db.session.scalars(wanted))


def free_accounts(role: str | None) -> list[tuple[int, str]]:
    """Who signs in here in that role and is nobody's on the roster yet, for a select."""
    taken = exists().where(Worker.tenant_id == Membership.tenant_id, Worker.membership_id == Membership.id)
    wanted = select(Membership.id, Membership.name).where(
        Membership.role == role, Membership.ended_at.is_(None), ~taken
    )
    rows = db.session.execute(wanted.order_by(Membership.name, Membership.id).limit(500))
    return [(row.id, row.name) for row in rows]


def names_for_the_log(worker_ids: Iterable[int]) -> dict[int, str]:
    """How the access log calls them."""
    rows = db.session.execute(select(Worker.id, Worker.name).where(Worker.id.in_(list(worker_ids))))
    return {row.id: row.name for row in rows}


def _stands() -> Any:
    return (
        (Appointment.tenant_id == Worker.tenant_id)
        & (Appointment.worker_id == Worker.id)
        & Appointment.ended_on.is_(None)
    )


def _wanted(view: RosterView) -> Select[*tuple[Any, ...]]:
    wanted = select(
        Worker.id,
        Worker.name,
        Worker.left_on,
        Worker.membership_id,
        Appointment.id.label("appointment_id"),
        Appointment.post,
        Appointment.funding,
        Appointment.valid_until,
    ).outerjoin(Appointment, _stands())
    if view.post:
        wanted = wanted.where(Appointment.post == view.post)
    if view.funding:
        wanted = wanted.where(Appointment.funding == view.funding)
    if view.village:
        wanted = wanted.where(_serves(view.village))
    if view.state == "left":
        return wanted.where(Worker.left_on.is_not(None))
    wanted = wanted.where(Worker.left_on.is_(None))
    if view.state == "expiring":
        return wanted.where(Appointment.valid_until.between(_today(), _today() + EXPIRING))
    if view.state == "expired":
        return wanted.where(Appointment.valid_until < _today())
    if view.state == "standing":
        return wanted.where(func.coalesce(Appointment.valid_until, date.max) >= _today(), Appointment.id.is_not(None))
    return wanted


def _serves(village_code: str) -> Any:
    return exists().where(
        AppointmentVillage.tenant_id == Appointment.tenant_id,
        AppointmentVillage.appointment_id == Appointment.id,
        AppointmentVillage.village_code == village_code,
    )


def _line(row: Any, villages: dict[int, list[str]]) -> WorkerLine:
    return WorkerLine(
        id=row.id,
        name=row.name,
        post=row.post or "",
        funding=row.funding or "",
        valid_until=row.valid_until,
        left_on=row.left_on,
        has_account=row.membership_id is not None,
        villages=villages.get(row.appointment_id, []),
    )


def villages_of(appointment_ids: Sequence[int]) -> dict[int, list[str]]:
    """What they are called, by appointment. At most 2 statements."""
    if not appointment_ids:
        return {}
    rows = db.session.execute(
        select(AppointmentVillage.appointment_id, AppointmentVillage.village_code)
        .where(AppointmentVillage.appointment_id.in_(appointment_ids))
        .order_by(AppointmentVillage.village_code)
    ).all()
    labels = place_labels(db.session(), [row.village_code for row in rows])
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.appointment_id, []).append(labels[row.village_code])
    return found


def _today() -> date:
    return today(subject().tenant.timezone)

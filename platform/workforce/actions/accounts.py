"""From the roster to accounts: inviting people, and keeping an account's villages as the decree says. As the keeper."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select

from foundation.db import db
from foundation.errors import Refused
from tenants import audit, invitations
from tenants.access import subject
from tenants.administration import change_villages
from tenants.keeper import keeping
from workforce.models import Appointment, AppointmentVillage, Worker
from workforce.posts import POSTS


@keeping()
def invite_workers(worker_ids: Sequence[int]) -> int:
    """Accounts for these, in the role of their post and with its villages; a mail to who has an address.

    The others wait for a sheet. How many; whoever has an account already, or a post without one, is left out.
    Refused: 403; 409 on somebody whose address already has that role here.
    """
    wanted = (
        select(Worker, Appointment)
        .join(Appointment, (Appointment.tenant_id == Worker.tenant_id) & (Appointment.worker_id == Worker.id))
        .where(Worker.id.in_(list(worker_ids)), Worker.membership_id.is_(None), Worker.left_on.is_(None))
        .where(
            Appointment.ended_on.is_(None), Appointment.post.in_([slug for slug, each in POSTS.items() if each.role])
        )
        .order_by(Worker.id)
        .with_for_update(of=Worker)
    )
    rows = db.session.execute(wanted).all()
    for worker, appointment in rows:
        role = POSTS[appointment.post].role or ""
        membership = invitations.add_newcomer(
            subject().tenant.id,
            role,
            worker.name,
            email=worker.email,
            title=str(POSTS[appointment.post].label),
            villages=_villages(appointment.id) if role == "facilitator" else (),
        )
        worker.membership_id = membership.id
        if worker.email:
            invitations.invite(membership)
        audit.record("membership.added", "membership", membership.id, role=role)
    db.session.flush()
    return len(rows)


@keeping()
def align_account(worker_id: int) -> None:
    """The account of a facilitator serves the villages of the decree that stands, and no others. Refused: 403, 404."""
    wanted = (
        select(Worker.membership_id, Appointment.id.label("appointment_id"))
        .join(Appointment, (Appointment.tenant_id == Worker.tenant_id) & (Appointment.worker_id == Worker.id))
        .where(Worker.id == worker_id, Worker.membership_id.is_not(None), Appointment.ended_on.is_(None))
    )
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        raise Refused(_("Orang ini tidak ada di daftar tenaga daerah Anda."), status=404, code="not_found")
    change_villages(row.membership_id, _villages(row.appointment_id))


def _villages(appointment_id: int) -> list[str]:
    rows = select(AppointmentVillage.village_code).where(AppointmentVillage.appointment_id == appointment_id)
    return list(db.session.scalars(rows.order_by(AppointmentVillage.village_code)))

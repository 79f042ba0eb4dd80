"""Going in, and having the room emptied and filled."""

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from practice.models import PracticeRoom
from practice.queries.room import closed_here
from practice.rooms import open_to, room_of, within
from tenants import access
from tenants.access import subject


def go_in() -> None:
    """Make sure that there is a room with a place in it for the subject. Refused: 403, 404 above the districts.

    The first who comes has it filled.
    """
    access.require("practice:join")
    if not open_to(subject()):
        raise Refused(_("Ruang latihan ada di kabupaten dan kota."), status=404, code="not_found")
    with within(subject().tenant.id):
        if _nobody_has_gone_in():
            _ask_for_reset()


def ask_for_reset() -> None:
    """Have the room emptied and filled again: for everybody who practises there.

    Refused: 403, 404 as long as nobody has gone in, 409 while it is done.
    """
    access.require("practice:reset")
    with within(subject().tenant.id):
        if _nobody_has_gone_in():
            raise Refused(_("Ruang latihan belum dibuka. Masuk dulu ke mode latihan."), status=404, code="not_found")
        if not _ask_for_reset():
            raise Refused(_("Ruang latihan sedang diisi. Tunggu sebentar."), status=409, code="being_filled")


def _nobody_has_gone_in() -> bool:
    return db.session.scalars(select(PracticeRoom.tenant_id)).one_or_none() is None


def _ask_for_reset() -> bool:
    """What trainees have closed is counted now, before it goes. Asked twice at once it is done once."""
    room_id = room_of(subject().tenant.id)
    made = insert(PracticeRoom).values(tenant_id=room_id, asked_at=now(), asked_by=subject().name)
    first = db.session.scalar(made.on_conflict_do_nothing().returning(PracticeRoom.tenant_id)) is not None
    room = db.session.scalars(select(PracticeRoom).with_for_update()).one()
    if not first and room.ready_at is None:
        return False
    room.closed_before += closed_here()
    room.asked_at, room.asked_by, room.filled, room.ready_at = now(), subject().name, 0, None
    later("practice.reset")
    return True

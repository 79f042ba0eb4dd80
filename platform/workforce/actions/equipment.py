"""Equipment comes, goes to people and comes back; each move is one of the table's."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from foundation import files, storage
from foundation.clock import today
from foundation.db import db
from foundation.errors import Refused
from tenants import access, audit, receipts
from tenants.access import subject
from workforce.models import Equipment, EquipmentMove, Worker
from workforce.stock import MOVES


def add_equipment(data: dict[str, Any], request_key: object) -> int:
    """One more thing, in the office. `data` is what EquipmentSchema loads. Refused: 403, 409 `known` on `serial`."""
    access.require("workforce:manage")
    receipt = receipts.once(str(request_key), data, "equipment")
    if receipt.subject_id is not None:
        return receipt.subject_id
    serial = data["serial"].upper()
    same = select(Equipment.id).where(Equipment.kind == data["kind"], Equipment.serial == serial)
    if db.session.scalar(same) is not None:
        raise Refused(_("Barang dengan nomor seri ini sudah tercatat."), status=409, field="serial", code="known")
    made = Equipment(kind=data["kind"], label=data["label"], serial=serial, funding=data["funding"], state="store")
    db.session.add(made)
    db.session.flush()
    receipt.subject_id = made.id
    db.session.add(
        EquipmentMove(
            equipment_id=made.id, move="added", day=today(subject().tenant.timezone), entered_by=subject().name
        )
    )
    audit.record("equipment.added", "equipment", made.id)
    return made.id


def move_equipment(equipment_id: int, move: str, data: dict[str, Any]) -> int:
    """One step of the table; the number of the move. `data` is what MoveSchema loads.

    Refused: 403, 404; 409 `stale`, or `not_now` for a step that this state does not take; 422 on `worker` or `day`.
    """
    access.require("workforce:manage")
    wanted = select(Equipment).where(Equipment.id == equipment_id).with_for_update()
    item = db.session.scalars(wanted).one_or_none()
    if item is None or move not in MOVES:
        raise Refused(_("Barang itu tidak ada."), status=404, code="not_found")
    if item.version != data["version"]:
        raise Refused(_("Barang ini baru saja dipindahkan. Periksa lagi keadaannya."), status=409, code="stale")
    step = MOVES[move]
    if item.state not in step.before:
        raise Refused(_("Langkah ini tidak mungkin dalam keadaan sekarang."), status=409, code="not_now")
    if data["day"] > today(subject().tenant.timezone):
        raise Refused(_("Tanggalnya belum tiba."), field="day", code="future")
    whose = _worker(data["worker"]) if step.to_somebody else item.holder_id
    item.state, item.holder_id = step.after, whose if step.after == "held" else None
    made = EquipmentMove(
        equipment_id=item.id,
        move=move,
        day=data["day"],
        worker_id=whose,
        condition=data["condition"] or "",
        entered_by=subject().name,
    )
    db.session.add(made)
    db.session.flush()
    audit.record("equipment.moved", "equipment", item.id, move=move)
    return made.id


def keep_signed(move_id: int, content: bytes) -> int:
    """The signed hand-over letter, as a photograph or PDF; which equipment it belongs to.

    Refused: 403, 404; 409 `signed` when there is one; 422 on `file`.
    """
    access.require("workforce:manage")
    wanted = select(EquipmentMove).where(EquipmentMove.id == move_id, EquipmentMove.move == "handed_over")
    made = db.session.scalars(wanted.with_for_update()).one_or_none()
    if made is None:
        raise Refused(_("Berita acara itu tidak ada."), status=404, code="not_found")
    if made.file_id is not None:
        raise Refused(_("Berita acara ini sudah ada tanda tangannya."), status=409, field="file", code="signed")
    try:
        clean = files.cleaned(content)
    except files.BadFile as fault:
        raise Refused(fault.message, field="file", code=fault.fault) from fault
    made.file_id = storage.keep(clean.content, clean.media_type)
    db.session.flush()
    audit.record("equipment.signed", "equipment", made.equipment_id)
    return made.equipment_id


def _worker(worker_id: int | None) -> int:
    known = select(Worker.id).where(Worker.id == (worker_id or 0), Worker.left_on.is_(None))
    found = db.session.scalar(known)
    if found is None:
        raise Refused(_("Pilih orang dari daftar tenaga."), field="worker", code="unknown_worker")
    return found

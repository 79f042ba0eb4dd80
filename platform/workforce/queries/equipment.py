"""Equipment: what there is, who holds what, and one thing with all its moves."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from foundation.db import db
from foundation.errors import Refused
from tenants import access
from web.pagination import Page, decode_cursor, page_of
from workforce.models import Equipment, EquipmentMove, Worker
from workforce.posts import FUNDING
from workforce.stock import KINDS, MOVES, STATES, Move

PAGE = 50


@dataclass(frozen=True)
class Item:
    """One thing in a list."""

    id: int
    kind: str
    label: str
    serial: str
    funding: str
    state: str
    version: int
    holder_id: int | None
    holder: str

    @property
    def kind_label(self) -> str:
        """In the reader's language."""
        return str(KINDS[self.kind])

    @property
    def state_label(self) -> str:
        """In the reader's language."""
        return str(STATES[self.state])

    @property
    def funding_label(self) -> str:
        """In the reader's language."""
        return str(FUNDING[self.funding])


@dataclass(frozen=True)
class MoveLine:
    """One move it has made."""

    id: int
    move: str
    day: date
    worker: str
    condition: str
    file_id: int | None
    entered_by: str

    @property
    def label(self) -> str:
        """In the reader's language."""
        return str(MOVES[self.move].done) if self.move in MOVES else _("Dicatat")


@dataclass(frozen=True)
class ItemView:
    """One thing with its moves, and those it may make now."""

    item: Item
    moves: list[MoveLine]
    possible: dict[str, Move]


@dataclass(frozen=True)
class KindTotal:
    """How many of a kind are in which state."""

    kind: str
    by_state: dict[str, int]

    @property
    def label(self) -> str:
        """In the reader's language."""
        return str(KINDS[self.kind])

    @property
    def all(self) -> int:
        """Of all states but those struck off."""
        return sum(n for state, n in self.by_state.items() if state != "retired")


def equipment(kind: str = "", state: str = "", cursor: str | None = None, size: int = PAGE) -> Page[Item]:
    """The newest first. Refused: 403; 400 for a cursor of another list. 1 statement."""
    access.require("workforce:read")
    wanted = _items()
    wanted = wanted.where(Equipment.kind == kind) if kind else wanted
    wanted = wanted.where(Equipment.state == state) if state else wanted.where(Equipment.state != "retired")
    if after := decode_cursor(cursor, (int,)):
        wanted = wanted.where(Equipment.id < after[0])
    rows = db.session.execute(wanted.order_by(Equipment.id.desc()).limit(size + 1)).all()
    return page_of([_item(row) for row in rows], size, lambda item: (item.id,))


def totals() -> list[KindTotal]:
    """By kind and state: some hundred things at most sites, read by index. Refused: 403. 1 statement."""
    access.require("workforce:read")
    counted = select(Equipment.kind, Equipment.state, func.count()).group_by(Equipment.kind, Equipment.state)
    found: dict[str, dict[str, int]] = {}
    for kind, state, n in db.session.execute(counted):
        found.setdefault(kind, {})[state] = n
    return [KindTotal(kind, found[kind]) for kind in KINDS if kind in found]


def item(equipment_id: int) -> ItemView:
    """One thing. Refused: 403, 404. 2 statements."""
    access.require("workforce:read")
    row = db.session.execute(_items().where(Equipment.id == equipment_id)).one_or_none()
    if row is None:
        raise Refused(_("Barang itu tidak ada."), status=404, code="not_found")
    moves = (
        select(
            EquipmentMove.id, EquipmentMove.move, EquipmentMove.day, Worker.name, EquipmentMove.condition,
            EquipmentMove.file_id, EquipmentMove.entered_by,
        )
        .outerjoin(Worker, (Worker.tenant_id == EquipmentMove.tenant_id) & (Worker.id == EquipmentMove.worker_id))
        .where(EquipmentMove.equipment_id == equipment_id)
        .order_by(EquipmentMove.id.desc())
        .limit(100)
    )  # fmt: skip
    found = _item(row)
    return ItemView(
        item=found,
        moves=[
            MoveLine(each.id, each.move, each.day, each.name or "", each.condition, each.file_id, each.entered_by)
            for each in db.session.execute(moves)
        ],
        possible={slug: step for slug, step in MOVES.items() if found.state in step.before},
    )


def held_by(worker_id: int) -> list[Item]:
    """What somebody holds. Refused: 403."""
    access.require("workforce:read")
    return [_item(row) for row in db.session.execute(_items().where(Equipment.holder_id == worker_id).limit(50))]


def holders() -> list[tuple[int, str]]:
    """Who equipment may be given to, for a select."""
    rows = select(Worker.id, Worker.name).where(Worker.left_on.is_(None)).order_by(Worker.name, Worker.id).limit(1000)
    return [(row.id, row.name) for row in db.session.execute(rows)]


def hand_over(move_id: int) -> tuple[ItemView, MoveLine]:
    """A hand-over with the thing it was of. Refused: 403, 404."""
    access.require("workforce:read")
    of = select(EquipmentMove.equipment_id).where(EquipmentMove.id == move_id, EquipmentMove.move == "handed_over")
    equipment_id = db.session.scalar(of)
    if equipment_id is None:
        raise Refused(_("Berita acara itu tidak ada."), status=404, code="not_found")
    view = item(equipment_id)
    return view, next(each for each in view.moves if each.id == move_id)


def _items() -> Select[*tuple[Any, ...]]:
    return select(
        Equipment.id, Equipment.kind, Equipment.label, Equipment.serial, Equipment.funding, Equipment.state,
        Equipment.version, Equipment.holder_id, Worker.name.label("holder"),
    ).outerjoin(Worker, (Worker.tenant_id == Equipment.tenant_id) & (Worker.id == Equipment.holder_id))  # fmt: skip


def _item(row: Any) -> Item:
    return Item(
        row.id, row.kind, row.label, row.serial, row.funding, row.state, row.version, row.holder_id, row.holder or ""
    )

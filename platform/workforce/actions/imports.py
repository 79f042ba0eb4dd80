"""A roster from a spreadsheet: looked at first, then taken over whole or as far as it is good. Nothing half-done."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from marshmallow import ValidationError
from sqlalchemy import select

from foundation import storage
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from reference.names import spelled
from tenants import access, audit
from tenants.access import subject
from web.tables import WORKBOOK
from workforce import spreadsheets
from workforce.actions.roster import phone_hash, renewed, written
from workforce.models import Appointment, AppointmentVillage, RosterFile, Worker
from workforce.places import Villages
from workforce.posts import FUNDING, POSTS, slug_of
from workforce.schemas import WorkerSchema
from workforce.spreadsheets import COLUMNS, SheetRow


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class GoodRow:
    """A row that can be taken over: of somebody new, or the next decree of `worker_id`."""

    line: int
    data: dict[str, Any]
    codes: list[str]
    worker_id: int | None


@dataclass(frozen=True)
class Looked:
    """What a file would do, as things stand."""

    file: RosterFile
    good: list[GoodRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    """Lines whose decree is on the roster already: nothing to do."""

    @property
    def refused(self) -> int:
        """How many rows have a fault."""
        return len({fault.line for fault in self.faults})

    @property
    def new(self) -> int:
        """How many people would be added."""
        return sum(row.worker_id is None for row in self.good)

    @property
    def renewed(self) -> int:
        """How many would get another decree."""
        return sum(row.worker_id is not None for row in self.good)


def keep_file(content: bytes) -> RosterFile:
    """Keep a spreadsheet to be looked at. Refused: 403, 422 on `file`."""
    access.require("workforce:manage")
    spreadsheets.read(content)
    kept = RosterFile(file_id=storage.keep(content, WORKBOOK), sent_by=subject().membership_id)
    db.session.add(kept)
    db.session.flush()
    return kept


def look(file_id: int) -> Looked:
    """Every row against the schema, the district's villages, the other rows and the roster. Refused: 403, 404.

    The number of statements does not depend on the rows.
    """
    access.require("workforce:manage")
    return _looked(_found(file_id))


def take_over(file_id: int, how: str) -> Looked:
    """Add and renew what is good, all in this transaction; the file's bytes are erased.

    `how` is "all" or "good". Refused: 403, 404; 409 `taken` the second time; 422 `faulty` for "all" while a row is not.
    """
    access.require("workforce:manage")
    file = _found(file_id, lock=True)
    if file.taken_at is not None:
        raise Refused(_("Berkas ini sudah disimpan."), status=409, code="taken")
    looked = _looked(file)
    if how == "all" and looked.faults:
        raise Refused(_("Masih ada baris yang perlu diperbaiki. Tidak ada yang disimpan."), code="faulty")
    ids = [row.worker_id for row in looked.good if row.worker_id is not None]
    workers = {each.id: each for each in db.session.scalars(select(Worker).where(Worker.id.in_(ids)).with_for_update())}
    for row in looked.good:
        if row.worker_id is None:
            written(row.data, row.codes)
        else:
            renewed(workers[row.worker_id], row.data, row.codes)
    file.taken_at, file.added, file.renewed, file.refused = now(), looked.new, looked.renewed, looked.refused
    storage.erase(file.file_id)
    audit.record("roster.imported", "roster_file", file.id, added=looked.new, renewed=looked.renewed)
    return looked


def _found(file_id: int, *, lock: bool = False) -> RosterFile:
    wanted = select(RosterFile).where(RosterFile.id == file_id)
    file = db.session.scalars(wanted.with_for_update() if lock else wanted).one_or_none()
    if file is None:
        raise Refused(_("Berkas itu tidak ada."), status=404, code="not_found")
    return file


def _looked(file: RosterFile) -> Looked:
    looked = Looked(file)
    if file.taken_at is not None:
        return looked
    look_up, villages, seen = _Roster(), Villages(), _Seen()
    for row in spreadsheets.read(storage.content_of(file.file_id)):
        faults = [*_judge(row, villages, seen, look_up, looked)]
        looked.faults.extend(faults)
    return looked


def _judge(row: SheetRow, villages: Villages, seen: "_Seen", roster: "_Roster", into: Looked) -> Iterator[Fault]:
    data, faults = _loaded(row)
    codes: list[str] = []
    if data and data.get("villages"):
        try:
            codes = villages.read(data["villages"])
        except Refused as refusal:
            faults["villages"] = [refusal.message]
    if data and not faults:
        earlier = seen.before(row.line, data, codes)
        if earlier:
            faults["name"] = [_("Orang yang sama sudah ada di baris %(line)s", line=earlier)]
    if faults or data is None:
        for name, words in faults.items():
            column = str(COLUMNS[name]) if name in COLUMNS else ""
            yield Fault(row.line, column, row.cells.get(name, ""), "; ".join(map(str, words)))
        return
    worker_id = roster.known(data, codes)
    if worker_id is not None and roster.decrees.get(worker_id) == data["sk_number"].casefold():
        into.known.append(row.line)
    else:
        into.good.append(GoodRow(row.line, data, codes, worker_id))


def _loaded(row: SheetRow) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """What the schema makes of a row, and what is wrong with it by field."""
    if row.spoilt:
        return None, {name: [reason] for name, reason in row.spoilt.items()}
    cells = {name: value for name, value in row.cells.items() if value}
    cells |= {
        name: slug_of(cells[name], known) for name, known in (("post", POSTS), ("funding", FUNDING)) if name in cells
    }
    try:
        loaded: Any = WorkerSchema().load(cells)
    except ValidationError as error:
        return None, {name: list(words) for name, words in error.normalized_messages().items()}
    return loaded, {}


class _Seen:
    """Who stood in an earlier row: by telephone, or by name and post and a village in common."""

    def __init__(self) -> None:
        self._phones: dict[str, int] = {}
        self._names: dict[tuple[str, str], list[tuple[int, set[str]]]] = {}

    def before(self, line: int, data: dict[str, Any], codes: list[str]) -> int | None:
        """The line of the same person; otherwise this one is remembered."""
        if data["phone"] and (earlier := self._phones.get(data["phone"])):
            return earlier
        named = self._names.setdefault((spelled(data["name"]), data["post"]), [])
        for earlier, theirs in named:
            if (not codes and not theirs) or theirs & set(codes):
                return earlier
        named.append((line, set(codes)))
        if data["phone"]:
            self._phones[data["phone"]] = line
        return None


class _Roster:
    """Who is on the roster and has not left, looked up once. 2 statements."""

    def __init__(self) -> None:
        rows = db.session.execute(
            select(Worker.id, Worker.name, Worker.phone_hash, Appointment.id.label("decree"), Appointment.sk_number)
            .outerjoin(
                Appointment,
                (Appointment.tenant_id == Worker.tenant_id)
                & (Appointment.worker_id == Worker.id)
                & Appointment.ended_on.is_(None),
            )
            .where(Worker.left_on.is_(None))
        ).all()
        served: dict[int, set[str]] = {}
        decrees = [row.decree for row in rows if row.decree]
        for row in db.session.execute(
            select(AppointmentVillage.appointment_id, AppointmentVillage.village_code).where(
                AppointmentVillage.appointment_id.in_(decrees)
            )
        ):
            served.setdefault(row.appointment_id, set()).add(row.village_code)
        self.decrees = {row.id: row.sk_number.casefold() for row in rows if row.sk_number}
        self._phones = {bytes(row.phone_hash): row.id for row in rows if row.phone_hash}
        self._names: dict[str, list[tuple[int, set[str], bool]]] = {}
        for row in rows:
            entry = (row.id, served.get(row.decree, set()), row.phone_hash is not None)
            self._names.setdefault(spelled(row.name), []).append(entry)

    def known(self, data: dict[str, Any], codes: list[str]) -> int | None:
        """The person meant: the same telephone, or the same name with a village in common or no village at all."""
        if data["phone"] and (found := self._phones.get(phone_hash(data["phone"]))):
            return found
        for worker_id, theirs, has_phone in self._names.get(spelled(data["name"]), []):
            another = bool(data["phone"]) and has_phone
            if not another and ((not codes and not theirs) or theirs & set(codes)):
                return worker_id
        return None

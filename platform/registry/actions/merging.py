"""Two records found to be one person: one stays, the other leads there; and the whole way back.

What belongs to a person in rooms above (cases, drafts) follows by itself once that room has said `follows(column)`.
Nothing is deleted: the other record keeps all it had, only its hashes are lifted so that no number finds it.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from foundation import clock
from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from foundation.logging import without_personal_numbers
from reference.identity import parse_nik
from registry import queries
from registry.actions.observations import restate
from registry.followers import FOLLOWERS
from registry.models import Person, PersonMerge
from registry.queries.merges import PARTS
from registry.schemas import contradictions
from tenants import access, audit
from tenants.access import subject

_PURPOSE = "person.merge"
_TOLD = "observation"
"""Among what moved: the observation that says what the merge chose."""


def merge(one_id: int, other_id: int, data: dict[str, Any]) -> PersonMerge:
    """Make two records one. `data` is what MergeSchema gave; every part says `one` or `other`.

    Refused: 403, 404, 409 `stale`, 422 when the parts contradict one another. Merged (410) for a record merged before.
    """
    access.require("person:merge")
    one, other = _both(one_id, other_id)
    if (one.version, other.version) != (data["version_one"], data["version_other"]):
        message = _("Salah satu data ini baru saja diubah orang lain. Muat ulang halaman, lalu bandingkan lagi.")
        raise Refused(message, status=409, code="stale")
    survivor, merged = (one, other) if data["survivor"] == "one" else (other, one)
    wanted = _chosen({"one": one, "other": other}, data)
    _agree(wanted)
    changes = {name: [getattr(survivor, name), value] for name, value in wanted.items()}
    merged.merged_into = survivor.id
    queries.forget_records()
    merged.nik_hash = merged.phone_hash = None
    db.session.flush()  # the number is free before the other record takes it
    for name, value in wanted.items():
        setattr(survivor, name, value)
    db.session.flush()
    moved = _carry(merged.id, survivor.id)
    told = restate(survivor, _("Penggabungan data"))
    row = PersonMerge(
        survivor_id=survivor.id,
        merged_id=merged.id,
        at=clock.now(),
        actor_name=subject().name,
        reason=without_personal_numbers(data["reason"]),
        changes_cipher=_sealed({name: pair for name, pair in changes.items() if pair[0] != pair[1]}),
        moved=moved | ({_TOLD: [told.id]} if told else {}),
    )
    db.session.add(row)
    db.session.flush()
    db.session.expire_all()  # the database has moved what it moves
    audit.record("person.merged", "person", survivor.id, merged=merged.id, merge=row.id)
    return row


def unmerge(merge_id: int, reason: str) -> PersonMerge:
    """Take a merge back: both records, and what followed, stand as before.

    What was changed on the survivor since then stays as it was changed. Refused: 403, 404, 409 when it was taken back
    already, when the survivor has itself been merged since, or when somebody else has the number by now.
    """
    access.require("person:merge")
    row = db.session.scalars(select(PersonMerge).where(PersonMerge.id == merge_id).with_for_update()).one_or_none()
    if row is None:
        raise Refused(_("Penggabungan ini tidak ditemukan."), status=404, code="not_found")
    if row.undone_at is not None:
        raise Refused(_("Penggabungan ini sudah dibatalkan."), status=409, code="undone")
    survivor, merged = (_locked(person_id) for person_id in (row.survivor_id, row.merged_id))
    if survivor.merged_into is not None:
        message = _("Data ini sendiri sudah digabung ke data lain. Batalkan penggabungan itu dulu.")
        raise Refused(message, status=409, code="merged")
    with _number_taken_in_words():
        for name, (before, after) in _opened(row.changes_cipher).items():
            if getattr(survivor, name) == after:
                setattr(survivor, name, before)
        db.session.flush()
        merged.merged_into = None
        queries.forget_records()
        merged.nik_hash, merged.phone_hash = _hash(merged.nik_cipher, "nik"), _hash(merged.phone_cipher, "phone")
        db.session.flush()
    for observation_id in row.moved.get(_TOLD, []):
        told = queries.get_observation("person", survivor.id, observation_id)
        restate(survivor, _("Pembatalan penggabungan data"), corrects=told)
    row.undone_at, row.undone_by, row.undone_reason = clock.now(), subject().name, without_personal_numbers(reason)
    db.session.flush()
    _carry_back(row)
    audit.record("person.unmerged", "person", survivor.id, merged=merged.id, merge=row.id)
    return row


# --- parts --------------------------------------------------------------------------------------------


def _both(one_id: int, other_id: int) -> tuple[Person, Person]:
    """Both, locked in the order of their numbers: two officers who merge the same pair wait for one another."""
    if one_id == other_id:
        raise Refused(_("Pilih dua data yang berbeda."), field="survivor")
    for person_id in (one_id, other_id):
        queries.get_person(person_id)
    locked = {person_id: _locked(person_id) for person_id in sorted((one_id, other_id))}
    for person in locked.values():
        if person.merged_into is not None:
            raise queries.Merged(person.merged_into)
    return locked[one_id], locked[other_id]


def _locked(person_id: int) -> Person:
    fresh = select(Person).where(Person.id == person_id).with_for_update()
    return db.session.scalars(fresh.execution_options(populate_existing=True)).one()


def _chosen(records: dict[str, Person], data: dict[str, Any]) -> dict[str, Any]:
    return {column: getattr(records[data[part]], column) for part, columns in PARTS.items() for column in columns}


def _agree(wanted: dict[str, Any]) -> None:
    """A NIK of one record and a birthday of the other must still be one person's."""
    if wanted["nik_cipher"] is None:
        return
    nik = parse_nik(vault().decrypt(wanted["nik_cipher"], "nik"))
    for field, message in contradictions(nik, wanted["sex"], wanted["birth_date"]).items():
        raise Refused(message, field="birth" if field == "birth_date" else field)


def _columns() -> list[tuple[str, Any]]:
    return [(name, each.column) for name, each in FOLLOWERS.items() if not each.by_database]


def _carry(from_id: int, to_id: int) -> dict[str, list[int]]:
    moved: dict[str, list[int]] = {}
    for name, column in _columns():
        table: Any = column.class_
        rows = update(table).where(column == from_id).values({column.key: to_id}).returning(table.id)
        ids = sorted(db.session.scalars(rows.execution_options(synchronize_session=False)))
        moved |= {name: ids} if ids else {}
    db.session.expire_all()
    return moved


def _carry_back(row: PersonMerge) -> None:
    for name, column in _columns():
        table: Any = column.class_
        back = update(table).where(table.id.in_(row.moved.get(name, [])), column == row.survivor_id)
        db.session.execute(back.values({column.key: row.merged_id}).execution_options(synchronize_session=False))
    db.session.expire_all()


@contextmanager
def _number_taken_in_words() -> Iterator[None]:
    try:
        with db.session.begin_nested():
            yield
    except IntegrityError as error:
        message = _("NIK pada data lama sudah dipakai warga lain. Cocokkan dulu NIK keduanya dengan KTP.")
        raise Refused(message, status=409, code="nik_taken") from error


def _hash(cipher: bytes | None, purpose: str) -> bytes | None:
    return vault().lookup(vault().decrypt(cipher, purpose), purpose) if cipher is not None else None


def _sealed(changes: dict[str, list[Any]]) -> bytes:
    return vault().encrypt(json.dumps({name: list(map(_written, pair)) for name, pair in changes.items()}), _PURPOSE)


def _opened(sealed: bytes) -> dict[str, tuple[Any, Any]]:
    pairs = json.loads(vault().decrypt(sealed, _PURPOSE))
    return {name: (_read(name, before), _read(name, after)) for name, (before, after) in pairs.items()}


def _written(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    kind = Person.__table__.c[name].type.python_type
    if value is None or kind not in (bytes, date):
        return value
    return b64decode(value) if kind is bytes else date.fromisoformat(value)

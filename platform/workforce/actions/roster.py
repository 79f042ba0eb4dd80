"""Putting people on the roster, renewing their decrees, and letting them go without leaving work behind."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import insert, select

from foundation.crypto import vault
from foundation.db import db
from foundation.errors import Refused
from reference.identity import mask_phone
from tenants import access, administration, audit, receipts
from tenants.access import subject
from workforce.handover import OpenWork, kinds
from workforce.models import Appointment, AppointmentVillage, Worker
from workforce.places import Villages
from workforce.posts import POSTS
from workforce.queries.roster import free_accounts

PHONE = "worker.phone"


def add_worker(data: dict[str, Any], request_key: object) -> Worker:
    """Somebody new with the first decree. `data` is what WorkerSchema loads.

    Refused: 403; 409 `already_there` on `phone`; 422 on `villages`.
    """
    access.require("workforce:manage")
    receipt = receipts.once(str(request_key), data, "worker")
    if receipt.subject_id is not None:
        return db.session.get_one(Worker, (receipt.tenant_id, receipt.subject_id))
    codes = Villages().read(data["villages"])
    if data["phone"] and worker_with(data["phone"]) is not None:
        words = _("Sudah ada orang dengan nomor ini di daftar tenaga. Perpanjang SK-nya saja.")
        raise Refused(words, status=409, field="phone", code="already_there")
    made = written(data, codes)
    receipt.subject_id = made.id
    audit.record("worker.added", "worker", made.id)
    return made


def appoint(worker_id: int, data: dict[str, Any]) -> Appointment:
    """Another decree, which replaces the one that stands. `data` is what AppointmentSchema loads.

    Refused: 403, 404; 409 `left`; 422 on `villages` or `sk_number` when it is the one that stands.
    """
    access.require("workforce:manage")
    codes = Villages().read(data["villages"])
    worker = _locked(worker_id)
    if worker.left_on is not None:
        raise Refused(_("Orang ini sudah berhenti. Tambahkan lagi sebagai orang baru."), status=409, code="left")
    made = renewed(worker, data, codes)
    audit.record("worker.appointed", "worker", worker.id, post=made.post, funding=made.funding)
    return made


def link_account(worker_id: int, membership_id: int) -> None:
    """Somebody who had an account before the roster was kept: that account is theirs.

    Refused: 403, 404; 409 `linked` when either has another; 422 on `membership` for an account in another role.
    """
    access.require("people:manage")
    worker, standing = _locked(worker_id), _standing(worker_id)
    if worker.membership_id is not None or worker.left_on is not None or standing is None:
        raise Refused(_("Orang ini sudah punya akun, atau tidak bertugas."), status=409, code="linked")
    if membership_id not in dict(free_accounts(POSTS[standing.post].role)):
        raise Refused(_("Pilih akun dari daftar."), field="membership", code="unknown_account")
    worker.membership_id = membership_id
    db.session.flush()
    audit.record("worker.linked", "worker", worker.id, membership=membership_id)


def leave(worker_id: int, data: dict[str, Any]) -> int:
    """The last day. Open work goes to somebody else, the decree ends, the account opens nothing any more.

    `data` is what LeavingSchema loads. How much was handed over. Refused: 403, 404; 409 `left`, `stale`,
    `last_administrator`; 422 on `to` while work is open and nobody takes it, or whoever does this may not give it.
    """
    access.require("workforce:manage")
    worker = _locked(worker_id)
    if worker.left_on is not None:
        raise Refused(_("Orang ini sudah berhenti."), status=409, code="left")
    if worker.version != data["version"]:
        raise Refused(_("Data orang ini baru saja diubah. Periksa lagi, lalu ulangi."), status=409, code="stale")
    given = _hand_over(worker, data["to"], data["left_note"] or data["left_why"]) if worker.membership_id else 0
    worker.left_on, worker.left_why, worker.left_note = data["left_on"], data["left_why"], data["left_note"] or ""
    standing = _standing(worker.id)
    if standing is not None:
        standing.ended_on, standing.ended_why = max(data["left_on"], standing.valid_from), "left"
    if worker.membership_id is not None:
        administration.end_of_leaver(worker.membership_id)
    db.session.flush()
    audit.record("worker.left", "worker", worker.id, reason=data["left_why"], handed_over=given)
    return given


def written(data: dict[str, Any], codes: Sequence[str]) -> Worker:
    """The rows of somebody new, without further checks: for here and for the spreadsheet."""
    phone = data["phone"]
    worker = Worker(
        name=data["name"],
        phone_cipher=vault().encrypt(phone, PHONE) if phone else None,
        phone_hash=phone_hash(phone) if phone else None,
        phone_masked=mask_phone(phone) if phone else "",
        email=data["email"] or "",
    )
    db.session.add(worker)
    db.session.flush()
    _appointment(worker, data, codes)
    return worker


def renewed(worker: Worker, data: dict[str, Any], codes: Sequence[str]) -> Appointment:
    """The next decree of somebody; the standing one ends the day it begins. Refused (422) when it is the same one."""
    standing = _standing(worker.id)
    if standing is not None:
        if standing.sk_number.casefold() == data["sk_number"].casefold():
            words = _("Nomor SK ini sudah tercatat dan sedang berlaku.")
            raise Refused(words, field="sk_number", code="same_decree")
        standing.ended_on, standing.ended_why = max(data["valid_from"], standing.valid_from), "renewed"
        db.session.flush()
    worker.left_on = None
    return _appointment(worker, data, codes)


def phone_hash(phone: str) -> bytes:
    """By what a person on the roster is found again."""
    return vault().lookup(phone, PHONE)


def worker_with(phone: str) -> int | None:
    """Who on the roster has that number and has not left."""
    same = select(Worker.id).where(Worker.phone_hash == phone_hash(phone), Worker.left_on.is_(None))
    return db.session.scalar(same.order_by(Worker.id.desc()).limit(1))


def _appointment(worker: Worker, data: dict[str, Any], codes: Sequence[str]) -> Appointment:
    names = ("post", "sk_number", "sk_date", "valid_from", "valid_until", "funding", "honorarium")
    made = Appointment(worker_id=worker.id, entered_by=subject().name, **{name: data[name] for name in names})
    db.session.add(made)
    db.session.flush()
    if codes:
        rows = [{"appointment_id": made.id, "village_code": code} for code in codes]
        db.session.execute(insert(AppointmentVillage), rows)
    return made


def _locked(worker_id: int) -> Worker:
    found = db.session.scalars(select(Worker).where(Worker.id == worker_id).with_for_update()).one_or_none()
    if found is None:
        raise Refused(_("Orang ini tidak ada di daftar tenaga daerah Anda."), status=404, code="not_found")
    return found


def _standing(worker_id: int) -> Appointment | None:
    wanted = select(Appointment).where(Appointment.worker_id == worker_id, Appointment.ended_on.is_(None))
    return db.session.scalars(wanted.with_for_update()).one_or_none()


def _hand_over(worker: Worker, to: int | None, reason: str) -> int:
    """Every kind of open work to one person, who must be somebody that kind may be given to."""
    assert worker.membership_id is not None  # noqa: S101 - the caller has looked
    membership_id = worker.membership_id
    open_kinds = [(kind, n) for kind in kinds() if (n := kind.count(membership_id))]
    return sum(_give(kind, n, membership_id, to, reason) for kind, n in open_kinds)


def _give(kind: OpenWork, n: int, from_id: int, to: int | None, reason: str) -> int:
    work = f"{n} {kind.label}"
    if not subject().may(kind.permission):
        words = _("Masih ada %(work)s. Minta manajer atau supervisor menyerahkannya dulu.", work=work)
        raise Refused(words, field="to", code="open_work")
    if to is None or to not in dict(kind.receivers()) or to == from_id:
        raise Refused(_("Masih ada %(work)s. Pilih siapa yang meneruskan.", work=work), field="to", code="open_work")
    return kind.give(from_id, to, reason)

"""Taking in what citizens ask about their own data, and answering within the law's clock."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from cases.actions.notices import notify
from foundation import storage
from foundation.clock import now
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import Postponed, later
from foundation.logging import without_personal_numbers
from privacy.law import RIGHTS
from privacy.models import DataRequest
from privacy.queries.requests import corrected_since, get_request
from registry.actions import restriction
from registry.queries import get_person
from tenants import access, audit, receipts
from tenants.access import subject

WITHOUT_CLOCK = timedelta(days=14)
"""Within which the office wants to answer what the law gives no hours for."""
FETCHED_WITHIN = timedelta(days=7)
STALE = "stale"


def take(person_id: int, data: dict[str, Any], request_key: UUID) -> DataRequest:
    """Record a request. `data` is what TakeSchema gave. The law's clock starts now. Refused: 403, 404."""
    access.require("privacy:take")
    person = get_person(person_id)
    receipt = receipts.once(request_key, {**data, "person": person.id}, "data_request")
    if receipt.subject_id is not None:
        return get_request(receipt.subject_id)
    hours, who = RIGHTS[data["kind"]].hours, subject()
    request = DataRequest(
        person_id=person.id,
        kind=data["kind"],
        variable=data["variable"] if data["kind"] == "correction" else None,
        asker=data["asker"],
        asker_name=data["asker_name"] or "",
        identity=data["identity"],
        identity_note=without_personal_numbers(data["identity_note"] or ""),
        wish=without_personal_numbers(data["wish"]),
        asked_at=now(),
        due_at=now() + (timedelta(hours=hours) if hours else WITHOUT_CLOCK),
        taken_by=who.membership_id,
        taken_name=who.name,
        state="open",
        outcome={},
    )
    db.session.add(request)
    db.session.flush()
    receipt.subject_id = request.id
    audit.record(
        "data_request.taken", "person", person.id, request=request.id, kind=request.kind, identity=request.identity
    )
    later("privacy.request_taken", request_id=request.id)
    return request


def hand_copy(request_id: int, content: bytes, counts: dict[str, int], note: str, version: int) -> DataRequest:
    """The copy is made: keep it, sealed, for some days. Refused: 403, 404, 409."""
    request = undecided(request_id, version, "access")
    request.file_id = storage.keep(content, "application/zip")
    request.file_until = now() + FETCHED_WITHIN
    answer(request, "granted", note or _("Salinan data dibuat."), counts)
    audit.record("person.copied", "person", request.person_id, request=request.id)
    later("privacy.copy_expires", request_id=request.id)
    return request


def fetch_copy(request_id: int) -> bytes:
    """The copy again, to hand it over. Refused: 403, 404, 410 when it is gone."""
    access.require("privacy:guard")
    request = get_request(request_id)
    if request.file_id is None or request.file_until is None or now() >= request.file_until:
        raise Refused(_("Salinan ini sudah dihapus. Buat permintaan baru."), status=410, code="gone")
    audit.record("person.copy_fetched", "person", request.person_id, request=request.id)
    return storage.content_of(request.file_id)


def expire_copy(request_id: int) -> None:
    """For the job: a copy lies here no longer than it must."""
    request = get_request(request_id, locked=True)
    if request.file_id is None or request.file_until is None:
        return
    if now() < request.file_until:
        raise Postponed(request.file_until)
    storage.erase(request.file_id)
    request.file_until = None
    db.session.flush()


def corrected(request_id: int, note: str, version: int) -> DataRequest:
    """The registry says it better now; what was wrong stays legible in its history.

    Refused: 403, 404, 409, 422 while nothing has been corrected since the request.
    """
    request = undecided(request_id, version, "correction")
    observations = corrected_since(request)
    if not observations:
        message = _("Belum ada catatan baru tentang data ini. Perbaiki dulu di data warga, lalu kembali ke sini.")
        raise Refused(message, code="not_corrected")
    return answer(request, "granted", note or _("Data sudah diperbaiki."), {"observation": len(observations)})


def restrict(request_id: int, note: str, version: int) -> DataRequest:
    """From now on the person is in no run over everybody, no data set, no referral. Refused: 403, 404, 409."""
    request = undecided(request_id, version, "restriction")
    words = note or _("Pemrosesan dibatasi atas permintaan warga.")
    restriction.restrict(request.person_id, words)
    return answer(request, "granted", words, {"person": 1})


def lift(request_id: int, reason: str) -> DataRequest:
    """The restriction is over. Refused: 403, 404, 409 when none stands."""
    access.require("privacy:guard")
    request = get_request(request_id, locked=True)
    restriction.lift(request.person_id, reason)
    return request


def decline(request_id: int, note: str, version: int) -> DataRequest:
    """Not done, for a reason that the citizen is told. Refused: 403, 404, 409."""
    return answer(undecided(request_id, version), "refused", note, {})


def tell_guards(request_id: int) -> None:
    """For the job: who answers hears that the clock runs."""
    get_request(request_id)
    for role in ("privacy_officer", "manager"):
        notify("data_request_taken", role=role)


def undecided(request_id: int, version: int, kind: str | None = None) -> DataRequest:
    """The request, locked, as the form saw it. Refused: 403, 404, 409."""
    access.require("privacy:guard")
    request = get_request(request_id, locked=True)
    if kind is not None and request.kind != kind:
        raise Refused(_("Permintaan ini tidak ada di daerah Anda."), status=404, code="not_found")
    if request.state != "open":
        raise Refused(_("Permintaan ini sudah dijawab."), status=409, code="decided")
    if request.version != version:
        message = _("Permintaan ini baru saja diubah orang lain. Muat ulang halaman.")
        raise Refused(message, status=409, code=STALE)
    return request


def answer(request: DataRequest, state: str, note: str, outcome: dict[str, Any]) -> DataRequest:
    """Put the answer beside the question, with who gave it and proof in numbers."""
    who = subject()
    request.state, request.note, request.outcome = state, without_personal_numbers(note), outcome
    request.decided_by, request.decided_name, request.decided_at = who.membership_id, who.name, now()
    db.session.flush()
    audit.record(f"data_request.{state}", "person", request.person_id, request=request.id, kind=request.kind)
    return request

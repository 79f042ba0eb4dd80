"""Asking for a data set, deciding on it, fetching it, taking it back. Every step is in the access log."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from sqlalchemy import select

from cases.actions.notices import notify
from cases.actions.numbers import next_number
from foundation import storage
from foundation.clock import now, today
from foundation.db import db
from foundation.errors import Refused
from foundation.jobs import later
from foundation.logging import without_personal_numbers
from privacy.actions.extracts import MEDIA
from privacy.models import ShareAgreement, ShareDownload, ShareRequest
from privacy.queries.sharing import agreement, agreement_choices, get_share, is_open, is_recipient, site_villages
from tenants import access, audit, receipts, signing
from tenants.access import subject
from tenants.models import Agency

SERIES = "share"
NARROWED = ("columns", "whole", "villages")


def ask(data: dict[str, Any], request_key: UUID) -> ShareRequest:
    """Ask for a data set. `data` is what WhySchema, WhatSchema and WhomSchema gave, together.

    An agency asks in its own name; the office records what came by letter. Refused: 403; 422 at `requester`, at
    `villages` of another site, at an `agreement_id` that does not hold for whoever asks.
    """
    access.require("share:ask")
    receipt = receipts.once(request_key, data, "share")
    if receipt.subject_id is not None:
        return get_share(receipt.subject_id)
    who = subject()
    if not who.agency_id and not data["requester"]:
        raise Refused(_("Tulis siapa yang meminta"), field="requester")
    _offered(data)
    share = ShareRequest(
        agency_id=who.agency_id,
        requester=who.agency_name if who.agency_id else data["requester"],
        letter=data["letter"] or "",
        asked_by=who.membership_id,
        asked_name=who.name,
        asked_at=now(),
        purpose=without_personal_numbers(data["purpose"]),
        legal_basis=data["legal_basis"],
        agreement_id=data["agreement_id"],
        file_format=data["file_format"],
        asked=_kept(data),
        state="asked",
    )
    db.session.add(share)
    db.session.flush()
    receipt.subject_id = share.id
    audit.record("share.asked", "share", share.id, columns=len(share.asked["columns"]))
    later("privacy.share_asked", share_id=share.id)
    return share


def approve(share_id: int, data: dict[str, Any]) -> ShareRequest:
    """Allow it, whole or narrowed; a job makes the file. `data` is what ApproveSchema gave.

    Never more than was asked. Refused: 403, 404, 409 stale or decided, 422 at `code`, `columns`, `whole`.
    """
    access.require("share:decide")
    share = _undecided(share_id, data["version"])
    for name in NARROWED:
        wider = set(data[name]) - set(share.asked[name])
        if wider and (name != "villages" or share.asked[name]):
            raise Refused(_("Hanya yang diminta dapat disetujui"), field=name)
    if share.asked["villages"] and not data["villages"]:
        raise Refused(_("Sisakan paling sedikit satu desa"), field="villages")
    if set(data["whole"]) - set(data["columns"]):
        raise Refused(_("Centang juga kolomnya pada daftar di atas"), field="whole")
    signing.require(data.get("code"))
    who = subject()
    year = today(who.tenant.timezone).year
    share.allowed = share.asked | {name: data[name] for name in NARROWED}
    share.number = f"BD/{next_number(SERIES, year)}/{year}"
    share.valid_days, share.state = data["valid_days"], "approved"
    _decided(share, data["note"] or "")
    audit.record(
        "share.approved", "share", share.id, columns=data["columns"], whole=data["whole"], days=data["valid_days"]
    )
    later("privacy.make_extract", share_id=share.id)
    return share


def refuse(share_id: int, reason: str, version: int) -> ShareRequest:
    """Do not give it, for a reason that the requester reads. Refused: 403, 404, 409 stale or decided."""
    access.require("share:decide")
    share = _undecided(share_id, version)
    share.state = "refused"
    _decided(share, reason)
    audit.record("share.refused", "share", share.id, reason=share.note)
    later("privacy.share_decided", share_id=share.id)
    return share


def revoke(share_id: int, reason: str) -> ShareRequest:
    """Take the permission back: the file is erased at once. Refused: 403, 404, 409 when there is nothing to revoke."""
    access.require("share:decide")
    share = get_share(share_id, locked=True)
    if share.state not in ("approved", "ready"):
        raise Refused(_("Tidak ada izin yang dapat dicabut."), status=409, code="not_open")
    share.state, share.note = "revoked", without_personal_numbers(reason)
    if share.file_id is not None:
        storage.erase(share.file_id)
    db.session.flush()
    audit.record("share.revoked", "share", share.id, reason=share.note)
    later("privacy.share_decided", share_id=share.id)
    return share


def download(share_id: int) -> tuple[bytes, str, str]:
    """The file, its media type and its name; who fetched it is kept. Refused: 404 for who may not; 410 when gone."""
    access.require("share:ask")
    share = get_share(share_id)
    if not is_recipient(share):
        raise Refused(_("Permintaan data ini tidak ada di daftar Anda."), status=404, code="not_found")
    if not is_open(share) or share.file_id is None:
        raise Refused(_("Tautan ini sudah tidak berlaku."), status=410, code="gone")
    who = subject()
    fetched = ShareDownload(
        share_id=share.id, agency_id=share.agency_id, membership_id=who.membership_id, name=who.name, at=now()
    )
    db.session.add(fetched)
    audit.record("share.fetched", "share", share.id)
    return (
        storage.content_of(share.file_id),
        MEDIA[share.file_format],
        f"{share.number.replace('/', '-').lower()}.{share.file_format}",
    )


def agree(data: dict[str, Any]) -> ShareAgreement:
    """Record an agreement as it was signed. `data` is what AgreementSchema gave. Refused: 403, 404 for the agency."""
    access.require("share:decide")
    partner = data["partner"] or ""
    if data["agency_id"]:
        name = db.session.scalars(select(Agency.name).where(Agency.id == data["agency_id"])).one_or_none()
        if name is None:
            raise Refused(_("Lembaga ini tidak ada di daerah Anda."), field="agency_id", status=404, code="not_found")
        partner = name
    made = ShareAgreement(**{**data, "partner": partner}, recorded_by=subject().membership_id)
    db.session.add(made)
    db.session.flush()
    audit.record("agreement.recorded", "agreement", made.id)
    return made


def end_agreement(agreement_id: int, reason: str) -> ShareAgreement:
    """It no longer holds. What was given under it stays in the log. Refused: 403, 404, 409 when it has ended."""
    access.require("share:decide")
    ending = agreement(agreement_id)
    if ending.ended_at is not None:
        raise Refused(_("Perjanjian ini sudah diakhiri."), status=409, code="ended")
    ending.ended_at, ending.ended_reason = now(), reason
    db.session.flush()
    audit.record("agreement.ended", "agreement", ending.id, reason=reason)
    return ending


def tell(share_id: int, kind: str) -> None:
    """For the jobs: who decides hears of a new request, who asked hears of the decision."""
    share = get_share(share_id)
    if kind == "share_asked":
        notify(kind, role="manager")
        notify(kind, role="privacy_officer")
    else:
        notify(kind, membership_id=share.asked_by)


def _offered(data: dict[str, Any]) -> None:
    """Whatever way it came, only what a form would have offered."""
    if set(data["villages"]) - site_villages():
        raise Refused(_("Pilih desa di daerah ini"), field="villages")
    if data["agreement_id"] and data["agreement_id"] not in dict(agreement_choices()):
        raise Refused(_("Pilih perjanjian yang masih berlaku"), field="agreement_id")


def _kept(data: dict[str, Any]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value

    names = ("columns", "whole", "villages", "programme", "standing", "period_from", "period_until")
    return {name: plain(data[name]) for name in names}


def _undecided(share_id: int, version: int) -> ShareRequest:
    share = get_share(share_id, locked=True)
    if share.state != "asked":
        raise Refused(_("Permintaan ini sudah diputuskan."), status=409, code="decided")
    if share.version != version:
        message = _("Permintaan ini baru saja diubah orang lain. Muat ulang halaman.")
        raise Refused(message, status=409, code="stale")
    return share


def _decided(share: ShareRequest, note: str) -> None:
    who = subject()
    share.decided_by, share.decided_name, share.decided_at = who.membership_id, who.name, now()
    share.note = without_personal_numbers(note)
    db.session.flush()

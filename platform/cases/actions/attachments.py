"""Adding files to a case, taking one away, and giving an agency copies of those the citizen agreed to share."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from flask_babel import gettext as _
from sqlalchemy import func, select

from cases.actions import steps
from cases.models import Attachment, Case, Referral, ReferralFile
from foundation import clock, storage
from foundation.db import db
from foundation.errors import Refused
from foundation.files import BadFile, CleanFile, cleaned
from foundation.logging import without_personal_numbers
from tenants import access, audit, receipts
from tenants.access import subject
from tenants.models import Agency

MOST_FILES = 50
"""Of one case; more than any case needs, fewer than would hide something."""
_LONGEST_NAME = 80
_ENDINGS = {"image/jpeg": ".jpg", "application/pdf": ".pdf"}
_UNSAFE = re.compile(r"[^\w .,()+-]+")


@dataclass(frozen=True)
class Sent:
    """A file as somebody sent it: nothing about it is believed."""

    name: str
    content: bytes


@dataclass
class Outcome:
    """Which files were kept, and why others were not: (name, words)."""

    kept: list[Attachment] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def attach(case_id: int, files: Iterable[Sent], document: str, request_key: UUID) -> Outcome:
    """Keep the files that are what they should be. Each stands alone: a bad one does not lose the good ones.

    The same file sent again with the same key is kept once. Refused: 404, 403, 409 when the case is closed or holds
    enough.
    """
    access.require("case:attach")
    case = _open_case(case_id)
    outcome = Outcome()
    for sent in files:
        try:
            outcome.kept.append(_keep(case, sent, cleaned(sent.content), document, request_key))
        except BadFile as fault:
            outcome.refused.append((shown_name(sent.name, ""), str(fault)))
    return outcome


def remove(attachment_id: int, reason: str) -> Attachment:
    """Take a file away for good, with a reason that stays. What an agency was sent stays with that agency.

    Refused: 404, 403, 409 when it is gone already.
    """
    access.require("case:attach")
    attachment = db.session.scalars(select(Attachment).where(Attachment.id == attachment_id)).one_or_none()
    if attachment is None:
        raise Refused(_("Berkas ini tidak ada di daftar Anda."), status=404, code="not_found")
    steps.locked(attachment.case_id)
    db.session.refresh(attachment)
    if attachment.removed_at is not None:
        raise Refused(_("Berkas ini sudah dihapus."), status=409, code="removed")
    for file_id in (attachment.file_id, attachment.thumbnail_id):
        if file_id is not None:
            storage.erase(file_id)
    attachment.removed_at, attachment.removed_name = clock.now(), subject().name
    attachment.removed_reason = without_personal_numbers(reason)
    db.session.flush()
    audit.record("attachment.removed", "attachment", attachment.id, case=attachment.case_id)
    return attachment


def share(case: Case, referral: Referral, agency: Agency, attachment_ids: Collection[int]) -> list[ReferralFile]:
    """Copies for the agency that is asked. Refused (422) for a file that is not this case's or is gone."""
    wanted = set(attachment_ids)
    found = db.session.scalars(
        select(Attachment)
        .where(Attachment.case_id == case.id, Attachment.id.in_(wanted), Attachment.removed_at.is_(None))
        .order_by(Attachment.id)
    ).all()
    if len(found) != len(wanted):
        raise Refused(_("Salah satu berkas sudah tidak ada. Pilih lagi."), field="attachments", code="unknown_file")
    copies = [
        ReferralFile(
            referral_id=referral.id,
            agency_id=agency.id,
            document=each.document,
            name=each.name,
            media_type=each.media_type,
            size=each.size,
            file_id=storage.copy_for(each.file_id, agency.id),
        )
        for each in found
    ]
    db.session.add_all(copies)
    db.session.flush()
    return copies


def shown_name(name: str, ending: str) -> str:
    """What a sender called a file, as it may be shown and saved: no folders, no marks, no second ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rpartition(".")[0] or last
    plain = " ".join(_UNSAFE.sub(" ", without_personal_numbers(stem)).split()).strip(" .")
    return f"{plain[:_LONGEST_NAME].strip() or 'berkas'}{ending}"


def kept_name(name: str, media_type: str) -> str:
    """The same with the ending that fits what the file really is."""
    return shown_name(name, _ENDINGS[media_type])


def _open_case(case_id: int) -> Case:
    case = steps.locked(case_id)
    if case.closed_at is not None:
        raise Refused(_("Kasus ini sudah ditutup: berkas tidak dapat ditambah lagi."), status=409, code="closed")
    return case


def _keep(case: Case, sent: Sent, clean: CleanFile, document: str, request_key: UUID) -> Attachment:
    digest = hashlib.sha256(sent.content).hexdigest()
    body = {"case_id": case.id, "document": document, "sha256": digest}
    receipt = receipts.once(uuid5(request_key, digest), body, "attachment")
    if receipt.subject_id is not None:
        return db.session.scalars(select(Attachment).where(Attachment.id == receipt.subject_id)).one()
    _refuse_too_many(case)
    attachment = Attachment(
        case_id=case.id,
        document=document,
        name=kept_name(sent.name, clean.media_type),
        media_type=clean.media_type,
        size=len(clean.content),
        file_id=storage.keep(clean.content, clean.media_type),
        thumbnail_id=storage.keep(clean.thumbnail, "image/webp") if clean.thumbnail else None,
        added_by=subject().membership_id,
        added_name=subject().name,
        added_at=clock.now(),
    )
    db.session.add(attachment)
    db.session.flush()
    receipt.subject_id = attachment.id
    audit.record("attachment.added", "attachment", attachment.id, case=case.id, document=document)
    return attachment


def _refuse_too_many(case: Case) -> None:
    standing = select(func.count()).select_from(Attachment)
    standing = standing.where(Attachment.case_id == case.id, Attachment.removed_at.is_(None))
    if (db.session.scalar(standing) or 0) >= MOST_FILES:
        message = _("Kasus ini sudah memuat %(most)s berkas. Hapus yang tidak perlu dulu.", most=MOST_FILES)
        raise Refused(message, field="files", status=409, code="too_many_files")

"""The files of a case: which it has, which are missing, and their bytes for who may see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import and_, select

from cases.models import Attachment, Case, Referral, ReferralFile
from cases.queries.visible import still_shared, visible
from cases.schemas import documents
from foundation import storage
from foundation.db import db
from foundation.errors import Refused
from reference.codes import CaseType
from tenants import audit
from tenants.access import subject


@dataclass(frozen=True)
class FileRow:
    """A file in a list, without its bytes."""

    id: int
    document: str
    name: str
    media_type: str
    size: int
    added_name: str
    added_at: datetime
    has_thumbnail: bool
    from_citizen: bool
    removed_at: datetime | None
    removed_name: str
    removed_reason: str

    @property
    def label(self) -> str:
        """Which paper it is, in the reader's language."""
        return document_label(self.document)

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown in a page."""
        return self.media_type.startswith("image/")


@dataclass(frozen=True)
class Wanted:
    """A paper the case type asks for, and whether it is there."""

    document: str
    label: str
    there: bool


@dataclass(frozen=True)
class FileBody:
    """Bytes to hand out."""

    content: bytes
    media_type: str
    name: str


def document_label(slug: str) -> str:
    """In the reader's language; the slug itself for a paper no list knows any more."""
    return str(dict(documents()).get(slug, slug))


def attachments_of(case_id: int) -> list[FileRow]:
    """Every file of a case, oldest first, also those taken away. That the case may be seen has been asked before."""
    rows = db.session.scalars(select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id))
    return [
        FileRow(
            id=row.id,
            document=row.document,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            added_name=row.added_name,
            added_at=row.added_at,
            has_thumbnail=row.thumbnail_id is not None,
            from_citizen=row.from_citizen,
            removed_at=row.removed_at,
            removed_name=row.removed_name,
            removed_reason=row.removed_reason,
        )
        for row in rows
    ]


def came_since(files: Collection[FileRow], moment: datetime) -> list[FileRow]:
    """What the citizen has sent since that moment."""
    return [row for row in files if row.from_citizen and row.removed_at is None and row.added_at >= moment]


def wanted(case_type: CaseType, files: Collection[FileRow]) -> list[Wanted]:
    """The papers that cases of this type ask for, in their order."""
    there = {row.document for row in files if row.removed_at is None}
    return [Wanted(code.slug, code.label, code.slug in there) for code in case_type.documents]


def get_attachment(attachment_id: int) -> Attachment:
    """Refused (404): unknown, another tenant's, of a case this reader may not see, or taken away."""
    theirs = (Case.tenant_id == Attachment.tenant_id) & (Case.id == Attachment.case_id)
    found = db.session.scalars(
        select(Attachment).join(Case, theirs).where(Attachment.id == attachment_id, visible())
    ).one_or_none()
    if found is None or found.removed_at is not None:
        raise Refused(_("Berkas ini tidak ada di daftar Anda."), status=404, code="not_found")
    return found


def attachment_file(attachment_id: int) -> FileBody:
    """The whole file; whoever opens it is written down. Refused (404)."""
    found = get_attachment(attachment_id)
    audit.record("attachment.opened", "attachment", found.id, case=found.case_id)
    return FileBody(_bytes_of(found.file_id), found.media_type, found.name)


def thumbnail(attachment_id: int) -> FileBody:
    """The small picture beside the name: part of the case's page, whose opening is written down. Refused (404)."""
    found = get_attachment(attachment_id)
    if found.thumbnail_id is None:
        raise Refused(_("Berkas ini tidak ada di daftar Anda."), status=404, code="not_found")
    return FileBody(_bytes_of(found.thumbnail_id), "image/webp", f"kecil-{found.name}")


def referral_files(referral_ids: Collection[int]) -> dict[int, list[ReferralFile]]:
    """The copies that went with each of these referrals. 1 statement."""
    found: dict[int, list[ReferralFile]] = {}
    if referral_ids:
        wanted_rows = select(ReferralFile).where(ReferralFile.referral_id.in_(referral_ids)).order_by(ReferralFile.id)
        for row in db.session.scalars(wanted_rows):
            found.setdefault(row.referral_id, []).append(row)
    return found


def referral_file(referral_id: int, file_id: int) -> FileBody:
    """A copy for the agency it was made for, until the referral is taken back; whoever opens it is written down.

    Refused (404).
    """
    found = db.session.scalars(
        select(ReferralFile)
        .join(Referral, and_(Referral.tenant_id == ReferralFile.tenant_id, Referral.id == ReferralFile.referral_id))
        .where(
            still_shared(),
            ReferralFile.id == file_id,
            ReferralFile.referral_id == referral_id,
            ReferralFile.agency_id == subject().agency_id,
        )
    ).one_or_none()
    if found is None:
        raise Refused(_("Berkas ini tidak ada di daftar Anda."), status=404, code="not_found")
    audit.record("referral.file_opened", "referral", referral_id, file=found.id)
    return FileBody(_bytes_of(found.file_id), found.media_type, found.name)


def _bytes_of(file_id: int) -> bytes:
    try:
        return storage.content_of(file_id)
    except storage.Erased as error:
        raise Refused(_("Berkas ini sudah dihapus karena masa simpannya habis."), status=410, code="erased") from error

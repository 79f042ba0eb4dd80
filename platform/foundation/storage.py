"""Where the bytes of files lie: sealed, in PostgreSQL, under the same isolation and in the same backup as the rows.

This module is the only one that knows so (decision 0008). A room keeps the number it gets back in a row of its own, and
decides there who may read that row.
"""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, func, insert, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.crypto import vault
from foundation.db import Base, db
from foundation.tenancy import TenantMixin, Veiled, belongs_to

_PURPOSE = "stored_file"


class StoredFile(Veiled, TenantMixin, Base):
    """The sealed bytes of one file. A copy made for an agency names it, and that agency alone reads the copy."""

    __tablename__ = "stored_file"
    __table_args__ = (
        belongs_to("agency", "agency_id"),
        Index("ix_stored_file_agency", "tenant_id", "agency_id", "id"),
    )

    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column()
    """Bytes of the file itself, before sealing."""
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    erased_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when nothing but the number is left of it."""


class Erased(LookupError):
    """The bytes are gone on purpose."""


def keep(content: bytes, media_type: str, agency_id: int | None = None) -> int:
    """Seal and keep these bytes, made for that agency if one is named; the number under which they lie."""
    kept = StoredFile(agency_id=agency_id, media_type=media_type, size=len(content), body=sealed(content))
    db.session.add(kept)
    db.session.flush()
    return kept.id


def sealed(content: bytes) -> bytes:
    """These bytes as they lie here, for whoever brings a file without reading this table: a function keeps it."""
    return vault().seal(content, _PURPOSE)


def unsealed(body: bytes) -> bytes:
    """The bytes again of what such a function handed out."""
    return vault().unseal(body, _PURPOSE)


def copy_for(file_id: int, agency_id: int) -> int:
    """A copy that this agency may read; the bytes stay sealed and inside the database."""
    same = (StoredFile.tenant_id, StoredFile.media_type, StoredFile.size, StoredFile.body)
    source = select(*same, literal(agency_id)).where(StoredFile.id == file_id, StoredFile.erased_at.is_(None))
    told = [*(column.key for column in same), "agency_id"]
    made = insert(StoredFile).from_select(told, source, include_defaults=False).returning(StoredFile.id)
    copied = db.session.scalars(made).one_or_none()
    if copied is None:
        raise Erased(file_id)
    return copied


def content_of(file_id: int) -> bytes:
    """The bytes again. Raises Erased; LookupError when this reader may not see them or they never were."""
    row = db.session.execute(
        select(StoredFile.body, StoredFile.erased_at).where(StoredFile.id == file_id)
    ).one_or_none()
    if row is None:
        raise LookupError(file_id)
    if row.erased_at is not None:
        raise Erased(file_id)
    return vault().unseal(row.body, _PURPOSE)


def erase(file_id: int) -> None:
    """Take the bytes away for good. The number and the day stay; older backups still hold the sealed bytes."""
    kept = db.session.scalars(select(StoredFile).where(StoredFile.id == file_id)).one()
    kept.body, kept.erased_at = b"", now()
    db.session.flush()

"""Lists of people on their way in: the file, its rows, and what is wrong with them. Personal data, own staff only."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, DateTime, Index, Integer, LargeBinary, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

KINDS = ("people", "recipients")
"""people: anybody to be recorded. recipients: a programme's list by name and address (BNBA)."""
STATES = ("uploaded", "checking", "checked", "writing", "done", "cancelled")
CHOICES = ("all", "good")
OUTCOMES = ("known", "bad")
"""Of a row: about somebody who is recorded already; refused. A row that is simply recorded leaves none."""


class ImportBatch(TenantMixin, Base):
    """One file that somebody brings in, from the upload to the last row."""

    __tablename__ = "import_batch"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("state", STATES),
        one_of("choice", CHOICES),
        belongs_to("stored_file", "file_id"),
        belongs_to("membership", "asked_by"),
        Index("ix_import_batch_newest", "tenant_id", "id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    programme: Mapped[str | None] = mapped_column(Text)
    """Of a list of recipients: a slug of `reference/codes/programmes.toml`."""
    name: Mapped[str] = mapped_column(Text)
    """What the file was called, without numbers."""
    as_of: Mapped[date] = mapped_column(Date)
    """The day for which the list holds: everything it says was so on that day."""
    file_id: Mapped[int] = mapped_column(BigInteger)
    sheets: Mapped[list[str]] = mapped_column(JSONB)
    sheet: Mapped[str] = mapped_column(Text)
    heading_line: Mapped[int] = mapped_column(Integer)
    headings: Mapped[list[str]] = mapped_column(JSONB)
    mapping: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    """Column by place in the row: {"1": "nik"}."""
    village_code: Mapped[str | None] = mapped_column(Text)
    """The village of every row, where the list has no column for it."""
    state: Mapped[str] = mapped_column(Text)
    choice: Mapped[str | None] = mapped_column(Text)
    """all: only because nothing was refused. good: without the refused rows."""
    sample: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Its first rows as they were understood, masked and sealed, until the list is decided on."""
    fault: Mapped[str] = mapped_column(Text, server_default="")
    """Why the file as a whole could not be read after all."""
    language: Mapped[str] = mapped_column(Text, server_default="id")
    """In which the reasons are written."""
    total: Mapped[int] = mapped_column(Integer, server_default="0")
    checked: Mapped[int] = mapped_column(Integer, server_default="0")
    bad: Mapped[int] = mapped_column(Integer, server_default="0")
    known: Mapped[int] = mapped_column(Integer, server_default="0")
    written: Mapped[int] = mapped_column(Integer, server_default="0")
    """Rows dealt with by writing, whether or not they were new."""
    added: Mapped[int] = mapped_column(Integer, server_default="0")
    receiving: Mapped[int] = mapped_column(Integer, server_default="0")
    """Participations that are new."""
    asked_by: Mapped[int] = mapped_column(BigInteger)
    asked_name: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    done_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}


class ImportChunk(TenantMixin, Base):
    """Some consecutive rows of a file, sealed: as they were read, then as they will be recorded. Gone at the end."""

    __tablename__ = "import_chunk"
    __table_args__ = (belongs_to("import_batch", "batch_id"), UniqueConstraint("tenant_id", "batch_id", "number"))

    batch_id: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[int] = mapped_column(Integer)
    rows: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    nik_hashes: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary), server_default="{}", deferred=True)
    """Of the NIKs in it, so that a later piece knows a number again."""
    nik_lines: Mapped[list[int]] = mapped_column(ARRAY(Integer), server_default="{}", deferred=True)
    """On which line each of them stands."""
    checked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    written_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ImportRow(TenantMixin, Base):
    """What was found about one row of a file, where it is not simply recorded."""

    __tablename__ = "import_row"
    __table_args__ = (
        one_of("outcome", OUTCOMES),
        belongs_to("import_batch", "batch_id"),
        UniqueConstraint("tenant_id", "batch_id", "line"),
        Index("ix_import_row_outcome", "tenant_id", "batch_id", "outcome", "line"),
        belongs_to("person", "person_id"),
        Index("ix_import_row_nik", "tenant_id", "nik_hash", postgresql_where=text("nik_hash IS NOT NULL")),
        Index("ix_import_row_person", "tenant_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
    )

    batch_id: Mapped[int] = mapped_column(BigInteger)
    line: Mapped[int] = mapped_column(Integer)
    """As the spreadsheet numbers it."""
    outcome: Mapped[str] = mapped_column(Text)
    nik_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    """Whom it is about, where that is known."""
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    """column, value and reason; numbers of people are masked."""


class ImportHeading(TenantMixin, Base):
    """What a heading means at this site, as somebody here has said."""

    __tablename__ = "import_heading"
    __table_args__ = (UniqueConstraint("tenant_id", "heading"),)

    heading: Mapped[str] = mapped_column(Text)
    """As `exchange.columns.normal` has it."""
    column: Mapped[str] = mapped_column(Text)
    """Empty: of no use."""

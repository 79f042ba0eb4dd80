"""What citizens ask about their own data, how it was known that it was they, and what was done."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

KINDS = ("access", "correction", "restriction", "withdrawal", "erasure")
ASKERS = ("self", "guardian", "proxy")
IDENTITIES = ("ktp", "kk", "letter", "known")
REQUEST_STATES = ("open", "working", "granted", "refused")


class DataRequest(TenantMixin, Base):
    """One request. Kept as proof that it was served, also after the data themselves are gone."""

    __tablename__ = "data_request"
    __table_args__ = (
        one_of("kind", KINDS),
        one_of("asker", ASKERS),
        one_of("identity", IDENTITIES),
        one_of("state", REQUEST_STATES),
        CheckConstraint("(kind = 'correction') = (variable IS NOT NULL)", name="what_to_correct"),
        belongs_to("person", "person_id"),
        belongs_to("membership", "taken_by"),
        belongs_to("membership", "decided_by"),
        belongs_to("stored_file", "file_id"),
        Index("ix_data_request_person", "tenant_id", "person_id", "id"),
        Index("ix_data_request_open", "tenant_id", "due_at", "id", postgresql_where=text("decided_at IS NULL")),
        Index("ix_data_request_done", "tenant_id", "id", postgresql_where=text("decided_at IS NOT NULL")),
    )

    person_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    """A slug of `privacy/rights.toml`."""
    variable: Mapped[str | None] = mapped_column(Text)
    """For a correction: which variable is wrong, a slug of the table of variables."""
    asker: Mapped[str] = mapped_column(Text)
    asker_name: Mapped[str] = mapped_column(Text, server_default="")
    """Of a guardian or a proxy."""
    identity: Mapped[str] = mapped_column(Text)
    """By what the officer knew who it was."""
    identity_note: Mapped[str] = mapped_column(Text, server_default="")
    wish: Mapped[str] = mapped_column(Text)
    """What they asked for, in their own words."""
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    """By the law's clock; without one, the end of the period in which the office wants it done."""
    taken_by: Mapped[int] = mapped_column(BigInteger)
    taken_name: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="open")
    """Working: decided, and a job is at it."""
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_name: Mapped[str] = mapped_column(Text, server_default="")
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    note: Mapped[str] = mapped_column(Text, server_default="")
    """What was done, or why not, as the citizen is told."""
    outcome: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    """Proof in numbers: rows by table, never a word of them."""
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    """The copy, for as long as it may be fetched."""
    file_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    version: Mapped[int] = mapped_column(server_default="1")

    __mapper_args__ = {"version_id_col": version}

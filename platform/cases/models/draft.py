"""A registration on its way: what was typed so far, on the server, so that nothing of it travels in addresses."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to


class CaseDraft(TenantMixin, Base):
    """One officer's unfinished registration. Personal data; not a record yet, so it is deleted when old."""

    __tablename__ = "case_draft"
    __table_args__ = (
        belongs_to("membership", "membership_id"),
        belongs_to("person", "person_id"),
        belongs_to("case", "case_id"),
        Index("ix_case_draft_membership", "tenant_id", "membership_id", "created_at"),
    )

    membership_id: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    """Empty while a pasted report has been read and nobody has said yet who it is about."""
    request_key: Mapped[str] = mapped_column(Text, default=lambda: str(uuid4()))
    """One draft makes one case, however often the last button is pressed."""
    body: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    """Clean values by field name; emptied once the case exists."""
    report_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    """What a pasted report said beside the fields of the case, sealed; emptied once the case exists."""
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())

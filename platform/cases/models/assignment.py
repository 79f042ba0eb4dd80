"""Who looks after a case, and how it came to be so."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to


class CaseAssignment(Veiled, TenantMixin, Base):
    """A case has changed hands: by whom, from whom, to whom and why. Append-only; `case.owner_id` is where it stands.

    Not a step of the machine: the case stays in its state, and a citizen who follows it is not told.
    """

    __tablename__ = "case_assignment"
    __table_args__ = (
        belongs_to("case", "case_id"),
        belongs_to("membership", "from_id"),
        belongs_to("membership", "to_id"),
        Index("ix_case_assignment_case", "tenant_id", "case_id", "id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    from_id: Mapped[int | None] = mapped_column(BigInteger)
    to_id: Mapped[int] = mapped_column(BigInteger)
    actor_id: Mapped[int] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(Text)
    actor_role: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text, server_default="")
    """Free words."""

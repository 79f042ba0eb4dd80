"""What a citizen agreed to: which data, for whom, until when, how one knows, and when it was taken back."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to
from tenants.models import one_of

GIVERS = ("self", "proxy", "guardian")
PROOFS = ("spoken", "signed", "witnessed")


class Consent(Veiled, TenantMixin, Base):
    """One consent to share data of a case (UU 27/2022 art. 20-22). Personal data: who gave it, who saw it."""

    __tablename__ = "consent"
    __table_args__ = (
        one_of("given_by", GIVERS),
        one_of("proof", PROOFS),
        belongs_to("case", "case_id"),
        belongs_to("agency", "agency_id"),
        belongs_to("membership", "recorded_by"),
        belongs_to("membership", "withdrawn_by"),
        CheckConstraint("cardinality(fields) > 0", name="covers_something"),
        CheckConstraint("valid_until >= given_on", name="period_forward"),
        Index("ix_consent_case", "tenant_id", "case_id", postgresql_where=text("withdrawn_at IS NULL")),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    """The one agency it is for; empty: whichever handles the case."""
    fields: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """What may be shared, names of `cases.schemas.SHARED_FIELDS`."""
    given_on: Mapped[date] = mapped_column(Date)
    given_by: Mapped[str] = mapped_column(Text)
    giver_name: Mapped[str] = mapped_column(Text, server_default="")
    """Who gave it for the citizen."""
    proof: Mapped[str] = mapped_column(Text)
    proof_note: Mapped[str] = mapped_column(Text, server_default="")
    """Who witnessed it, or where the signed paper lies."""
    valid_until: Mapped[date | None] = mapped_column(Date)
    """The last day; empty: until the case is closed."""
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    recorder_name: Mapped[str] = mapped_column(Text)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_by: Mapped[int | None] = mapped_column(BigInteger)
    withdrawer_name: Mapped[str] = mapped_column(Text, server_default="")
    withdrawn_why: Mapped[str] = mapped_column(Text, server_default="")

"""Which cases went along when two records of a person were made one."""

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantMixin, Veiled, belongs_to


class CaseCarried(Veiled, TenantMixin, Base):
    """One case that followed its person through a merge. Triggers on `person_merge` write it and use it to go back."""

    __tablename__ = "case_carried"
    __table_args__ = (
        belongs_to("case", "case_id"),
        belongs_to("person_merge", "merge_id"),
        Index("ix_case_carried_merge", "tenant_id", "merge_id"),
        Index("ix_case_carried_case", "tenant_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    merge_id: Mapped[int] = mapped_column(BigInteger)

"""Which tenants know a NIK: only its keyed hash, and no reader's role may read a row."""

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey


class NikRegister(TenantKey, Base):
    """A tenant knows somebody with this NIK. A trigger on `person` keeps it; `registered_elsewhere()` asks it."""

    __tablename__ = "nik_register"
    __table_args__ = (Index("ix_nik_register_nik_hash", "nik_hash"),)

    nik_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)

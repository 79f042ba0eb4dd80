"""Who works for a site: the person, the decrees that appoint them, the villages, the pay. Personal data of staff.

Above the tenant nobody reads a worker; the shape of appointments and pay, without the number of anybody, is granted.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of
from workforce.posts import FUNDING, LEAVING, PAY, POSTS

STANDING = text("ended_on IS NULL")


class Worker(TenantMixin, Base):
    """Somebody on the roster, with or without an account."""

    __tablename__ = "worker"
    __table_args__ = (
        one_of("left_why", tuple(LEAVING)),
        belongs_to("membership", "membership_id"),
        Index("ix_worker_name", "tenant_id", "name", "id"),
        Index("ix_worker_phone", "tenant_id", "phone_hash"),
        Index("ix_worker_membership", "tenant_id", "membership_id"),
    )

    name: Mapped[str] = mapped_column(Text)
    phone_cipher: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_masked: Mapped[str] = mapped_column(Text, server_default="")
    email: Mapped[str] = mapped_column(Text, server_default="")
    membership_id: Mapped[int | None] = mapped_column(BigInteger)
    """Their account here, once invited."""
    left_on: Mapped[date | None] = mapped_column(Date)
    left_why: Mapped[str | None] = mapped_column(Text)
    left_note: Mapped[str] = mapped_column(Text, server_default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Appointment(TenantMixin, Base):
    """One decree (SK) that puts somebody into a post, and who pays. A worker has one that stands; a renewal ends it."""

    __tablename__ = "appointment"
    __table_args__ = (
        one_of("post", tuple(POSTS)),
        one_of("funding", tuple(FUNDING)),
        one_of("ended_why", ("renewed", "left")),
        CheckConstraint("valid_until >= valid_from", name="runs_forward"),
        CheckConstraint("honorarium >= 0", name="honorarium_not_negative"),
        belongs_to("worker", "worker_id"),
        Index("ix_appointment_worker", "tenant_id", "worker_id", "id"),
        Index("ix_appointment_standing", "tenant_id", "post", "funding", postgresql_where=STANDING),
        Index("ix_appointment_until", "tenant_id", "valid_until", postgresql_where=STANDING),
        Index("uq_appointment_standing", "tenant_id", "worker_id", unique=True, postgresql_where=STANDING),
    )

    worker_id: Mapped[int] = mapped_column(BigInteger)
    post: Mapped[str] = mapped_column(Text)
    sk_number: Mapped[str] = mapped_column(Text)
    sk_date: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_until: Mapped[date | None] = mapped_column(Date)
    """The last day; empty: until somebody ends it."""
    funding: Mapped[str] = mapped_column(Text)
    honorarium: Mapped[int | None] = mapped_column(BigInteger)
    """Rupiah a month; empty: not known."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    ended_why: Mapped[str | None] = mapped_column(Text)
    entered_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())


class AppointmentVillage(TenantMixin, Base):
    """A village that an appointment is for."""

    __tablename__ = "appointment_village"
    __table_args__ = (
        belongs_to("appointment", "appointment_id"),
        UniqueConstraint("tenant_id", "appointment_id", "village_code"),
        Index("ix_appointment_village_code", "tenant_id", "village_code", "appointment_id"),
    )

    appointment_id: Mapped[int] = mapped_column(BigInteger)
    village_code: Mapped[str] = mapped_column(Text)


class Pay(TenantMixin, Base):
    """Whether somebody got the honorarium of one month, and from whom. The last word on it; the log has the others."""

    __tablename__ = "worker_pay"
    __table_args__ = (
        one_of("state", tuple(PAY)),
        one_of("funding", tuple(FUNDING)),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("month = date_trunc('month', month)::date", name="first_of_month"),
        belongs_to("worker", "worker_id"),
        UniqueConstraint("tenant_id", "worker_id", "month"),
        Index("ix_worker_pay_month", "tenant_id", "month", "state"),
    )

    worker_id: Mapped[int] = mapped_column(BigInteger)
    month: Mapped[date] = mapped_column(Date)
    """Its first day."""
    state: Mapped[str] = mapped_column(Text)
    amount: Mapped[int] = mapped_column(BigInteger)
    """Rupiah, paid or due."""
    funding: Mapped[str] = mapped_column(Text)
    noted_by: Mapped[str] = mapped_column(Text)
    noted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())


class RosterFile(TenantMixin, Base):
    """A spreadsheet somebody has sent in: read again when it is taken over, so that nothing half-read lies anywhere."""

    __tablename__ = "roster_file"
    __table_args__ = (belongs_to("stored_file", "file_id"), belongs_to("membership", "sent_by"))

    file_id: Mapped[int] = mapped_column(BigInteger)
    sent_by: Mapped[int] = mapped_column(BigInteger)
    sent_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    added: Mapped[int] = mapped_column(server_default="0")
    renewed: Mapped[int] = mapped_column(server_default="0")
    refused: Mapped[int] = mapped_column(server_default="0")

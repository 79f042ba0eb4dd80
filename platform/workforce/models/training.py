"""Training: courses of one's own, materials, trainings held, who took part, tests and certificates.

A province holds its own: it trains the trainers of its districts, who are written down by name and district.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantMixin, belongs_to
from tenants.models import one_of

KINDS = ("training", "trainers")


class OwnCourse(TenantMixin, Base):
    """A course that a site has made besides the national modules. Never changed: another one takes its place."""

    __tablename__ = "own_course"

    title: Mapped[str] = mapped_column(Text)
    hours: Mapped[int] = mapped_column()
    outline: Mapped[str] = mapped_column(Text)
    questions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Each with `text`, `options` and `right`, the place of the right option from 0."""
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())


class CourseMaterial(TenantMixin, Base):
    """A file to read for a course, national or own."""

    __tablename__ = "course_material"
    __table_args__ = (
        belongs_to("stored_file", "file_id"),
        Index("ix_course_material_course", "tenant_id", "course", "id"),
    )

    course: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    file_id: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(Text)
    added_by: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Training(TenantMixin, Base):
    """A training held: where, when, by whom, on which courses."""

    __tablename__ = "training"
    __table_args__ = (
        one_of("kind", KINDS),
        CheckConstraint("last_day >= first_day", name="runs_forward"),
        Index("ix_training_day", "tenant_id", "first_day", "id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    trainers: Mapped[str] = mapped_column(Text)
    """As they are to be printed, one a line."""
    courses: Mapped[list[str]] = mapped_column(JSONB)
    """Slugs, in the order taught."""
    entered_by: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())


class Trainee(TenantMixin, Base):
    """Somebody in a training: a worker of the site, or by name and district where a province trains trainers."""

    __tablename__ = "trainee"
    __table_args__ = (
        belongs_to("training", "training_id"),
        belongs_to("worker", "worker_id"),
        Index("ix_trainee_training", "tenant_id", "training_id", "id"),
        Index("ix_trainee_worker", "tenant_id", "worker_id"),
        UniqueConstraint("tenant_id", "training_id", "worker_id"),
    )

    training_id: Mapped[int] = mapped_column(BigInteger)
    worker_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    district_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    """Whose people a trainer will train."""
    attended: Mapped[bool | None] = mapped_column()
    """Empty until the list has been taken."""


class TestResult(TenantMixin, Base):
    """One try at the test of one course. Append-only: the best one counts."""

    __test__ = False  # pytest takes it for tests otherwise
    __tablename__ = "test_result"
    __table_args__ = (
        belongs_to("trainee", "trainee_id"),
        CheckConstraint("score BETWEEN 0 AND 100", name="score_of_a_hundred"),
        Index("ix_test_result_trainee", "tenant_id", "trainee_id", "course"),
    )

    trainee_id: Mapped[int] = mapped_column(BigInteger)
    course: Mapped[str] = mapped_column(Text)
    score: Mapped[int] = mapped_column()
    passed: Mapped[bool] = mapped_column()
    answers: Mapped[list[int | None] | None] = mapped_column(JSONB(none_as_null=True))
    """Places of the chosen options; empty when a trainer entered a result from paper."""
    entered_by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now, server_default=func.now())


class Certificate(TenantMixin, Base):
    """What somebody takes home, as it was issued."""

    __tablename__ = "certificate"
    __table_args__ = (
        one_of("kind", KINDS),
        belongs_to("trainee", "trainee_id"),
        UniqueConstraint("tenant_id", "trainee_id"),
        UniqueConstraint("tenant_id", "year", "number"),
        Index("ix_certificate_check_code", "tenant_id", "check_code"),
        Index("ix_certificate_worker", "tenant_id", "worker_id", postgresql_where=text("worker_id IS NOT NULL")),
    )

    trainee_id: Mapped[int] = mapped_column(BigInteger)
    worker_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    year: Mapped[int] = mapped_column()
    number: Mapped[int] = mapped_column()
    number_text: Mapped[str] = mapped_column(Text)
    check_code: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    courses: Mapped[list[str]] = mapped_column(JSONB)
    """Slugs of what was passed."""
    titles: Mapped[str] = mapped_column(Text)
    """What they were called, as printed."""
    hours: Mapped[int] = mapped_column()
    issued_on: Mapped[date] = mapped_column(Date)
    issuer_name: Mapped[str] = mapped_column(Text)
    issuer_title: Mapped[str] = mapped_column(Text)
    pdf: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)

"""Self-assessment: rounds, who has answered, and how often each value was given. No sheet of one person exists."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, Index, Integer, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin, belongs_to

LOWEST, HIGHEST = 1, 7
NO_ANSWER = 0
"""How "cannot answer" is counted: beside the values, never in a mean."""


class AssessmentRound(TenantMixin, Base):
    """One time at which everybody at the site is asked. At most one is open."""

    __tablename__ = "assessment_round"
    __table_args__ = (
        belongs_to("membership", "opened_by"),
        Index("uq_assessment_round_open", "tenant_id", unique=True, postgresql_where=text("closed_at IS NULL")),
    )

    questions: Mapped[str] = mapped_column(Text)
    """The version of the statements that were asked."""
    opened_on: Mapped[date] = mapped_column(Date)
    opened_by: Mapped[int | None] = mapped_column(BigInteger)
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    respondents: Mapped[int] = mapped_column(Integer)


class AssessmentTaken(TenantKey, Base):
    """That somebody has answered, and nothing of what."""

    __tablename__ = "assessment_taken"
    __table_args__ = (belongs_to("assessment_round", "round_id"), belongs_to("membership", "membership_id"))

    round_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    membership_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class AssessmentTally(TenantKey, Base):
    """How many people gave a statement that value."""

    __tablename__ = "assessment_tally"
    __table_args__ = (
        CheckConstraint(f"value BETWEEN {NO_ANSWER} AND {HIGHEST}", name="value_in_range"),
        belongs_to("assessment_round", "round_id"),
    )

    round_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    statement: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    n: Mapped[int] = mapped_column(Integer)

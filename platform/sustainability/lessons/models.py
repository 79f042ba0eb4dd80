"""Practice notes of a district, and the copies that everybody reads.

The note, its files and its story belong to the district's tenant. What is published is a copy in tables without a
tenant: no row is shared, and the copy names nobody. Who may add or change a row there is said by its own columns
(`origin_id`, `province_id`, `asker_id` …), in the database too.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from foundation.clock import now
from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin, belongs_to
from sustainability.lessons.machine import State
from sustainability.models.index import GRADES
from sustainability.models.money import SOURCES, rupiah_in_range
from tenants.models import one_of

TOPICS = ("law", "funding", "institution", "people", "desks", "partners", "use", "data")
"""What a note is about: the dimensions of the index."""
WORDS = "to_tsvector('simple'::regconfig, title || ' ' || problem || ' ' || done || ' ' || result)"


class PracticeNote(TenantMixin, Base):
    """What a district has learned: the problem, what was done, what it cost, what came of it."""

    __tablename__ = "practice_note"
    __table_args__ = (
        one_of("topic", TOPICS),
        one_of("state", tuple(state.value for state in State)),
        rupiah_in_range("cost"),
        belongs_to("membership", "drafted_by"),
        Index("ix_practice_note_state", "tenant_id", "state", "id"),
    )

    title: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text)
    done: Mapped[str] = mapped_column(Text)
    cost: Mapped[int | None] = mapped_column(BigInteger)
    """Whole rupiah; None when nobody has counted it."""
    result: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    state_since: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    published_id: Mapped[int | None] = mapped_column(BigInteger)
    """The copy everybody reads, once there is one."""
    drafted_by: Mapped[int | None] = mapped_column(BigInteger)
    drafted_name: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class PracticeFile(TenantMixin, Base):
    """A paper or picture of a note; the bytes are sealed as in `foundation.storage`, whose rows no province reads."""

    __tablename__ = "practice_file"
    __table_args__ = (
        belongs_to("practice_note", "note_id"),
        Index("ix_practice_file_note", "tenant_id", "note_id", "id"),
    )

    note_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    shown: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether the province may open it: from the manager's approval on."""
    removed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class PracticeStep(TenantMixin, Base):
    """A step that a note took (`lessons.machine`). Append-only."""

    __tablename__ = "practice_step"
    __table_args__ = (
        belongs_to("practice_note", "note_id"),
        Index("ix_practice_step_note", "tenant_id", "note_id", "id"),
    )

    note_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    move: Mapped[str] = mapped_column(Text)
    actor_name: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text, default="")
    shown: Mapped[bool] = mapped_column(Boolean)


class PublishedPractice(Base):
    """The copy that everybody reads, with what makes regions comparable on that day. No personal data."""

    __tablename__ = "published_practice"
    __table_args__ = (
        one_of("topic", TOPICS),
        one_of("grade", GRADES),
        one_of("source", SOURCES),
        rupiah_in_range("cost"),
        UniqueConstraint("origin_id", "note_id"),
        UniqueConstraint("id", "origin_id"),
        Index("ix_published_practice_words", "words", postgresql_using="gin"),
        Index("ix_published_practice_topic", "topic", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    province_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    """Who reviewed and published it."""
    note_id: Mapped[int] = mapped_column(BigInteger)
    """The origin's own number of it."""
    title: Mapped[str] = mapped_column(Text)
    topic: Mapped[str] = mapped_column(Text)
    problem: Mapped[str] = mapped_column(Text)
    done: Mapped[str] = mapped_column(Text)
    cost: Mapped[int | None] = mapped_column(BigInteger)
    result: Mapped[str] = mapped_column(Text)
    families: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str | None] = mapped_column(Text)
    """Which source gave most in the year of publishing."""
    grade: Mapped[str | None] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    words: Mapped[Any] = mapped_column(TSVECTOR, Computed(WORDS, persisted=True), deferred=True)


class PublishedFile(Base):
    """A copy of a file of a note."""

    __tablename__ = "published_file"
    __table_args__ = (Index("ix_published_file_practice", "practice_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("published_practice.id"))
    province_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(Integer)
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class PracticeThanks(Base):
    """A region thanks for a note, once."""

    __tablename__ = "practice_thanks"

    practice_id: Mapped[int] = mapped_column(ForeignKey("published_practice.id"), primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    thanked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class PracticeQuestion(Base):
    """A region asks the origin of a note; the origin answers. Both stand under the note, without anybody's name."""

    __tablename__ = "practice_question"
    __table_args__ = (
        ForeignKeyConstraint(["practice_id", "origin_id"], ["published_practice.id", "published_practice.origin_id"]),
        Index("ix_practice_question_practice", "practice_id", "id"),
        Index("ix_practice_question_origin", "origin_id", "answered_at", "id"),
        Index("ix_practice_question_asker", "asker_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    practice_id: Mapped[int] = mapped_column(BigInteger)
    origin_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    question: Mapped[str] = mapped_column(Text)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class PracticeAsker(TenantKey, Base):
    """Who at home asked that question: what everybody reads names regions alone."""

    __tablename__ = "practice_asker"
    __table_args__ = (belongs_to("membership", "membership_id"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("practice_question.id"), primary_key=True)
    membership_id: Mapped[int] = mapped_column(BigInteger)


class ExchangeEvent(Base):
    """A meeting at which regions tell each other what they learned."""

    __tablename__ = "exchange_event"
    __table_args__ = (
        UniqueConstraint("host_id", "held_on", "title"),
        Index("ix_exchange_event_day", "held_on", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    title: Mapped[str] = mapped_column(Text)
    about: Mapped[str] = mapped_column(Text)
    held_on: Mapped[date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(Text)
    """Where, or the address of the video meeting."""
    outcome: Mapped[str] = mapped_column(Text, default="")
    """What came of it, written afterwards."""
    cancelled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ExchangeGuest(Base):
    """A region takes part: how many people, and nobody's name."""

    __tablename__ = "exchange_guest"
    __table_args__ = (CheckConstraint("people BETWEEN 0 AND 500", name="people_in_range"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("exchange_event.id"), primary_key=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), primary_key=True)
    people: Mapped[int] = mapped_column(SmallInteger)
    """0: it has said that it will not come after all."""


class ExchangePromise(Base):
    """What a region will do after a meeting, and whether it has."""

    __tablename__ = "exchange_promise"
    __table_args__ = (Index("ix_exchange_promise_event", "event_id", "id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("exchange_event.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    promise: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)

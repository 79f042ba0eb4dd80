"""A case, its story and what happened to it.

What a supervisor may see (`case`, `case_event`) holds no personal data; what people said and wrote lies in
`case_intake` and `narrative`. The shape of a reader's view is therefore a matter of GRANT.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Computed,
    Date,
    DateTime,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from cases.machine import PAPERS, RESOLUTIONS, Level, State
from foundation.db import Base
from foundation.tenancy import TenantKey, TenantMixin, Veiled, belongs_to
from tenants.models import one_of

AHEAD = 36_525
"""By how many days an emergency's deadline is moved forward in the queue: a century."""
QUEUE_ON = f"CASE WHEN due_on IS NULL THEN '9999-12-31'::date WHEN emergency THEN due_on - {AHEAD} ELSE due_on END"


class Case(Veiled, TenantMixin, Base):
    """A complaint, question, suggestion or request on its way to an answer."""

    __tablename__ = "case"
    __table_args__ = (
        one_of("state", tuple(State)),
        one_of("level", tuple(Level)),
        one_of("paperwork", PAPERS),
        one_of("resolution", RESOLUTIONS),
        belongs_to("person", "person_id"),
        belongs_to("membership", "owner_id"),
        belongs_to("case_type_version", "type_version"),
        belongs_to("membership", "visitor_id"),
        belongs_to("case", "duplicate_of"),
        UniqueConstraint("tenant_id", "code"),
        Index("ix_case_open", "tenant_id", "queue_on", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_case_state", "tenant_id", "state", "queue_on", "id"),
        Index("ix_case_state_sector", "tenant_id", "state", "sector", "queue_on", "id"),
        Index("ix_case_wait", "tenant_id", "state", "state_on", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_case_type", "tenant_id", "case_type", "queue_on", "id", postgresql_where=text("closed_at IS NULL")),
        Index(
            "ix_case_emergency",
            "tenant_id",
            "queue_on",
            "id",
            postgresql_where=text("emergency AND closed_at IS NULL"),
        ),
        Index("ix_case_person", "tenant_id", "person_id"),
        Index("ix_case_opened", "tenant_id", "opened_on", "id"),
        Index("ix_case_closed", "tenant_id", "closed_at", "id", postgresql_where=text("closed_at IS NOT NULL")),
        Index("ix_case_in_village", "tenant_id", "village_code", "opened_on"),
        Index("ix_case_owner", "tenant_id", "owner_id", "queue_on", "id", postgresql_where=text("closed_at IS NULL")),
        Index(
            "ix_case_village", "tenant_id", "village_code", "queue_on", "id", postgresql_where=text("closed_at IS NULL")
        ),
        Index("ix_case_area", "tenant_id", "area_code", "queue_on", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_case_sector", "tenant_id", "sector", "queue_on", "id", postgresql_where=text("closed_at IS NULL")),
        Index("ix_case_visitor", "tenant_id", "visitor_id", postgresql_where=text("visitor_id IS NOT NULL")),
        Index("ix_case_duplicate", "tenant_id", "duplicate_of", postgresql_where=text("duplicate_of IS NOT NULL")),
        Index("ix_case_silence", "tenant_id", "closes_on", postgresql_where=text("closes_on IS NOT NULL")),
    )

    code: Mapped[str] = mapped_column(Text)
    """What the citizen carries home: prefix, year, number without gaps, e.g. BLT-26-000123."""
    person_id: Mapped[int] = mapped_column(BigInteger)
    case_type: Mapped[str] = mapped_column(Text)
    type_version: Mapped[int | None] = mapped_column(BigInteger)
    """The words the case type had when this case began; empty for a case older than versions: those of today."""
    kind: Mapped[str] = mapped_column(Text)
    sector: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    village_code: Mapped[str] = mapped_column(Text)
    area_code: Mapped[str] = mapped_column(Text, Computed("left(village_code, 8)", persisted=True))
    """The kecamatan of the village."""
    state: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text, server_default="district")
    """Who is to get it moving; rises one step when a deadline passes."""
    raised_on: Mapped[date | None] = mapped_column(Date)
    """When the level last rose."""
    state_on: Mapped[date] = mapped_column(Date, server_default=text("CURRENT_DATE"))
    """The day it came to its state, in the tenant's time zone: how long it has been waiting there."""
    moved_on: Mapped[date] = mapped_column(Date, server_default=text("CURRENT_DATE"))
    """The day of its last step, also of one that left it in its state."""
    emergency: Mapped[bool] = mapped_column(server_default="false")
    confidential: Mapped[bool] = mapped_column(server_default="false")
    """Only its owner, whoever is named on it, the manager and the head see that it exists (violence, children)."""
    veil: Mapped[int] = mapped_column(
        BigInteger, Computed("CASE WHEN confidential THEN id ELSE 0 END", persisted=True), sort_order=99
    )
    help_due_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Of an emergency whose help has not begun: the hour by which it must."""
    paperwork: Mapped[str | None] = mapped_column(Text)
    """Of an emergency helped first: the paper that is owed next."""
    owner_id: Mapped[int | None] = mapped_column(BigInteger)
    opened_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    opened_on: Mapped[date] = mapped_column(Date)
    """The day it was registered, in the tenant's time zone."""
    promised_on: Mapped[date] = mapped_column(Date)
    """The deadline as first promised to the citizen."""
    due_on: Mapped[date | None] = mapped_column(Date)
    """The running deadline; empty while the clock rests and after closing."""
    clock_left: Mapped[int | None] = mapped_column(SmallInteger)
    """Working days that were left when the clock was stopped; empty while it runs."""
    queue_on: Mapped[date] = mapped_column(Date, Computed(QUEUE_ON, persisted=True))
    """What the queue is sorted by: never empty, so that paging by key works; an emergency stands before all others."""
    visitor_id: Mapped[int | None] = mapped_column(BigInteger)
    """Who has been asked to visit, while the visit is awaited."""
    satisfied: Mapped[bool | None] = mapped_column()
    """What the citizen said of the result; empty until they were asked."""
    closes_on: Mapped[date | None] = mapped_column(Date)
    """While the result is told: the day on which it closes by itself unless the citizen objects."""
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    resolution: Mapped[str | None] = mapped_column(Text)
    """How it ended; empty while it is open."""
    reopen_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """After the end: until when the citizen may object."""
    duplicate_of: Mapped[int | None] = mapped_column(BigInteger)
    """The case that goes on in its place."""
    version: Mapped[int] = mapped_column()
    """Grows with every change: a stale form is told so instead of overwriting."""

    __mapper_args__ = {"version_id_col": version}


class CaseIntake(Veiled, TenantMixin, Base):
    """What the citizen said, and who spoke for them. Personal data."""

    __tablename__ = "case_intake"
    __table_args__ = (belongs_to("case", "case_id"), UniqueConstraint("tenant_id", "case_id"))

    case_id: Mapped[int] = mapped_column(BigInteger)
    summary: Mapped[str] = mapped_column(Text)
    """One line, the heading of the case page."""
    story: Mapped[str] = mapped_column(Text, server_default="")
    proxy_name: Mapped[str] = mapped_column(Text, server_default="")
    proxy_relation: Mapped[str] = mapped_column(Text, server_default="")


class CaseEvent(Veiled, TenantMixin, Base):
    """One step: who moved the case, when, from where to where. The why is a narrative."""

    __tablename__ = "case_event"
    __table_args__ = (
        belongs_to("case", "case_id"),
        Index("ix_case_event_case", "tenant_id", "case_id", "id"),
        Index("ix_case_event_move", "tenant_id", "move", "at", "id"),
        Index("ix_case_event_actor", "tenant_id", "actor_id", "at", "id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    move: Mapped[str] = mapped_column(Text)
    from_state: Mapped[str | None] = mapped_column(Text)
    to_state: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(Text)
    actor_role: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text, server_default="district")
    """The level the case was on."""
    reason: Mapped[str | None] = mapped_column(Text)
    """Why, as a code, where the step has a list of reasons."""


class EventDetail(Veiled, TenantMixin, Base):
    """What a step asked for besides words: the findings of a visit, a SIKS-NG reference, a channel. Personal data."""

    __tablename__ = "event_detail"
    __table_args__ = (
        belongs_to("case", "case_id"),
        belongs_to("case_event", "event_id"),
        UniqueConstraint("tenant_id", "event_id"),
        Index("ix_event_detail_case", "tenant_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    event_id: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """Clean values by the field of the step's schema, dates in ISO."""


class Narrative(Veiled, TenantMixin, Base):
    """Free words that belong to a step: a finding, a recommendation, a reason, an answer. Personal data."""

    __tablename__ = "narrative"
    __table_args__ = (
        belongs_to("case", "case_id"),
        belongs_to("case_event", "event_id"),
        Index("ix_narrative_case", "tenant_id", "case_id"),
    )

    case_id: Mapped[int] = mapped_column(BigInteger)
    event_id: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str] = mapped_column(Text)


class YearCounter(TenantKey, Base):
    """The last number given in a year, per series (cases, letters). Locked while counting: no gaps, no doubles."""

    __tablename__ = "year_counter"

    series: Mapped[str] = mapped_column(Text, primary_key=True)
    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    last: Mapped[int] = mapped_column()

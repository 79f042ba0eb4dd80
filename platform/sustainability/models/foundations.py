"""What an SLRT stands on besides money: law, institution, plans, meetings, promises of agencies, Puskesos."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Integer, SmallInteger, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from foundation.db import Base
from foundation.tenancy import TenantKey, belongs_to
from sustainability.models.about import Proved, Recorded
from sustainability.models.money import FIRST_YEAR, LAST_YEAR, SOURCES, rupiah_in_range, year_in_range
from tenants.models import one_of

LEVELS = ("sk_office", "sk_regent", "perkada", "perda")
"""Legal bases, the weakest first: SK Kepala Dinas, SK Bupati/Wali Kota, Perbup/Perwal, Perda."""
FORMS = ("ad_hoc", "section", "uptd")
"""What the service is inside the government, the weakest first."""
PLANS = ("rpjmd", "renstra", "rkpd", "sop", "exit_plan")
ABOUT = ("slrt", "puskesos")
PARTS = (
    "chair",
    "minutes",
    "social",
    "planning",
    "budget",
    "agency",
    "parliament",
    "subdistrict",
    "village",
    "partner",
)
"""What somebody sits at a coordination meeting for."""


class Profile(TenantKey, Base):
    """What must be known of a site to compare it with others. One row."""

    __tablename__ = "sustainability_profile"
    __table_args__ = (
        CheckConstraint(f"cohort_year BETWEEN {FIRST_YEAR} AND {LAST_YEAR}", name="cohort_year_in_range"),
        CheckConstraint("families BETWEEN 1 AND 10000000", name="families_in_range"),
        belongs_to("membership", "recorded_by"),
    )

    cohort_year: Mapped[int | None] = mapped_column(SmallInteger)
    """The year in which it was founded with state support (tahun penumbuhan)."""
    families: Mapped[int | None] = mapped_column(Integer)
    """Families (KK) living in the district, to relate the case load to."""
    families_source: Mapped[str] = mapped_column(Text, server_default="")
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    recorded_name: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class LegalBasis(Proved):
    """A regulation or decree on which the service or its village desks stand."""

    __tablename__ = "legal_basis"
    __table_args__ = (
        one_of("level", LEVELS),
        one_of("about", ABOUT),
        CheckConstraint("valid_to >= valid_from", name="forwards"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
    )

    about: Mapped[str] = mapped_column(Text)
    level: Mapped[str] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    """As it is cited: "Perbup 21 Tahun 2023"."""
    title: Mapped[str] = mapped_column(Text, server_default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    """The last day; empty while it stands until repealed."""


class Institution(Proved):
    """What the service is inside the government, since when, by which paper."""

    __tablename__ = "institution"
    __table_args__ = (
        one_of("form", FORMS),
        CheckConstraint("valid_to >= valid_from", name="forwards"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
    )

    form: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    """As on its sign: "UPTD SLRT", "Seksi Data dan SLRT"."""
    document: Mapped[str] = mapped_column(Text, server_default="")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class PlanningDocument(Proved):
    """A planning document that names the service, and where in it."""

    __tablename__ = "planning_document"
    __table_args__ = (
        one_of("kind", PLANS),
        CheckConstraint("to_year >= from_year", name="forwards"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
    )

    kind: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    passage: Mapped[str] = mapped_column(Text, server_default="")
    """Where it names SLRT: programme, activity, page."""
    from_year: Mapped[int] = mapped_column(SmallInteger)
    to_year: Mapped[int] = mapped_column(SmallInteger)


class CoordinationMeeting(Proved):
    """A meeting of the service with agencies and partners; its minutes are the file."""

    __tablename__ = "coordination_meeting"
    __table_args__ = (
        CheckConstraint("participants BETWEEN 2 AND 2000", name="participants_in_range"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
    )

    held_on: Mapped[date] = mapped_column(Date)
    topic: Mapped[str] = mapped_column(Text)
    participants: Mapped[int] = mapped_column(SmallInteger)
    present: Mapped[str] = mapped_column(Text, server_default="")
    """Which agencies and partners, a line each."""
    place: Mapped[str] = mapped_column(Text, server_default="")
    chair: Mapped[str] = mapped_column(Text, server_default="")
    """The post that led it."""
    summary: Mapped[str] = mapped_column(Text, server_default="")
    """What was said, for the minutes."""


class MeetingAttendance(Recorded):
    """Who was at a meeting, by what they sit there for: how many of one office in one part."""

    __tablename__ = "meeting_attendance"
    __table_args__ = (
        one_of("part", PARTS),
        CheckConstraint("people BETWEEN 1 AND 2000", name="people_in_range"),
        belongs_to("coordination_meeting", "meeting_id"),
        belongs_to("membership", "recorded_by"),
        Index("ix_meeting_attendance_meeting", "tenant_id", "meeting_id", "id"),
    )

    meeting_id: Mapped[int] = mapped_column(BigInteger)
    part: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(Text)
    """Office or post, not a name."""
    people: Mapped[int] = mapped_column(SmallInteger)


class MeetingDecision(Recorded):
    """What a meeting decided: who does what by when, and whether it was done."""

    __tablename__ = "meeting_decision"
    __table_args__ = (
        belongs_to("coordination_meeting", "meeting_id"),
        belongs_to("plan_action", "action_id"),
        belongs_to("membership", "recorded_by"),
        Index("ix_meeting_decision_action", "tenant_id", "action_id", postgresql_where=text("action_id IS NOT NULL")),
    )

    meeting_id: Mapped[int] = mapped_column(BigInteger)
    decision: Mapped[str] = mapped_column(Text)
    responsible: Mapped[str] = mapped_column(Text)
    """Agency or post, not a name."""
    due_on: Mapped[date | None] = mapped_column(Date)
    done_on: Mapped[date | None] = mapped_column(Date)
    action_id: Mapped[int | None] = mapped_column(BigInteger)
    """The action of the exit plan that follows it up."""


class AgencyCommitment(Proved):
    """What an agency or partner has promised in writing."""

    __tablename__ = "agency_commitment"
    __table_args__ = (
        CheckConstraint("valid_to >= valid_from", name="forwards"),
        belongs_to("agency", "agency_id"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
    )

    agency_id: Mapped[int | None] = mapped_column(BigInteger)
    """One that takes referrals here; empty for any other partner."""
    partner: Mapped[str] = mapped_column(Text, server_default="")
    promise: Mapped[str] = mapped_column(Text)
    liaison: Mapped[bool] = mapped_column()
    """Whether a post there is named as the service's contact."""
    document: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class Puskesos(Proved):
    """The desk of a village."""

    __tablename__ = "puskesos"
    __table_args__ = (
        CheckConstraint("closed_on >= opened_on", name="forwards"),
        belongs_to("membership", "recorded_by"),
        belongs_to("stored_file", "file_id"),
        UniqueConstraint("tenant_id", "village_code"),
    )

    village_code: Mapped[str] = mapped_column(Text)
    opened_on: Mapped[date] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    document: Mapped[str] = mapped_column(Text, server_default="")
    """Perdes or SK Kades."""


class PuskesosFunding(Recorded):
    """What a village desk has for itself in a fiscal year, in whole rupiah."""

    __tablename__ = "puskesos_funding"
    __table_args__ = (
        one_of("source", SOURCES),
        year_in_range(),
        rupiah_in_range("amount"),
        belongs_to("puskesos", "puskesos_id"),
        belongs_to("membership", "recorded_by"),
        UniqueConstraint("tenant_id", "puskesos_id", "year", "source"),
    )

    puskesos_id: Mapped[int] = mapped_column(BigInteger)
    year: Mapped[int] = mapped_column(SmallInteger)
    source: Mapped[str] = mapped_column(Text, server_default=text("'village'"))
    amount: Mapped[int] = mapped_column(BigInteger)

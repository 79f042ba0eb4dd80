"""Sustainability: money, foundations, self-assessment and index."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import ADD, DISTRICTS, EVERY, OWN, WRITE, grant, protect

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

# What stands above the tenant and beside it: figures and dates, never who wrote them down or free words.
SHAPES = {
    "sustainability_profile": ("tenant_id", "cohort_year", "families"),
    "support_period": ("tenant_id", "id", "source", "starts_on", "ends_on", "removed_at"),
    "funding_line": ("tenant_id", "id", "year", "source", "item", "planned", "committed", "realised", "removed_at"),
    "cost_need": ("tenant_id", "id", "year", "item", "amount", "removed_at"),
    "legal_basis": ("tenant_id", "id", "about", "level", "number", "valid_from", "valid_to", "removed_at"),
    "institution": ("tenant_id", "id", "form", "valid_from", "valid_to", "removed_at"),
    "planning_document": ("tenant_id", "id", "kind", "from_year", "to_year", "removed_at"),
    "coordination_meeting": ("tenant_id", "id", "held_on", "participants", "removed_at"),
    "meeting_decision": ("tenant_id", "id", "meeting_id", "due_on", "done_on", "removed_at"),
    "agency_commitment": ("tenant_id", "id", "agency_id", "liaison", "valid_from", "valid_to", "removed_at"),
    "puskesos": ("tenant_id", "id", "village_code", "opened_on", "closed_on", "removed_at"),
    "puskesos_funding": ("tenant_id", "id", "puskesos_id", "year", "source", "amount", "removed_at"),
    "assessment_round": ("tenant_id", "id", "questions", "opened_on", "closed_at", "respondents"),
    "assessment_tally": ("tenant_id", "round_id", "statement", "value", "n"),
    "index_score": (
        "tenant_id", "id", "scored_on", "scored_at", "definition", "points", "grade", "dimensions", "inputs",
    ),
}  # fmt: skip
SOURCES = "source IN ('apbn', 'apbd_province', 'apbd_district', 'village', 'zakat', 'csr', 'other')"
ITEMS = (
    "item IN ('facilitators', 'supervisors', 'manager', 'secretariat', 'operations', 'training', 'devices', 'puskesos')"
)
STAFF_ADD = ("assessment_taken", "index_score")
"""Who has answered, and every score: added, never changed."""


def upgrade() -> None:
    _sustainability_profile()
    _support_period()
    _funding_line()
    _cost_need()
    _legal_basis()
    _institution()
    _planning_document()
    _coordination_meeting()
    _meeting_decision()
    _agency_commitment()
    _puskesos()
    _puskesos_funding()
    _assessment_round()
    _assessment_taken()
    _assessment_tally()
    _index_score()
    _who_reads_what()


def _who_reads_what() -> None:
    """A supervisor reads the shapes of the districts below; the relay scores every district by night."""
    for table in (*SHAPES, "assessment_taken"):
        protect(table)
        grant(table, "slrt_staff", OWN, ADD if table in STAFF_ADD else WRITE)
    for table, columns in SHAPES.items():
        grant(table, "slrt_supervisor", DISTRICTS, ("SELECT",), columns)
        grant(table, "slrt_relay", EVERY, ("SELECT",), columns)
    grant("index_score", "slrt_relay", EVERY, ("INSERT",))


def _sustainability_profile() -> None:
    op.create_table(
        "sustainability_profile",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("cohort_year", sa.SmallInteger(), nullable=True),
        sa.Column("families", sa.Integer(), nullable=True),
        sa.Column("families_source", sa.Text(), server_default="", nullable=False),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cohort_year BETWEEN 2016 AND 2045", name=op.f("ck_sustainability_profile_cohort_year_in_range")
        ),
        sa.CheckConstraint("families BETWEEN 1 AND 10000000", name=op.f("ck_sustainability_profile_families_in_range")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "recorded_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_sustainability_profile_tenant_id_recorded_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_sustainability_profile_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_sustainability_profile")),
    )


def _support_period() -> None:
    op.create_table(
        "support_period",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        *_recorded(proved=True),
        sa.CheckConstraint(SOURCES, name=op.f("ck_support_period_source_known")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_support_period_forwards")),
        *_keys("support_period", proved=True),
    )


def _funding_line() -> None:
    op.create_table(
        "funding_line",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("planned", sa.BigInteger(), nullable=False),
        sa.Column("committed", sa.BigInteger(), nullable=False),
        sa.Column("realised", sa.BigInteger(), nullable=False),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        *_recorded(proved=True),
        sa.CheckConstraint("committed = 0 OR document <> ''", name=op.f("ck_funding_line_commitment_has_document")),
        sa.CheckConstraint(ITEMS, name=op.f("ck_funding_line_item_known")),
        sa.CheckConstraint(SOURCES, name=op.f("ck_funding_line_source_known")),
        sa.CheckConstraint("committed BETWEEN 0 AND 999999999999999", name=op.f("ck_funding_line_committed_in_range")),
        sa.CheckConstraint("planned BETWEEN 0 AND 999999999999999", name=op.f("ck_funding_line_planned_in_range")),
        sa.CheckConstraint("realised BETWEEN 0 AND 999999999999999", name=op.f("ck_funding_line_realised_in_range")),
        sa.CheckConstraint("year BETWEEN 2016 AND 2045", name=op.f("ck_funding_line_year_in_range")),
        *_keys("funding_line", proved=True),
        sa.UniqueConstraint(
            "tenant_id", "year", "source", "item", name=op.f("uq_funding_line_tenant_id_year_source_item")
        ),
    )


def _cost_need() -> None:
    op.create_table(
        "cost_need",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("item", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_recorded(),
        sa.CheckConstraint(ITEMS, name=op.f("ck_cost_need_item_known")),
        sa.CheckConstraint("amount BETWEEN 0 AND 999999999999999", name=op.f("ck_cost_need_amount_in_range")),
        sa.CheckConstraint("year BETWEEN 2016 AND 2045", name=op.f("ck_cost_need_year_in_range")),
        *_keys("cost_need"),
        sa.UniqueConstraint("tenant_id", "year", "item", name=op.f("uq_cost_need_tenant_id_year_item")),
    )


def _legal_basis() -> None:
    op.create_table(
        "legal_basis",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        *_recorded(proved=True),
        sa.CheckConstraint("about IN ('slrt', 'puskesos')", name=op.f("ck_legal_basis_about_known")),
        sa.CheckConstraint(
            "level IN ('sk_office', 'sk_regent', 'perkada', 'perda')", name=op.f("ck_legal_basis_level_known")
        ),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_legal_basis_forwards")),
        *_keys("legal_basis", proved=True),
    )


def _institution() -> None:
    op.create_table(
        "institution",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        *_recorded(proved=True),
        sa.CheckConstraint("form IN ('ad_hoc', 'section', 'uptd')", name=op.f("ck_institution_form_known")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_institution_forwards")),
        *_keys("institution", proved=True),
    )


def _planning_document() -> None:
    op.create_table(
        "planning_document",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("passage", sa.Text(), server_default="", nullable=False),
        sa.Column("from_year", sa.SmallInteger(), nullable=False),
        sa.Column("to_year", sa.SmallInteger(), nullable=False),
        *_recorded(proved=True),
        sa.CheckConstraint("kind IN ('rpjmd', 'renstra', 'rkpd', 'sop')", name=op.f("ck_planning_document_kind_known")),
        sa.CheckConstraint("to_year >= from_year", name=op.f("ck_planning_document_forwards")),
        *_keys("planning_document", proved=True),
    )


def _coordination_meeting() -> None:
    op.create_table(
        "coordination_meeting",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("participants", sa.SmallInteger(), nullable=False),
        sa.Column("present", sa.Text(), server_default="", nullable=False),
        *_recorded(proved=True),
        sa.CheckConstraint(
            "participants BETWEEN 2 AND 2000", name=op.f("ck_coordination_meeting_participants_in_range")
        ),
        *_keys("coordination_meeting", proved=True),
    )


def _meeting_decision() -> None:
    op.create_table(
        "meeting_decision",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("responsible", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        *_recorded(),
        sa.ForeignKeyConstraint(
            ["tenant_id", "meeting_id"],
            ["coordination_meeting.tenant_id", "coordination_meeting.id"],
            name=op.f("fk_meeting_decision_tenant_id_meeting_id"),
        ),
        *_keys("meeting_decision"),
    )


def _agency_commitment() -> None:
    op.create_table(
        "agency_commitment",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("partner", sa.Text(), server_default="", nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
        sa.Column("liaison", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        *_recorded(proved=True),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_agency_commitment_forwards")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "agency_id"],
            ["agency.tenant_id", "agency.id"],
            name=op.f("fk_agency_commitment_tenant_id_agency_id"),
        ),
        *_keys("agency_commitment", proved=True),
    )


def _puskesos() -> None:
    op.create_table(
        "puskesos",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("village_code", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("document", sa.Text(), server_default="", nullable=False),
        *_recorded(proved=True),
        sa.CheckConstraint("closed_on >= opened_on", name=op.f("ck_puskesos_forwards")),
        *_keys("puskesos", proved=True),
        sa.UniqueConstraint("tenant_id", "village_code", name=op.f("uq_puskesos_tenant_id_village_code")),
    )


def _puskesos_funding() -> None:
    op.create_table(
        "puskesos_funding",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("puskesos_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("source", sa.Text(), server_default=sa.text("'village'"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        *_recorded(),
        sa.CheckConstraint(SOURCES, name=op.f("ck_puskesos_funding_source_known")),
        sa.CheckConstraint("amount BETWEEN 0 AND 999999999999999", name=op.f("ck_puskesos_funding_amount_in_range")),
        sa.CheckConstraint("year BETWEEN 2016 AND 2045", name=op.f("ck_puskesos_funding_year_in_range")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "puskesos_id"],
            ["puskesos.tenant_id", "puskesos.id"],
            name=op.f("fk_puskesos_funding_tenant_id_puskesos_id"),
        ),
        *_keys("puskesos_funding"),
        sa.UniqueConstraint(
            "tenant_id",
            "puskesos_id",
            "year",
            "source",
            name=op.f("uq_puskesos_funding_tenant_id_puskesos_id_year_source"),
        ),
    )


def _assessment_round() -> None:
    op.create_table(
        "assessment_round",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("respondents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "opened_by"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_assessment_round_tenant_id_opened_by"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_assessment_round_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assessment_round")),
    )
    op.create_index(
        "uq_assessment_round_open",
        "assessment_round",
        ["tenant_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _assessment_taken() -> None:
    op.create_table(
        "assessment_taken",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_assessment_taken_tenant_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "round_id"],
            ["assessment_round.tenant_id", "assessment_round.id"],
            name=op.f("fk_assessment_taken_tenant_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_assessment_taken_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "round_id", "membership_id", name=op.f("pk_assessment_taken")),
    )


def _assessment_tally() -> None:
    op.create_table(
        "assessment_tally",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("value", sa.SmallInteger(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint("value BETWEEN 0 AND 7", name=op.f("ck_assessment_tally_value_in_range")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "round_id"],
            ["assessment_round.tenant_id", "assessment_round.id"],
            name=op.f("fk_assessment_tally_tenant_id_round_id"),
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_assessment_tally_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "round_id", "statement", "value", name=op.f("pk_assessment_tally")),
    )


def _index_score() -> None:
    op.create_table(
        "index_score",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("scored_on", sa.Date(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Text(), nullable=False),
        sa.Column("dimensions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.CheckConstraint(
            "grade IN ('growing', 'developing', 'independent')", name=op.f("ck_index_score_grade_known")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_index_score_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_index_score")),
    )
    op.create_index("ix_index_score_newest", "index_score", ["tenant_id", "scored_on", "id"], unique=False)


def _recorded(proved: bool = False) -> list[sa.Column[Any]]:
    """What every record says about itself, with its paper where it has one."""
    paper = [
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("file_type", sa.Text(), server_default="", nullable=False),
    ]
    return [
        *(paper if proved else []),
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _keys(table: str, proved: bool = False) -> list[sa.Constraint]:
    """The keys of such a record."""
    named = [("recorded_by", "membership"), *([("file_id", "stored_file")] if proved else [])]
    return [
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_{table}_tenant_id_{column}"),
            )
            for column, target in named
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    op.drop_table("index_score")
    op.drop_table("assessment_tally")
    op.drop_table("assessment_taken")
    op.drop_table("assessment_round")
    op.drop_table("puskesos_funding")
    op.drop_table("puskesos")
    op.drop_table("agency_commitment")
    op.drop_table("meeting_decision")
    op.drop_table("coordination_meeting")
    op.drop_table("planning_document")
    op.drop_table("institution")
    op.drop_table("legal_basis")
    op.drop_table("cost_need")
    op.drop_table("funding_line")
    op.drop_table("support_period")
    op.drop_table("sustainability_profile")

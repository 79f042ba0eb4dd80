"""The exit plan with its actions and approvals, minutes of meetings, and warnings of a source's end."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from migrations.rls import ADD, DISTRICTS, EVERY, OWN, WRITE, grant, protect

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

SOURCES = "source IN ('apbn', 'apbd_province', 'apbd_district', 'village', 'zakat', 'csr', 'other')"
STATES = "IN ('draft', 'submitted', 'social_approved', 'bappeda_approved', 'approved')"
MOVES = "move IN ('submit', 'approve_social', 'approve_bappeda', 'return_social', 'return_bappeda', 'revise')"
PARTS = (
    "part IN ('chair', 'minutes', 'social', 'planning', 'budget', 'agency', 'parliament', 'subdistrict', 'village', "
    "'partner')"
)
# What stands above the tenant and beside it: figures, states and dates, never who wrote them down or free words.
SHAPES = {
    "exit_plan": ("tenant_id", "id", "ends_on", "state", "edition", "approved_on", "removed_at"),
    "plan_action": (
        "tenant_id", "id", "plan_id", "gap", "step", "due_on", "year", "cost", "source", "state", "done_on",
        "removed_at",
    ),
    "meeting_attendance": ("tenant_id", "id", "meeting_id", "part", "people", "removed_at"),
}  # fmt: skip


def upgrade() -> None:
    _exit_plan()
    _plan_action()
    _plan_event()
    _meetings()
    _support_warning()
    for table in (*SHAPES, "plan_event", "support_warning"):
        protect(table)
        grant(table, "slrt_staff", OWN, WRITE if table in SHAPES else ADD)
    for table, columns in SHAPES.items():
        grant(table, "slrt_supervisor", DISTRICTS, ("SELECT",), columns)
    grant("exit_plan", "slrt_relay", EVERY, ("SELECT",), SHAPES["exit_plan"])


def _exit_plan() -> None:
    op.create_table(
        "exit_plan",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("goal", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("edition", sa.SmallInteger(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        *_recorded(),
        sa.CheckConstraint(f"state {STATES}", name=op.f("ck_exit_plan_state_known")),
        *_keys("exit_plan", recorded_by="membership"),
        sa.UniqueConstraint("tenant_id", name=op.f("uq_exit_plan_tenant_id")),
    )


def _plan_action() -> None:
    op.create_table(
        "plan_action",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("gap", sa.Text(), server_default="", nullable=False),
        sa.Column("step", sa.Text(), server_default="", nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("agency_id", sa.BigInteger(), nullable=True),
        sa.Column("office", sa.Text(), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("year", sa.SmallInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("proof", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.Column("file_name", sa.Text(), server_default="", nullable=False),
        sa.Column("file_type", sa.Text(), server_default="", nullable=False),
        *_recorded(),
        sa.CheckConstraint(
            "state IN ('planned', 'running', 'done', 'dropped')", name=op.f("ck_plan_action_state_known")
        ),
        sa.CheckConstraint(SOURCES, name=op.f("ck_plan_action_source_known")),
        sa.CheckConstraint("year BETWEEN 2016 AND 2045", name=op.f("ck_plan_action_year_in_range")),
        sa.CheckConstraint("cost BETWEEN 0 AND 999999999999999", name=op.f("ck_plan_action_cost_in_range")),
        sa.CheckConstraint("state <> 'done' OR done_on IS NOT NULL", name=op.f("ck_plan_action_done_has_a_day")),
        *_keys("plan_action", plan_id="exit_plan", agency_id="agency", recorded_by="membership", file_id="stored_file"),
    )
    op.create_index("ix_plan_action_due", "plan_action", ["tenant_id", "plan_id", "due_on", "id"])


def _plan_event() -> None:
    op.create_table(
        "plan_event",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("edition", sa.SmallInteger(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("clock_timestamp()"), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("actor_title", sa.Text(), server_default="", nullable=False),
        sa.Column("signed", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(MOVES, name=op.f("ck_plan_event_move_known")),
        sa.CheckConstraint(f"to_state {STATES}", name=op.f("ck_plan_event_to_state_known")),
        *_keys("plan_event", plan_id="exit_plan", membership_id="membership", file_id="stored_file"),
    )
    op.create_index("ix_plan_event_plan", "plan_event", ["tenant_id", "plan_id", "id"])


def _meetings() -> None:
    for name in ("place", "chair", "summary"):
        op.add_column("coordination_meeting", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_table(
        "meeting_attendance",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        *_recorded(),
        sa.CheckConstraint(PARTS, name=op.f("ck_meeting_attendance_part_known")),
        sa.CheckConstraint("people BETWEEN 1 AND 2000", name=op.f("ck_meeting_attendance_people_in_range")),
        *_keys("meeting_attendance", meeting_id="coordination_meeting", recorded_by="membership"),
    )
    op.create_index("ix_meeting_attendance_meeting", "meeting_attendance", ["tenant_id", "meeting_id", "id"])
    op.add_column("meeting_decision", sa.Column("action_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_meeting_decision_tenant_id_action_id"),
        "meeting_decision",
        "plan_action",
        ["tenant_id", "action_id"],
        ["tenant_id", "id"],
    )
    op.create_index(
        "ix_meeting_decision_action",
        "meeting_decision",
        ["tenant_id", "action_id"],
        postgresql_where=sa.text("action_id IS NOT NULL"),
    )


def _support_warning() -> None:
    op.create_table(
        "support_warning",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("months", sa.SmallInteger(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(SOURCES, name=op.f("ck_support_warning_source_known")),
        sa.CheckConstraint("months IN (3, 6, 12)", name=op.f("ck_support_warning_months_known")),
        *_keys("support_warning"),
        sa.UniqueConstraint(
            "tenant_id", "source", "ends_on", "months", name=op.f("uq_support_warning_tenant_id_source_ends_on_months")
        ),
    )


def _recorded() -> list[sa.Column[Any]]:
    """Who wrote a record down, and whether it still counts."""
    return [
        sa.Column("recorded_by", sa.BigInteger(), nullable=True),
        sa.Column("recorded_name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _keys(table: str, **targets: str) -> list[sa.Constraint]:
    """Its keys: columns that lead to another table, the tenant, its own."""
    return [
        *(
            sa.ForeignKeyConstraint(
                ["tenant_id", column],
                [f"{target}.tenant_id", f"{target}.id"],
                name=op.f(f"fk_{table}_tenant_id_{column}"),
            )
            for column, target in targets.items()
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f(f"fk_{table}_tenant_id")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    op.drop_column("meeting_decision", "action_id")
    for table in ("meeting_attendance", "plan_event", "plan_action", "exit_plan", "support_warning"):
        op.drop_table(table)
    for name in ("place", "chair", "summary"):
        op.drop_column("coordination_meeting", name)

"""Reports by the clock: what is scheduled, and each report as it was made."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.rls import EVERY, LIVE, OWN, WRITE, grant, protect

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

OUTBOX_BACK = ("tenant_id", "id", "created_at", "not_before", "attempts")
"""What an INSERT … RETURNING gives back."""


def upgrade() -> None:
    op.create_table(
        "report_schedule",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_name", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("tables", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("recipient_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'active'"), nullable=False),
        sa.Column("owner_left", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("every IN ('month', 'quarter')", name=op.f("ck_report_schedule_every_known")),
        sa.CheckConstraint("state IN ('active', 'paused')", name=op.f("ck_report_schedule_state_known")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_report_schedule_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "membership_id"],
            ["membership.tenant_id", "membership.id"],
            name=op.f("fk_report_schedule_tenant_id_membership_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_schedule")),
    )
    op.create_index(
        "ix_report_schedule_due",
        "report_schedule",
        ["tenant_id", "next_on"],
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_table(
        "report_run",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("schedule_id", sa.BigInteger(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("fault", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("inputs", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("pdf", sa.LargeBinary(), nullable=True),
        sa.Column("workbook", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'done', 'failed')", name=op.f("ck_report_run_state_known")),
        sa.CheckConstraint(
            "(state = 'done') = (pdf IS NOT NULL AND workbook IS NOT NULL)", name=op.f("ck_report_run_done_whole")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_report_run_tenant_id")),
        sa.ForeignKeyConstraint(
            ["tenant_id", "schedule_id"],
            ["report_schedule.tenant_id", "report_schedule.id"],
            name=op.f("fk_report_run_tenant_id_schedule_id"),
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_report_run")),
        sa.UniqueConstraint(
            "tenant_id", "schedule_id", "begins_on", name=op.f("uq_report_run_tenant_id_schedule_id_begins_on")
        ),
    )
    for table in ("report_schedule", "report_run"):
        protect(table)
        grant(table, "slrt_staff", OWN, WRITE)
    for role in ("slrt_supervisor", "slrt_ministry"):
        grant("report_schedule", role, f"{OWN} AND {LIVE}", WRITE)
        grant("report_run", role, f"{OWN} AND {LIVE}")
    grant("outbox", "slrt_ministry", f"{OWN} AND {LIVE}", ("SELECT", "INSERT"), OUTBOX_BACK)
    grant("report_schedule", "slrt_relay", EVERY, ("SELECT",), ("tenant_id", "state", "next_on"))


def downgrade() -> None:
    raise NotImplementedError("reports are kept: restore a backup instead")

"""A schedule can be changed: what a report was called, and whether it is about a month or a quarter, stays with it."""

import sqlalchemy as sa
from alembic import op

from migrations.rls import seeing

revision = "0075"
down_revision = "0074"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_schedule", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    for name in ("name", "every"):
        op.add_column("report_run", sa.Column(name, sa.Text(), nullable=True))
    with seeing("report_run", "report_schedule"):
        op.execute(
            "UPDATE report_run SET name = report_schedule.name, every = report_schedule.every FROM report_schedule"
            " WHERE report_schedule.tenant_id = report_run.tenant_id AND report_schedule.id = report_run.schedule_id"
        )
    for name in ("name", "every"):
        op.alter_column("report_run", name, nullable=False)
    op.create_check_constraint(op.f("ck_report_run_every_known"), "report_run", "every IN ('month', 'quarter')")
    op.drop_constraint(op.f("uq_report_run_tenant_id_schedule_id_begins_on"), "report_run")
    op.create_unique_constraint(
        op.f("uq_report_run_tenant_id_schedule_id_every_begins_on"),
        "report_run",
        ["tenant_id", "schedule_id", "every", "begins_on"],
    )


def downgrade() -> None:
    raise NotImplementedError("reports are kept: restore a backup instead")

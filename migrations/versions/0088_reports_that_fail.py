"""A report that fails says so to its owner: since when, how often it was tried, and why."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0088"
down_revision = "0087"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_run", sa.Column("cause", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("report_run", sa.Column("failing_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("report_run", sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.add_column("report_run", sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("report_run", sa.Column("reference", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column(
        "report_run",
        sa.Column(
            "unmailed", postgresql.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'::bigint[]"), nullable=False
        ),
    )
    op.drop_constraint(op.f("ck_report_run_state_known"), "report_run", type_="check")
    op.create_check_constraint(
        op.f("ck_report_run_state_known"), "report_run", "state IN ('waiting', 'failing', 'done', 'failed')"
    )
    op.create_check_constraint(
        op.f("ck_report_run_failing_told"),
        "report_run",
        "(failing_since IS NULL) = (again_at IS NULL) AND (state <> 'failing' OR failing_since IS NOT NULL)",
    )


def downgrade() -> None:
    raise NotImplementedError("reports are kept: restore a backup instead")

"""A second mark per office that changes with its past alone; months of closing in the ledger; provinces by month."""

import sqlalchemy as sa
from alembic import op

from migrations.ledgers import READERS
from migrations.rls import grant

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

BY_MONTH = ("case_fact_month", "case_fact_closed_month")


def upgrade() -> None:
    op.add_column("case_fact_stamp", sa.Column("past", sa.Uuid()))
    month = sa.Computed("date_trunc('month', closed_on::timestamp)::date", persisted=True)
    op.add_column("case_delta", sa.Column("closed_month", sa.Date(), month, nullable=True))
    op.execute("GRANT SELECT (closed_month) ON case_delta TO slrt_ministry")
    for table in BY_MONTH:
        grant(table, "slrt_supervisor", READERS["slrt_supervisor"])


def downgrade() -> None:
    for table in BY_MONTH:
        op.execute(f"DROP POLICY slrt_supervisor_select ON {table}")
        op.execute(f"REVOKE SELECT ON {table} FROM slrt_supervisor")
    op.drop_column("case_delta", "closed_month")
    op.drop_column("case_fact_stamp", "past")

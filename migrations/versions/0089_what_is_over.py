"""A second mark per office that changes with its past alone; months of closing in the ledger; provinces by month."""

import sqlalchemy as sa
from alembic import op

from migrations.ledgers import READERS
from migrations.rls import grant

revision = "0089"
down_revision = "0088"
branch_labels = None
depends_on = None

MONTHS = {"opened_on": "opened_month", "closed_on": "closed_month"}
BY_MONTH = ("case_fact_month", "case_fact_closed_month")


def upgrade() -> None:
    op.add_column("case_fact_stamp", sa.Column("past", sa.Uuid()))
    # worked out by whoever folds and reads them, not by whoever moves a case
    op.drop_column("case_delta", "opened_month")
    for day, month in MONTHS.items():
        op.execute(
            f"ALTER TABLE case_delta ADD COLUMN {month} date"
            f" GENERATED ALWAYS AS (date_trunc('month', {day}::timestamp)::date) VIRTUAL"
        )
    op.execute(f"GRANT SELECT ({', '.join(MONTHS.values())}) ON case_delta TO slrt_ministry")
    for table in BY_MONTH:
        grant(table, "slrt_supervisor", READERS["slrt_supervisor"])


def downgrade() -> None:
    for table in BY_MONTH:
        op.execute(f"DROP POLICY slrt_supervisor_select ON {table}")
        op.execute(f"REVOKE SELECT ON {table} FROM slrt_supervisor")
    for month in MONTHS.values():
        op.drop_column("case_delta", month)
    month = sa.Computed("date_trunc('month', opened_on::timestamp)::date", persisted=True)
    op.add_column("case_delta", sa.Column("opened_month", sa.Date(), month, nullable=True))
    op.execute("GRANT SELECT (opened_month) ON case_delta TO slrt_ministry")
    op.drop_column("case_fact_stamp", "past")
